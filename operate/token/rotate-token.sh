#!/bin/sh
# Gives the cluster a new token, once. Given to `sh -s` as root, on the first server. No argument: k3s makes the token itself,
# so that it is never on a command line, and reads the one in force from its own file.
# Arguments: where k3s keeps its token, the file that its settings name, and where the token from before is kept meanwhile.
set -eu
umask 077
kept=$1 own=$2 before=$3
password() { sed -n '1s/^K10[0-9a-f]*::[^:]*://;1p' "$1"; }
if [ ! -s "$before" ]; then
  # What is kept says that a rotation has begun, which one without an answer has not.
  k3s kubectl get --raw /readyz --request-timeout=15s >/dev/null
  cp "$kept" "$before.new"
  mv -f "$before.new" "$before"
fi
# Where it was cut off before, it goes on behind what is done.
if [ "$(password "$before")" = "$(password "$kept")" ]; then
  k3s token rotate >/dev/null
fi
# At once: k3s does not start again with the old one.
password "$kept" >"$own.new"
mv -f "$own.new" "$own"
