#!/bin/sh
# Puts back what an operator has added on a server: settings of k3s, and manifests. What is there stays. Given to `sh -s` as
# root. Arguments: the folder that they were restored to, which is deleted.
set -eu
for folder in etc/rancher/k3s/config.yaml.d var/lib/rancher/k3s/server/manifests; do
  if [ -d "$1/$folder" ]; then
    mkdir -p "/$folder"
    cp -an "$1/$folder/." "/$folder/"
  fi
done
rm -rf "$1"
