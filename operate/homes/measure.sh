#!/bin/sh
# Prints how large folders are and when something in them was last changed, and which folders nobody has named. Changes
# nothing. Given to `sh -c` as root on a node; measure-node.ts reads it. Its argument is the time that it may take, in
# seconds. On standard input, a line each: `volume FOLDER`, `known FOLDER`, which is only not unknown, and `root FOLDER`.
set -u
end=$(($(date +%s) + $1))
# Whoever works on the node goes first.
if command -v ionice >/dev/null; then gently() { ionice -c3 nice "$@"; }; else gently() { nice "$@"; }; fi
newline='
'
known=$newline

measure() {
  left=$((end - $(date +%s)))
  if [ "$left" -le 0 ]; then
    echo late
    return
  fi
  # About files that go meanwhile it complains, and counts the rest.
  said=$(gently timeout "$left" du --summarize --block-size=1 --time --time-style=+%s "$1/" \
    2>/dev/null </dev/null)
  if [ $? -eq 124 ]; then echo late; else printf '%s\n' "$said" | cut -f 1,2; fi
}

while read -r kind folder; do
  known=$known$folder$newline
  case $kind in
    volume)
      if [ -d "$folder" ]; then said=$(measure "$folder"); else said=missing; fi
      printf 'volume\t%s\t%s\n' "$folder" "$said"
      ;;
    root)
      for entry in "$folder"/* "$folder"/.[!.]*; do
        case $known in *"$newline$entry$newline"*) continue ;; esac
        if [ ! -d "$entry" ] || [ "${entry##*/}" = lost+found ]; then continue; fi
        printf 'unknown\t%s\t%s\n' "$(printf '%s' "$entry" | tr '\n\t' '??')" "$(measure "$entry")"
      done
      ;;
  esac
done
echo end
