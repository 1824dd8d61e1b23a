#!/bin/sh
# Puts a change into the record that a server keeps of its cluster: whole or not at all, for root alone.
# Arguments: `begin` or `end`, how many changes keep their files, how many are kept at all. Standard input: the number of the
# change; the id of the cluster; each file as a line with its bytes and its name, and its content; `0 end`.
set -eu
umask 077
root=/var/lib/hubwright
new=$root/.new
trap 'rm -rf -- "$new"' EXIT
trap 'exit 143' HUP INT TERM PIPE
rm -rf -- "$new"
mkdir -p -- "$new"
chmod 700 -- "$root"
read -r revision
read -r id
while read -r bytes name && [ "$name" != end ]; do
  head -c "$bytes" >"$new/$name"
  [ "$(stat -c %s -- "$new/$name")" = "$bytes" ] || break
done
if [ "${name:-}" != end ]; then
  echo 'the record did not arrive whole' >&2
  exit 65
fi
# One of another cluster, whose host this was.
if [ -e "$root/state.json" ] && ! grep -qF "\"id\":\"$id\"" "$root/state.json"; then rm -rf -- "$root/revisions"; fi
folder=$root/revisions/$revision
# What another change of this number has left was never the newest one.
if [ "$1" = begin ]; then rm -rf -- "$folder"; fi
mkdir -p -- "$folder"
sync -- "$new"/*
# A change is there once its entry is.
for name in platform.json manifests.json entry.json; do
  if [ -e "$new/$name" ]; then mv -f -- "$new/$name" "$folder/$name"; fi
done
mv -f -- "$new/state.json" "$root/state.json"
sync -- "$folder" "$root"

cd -- "$root/revisions"
find . -name manifests.json | sort -r | tail -n "+$(($2 + 1))" | while read -r old; do
  rm -f -- "$old" "${old%/*}/platform.json"
done
find . -mindepth 1 -maxdepth 1 | sort -r | tail -n "+$(($3 + 1))" | while read -r old; do rm -rf -- "$old"; done
