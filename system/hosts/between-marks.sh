#!/bin/sh
# Runs a command so that its output can be told from what a login, its shell or sudo prints: both streams have it between
# marks. Arguments: the mark, `root` or `login` for whom to run it as, seconds that it may take, the command.
mark=$1 who=$2
shift 2
# shellcheck disable=SC2016
inner='
mark=$1
shift
umask 022
unset BASH_ENV ENV CDPATH TMOUT
# What root has on its path is up to sudo, and k3s lives where its installer puts it.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH LC_ALL=C
export PATH LC_ALL
printf "%s(" "$mark"
printf "%s(" "$mark" >&2
# The limit is kept here as well: a command whose connection is gone would go on for ever.
timeout -k 5 "$@"
code=$?
printf "%s)%s\n" "$mark" "$code"
printf "%s)" "$mark" >&2
exit "$code"'
# From here on it is no longer the login that speaks.
printf '%s[' "$mark" >&2
if [ "$who" = login ] || [ "$(id -u)" = 0 ]; then exec sh -c "$inner" hubwright "$mark" "$@"; fi
if command -v sudo >/dev/null; then exec sudo -n -- sh -c "$inner" hubwright "$mark" "$@"; fi
if command -v doas >/dev/null; then exec doas -n -- sh -c "$inner" hubwright "$mark" "$@"; fi
echo 'neither sudo nor doas is installed' >&2
exit 127
