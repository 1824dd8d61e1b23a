#!/bin/sh
# Takes backups off a node; what is in the repository stays. Given to `sh -s` as root. Argument: the name of the node.
set -eu
node=$1
if [ -e /etc/systemd/system/hubwright-backup.timer ]; then
  systemctl disable --now hubwright-backup.timer
  rm -f /etc/systemd/system/hubwright-backup.timer /etc/systemd/system/hubwright-backup.service
  systemctl daemon-reload
fi
# What the last one has noted for the hub. Without Kubernetes it stays, and says how old it is.
printf '{"metadata":{"annotations":{"hubwright/backup":null}}}' |
  /usr/local/bin/k3s kubectl --kubeconfig /var/lib/rancher/k3s/agent/kubelet.kubeconfig --request-timeout=30s \
    patch node "$node" --type merge --patch-file /dev/stdin || true
rm -rf /usr/local/lib/hubwright /var/lib/hubwright/backup
# A server keeps its record of the cluster there too.
if [ -d /var/lib/hubwright ]; then rmdir --ignore-fail-on-non-empty /var/lib/hubwright; fi
# Last: as long as it is there, there is something left to remove.
rm -rf /etc/hubwright/backup
