#!/bin/sh
# Stand-in for sha256sum: what stands in for a download has the sum of the real one, which is noted beside it.
set -eu
home=/usr/local/lib/hubwright-testbed
for file in install.sh restic.bz2; do
  if [ $# -eq 1 ] && [ -f "$1" ] && [ -f "$home/$file" ] && cmp -s "$1" "$home/$file"; then
    echo "$(cat "$home/$file.sha256")  $1"
    exit 0
  fi
done
exec /usr/bin/sha256sum "$@"
