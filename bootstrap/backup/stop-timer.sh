#!/bin/sh
# Takes the timer of the backups off a node. Given to `sh -s` as root.
set -eu
units=/etc/systemd/system
if [ -e $units/hubwright-backup.timer ]; then systemctl disable --now hubwright-backup.timer; fi
if [ -e $units/hubwright-backup.timer ] || [ -e $units/hubwright-backup.service ]; then
  rm -f $units/hubwright-backup.timer $units/hubwright-backup.service
  systemctl daemon-reload
fi
