#!/bin/sh
# Puts restic in place. Given to `sh -s` as root, behind download.sh.
# Arguments: folder, address and sha256 of its archive, file with the environment of a proxy; the archive, if it is there.
set -eu
folder=$1 url=$2 sha256=$3 proxy=$4 archive=${5:-}
mkdir -p "$folder"
work=$(mktemp -d "$folder/restic.XXXXXX")
trap 'rm -rf "$work"' EXIT
if [ -z "$archive" ]; then
  archive=$work/archive
  use_proxy "$proxy"
  download "$url" "$archive"
fi
require_sum "$archive" "$sha256" "$url is not the release of restic"
# Not every system has bunzip2.
python3 -c 'import bz2, shutil, sys
with bz2.open(sys.argv[1]) as packed, open(sys.argv[2], "wb") as plain:
    shutil.copyfileobj(packed, plain, 1 << 20)' "$archive" "$work/restic"
chmod 0755 "$work/restic"
"$work/restic" version
mv -f "$work/restic" "$folder/restic"
printf '%s\n' "$sha256" >"$folder/restic.sha256"
if [ -n "${5:-}" ]; then rm -f "$5"; fi
