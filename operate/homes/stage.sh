#!/bin/sh
# Runs a command that fills a folder of root alone, which is emptied first: what an earlier try left is in it.
# Arguments: the folder, the command. 75: another command still fills it.
set -eu
stage=$1
shift
mkdir -p "$stage"
chmod 700 "$stage"
# Held by the command itself, which runs for a moment longer when the line to it is cut.
exec 9<"$stage"
flock -w 30 9 || exit 75
find "$stage" -mindepth 1 -maxdepth 1 -exec rm -rf --one-file-system {} +
exec "$@"
