#!/bin/sh
# Stand-in for curl on a host without an internet: it has the k3s installer. What the host itself serves, the real one gets.
set -eu
url='' output=''
for word in "$@"; do
  case $word in http://* | https://*) url=$word ;; esac
done
case $url in
  http://10.77.* | http://10.78.* | http://127.0.0.1*) exec /usr/bin/curl "$@" ;;
  https://10.77.* | https://10.78.* | https://127.0.0.1*) exec /usr/bin/curl "$@" ;;
esac
while [ $# -gt 0 ]; do
  case $1 in
    -o | --output) output=$2 && shift ;;
    *) ;;
  esac
  shift
done
if [ "$url" != https://get.k3s.io ] && [ "$url" != https://get.k3s.io/ ]; then
  host=${url#*://}
  echo "curl: (6) Could not resolve host: ${host%%/*}" >&2
  exit 6
fi
script=/usr/local/lib/hubwright-testbed/install.sh
if [ -n "$output" ]; then cp "$script" "$output"; else cat "$script"; fi
