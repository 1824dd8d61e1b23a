#!/bin/sh
# Takes the limits off the homes of a node, and what sets them. Given to `sh -s` as root; with the argument `down` if the homes are
# deleted next, so that limits which cannot be taken off do not matter.
set -eu
if [ -e /etc/systemd/system/hubwright-home-limits.path ]; then
  systemctl disable --now hubwright-home-limits.path
  systemctl stop hubwright-home-limits
  rm -f /etc/systemd/system/hubwright-home-limits.path /etc/systemd/system/hubwright-home-limits.service
  systemctl daemon-reload
fi
# Last: as long as it is there, there are limits to take off.
if [ -e /usr/local/sbin/hubwright-home-limits ]; then
  /usr/local/sbin/hubwright-home-limits /var/lib/rancher/k3s/storage - 0 || [ "${1:-}" = down ]
  rm -f /usr/local/sbin/hubwright-home-limits
fi
