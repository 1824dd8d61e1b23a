#!/bin/sh
# Stand-in for k3s's installer: the same variables, files and refusals, for a k3s that is a stand-in too.
set -eu
info() { echo "[INFO]  $*"; }
fail() {
  echo "[ERROR]  $*" >&2
  exit 1
}

home=/usr/local/lib/hubwright-testbed
bin=${INSTALL_K3S_BIN_DIR:-/usr/local/bin}
units=${INSTALL_K3S_SYSTEMD_DIR:-/etc/systemd/system}
{
  printf '{"at":%s000,"argv":["install.sh"' "$(date +%s)"
  for word in "$@"; do printf ',"%s"' "$word"; done
  # Variables count as words: what is in one of these is what a test looks for.
  env | grep -E '^(INSTALL_)?K3S_' | sort | while IFS= read -r pair; do printf ',"%s"' "$pair"; done
  printf ']}\n'
} >>/var/log/testbed-commands.log

# Words of INSTALL_K3S_EXEC are meant to be split.
# shellcheck disable=SC2086
set -- ${INSTALL_K3S_EXEC:-} "$@"
case ${1:-} in
  server | agent) role=$1 && shift ;;
  *) if [ -n "${K3S_URL:-}" ]; then role=agent; else role=server; fi ;;
esac
case ${K3S_URL:-https://} in
  https://*) ;;
  *) fail "Only https:// URLs are supported for K3S_URL (have $K3S_URL)" ;;
esac
if [ "$role" = agent ] && [ -n "${K3S_URL:-}" ] && [ -z "${K3S_TOKEN:-}${K3S_TOKEN_FILE:-}" ]; then
  fail "Defaulted k3s exec command to 'agent' because K3S_URL is defined, but K3S_TOKEN or K3S_TOKEN_FILE is not defined."
fi
[ "$(id -u)" = 0 ] || fail 'the stand-in has to be run as root'
name=k3s
if [ -n "${INSTALL_K3S_NAME:-}" ]; then name=k3s-$INSTALL_K3S_NAME; elif [ "$role" = agent ]; then name=k3s-agent; fi
unit=$units/$name.service

hashes() { cat "$bin/k3s" "$unit" "$unit.env" 2>/dev/null | sha256sum; }
before=$(hashes)
if [ "${INSTALL_K3S_SKIP_DOWNLOAD:-}" = true ] || [ "${INSTALL_K3S_SKIP_DOWNLOAD:-}" = binary ]; then
  info 'Skipping k3s download and verify'
  [ -x "$bin/k3s" ] || fail "Executable k3s binary not found at $bin/k3s"
else
  version=${INSTALL_K3S_VERSION:-v1.36.5+k3s1}
  info "Using $version as release"
  echo "$version" | grep -Eq '^v1\.[0-9]+\.[0-9]+\+k3s[0-9]+$' || fail 'Download failed'
  info "Downloading binary https://github.com/k3s-io/k3s/releases/download/$version/k3s"
  sed "s/^K3S_STAND_IN_VERSION=.*/K3S_STAND_IN_VERSION=$version/" "$home/k3s" >"$bin/.k3s.new"
  chmod 755 "$bin/.k3s.new"
  info "Installing k3s to $bin/k3s"
  mv -f "$bin/.k3s.new" "$bin/k3s"
fi
for tool in kubectl crictl; do
  if [ ! -e "$bin/$tool" ]; then
    info "Creating $bin/$tool symlink to k3s"
    ln -s k3s "$bin/$tool"
  fi
done

info "Creating killall script $bin/k3s-killall.sh"
cat >"$bin/k3s-killall.sh" <<KILLALL
#!/bin/sh
# Stand-in, written by the installer's stand-in: ends k3s and all its pods.
[ "\$(id -u)" = 0 ] || exec sudo "\$0" "\$@"
echo '{"at":'"\$(date +%s)"'000,"argv":["k3s-killall.sh"]}' >>/var/log/testbed-commands.log
systemctl stop $name
KILLALL
chmod 755 "$bin/k3s-killall.sh"
if [ "$role" = agent ]; then uninstall=$bin/k3s-agent-uninstall.sh; else uninstall=$bin/k3s-uninstall.sh; fi
info "Creating uninstall script $uninstall"
cat >"$uninstall" <<UNINSTALL
#!/bin/sh
# Stand-in, written by the installer's stand-in: takes away the data as well, as k3s does.
set -u
[ "\$(id -u)" = 0 ] || exec sudo "\$0" "\$@"
echo '{"at":'"\$(date +%s)"'000,"argv":["${uninstall##*/}"]}' >>/var/log/testbed-commands.log
systemctl stop $name
systemctl disable $name
rm -f $unit $unit.env
systemctl daemon-reload
rm -rf /etc/rancher/k3s /run/k3s /var/lib/rancher/k3s /var/lib/kubelet
rm -f $bin/kubectl $bin/crictl $bin/k3s $bin/k3s-killall.sh $uninstall
UNINSTALL
chmod 755 "$uninstall"

# Every run starts over: a unit that was enabled is not, unless this run enables it.
systemctl disable "$name" >/dev/null 2>&1 || true
rm -f "$unit" "$unit.env"
info "env: Creating environment file $unit.env"
umask 077
mkdir -p "$units"
env | grep -E '^(K3S|CONTAINERD)_|^(NO|HTTP|HTTPS)_PROXY' | grep -v '^K3S_STAND_IN_VERSION=' >"$unit.env" || true
umask 022
info "systemd: Creating service file $unit"
cat >"$unit" <<UNIT
[Unit]
Description=Lightweight Kubernetes
[Install]
WantedBy=multi-user.target
[Service]
Type=notify
EnvironmentFile=-$unit.env
KillMode=process
Delegate=yes
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStart=$bin/k3s $role $*
UNIT

if [ "${INSTALL_K3S_SKIP_ENABLE:-}" = true ]; then exit 0; fi
info "systemd: Enabling $name unit"
systemctl enable "$name"
systemctl daemon-reload
if [ "${INSTALL_K3S_SKIP_START:-}" = true ]; then exit 0; fi
if [ "$before" = "$(hashes)" ] && [ "${INSTALL_K3S_FORCE_RESTART:-}" != true ]; then
  info 'No change detected so skipping service start'
  exit 0
fi
info "systemd: Starting $name"
systemctl restart "$name"
