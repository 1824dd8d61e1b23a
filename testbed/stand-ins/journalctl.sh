#!/bin/sh
# Stand-in for journalctl: `-u UNIT [-n LINES] [--since=@SECONDS]` or `_SYSTEMD_INVOCATION_ID=ID` of the unit's present run;
# other options are taken and ignored.
set -eu
unit='' lines=1000 since=0 start=''
while [ $# -gt 0 ]; do
  case $1 in
    -u | --unit) unit=$2 && shift ;;
    -u?*) unit=${1#-u} ;;
    -n | --lines) lines=$2 && shift ;;
    --since=@*) since=${1#--since=@} ;;
    _SYSTEMD_INVOCATION_ID=?*) read -r unit start <"/run/testbed/${1#*=}" ;;
    -n?*) lines=${1#-n} ;;
    *) ;;
  esac
  shift
done
log=/var/log/testbed-journal/${unit%.service}.log
from=${start:-$(date -u -d "@$since" +%Y-%m-%dT%H:%M:%S.%3NZ)}
# A line without a time belongs to the one before it.
newer() { awk -v from="$from" -F '"' '/^time="/ { is = $2 >= from } is' "$log"; }
if [ -r "$log" ]; then newer | tail -n "$lines"; else echo '-- No entries --'; fi
