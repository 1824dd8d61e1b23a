#!/bin/sh
# Prints the mark of a host on which k3s is installed, and nothing for any other. Given to `sh -s` with the path of the mark.
set -u
for unit in k3s k3s-agent; do
  if [ -e "/etc/systemd/system/$unit.service" ] && [ -s "$1" ]; then head -c 4096 "$1" && exit; fi
done
