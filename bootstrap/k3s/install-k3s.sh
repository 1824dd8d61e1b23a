#!/bin/sh
# Fetches k3s's installer and runs it, and neither starts nor enables k3s. Given to `sh -s` as root.
# Arguments: role, release of k3s, address and sha256 of the installer, file with the environment of a proxy.
set -eu
role=$1 release=$2 url=$3 sha256=$4 proxy=$5
if [ -r "$proxy" ]; then
  # shellcheck disable=SC1090
  . "$proxy"
  # curl takes the proxy of plain HTTP in lower case alone.
  export HTTP_PROXY="${HTTP_PROXY:-}" HTTPS_PROXY="${HTTPS_PROXY:-}" NO_PROXY="${NO_PROXY:-}"
  export http_proxy="$HTTP_PROXY" https_proxy="$HTTPS_PROXY" no_proxy="$NO_PROXY"
fi
# A file, not a pipe: what is cut short or is not the installer must not run.
installer=$(mktemp)
trap 'rm -f "$installer"' EXIT
if command -v curl >/dev/null 2>&1; then
  curl --fail --silent --show-error --location --retry 3 --connect-timeout 15 --max-time 120 --output "$installer" "$url"
elif command -v wget >/dev/null 2>&1; then
  wget --no-verbose --tries=3 --timeout=30 --output-document="$installer" "$url"
else
  echo 'neither curl nor wget is installed' >&2
  exit 127
fi
found=$(sha256sum "$installer")
if [ "${found%% *}" != "$sha256" ]; then
  echo "what $url serves is not the installer of k3s: sha256 ${found%% *}, expected $sha256" >&2
  exit 65
fi
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
