#!/bin/sh
# Replaces volumes by those of the same names that are given, and tells their claims. Given as a command, as root on a server.
# Arguments: name of the volume, namespace and name of its claim, node, for each. Input: the new ones.
set -eu
each() {
  what=$1
  shift
  while [ $# -ge 4 ]; do
    "$what" "$@"
    shift 4
  done
}
remove() {
  k3s kubectl delete pv "$1" --ignore-not-found --wait=false
  # Kubernetes keeps one that a claim has; the claim finds it again by its name. Fails where it is gone already.
  k3s kubectl patch pv "$1" --type=merge -p '{"metadata":{"finalizers":null}}' >/dev/null 2>&1 || :
}
tell() {
  # The hub reads there on which node a home is. One without a claim has nobody to tell.
  k3s kubectl annotate pvc "$3" -n "$2" "volume.kubernetes.io/selected-node=$4" --overwrite 2>/dev/null || :
}
each remove "$@"
k3s kubectl create -f -
each tell "$@"
