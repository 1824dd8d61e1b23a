#!/bin/sh
# Puts standard input in place as a file: whole and checked, or not at all.
# Arguments: path, mode, owner, sha256.
set -eu
path=$1
folder=$(dirname -- "$path")
mkdir -p -- "$folder"
# A dotfile with an ending of its own: k3s takes neither a manifest nor an image from it.
aside=$folder/.$(basename -- "$path").hubwright
# One left by a run that was killed is not a reason to fail, but it takes room.
rm -f -- "$aside"
trap 'rm -f -- "$aside"' EXIT
# PIPE: what it says below has no reader once the connection is gone.
trap 'exit 143' HUP INT TERM PIPE
umask 077
cat >"$aside"
found=$(sha256sum <"$aside")
if [ "${found%% *}" != "$4" ]; then
  echo "what arrived for $path is not what was sent: sha256 ${found%% *}, expected $4" >&2
  exit 65
fi
chown -- "$3" "$aside"
chmod -- "$2" "$aside"
sync -- "$aside"
mv -f -- "$aside" "$path"
sync -- "$folder"
