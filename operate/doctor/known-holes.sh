#!/bin/sh
# Says of each module of the kernel whether it can be used, and of each vulnerability whether the kernel's package names its
# fix; changes nothing. Arguments: the folder of the system, empty for `/`; `module NAME` and `fix ID`, any number.
set -u
root=$1
shift
PATH=$PATH:/usr/sbin:/sbin
release=$(uname -r)

state_of() {
  if [ -d "$root/sys/module/$1" ]; then echo loaded && return; fi
  # Also keeps one that is built in from starting.
  if tr ' ' '\n' <"$root/proc/cmdline" | grep -q "^initcall_blacklist=.*\\b$1_init\\b"; then echo blocked && return; fi
  # Without its modules or a way to load them, none is loaded when a program asks for it.
  if ! command -v modprobe >/dev/null 2>&1 || [ ! -d "$root/lib/modules/$release" ]; then echo unknown && return; fi
  if ! does=$(modprobe --dry-run --verbose "$1" 2>/dev/null); then echo absent && return; fi
  case $does in
    *'install /bin/false'* | *'install /bin/true'* | *'install /usr/bin/false'* | *'install /usr/bin/true'*) echo blocked ;;
    *) echo loadable ;;
  esac
}

names_fix() {
  for package in image modules; do
    changes=$root/usr/share/doc/linux-$package-$release/changelog.Debian.gz
    if [ -r "$changes" ] && gzip -cd "$changes" 2>/dev/null | grep -qF "$1"; then return 0; fi
  done
  command -v rpm >/dev/null 2>&1 && rpm -q --changelog "kernel-core-$release" 2>/dev/null | grep -qF "$1"
}

while [ $# -ge 2 ]; do
  case $1 in
    module) echo "module $2 $(state_of "$2")" ;;
    fix) if names_fix "$2"; then echo "fix $2"; fi ;;
  esac
  shift 2
done
