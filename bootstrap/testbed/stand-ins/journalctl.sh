#!/bin/sh
# Stand-in for journalctl: `-u UNIT [-n LINES]`, other options are taken and ignored.
set -eu
unit='' lines=1000
while [ $# -gt 0 ]; do
  case $1 in
    -u | --unit) unit=$2 && shift ;;
    -u?*) unit=${1#-u} ;;
    -n | --lines) lines=$2 && shift ;;
    -n?*) lines=${1#-n} ;;
    *) ;;
  esac
  shift
done
log=/var/log/testbed-journal/${unit%.service}.log
if [ -r "$log" ]; then tail -n "$lines" "$log"; else echo '-- No entries --'; fi
