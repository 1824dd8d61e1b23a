#!/bin/sh
# Restores a part of a backup into a folder of root alone, which is emptied first: what an earlier try left is in it.
# Arguments: the folder, the command. 75: another restore of the same home is still running.
set -eu
stage=$1
shift
mkdir -p "$stage"
chmod 700 "$stage"
# Held by restic itself, which goes on for a moment when the line to it is cut.
exec 9<"$stage"
flock -w 30 9 || exit 75
find "$stage" -mindepth 1 -maxdepth 1 -exec rm -rf --one-file-system {} +
exec "$@"
