#!/bin/sh
# Prints the platforms of the deployments that this server has recorded, a line each, the newest first. Run by root.
set -eu
cd /var/lib/hubwright/revisions 2>/dev/null || exit 0
find . -name platform.json | sort -r | while read -r file; do
  cat -- "$file"
  echo
done
