#!/bin/sh
# Takes the timer that measures homes off a node. Given to `sh -s` as root.
set -eu
if [ -e /etc/systemd/system/hubwright-home-sizes.timer ]; then
  systemctl disable --now hubwright-home-sizes.timer
  rm -f /etc/systemd/system/hubwright-home-sizes.timer /etc/systemd/system/hubwright-home-sizes.service
  systemctl daemon-reload
fi
rm -f /usr/local/sbin/hubwright-home-sizes
rm -rf /run/hubwright-home-sizes
# Last: as long as it is there, there is something left to remove.
rm -f /etc/hubwright/home-sizes
