#!/bin/sh
# Fetches k3s's installer and runs it, and neither starts nor enables k3s. Given to `sh -s` as root, behind download.sh.
# Arguments: role, release of k3s, address and sha256 of the installer, file with the environment of a proxy.
set -eu
role=$1 release=$2 url=$3 sha256=$4 proxy=$5
use_proxy "$proxy"
# A file, not a pipe: what is cut short or is not the installer must not run.
installer=$(mktemp)
trap 'rm -f "$installer"' EXIT
download "$url" "$installer"
require_sum "$installer" "$sha256" "what $url serves is not the installer of k3s"
# It compares the binary with the checksums of its release.
INSTALL_K3S_VERSION=$release INSTALL_K3S_SKIP_START=true INSTALL_K3S_SKIP_ENABLE=true sh "$installer" "$role"
if [ -r "$proxy" ]; then
  # The unit has it from the file alone: here it would outlive a change.
  sed -i '/^\(HTTP\|HTTPS\|NO\)_PROXY=/Id' /etc/systemd/system/k3s*.service.env
fi
found=$(/usr/local/bin/k3s --version)
case $found in
  *"$release"*) ;;
  *)
    echo "the installer put another release in place: $found" >&2
    exit 1
    ;;
esac
