#!/bin/sh
# Stand-in for journalctl: `-u UNIT [-n LINES] [--since=@SECONDS] [--reverse]` or `_SYSTEMD_INVOCATION_ID=ID` of the unit's
# present run; other options are taken and ignored.
set -eu
unit='' lines=1000 since='' start='' reverse=''
while [ $# -gt 0 ]; do
  case $1 in
    -u | --unit) unit=$2 && shift ;;
    -u?*) unit=${1#-u} ;;
    -n | --lines) lines=$2 && shift ;;
    --since=@*) since=${1#--since=@} ;;
    -r | --reverse) reverse=yes ;;
    _SYSTEMD_INVOCATION_ID=?*) read -r unit start <"/run/testbed/${1#*=}" ;;
    -n?*) lines=${1#-n} ;;
    *) ;;
  esac
  shift
done
log=/var/log/testbed-journal/${unit%.service}.log
from=${start:-$(date -u -d "@${since:-0}" +%Y-%m-%dT%H:%M:%S.%3NZ)}
# A line without a time belongs to the one before it.
newer() { awk -v from="$from" -F '"' '/^time="/ { is = $2 >= from } is' "$log"; }
reversed() { awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }'; }
# From a moment on, it shows the first lines, as the one of systemd 252 does; otherwise the last.
if [ ! -r "$log" ]; then
  echo '-- No entries --'
elif [ -n "$reverse" ]; then
  newer | reversed | head -n "$lines"
elif [ -n "$since" ]; then
  newer | head -n "$lines"
else
  newer | tail -n "$lines"
fi
