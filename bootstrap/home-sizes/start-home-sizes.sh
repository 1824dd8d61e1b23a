#!/bin/sh
# Starts the timer that measures homes, and what sets their limits where it is installed. Given to `sh -s` as root.
# Arguments: a digest of all that was put there, the file that notes it.
set -eu
systemctl daemon-reload
systemctl enable hubwright-home-sizes.timer
systemctl restart hubwright-home-sizes.timer
if [ -e /etc/systemd/system/hubwright-home-limits.path ]; then
  systemctl enable hubwright-home-limits.path
  systemctl restart hubwright-home-limits.path
  # In homes that are there already, it goes through every file.
  systemctl restart --no-block hubwright-home-limits
fi
printf '%s\n' "$1" >"$2"
