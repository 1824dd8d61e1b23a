#!/bin/sh
# Stand-in for sha256sum: what stands in for the k3s installer has the sum of the installer, which is noted beside it.
set -eu
home=/usr/local/lib/hubwright-testbed
if [ $# -eq 1 ] && [ -f "$1" ] && cmp -s "$1" "$home/install.sh"; then
  echo "$(cat "$home/install.sh.sha256")  $1"
  exit 0
fi
exec /usr/bin/sha256sum "$@"
