#!/bin/sh
# Prints what is recorded on this server, and changes nothing. Run by root. Lines of a word, a space and a value: `snapshot NAME`
# for each that is kept, and `done REVISION PLATFORM` or `begun REVISION PLATFORM` for each deployment, the newest first.
set -eu
for snapshot in /var/lib/hubwright/snapshots/[0-9]*; do
  if [ -d "$snapshot" ]; then echo "snapshot ${snapshot##*/}"; fi
done
cd /var/lib/hubwright/revisions 2>/dev/null || exit 0
find . -name platform.json | sort -r | while read -r file; do
  folder=${file%/*}
  how=begun
  if grep -q '"result":"done"' "$folder/entry.json" 2>/dev/null; then how='done'; fi
  printf '%s %s ' "$how" "${folder##*/}"
  tr -d '\n' <"$file"
  echo
done
