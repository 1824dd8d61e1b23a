#!/bin/sh
# Prints what Hubwright needs to know of a host, all in one go, and changes nothing. Given to `sh -s` as root.
# Every line is: a key, a tab, a value; probe.ts reads them. Arguments: `file PATH`, `folder PATH`, `image REF`, `port N`,
# `gpus nvidia`, `certificates k3s`, `release VERSION` and then `download URL` of what that needs, any number.
set -u
tab=$(printf '\t')
say() { printf '%s\t%s\n' "$1" "$2"; }
first() { "$@" 2>/dev/null | head -n 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# k3s lives where the installer puts it, which is not on every root's path.
PATH=$PATH:/usr/local/bin:/usr/local/sbin:/usr/sbin:/sbin
export PATH

say clock "$(date +%s)"
say hostname "$(uname -n)"
say machine-id "$(first cat /etc/machine-id)"
if [ -r /etc/os-release ]; then
  # shellcheck disable=SC1091
  (. /etc/os-release && say os "${ID:-} ${VERSION_ID:-}" && say os-name "${PRETTY_NAME:-}")
fi
if [ -d /run/systemd/system ]; then say init systemd; else say init "$(first cat /proc/1/comm)"; fi
say architecture "$(uname -m)"
say kernel "$(uname -r)"
say cpus "$(nproc)"
while read -r key value _; do
  case $key in
    MemTotal:) say memory-total "$value" ;;
    MemAvailable:) say memory-available "$value" ;;
  esac
done </proc/meminfo
if [ -r /sys/fs/cgroup/cgroup.controllers ]; then
  say cgroups "2 $(cat /sys/fs/cgroup/cgroup.controllers)"
else
  say cgroups "1 $(awk '$4 == 1 { printf "%s ", $1 }' /proc/cgroups)"
fi

# Everything that is written to may lie on a file system of its own. One `df` for all: a program for each folder is slow.
folders='/var/lib/rancher/k3s /var/lib/rancher/k3s/agent/containerd /var/lib/rancher/k3s/agent/images
  /var/lib/rancher/k3s/storage /var/lib/kubelet /usr/local/bin /etc /tmp'
