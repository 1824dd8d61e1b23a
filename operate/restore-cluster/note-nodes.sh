#!/bin/sh
# Notes at claims on which node their volumes are, where the hub reads it. Given as a command, as root on a server.
# Arguments: namespace and name of the claim, node, for each.
set -eu
while [ $# -ge 3 ]; do
  said=$(k3s kubectl annotate pvc "$2" -n "$1" "volume.kubernetes.io/selected-node=$3" --overwrite 2>&1) ||
    # A volume that waits for the claim of its next server has none yet.
    case $said in *NotFound*) ;; *) echo "$said" >&2 && exit 1 ;; esac
  shift 3
done
