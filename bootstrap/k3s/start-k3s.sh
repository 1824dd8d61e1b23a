#!/bin/sh
# Starts k3s, or starts it again if it runs with other files than it has now, and does not wait for it: an agent that
# cannot join would block for ever. Given to `sh -s` as root. Arguments: unit, digest of the files, where that is noted, and
# `renew` if it is to be started again all the same.
set -eu
unit=$1 digest=$2 note=$3 renew=${4:-}
systemctl daemon-reload
systemctl is-enabled "$unit" >/dev/null 2>&1 || systemctl --quiet enable "$unit"
state=$(systemctl is-active "$unit") || true
if [ -n "$renew" ]; then
  : # k3s renews certificates only when it starts.
elif [ "$state" = active ] || [ "$state" = activating ]; then
  if [ "$(cat "$note" 2>/dev/null)" = "$digest" ]; then
    # What it logged before may have been fixed since; from now on counts.
    touch "$note"
    exit 0
  fi
fi
# Before the restart the note would lie if this is cut off in between; after it, k3s is at worst restarted once more.
systemctl restart --no-block "$unit"
umask 077
printf '%s' "$digest" >"$note.new"
mv -f "$note.new" "$note"