existing=
for folder in $folders; do
  there=$folder
  while [ ! -d "$there" ]; do
    there=${there%/*}
    there=${there:-/}
  done
  existing="$existing $there"
done
# shellcheck disable=SC2086
df -k --output=file,size,avail,itotal,iavail,target $existing 2>/dev/null |
  awk -v folders="$folders" -v existing="$existing" '
    BEGIN {
      count = split(folders, folder)
      split(existing, there)
      while ((getline < "/proc/self/mounts") > 0) kind[$2] = $4 " " $3
    }
    FNR > 1 {
      mount = $6
      for (i = 7; i <= NF; i++) mount = mount " " $i
      found[$1] = $2 " " $3 " " $4 " " $5 " " (mount in kind ? kind[mount] : "- -") " " mount
    }
    END { for (i = 1; i <= count; i++) if (there[i] in found) printf "mount\t%s %s\n", folder[i], found[there[i]] }'

ip -o addr show scope global 2>/dev/null | while read -r _ card _ address _; do say address "$card ${address%%/*}"; done
# Addresses that nobody has: the way to them is the default one.
card() { first ip -o route get "$1" | sed -n 's/.* dev \([^ ]*\).*/\1/p'; }
route=$(card 192.0.2.1)
say route "${route:-$(card 2001:db8::1)}"
# One that lets pods through is of no concern.
pods='10\.42\.0\.0/16'
if have ufw && ufw status 2>/dev/null | grep -q '^Status: active'; then
  ufw status | grep -q "$pods" || say firewall ufw
elif have firewall-cmd && [ "$(first firewall-cmd --state)" = running ]; then
  firewall-cmd --zone=trusted --list-sources 2>/dev/null | grep -q "$pods" || say firewall firewalld
elif have iptables && iptables -S INPUT 2>/dev/null | grep -q '^-P INPUT DROP'; then
  iptables -S | grep -q "$pods" || say firewall iptables
elif have nft && nft list ruleset 2>/dev/null | grep -q 'hook input.*policy drop'; then
  nft list ruleset | grep -q "$pods" || say firewall nftables
fi
# Backups unpack restic and copy databases with it, quotas are set with it; minimal ones come without these modules.
if have python3 && python3 -c 'import bz2, ctypes, sqlite3' 2>/dev/null; then say python3 present; fi
if have mount.nfs; then say nfs present; fi
if have getenforce; then say selinux "$(first getenforce)"; fi
if [ -e /usr/share/selinux/packages/k3s.pp ]; then say selinux-policy present; fi
if have modprobe && [ -d "/lib/modules/$(uname -r)" ]; then
  for module in overlay br_netfilter vxlan; do
    if [ ! -d "/sys/module/$module" ] && ! modprobe --dry-run --quiet "$module"; then say missing-module "$module"; fi
  done
fi

# Whether a file can be had from the internet, and what time it is there.
download() {
  if have curl; then
    told=$(curl --fail --silent --show-error --location --connect-timeout 15 --max-time 45 \
      --dump-header - --output /dev/null "$1" 2>&1)
  elif have wget; then
    # It takes a proxy in lower case alone.
    told=$(http_proxy=${HTTP_PROXY:-} https_proxy=${HTTPS_PROXY:-} no_proxy=${NO_PROXY:-} timeout 50 wget --no-verbose --server-response --tries=1 --timeout=15 --output-document=/dev/null "$1" 2>&1)
  else
    say download-fault 'neither curl nor wget is installed' && return 1
  fi
  code=$?
  if [ "$code" = 0 ]; then
    say download-date "$(printf '%s\n' "$told" | tr -d '\r' | sed -n 's/^ *[Dd]ate: *//p' | tail -n 1)"
    return 0
  fi
  said=$(printf '%s\n' "$told" | tr -d '\r' | grep -aE '^curl: |^wget: |ERROR|failed|unable|annot ' | tail -n 1)
  say download-fault "$1: ${said:-exit code $code}"
  return 1
}

# The first certificate of each file, as it is: they are no secret, and openssl would take longer than all the rest. Those that
# k3s renews when it starts, and its CAs; of a release that has others nothing is known.
certificates() (
  cd /var/lib/rancher/k3s 2>/dev/null || exit 0
  set --
  for file in \
    server/tls/client-admin.crt server/tls/client-auth-proxy.crt server/tls/client-controller.crt \
    server/tls/client-k3s-cloud-controller.crt server/tls/client-kube-apiserver.crt server/tls/client-scheduler.crt \
    server/tls/client-supervisor.crt server/tls/serving-kube-apiserver.crt \
    server/tls/kube-controller-manager/kube-controller-manager.crt server/tls/kube-scheduler/kube-scheduler.crt \
    server/tls/etcd/client.crt server/tls/etcd/server-client.crt server/tls/etcd/peer-server-client.crt \
    agent/client-kubelet.crt agent/client-kube-proxy.crt agent/client-k3s-controller.crt agent/serving-kubelet.crt \
    server/tls/client-ca.crt server/tls/server-ca.crt server/tls/request-header-ca.crt \
    server/tls/etcd/server-ca.crt server/tls/etcd/peer-ca.crt; do
    if [ -s "$file" ]; then set -- "$@" "$file"; fi
  done
  [ $# -eq 0 ] || awk '
    FNR == 1 { reading = seen = 0 }
    /^-----BEGIN CERTIFICATE-----/ && !seen { reading = seen = 1; text = ""; next }
    /^-----END CERTIFICATE-----/ && reading { print "certificate\t" FILENAME " " text; reading = 0 }
    reading { text = text $0 }' "$@"
)

# What hangs on a host that is ill must not keep it from telling the rest.
if have k3s; then say k3s "$(first timeout 60 k3s --version)"; fi
# Which release each node of its cluster last ran: an installed one is not yet one that runs.
if [ "$(first systemctl is-active k3s)" = active ]; then
  columns='N:.metadata.name,V:.status.nodeInfo.kubeletVersion'
  timeout 20 k3s kubectl get nodes --request-timeout=15s --no-headers -o "custom-columns=$columns" 2>/dev/null |
    while read -r name version; do say running "$name $version"; done
fi
for unit in k3s k3s-agent; do
  if [ -e "/etc/systemd/system/$unit.service" ]; then
    # Both commands end with a code that is no news here: the word they print is.
    say unit "$unit $(first systemctl is-active "$unit") $(first systemctl is-enabled "$unit")"
    # Flags and variables win over config.yaml. Their values may be secret.
    awk '/^ExecStart=/ { on = 1 } on {
      for (i = 1; i <= NF; i++) { gsub(/[\047"]/, "", $i); sub(/=.*/, "", $i); if ($i ~ /^--?[a-z]/) print "extra-flag\t" $i }
    } !/\\$/ { on = 0 }' "/etc/systemd/system/$unit.service"
    if [ -r "/etc/systemd/system/$unit.service.env" ]; then
      while IFS='=' read -r name _; do
        case $name in K3S_* | CONTAINERD_*) say extra-variable "$name" ;; esac
      done <"/etc/systemd/system/$unit.service.env"
    fi
    for path in "/etc/systemd/system/$unit.service.d"/*.conf; do
      case $path in */hubwright-proxy.conf | *'*.conf') ;; *) say extra-drop-in "$path" ;; esac
    done
  fi
done
if [ -s /var/lib/rancher/k3s/server/token ]; then say token present; fi
# Whose it is: what Hubwright noted there, and digests of k3s's CA and of the password of its tokens. No token is printed.
mark=/etc/hubwright/cluster.json
if [ -s "$mark" ]; then say mark "$(head -c 4096 "$mark" | tr -d '\n')"; fi
# What Hubwright last wrote there: a digest and a path a line. What differs from it was changed by others.
if [ -r /etc/hubwright/written ]; then
  while read -r sum path; do say written "$sum $path"; done </etc/hubwright/written
fi
# k3s merges these into config.yaml: `KEY+` adds to what is there, any other replaces it.
for path in /etc/rancher/k3s/config.yaml.d/*.yaml /etc/rancher/k3s/config.yaml.d/*.yml; do
  if [ -f "$path" ]; then
    say extra-config "$(sed -n 's/^["'\'']\{0,1\}\([a-z][a-z0-9-]*+\{0,1\}\)["'\'']\{0,1\}:.*/\1/p' "$path" | tr '\n' ','), $path"
  fi
done
for token in /etc/rancher/k3s/hubwright-token /var/lib/rancher/k3s/server/token; do
  if [ -s "$token" ]; then
    ca=$(sed -n '1s/^K10\([0-9a-f]\{64\}\)::.*/\1/p' "$token")
    if [ -n "$ca" ]; then say k3s-origin "$ca"; fi
    sum=$(sed -n '1s/^K10[0-9a-f]*::[^:]*://;1p' "$token" | tr -d '\n' | sha256sum) && say k3s-origin "${sum%% *}"
  fi
done
ca=$(sed -n '1s/^K10\([0-9a-f]\{64\}\)::.*/\1/p' /var/lib/rancher/k3s/server/token 2>/dev/null)
if [ -n "$ca" ]; then say k3s-authority "$ca"; fi
ca=/var/lib/rancher/k3s/agent/server-ca.crt
if [ -s "$ca" ]; then sum=$(sha256sum <"$ca") && say k3s-origin "${sum%% *}"; fi
if have cloud-init; then say cloud-init "$(first timeout 15 cloud-init status)"; fi

listening=$(ss -Hltnp 2>/dev/null)
has_release=no
while [ $# -ge 2 ]; do
  case $1 in
    file)
      if [ -f "$2" ]; then
        size=$(stat -c %s "$2")
        # A large file has its digest in its name, and reading it would take longer than all the rest.
        sum=-
        if [ "$size" -le 8388608 ]; then sum=$(sha256sum <"$2") && sum=${sum%% *}; fi
        whose=- && first head -n 1 "$2" | grep -aq '^# Written by Hubwright' && whose=ours
        say file "$(stat -c '%a %U:%G' "$2") $size $sum $whose $2"
      fi
      ;;
    folder)
      # One that is not there yet holds nothing.
      if [ -d "$2" ]; then find "$2" -maxdepth 1 -type f -printf 'entry\t%T@ %s %p\n'; fi
      ;;
    image)
      if have k3s && timeout 15 k3s crictl inspecti -q "$2" >/dev/null 2>&1; then say image "$2"; fi
      ;;
    gpus)
      # Display controllers (03) of NVIDIA (10de), whether or not they have a driver.
      cards=$(grep -l '^0x10de' /sys/bus/pci/devices/*/vendor 2>/dev/null | while read -r vendor; do
        grep '^0x03' "${vendor%vendor}class"
      done)
      say gpu-cards "$(printf '%s' "$cards" | grep -c .)"
      if have nvidia-smi; then
        # It says what is wrong on either output, and ends with a code that differs from release to release.
        listed=$(timeout 60 nvidia-smi -L 2>&1)
        say gpu-driver "$(printf '%s\n' "$listed" | grep -c '^GPU [0-9]')"
        printf '%s\n' "$listed" | grep -q '^GPU [0-9]' || say gpu-error "$(printf '%s\n' "$listed" | head -n 1)"
      fi
      # Where k3s looks for it, the operator's installation first.
      for runtime in /usr/local/nvidia/toolkit/nvidia-container-runtime "$(command -v nvidia-container-runtime)"; do
        if [ -x "$runtime" ]; then say gpu-toolkit "$runtime" && break; fi
      done
      config=/var/lib/rancher/k3s/agent/etc/containerd/config.toml
      if [ -f "$config" ] && grep -q nvidia-container-runtime "$config"; then say gpu-containerd configured; fi
      ;;
    certificates) certificates ;;
    release) case $(first timeout 60 k3s --version) in *"$2"*) has_release=yes ;; esac ;;
    download) if [ "$has_release" = no ] && ! download "$2"; then has_release=tried; fi ;;
    port)
      printf '%s\n' "$listening" | while read -r _ _ _ local _ process; do
        case $local in *":$2") say port "$2 $(printf '%s' "$process" | sed -n 's/.*(("\([^"]*\)".*/\1/p')" ;; esac
      done
      ;;
    *)
      echo "probe: unknown argument: $1$tab$2" >&2
      exit 64
      ;;
  esac
  shift 2
done
say end ok
