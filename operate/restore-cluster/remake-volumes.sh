#!/bin/sh
# Replaces volumes by those of the same names that are given. Given as a command, as root on a server.
# Arguments: their names. Input: the new ones.
set -eu
for volume in "$@"; do
  k3s kubectl delete pv "$volume" --ignore-not-found --wait=false
  # Kubernetes keeps one that a claim has; the claim finds it again by its name. Fails where it is gone already.
  k3s kubectl patch pv "$volume" --type=merge -p '{"metadata":{"finalizers":null}}' >/dev/null 2>&1 || :
done
k3s kubectl create -f -
