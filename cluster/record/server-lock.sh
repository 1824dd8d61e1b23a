#!/bin/sh
# The lock that a server has of its cluster. Standard input, a line each:
# - what to do:
#   take     where the server is marked as one of this cluster
#   claim    without looking at the mark
#   renew    says `lost` if it is no longer the holder's
#   release  if it is the holder's
#   look     says who has it
# - seconds after which a lock ends that nobody renews
# - `break` to take it from whoever has it, else `keep`
# - the id of the cluster, the holder, the text of the lock with 0 for the time; empty where not needed
# It answers with a word, the time and when the lock was last renewed; then what the lock of somebody else says.
set -eu
umask 077
root=/var/lib/hubwright
file=$root/lock.json
read -r action
read -r limit
read -r how
read -r id
read -r holder
read -r text
case $action in
  take)
    if ! grep -qF "\"id\":\"$id\"" /etc/hubwright/cluster.json 2>/dev/null; then echo "foreign 0 0" && exit 0; fi
    mkdir -p -- "$root"
    ;;
  claim) mkdir -p -- "$root" ;;
  *) if [ ! -d "$root" ]; then echo "free 0 0" && exit 0; fi ;;
esac
chmod 700 -- "$root"
# One at a time, for the moment of this script.
exec 9<"$root"
flock 9
now=$(date +%s)
renewed=0
if [ -e "$file" ]; then renewed=$(stat -c %Y -- "$file"); fi
age=$((now - renewed))
# A clock that was set back is no reason to keep it for ever.
is_held() { [ "$age" -lt "$limit" ] && [ "$age" -gt "-$limit" ]; }
is_ours() { [ -e "$file" ] && grep -qF "\"holder\":\"$holder\"" "$file"; }
case $action in
  renew) if is_ours; then touch -- "$file" && word=held; else word=lost; fi ;;
  release)
    if is_ours; then rm -f -- "$file"; fi
    word=free
    ;;
  look) if is_held; then word=busy; else word=free; fi ;;
  *)
    if [ "$how" != break ] && is_held && ! is_ours; then
      word=busy
    else
      printf '%s\n' "$text" | sed "s/\"since\":0/\"since\":$now/" >"$file.new"
      mv -f -- "$file.new" "$file"
      word=held
    fi
    ;;
esac
echo "$word $now $renewed"
if [ "$word" = busy ]; then cat -- "$file"; fi
