#!/bin/sh
# Makes what was copied into a folder a home: all of it gets the owner that servers run as, and devices go. Prints of how
# many names in it the owner changed, then, if all is in one folder, its name.
# Arguments: the folder, user id, group id.
set -eu
home=$1 user=$2 group=$3
find "$home" -xdev \( -type b -o -type c \) -delete
chown -- "$user:$group" "$home"
find "$home" -xdev -mindepth 1 ! -uid "$user" -exec chown -h -- "$user:$group" {} + -printf . | wc -c
set -- "$home"/* "$home"/.[!.]* "$home"/..?*
count=0 only=
for it; do
  if [ -e "$it" ] || [ -L "$it" ]; then count=$((count + 1)) only=$it; fi
done
if [ "$count" = 1 ] && [ -d "$only" ] && [ ! -L "$only" ]; then basename -- "$only"; fi
