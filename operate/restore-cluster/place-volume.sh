#!/bin/sh
# Puts a restored volume in its place, whole or not at all. Given to `sh -s` as root.
# Arguments: its folder, what was restored, `database` for that of the hub; without the second one, it is made empty.
set -eu
path=$1 restored=${2:-} kind=${3:-}
if [ ! -e "$path" ]; then
  mkdir -p "$(dirname "$path")"
  if [ -z "$restored" ]; then
    # As k3s's own provisioner makes them.
    mkdir -m 777 "$path"
  else
    if [ "$kind" = database ]; then
      chmod 777 "$restored"
      # The user that the hub runs as.
      chown 1000:1000 "$restored"/*
    fi
    # A power cut after the rename must not find files that are empty.
    sync
    mv -T "$restored" "$path"
  fi
fi
