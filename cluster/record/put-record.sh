#!/bin/sh
# Puts a change into the record that a server keeps of its cluster: whole or not at all, for root alone.
# Arguments: `begin` or `end`, how many changes keep their files, how many are kept at all, the node of this server. Standard
# input: the number of the change; its id; the id of the cluster; who must have the lock; each file as a line with its bytes and
# its name, and its content; `0 end`. Exits with 75 if the lock is not theirs, and with 76 if a newer change is recorded.
set -eu
umask 077
root=/var/lib/hubwright
new=$root/.new.$$
refuse() {
  echo "$2" >&2
  exit "$1"
}
lost='another command has taken the lock of this cluster'
if [ ! -d "$root" ]; then refuse 75 "$lost"; fi
trap 'rm -rf -- "$new"' EXIT
trap 'exit 143' HUP INT TERM PIPE
mkdir -p -- "$new"
chmod 700 -- "$root"
read -r revision
read -r change
read -r id
read -r holder
while read -r bytes name && [ "$name" != end ]; do
  head -c "$bytes" >"$new/$name"
  [ "$(stat -c %s -- "$new/$name")" = "$bytes" ] || break
done
if [ "${name:-}" != end ]; then refuse 65 'the record did not arrive whole'; fi

# Everything is there; from here on nobody can take the lock.
exec 9<"$root"
flock 9
if ! grep -qF "\"holder\":\"$holder\"" "$root/lock.json" 2>/dev/null; then refuse 75 "$lost"; fi
if [ -e "$root/state.json" ]; then
  if grep -qF "\"id\":\"$id\"" "$root/state.json"; then
    recorded=$(sed -n 's/.*"revision":\([0-9]*\).*/\1/p' "$root/state.json")
    if [ "${recorded:-0}" -ge "$revision" ] && ! grep -qF "\"change\":\"$change\"" "$root/state.json"; then
      refuse 76 'a newer change is recorded'
    fi
  else
    # One of another cluster, whose host this was.
    rm -rf -- "$root/revisions" "$root/snapshots"
  fi
fi
find "$root" -maxdepth 1 -name '.new*' ! -path "$new" -mmin +60 -exec rm -rf {} +
folder=$root/revisions/$revision
# What another change of this number has left never became the state.
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

# The hub shows it to administrators. Whatever Kubernetes says to it, the change is recorded.
if [ -e "$new/node.json" ]; then
  exec 9<&-
  timeout 10 k3s kubectl patch node "$4" --request-timeout=5s --type=merge --patch-file=/dev/stdin <"$new/node.json" \
    >/dev/null 2>&1 || true
fi
