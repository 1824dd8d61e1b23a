#!/bin/sh
# Prints what of a cluster is on a host, a line each. Given to `sh -s` as root.
set -u
data=/var/lib/rancher/k3s
for unit in k3s k3s-agent; do
  if [ -e "/etc/systemd/system/$unit.service" ]; then echo "k3s is installed ($unit)"; fi
done
if [ -n "$(ls -A "$data/server/db" 2>/dev/null)" ]; then echo 'a datastore'; fi
first=$(find "$data/storage" -mindepth 1 -maxdepth 1 -type d -name '*_*' 2>/dev/null | sort | head -n 1)
if [ -n "$first" ]; then echo "a volume, $first"; fi
