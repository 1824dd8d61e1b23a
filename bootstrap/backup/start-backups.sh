#!/bin/sh
# Opens the repository, and starts the timer. Given to `sh -s` as root.
# Arguments: a digest of all that was put there; the file that notes it; `create`, where there may be no repository yet, `open`,
# or `read`, where nothing is backed up.
set -eu
digest=$1 started=$2 verb=$3
chmod 0700 "$(dirname "$started")"
if [ "$verb" = create ]; then set -- --create; else set --; fi
/usr/local/lib/hubwright/backup open "$@"
if [ "$verb" != read ]; then
  systemctl daemon-reload
  systemctl enable hubwright-backup.timer
  systemctl restart hubwright-backup.timer
fi
printf '%s\n' "$digest" >"$started"
