#!/bin/sh
# Prints which start of the machine this is, and why it asks to be restarted, if it does. Changes nothing.
# Given to `sh -s`. Argument: a folder to look in instead of /, for tests.
set -u
root=${1:-}
PATH=$PATH:/usr/sbin:/sbin
say() { printf '%s\t%s\n' "$1" "$2"; }
say boot "$(cat /proc/sys/kernel/random/boot_id)"
running=$(uname -r)
# Debian's policy and SUSE's plugin have a file for it, Red Hat's has a program.
if [ -e "$root/run/reboot-required" ]; then
  names=$(sort -u "$root/run/reboot-required.pkgs" 2>/dev/null | paste -sd ' ' -)
  say asks "updates of ${names:-its system}"
elif [ -e "$root/run/reboot-needed" ]; then
  say asks 'updates of its system'
elif command -v needs-restarting >/dev/null 2>&1; then
  timeout 60 needs-restarting -r >/dev/null 2>&1
  if [ $? -eq 1 ]; then say asks 'updates of its system'; fi
elif [ -e "$root/boot/vmlinuz-$running" ]; then
  # Where nothing says so, what starts next time: Debian has the link in /, Ubuntu in /boot.
  for link in /vmlinuz /boot/vmlinuz; do
    next=$(readlink "$root$link") || continue
    next=${next##*vmlinuz-}
    if [ -n "$next" ] && [ "$next" != "$running" ]; then say asks "kernel $next, which is installed ($running runs)" && break; fi
  done
fi
