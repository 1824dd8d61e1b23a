#!/bin/sh
# Prints the state of k3s's unit, the archive of images that it imports at the moment as bytes and name (else an empty line), and
# what it has logged of failures in the last quarter of an hour, or since it was last started. Given to `sh -s` as root.
# Arguments: unit, the file that was written when it was started.
set -u
state=$(systemctl is-active "$1")
printf '%s\n' "$state"
since=$(stat -c %.6Y "$2" 2>/dev/null) || exit 0
# What k3s itself says when it ends, Go when it cannot go on, and systemd when k3s was ended or never ran; last what ended it,
# behind which a new try has many errors.
ends='level=fatal|Shutdown request received: |^panic: |^fatal error: |^runtime: out of memory|Failed at step|Failed to locate'
ends="$ends|OOM killer|status=9/KILL"
# Not by tac, which needs room for a file: a full disk may be what is wrong.
reversed() { awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }'; }
# With --since, -n keeps the oldest lines, unless they are reversed (systemd 252).
logged() { journalctl --no-pager --output=cat --reverse --since="@$2" -n 4000 -u "$1" | reversed; }
lines=$(logged "$1" "$since")
# The last line about an archive says whether it is being imported, or has been.
archive=$(printf '%s\n' "$lines" | sed -nE 's/.*msg="(Importing|Imported) images from ([^ "]*).*/\1 \2/p' | tail -n 1)
case "$state $archive" in
  'active Importing '* | 'activating Importing '*)
    file=${archive#* }
    printf '%s %s\n' "$(stat -c %s "$file" 2>/dev/null || echo 0)" "${file##*/}" ;;
  *) echo ;;
esac
# What ended it days ago is not what it fails by now.
lately=$(($(date +%s) - 900))
if [ "${since%.*}" -lt "$lately" ]; then lines=$(logged "$1" "$lately"); fi
said=$(printf '%s\n' "$lines" | grep -E "$ends|level=error|Incorrect Usage|not a member of the etcd cluster")
printf '%s\n' "$said" | grep -vE "$ends" | tail -n 9
printf '%s\n' "$said" | grep -E "$ends" | tail -n 3
exit 0
