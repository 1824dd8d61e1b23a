#!/bin/sh
# Has a unit of k3s start it without flags and without variables of k3s: both are in configuration files now. k3s is not
# restarted. Given to `sh -s` as root. Arguments: the unit, its role.
set -eu
unit=/etc/systemd/system/$1.service
role=$2
umask 077
awk -v role="$role" '
  /^ExecStart=/ { print "ExecStart=/usr/local/bin/k3s " role; skipping = 1 }
  !skipping { print }
  !/\\$/ { skipping = 0 }' "$unit" >"$unit.hubwright"
chmod --reference="$unit" "$unit.hubwright"
if [ -e "$unit.env" ]; then
  grep -v '^K3S_' "$unit.env" >"$unit.env.hubwright" || true
  chmod --reference="$unit.env" "$unit.env.hubwright"
  mv -f "$unit.env.hubwright" "$unit.env"
fi
# Last: as long as it has flags, the take-over of the node has not finished.
mv -f "$unit.hubwright" "$unit"
systemctl daemon-reload
