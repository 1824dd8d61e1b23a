#!/bin/sh
# Prints the state of k3s's unit, and what it has logged since it was last started. Given to `sh -s` as root.
# Arguments: unit, the file that was written when it was started.
set -u
systemctl is-active "$1"
since=$(stat -c %.6Y "$2" 2>/dev/null) || exit 0
# What k3s itself says when it ends, Go when it cannot go on, and systemd when k3s was ended or never ran; last what ended it,
# behind which a new try has many errors.
ends='level=fatal|Shutdown request received: |^panic: |^fatal error: |^runtime: out of memory|Failed at step|Failed to locate'
ends="$ends|OOM killer|status=9/KILL"
said=$(journalctl --no-pager --output=cat --since="@$since" -n 4000 -u "$1" |
  grep -E "$ends|level=error|Incorrect Usage|not a member of the etcd cluster")
printf '%s\n' "$said" | grep -vE "$ends" | tail -n 9
printf '%s\n' "$said" | grep -E "$ends" | tail -n 3
exit 0
