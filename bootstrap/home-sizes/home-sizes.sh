#!/bin/sh
# Written by Hubwright. Notes at this node how large each home on its disk is, where the hub reads it. A kubelet may
# annotate its own node, so no other right is needed. The note is the time in seconds, then `VOLUME=MEBIBYTES` of each.
# Arguments: the name of the node, the namespace of the hub, the folder of the volumes.
set -eu
node=$1 namespace=$2 storage=$3
sizes=$(date +%s)
for folder in "$storage"/*_"$namespace"_claim-*; do
  name=${folder##*/}
  # What a restore or a move has kept beside a home has a suffix.
  case $name in *.*) continue ;; esac
  # About files that go meanwhile it complains, and counts the rest.
  mebibytes=$(du --summarize --block-size=1M "$folder/" 2>/dev/null | cut -f 1) || true
  if [ -n "$mebibytes" ]; then sizes="$sizes ${name%%_*}=$mebibytes"; fi
done
printf '{"metadata":{"annotations":{"hubwright/home-sizes":"%s"}}}' "$sizes" |
  k3s kubectl --kubeconfig /var/lib/rancher/k3s/agent/kubelet.kubeconfig \
    patch node "$node" --type merge --patch-file /dev/stdin
