#!/bin/sh
# Takes restic and the secrets of backups off a node, once the timer is gone; what is in the repository stays. Given to `sh -s`
# as root.
set -eu
rm -rf /usr/local/lib/hubwright /var/lib/hubwright/backup
# A server keeps its record of the cluster there too.
if [ -d /var/lib/hubwright ]; then rmdir --ignore-fail-on-non-empty /var/lib/hubwright; fi
# Last: as long as it is there, there is something left to remove.
rm -rf /etc/hubwright/backup
