#!/bin/sh
# Prints the state of k3s's unit, and what it has logged since it was last started. Given to `sh -s` as root.
# Arguments: unit, the file that was written when it was started.
set -u
systemctl is-active "$1"
since=$(stat -c %.6Y "$2" 2>/dev/null) || exit 0
journalctl --no-pager --output=cat --since="@$since" -n 200 -u "$1" | grep -E 'level=(error|fatal)|Incorrect Usage|not a member of the etcd cluster' | tail -n 12
exit 0
