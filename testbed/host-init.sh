#!/bin/sh
# Turns the namespaces it is started in into a test host, and stays as its process 1. Run by test-bed.ts through unshare.
# Arguments: the host's directory, the layer all hosts share, the host's name.
set -eu
dir=$1
base=$2
name=$3

mkdir -p "$dir/disk/upper" "$dir/disk/work" "$dir/root"
mount -t overlay overlay -o "lowerdir=$base:/,upperdir=$dir/disk/upper,workdir=$dir/disk/work" "$dir/root"
cd "$dir/root"
if [ ! -e etc/machine-id.testbed ]; then
  rm -rf etc/rancher var/lib/rancher usr/local/bin/k3s* etc/systemd/system/k3s*
  rm -f etc/hostname etc/machine-id etc/resolv.conf
  printf '%s\n' "$name" >etc/hostname
  printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" >etc/hosts
  tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
  rm -f etc/ssh/ssh_host_*
  ssh-keygen -q -t ed25519 -N '' -C "$name" -f etc/ssh/ssh_host_ed25519_key
  touch etc/machine-id.testbed
fi
hostname "$name"
mount -t proc proc proc
mount --rbind /dev dev
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs sys/fs/cgroup
echo 'cpuset cpu io memory hugetlb pids' >sys/fs/cgroup/cgroup.controllers
mount -t tmpfs -o mode=755 tmpfs run
cp /proc/sys/kernel/random/uuid run/boot-id
mount --bind run/boot-id proc/sys/kernel/random/boot_id
mount -t tmpfs -o mode=1777 tmpfs tmp
# The stand-ins need the packages of this checkout, which may lie in a folder that has just been hidden.
modules=$(readlink usr/local/lib/hubwright-testbed/node_modules || true)
if [ -n "$modules" ] && [ ! -d ".$modules" ]; then
  checkout=${modules%/node_modules}
  mkdir -p ".$checkout"
  mount --bind "$checkout" ".$checkout"
  mount -o remount,bind,ro ".$checkout"
fi
# By this a host is known to run systemd.
mkdir -p run/sshd run/systemd/system .machine
pivot_root . .machine
cd /
umount -l .machine
rmdir .machine
cp /etc/hostname /run/hostname
boot=/usr/local/lib/hubwright-testbed/boot
/usr/sbin/sshd -f /etc/ssh/testbed_sshd_config -E /var/log/sshd.log
if [ -x "$boot" ]; then "$boot" & fi
touch /run/booted
# The shell reaps what is orphaned while it waits for the sleep.
while :; do sleep 3600 || true; done
