#!/bin/sh
# Takes off a node what it has noted for the hub. Without Kubernetes that stays, and says how old it is. Given to `sh -s` as
# root, before what takes its writer off. Arguments: the name of the node, and those of its annotations.
set -eu
node=$1 notes=
shift
for name in "$@"; do notes="$notes${notes:+,}\"$name\":null"; done
printf '{"metadata":{"annotations":{%s}}}' "$notes" |
  k3s kubectl --kubeconfig /var/lib/rancher/k3s/agent/kubelet.kubeconfig --request-timeout=30s \
    patch node "$node" --type merge --patch-file /dev/stdin || true
