#!/bin/sh
# Puts the token from before a rotation back, where the rotation has not reached the datastore. Given to `sh -s` as root, on the
# first server. Arguments as of rotate-token.sh.
set -eu
umask 077
kept=$1 own=$2 before=$3
if [ ! -s "$before" ]; then
  echo "there is no $before" >&2
  exit 1
fi
# In this order: wherever it is cut off, rotate-token.sh goes on from there.
sed -n '1s/^K10[0-9a-f]*::[^:]*://;1p' "$before" >"$own.new"
mv -f "$own.new" "$own"
cp "$before" "$kept.new"
mv -f "$kept.new" "$kept"
