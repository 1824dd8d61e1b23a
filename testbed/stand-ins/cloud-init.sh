#!/bin/sh
# Stand-in for cloud-init: `status [--wait]`. A test says in /etc/testbed-cloud-init how long it takes and how it ends.
set -eu
[ "${1:-}" = status ] || {
  echo 'the stand-in for cloud-init knows status alone' >&2
  exit 70
}
# Sets `since`, `takes` and `ends` as they are now.
look() {
  takes=0 ends='done'
  # shellcheck disable=SC1091
  if [ -r /etc/testbed-cloud-init ]; then . /etc/testbed-cloud-init; fi
  since=$(($(date +%s) - $(stat -c %Y /run/booted)))
}
look
if [ "${2:-}" = --wait ]; then
  while [ "$since" -lt "$takes" ]; do sleep 0.1 && look; done
fi
if [ "$since" -lt "$takes" ]; then echo 'status: running' && exit 0; fi
echo "status: $ends"
[ "$ends" = 'done' ]
