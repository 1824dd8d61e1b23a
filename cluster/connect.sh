#!/bin/sh
# Tries to reach ports of other hosts, and prints how each went. Given to `sh -s`. Arguments: what to send by UDP, then an
# address and a port, `10.0.0.1 6443/tcp`, any number.
set -u
word=$1
shift
command -v bash >/dev/null 2>&1 || exit 0
try() {
  case $2 in
    */tcp)
      # shellcheck disable=SC2016
      said=$(timeout 10 bash -c 'exec 3<>"/dev/tcp/$1/$2"' try "$1" "${2%/*}" 2>&1)
      code=$?
      case $code:$said in
        0:*) how=open ;;
        124:*) how=silent ;;
        *refused*) how=refused ;;
        *'timed out'*) how=silent ;;
        *) how=unreachable ;;
      esac
      echo "$1 $2 $how"
      ;;
    *)
      # One of several may be lost without any fault.
      for _ in 1 2 3 4; do
        # shellcheck disable=SC2016
        bash -c 'echo "$3" >"/dev/udp/$1/$2"' try "$1" "${2%/*}" "$word" 2>/dev/null
        sleep 0.2
      done
      echo "$1 $2 sent"
      ;;
  esac
}
while [ $# -ge 2 ]; do
  try "$1" "$2" &
  shift 2
done
wait
