#!/bin/sh
# Removes k3s from a node with all its data, by its own uninstaller where there is one. Given to `sh -s` as root.
set -eu
for script in k3s-agent-uninstall.sh k3s-uninstall.sh; do
  if [ -x "/usr/local/bin/$script" ]; then "/usr/local/bin/$script"; fi
done
# What was put there beside what its installer did.
rm -rf /etc/rancher/k3s /var/lib/rancher/k3s
rm -f /etc/systemd/system/k3s*.service.d/hubwright-proxy.conf
rm -rf /var/lib/hubwright /etc/rancher/k3s.before-rollback-*
rm -f /etc/hubwright/written
# Last: as long as anything is left, it can be seen whose it is.
rm -f /etc/hubwright/cluster.json
if [ -d /etc/hubwright ]; then rmdir --ignore-fail-on-non-empty /etc/hubwright; fi
