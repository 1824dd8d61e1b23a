#!/bin/sh
# Puts a restored datastore and its token where k3s finds them. Given to `sh -s` as root, before k3s first starts.
# Arguments: the folder that they were restored to, in a folder that is deleted in the end.
set -eu
from=$1 server=/var/lib/rancher/k3s/server
mkdir -p "$server"
chmod 700 "$server"
# What an earlier try has left: certificates of a reset that was cut off do not fit those of the next one.
for folder in "$server" /var/lib/rancher/k3s/agent; do
  if [ -d "$folder" ]; then
    find "$folder" -mindepth 1 -maxdepth 1 ! -name manifests ! -name images -exec rm -rf {} +
  fi
done
install -m 600 "$from/token" "$server/token"
if [ -e "$from/db/etcd-snapshot" ]; then
  # Newer releases of k3s take snapshots from this folder alone.
  snapshot=$server/db/snapshots/hubwright-restore
  mkdir -p "$server/db/snapshots"
  cp "$from/db/etcd-snapshot" "$snapshot"
  if ! said=$(/usr/local/bin/k3s server --cluster-reset --cluster-reset-restore-path="$snapshot" 2>&1); then
    printf '%s\n' "$said" | grep 'level=fatal' >&2 || printf '%s\n' "$said" | tail -n 5 >&2
    exit 1
  fi
  rm -f "$snapshot"
else
  cp -r "$from/db" "$server/db"
fi
rm -rf "$(dirname "$from")"
