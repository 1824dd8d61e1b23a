#!/bin/sh
# Stand-in for systemctl: answers itself what tests ask hundreds of times, as Python takes ten times as long to start. The
# rest is that of systemctl.py, which says what a unit is here.
set -eu
case "$*" in
  is-active\ * | is-enabled\ * | daemon-reload) ;;
  *) exec /usr/bin/python3 -sSE /usr/local/lib/hubwright-testbed/systemctl.py "$@" ;;
esac
case "$*" in
  *[!A-Za-z0-9.@:_\ -]* | *\ -* | is-enabled\ *\ *)
    echo "the stand-in for systemctl takes no such words after $1" >&2
    exit 70
    ;;
esac
words=
for word in "$@"; do words="$words,\"$word\""; done
echo "{\"argv\":[\"systemctl\"$words]}" >>/var/log/testbed-commands.log
verb=$1
shift
case $verb in
  is-active)
    code=3
    for unit in "$@"; do
      state=inactive
      # What systemctl.py keeps of a unit: JSON in one line, without a newline at its end.
      if [ -r "/run/testbed/${unit%.service}.json" ]; then
        read -r kept <"/run/testbed/${unit%.service}.json" || [ -n "$kept" ]
        state=${kept#*'"ActiveState": "'}
        state=${state%%'"'*}
      fi
      echo "$state"
      if [ "$state" = active ]; then code=0; fi
    done
    exit "$code"
    ;;
  is-enabled)
    file=$1 wants=multi-user
    case $file in
      *.timer) wants=timers ;;
      *.service) ;;
      *) file=$file.service ;;
    esac
    folder=/etc/systemd/system
    if [ ! -e "$folder/$file" ]; then
      echo "Failed to get unit file state for $file: No such file or directory" >&2
      exit 1
    fi
    link=$folder/$wants.target.wants/$file
    if [ -e "$link" ] || [ -L "$link" ]; then echo enabled; else echo disabled && exit 1; fi
    ;;
esac
