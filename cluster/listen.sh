#!/bin/sh
# Listens at ports until it is ended, and prints what it hears by UDP. Given to `sh -s` as root. Arguments: ports, `6443/tcp`.
# Every host with systemd has the program for it.
set -u
echo "pid $$"
command -v systemd-socket-activate >/dev/null 2>&1 || exit 0
# Its words are read: they have to come.
export SYSTEMD_LOG_LEVEL=info SYSTEMD_LOG_TARGET=console
pids=''
trap 'kill $pids 2>/dev/null' EXIT
trap 'exit 0' HUP INT TERM PIPE
for port in "$@"; do
  case $port in
    */tcp) systemd-socket-activate --accept --inetd --listen="${port%/*}" true 2>&1 </dev/null & ;;
    # The descriptor is the first that systemd passes on.
    *) systemd-socket-activate --datagram --listen="${port%/*}" sh -c 'exec cat <&3' 2>&1 </dev/null & ;;
  esac
  pids="$pids $!"
done
# Ends with its reader: that it is gone is noticed by writing alone.
while sleep 1 >/dev/null 2>&1 & wait $!; do echo 2>/dev/null; done
