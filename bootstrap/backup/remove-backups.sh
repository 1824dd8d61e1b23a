#!/bin/sh
# Takes backups off a node; what is in the repository stays. Given to `sh -s` as root.
set -eu
if [ -e /etc/systemd/system/hubwright-backup.timer ]; then
  systemctl disable --now hubwright-backup.timer
  rm -f /etc/systemd/system/hubwright-backup.timer /etc/systemd/system/hubwright-backup.service
  systemctl daemon-reload
fi
rm -rf /usr/local/lib/hubwright /var/lib/hubwright/backup
# A server keeps its record of the cluster there too.
if [ -d /var/lib/hubwright ]; then rmdir --ignore-fail-on-non-empty /var/lib/hubwright; fi
# Last: as long as it is there, there is something left to remove.
rm -rf /etc/hubwright/backup
