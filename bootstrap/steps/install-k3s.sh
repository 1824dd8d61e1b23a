#!/bin/sh
# Fetches k3s's installer and runs it, and neither starts nor enables k3s. Given to `sh -s` as root.
# Arguments: role, release of k3s.
set -eu
role=$1 release=$2
# A file, not a pipe: a download that fails half-way must not run.
installer=$(mktemp)
trap 'rm -f "$installer"' EXIT
url=https://get.k3s.io
if command -v curl >/dev/null 2>&1; then
  curl --fail --silent --show-error --location --retry 3 --connect-timeout 15 --max-time 120 --output "$installer" "$url"
else
  wget --quiet --tries=3 --timeout=30 --output-document="$installer" "$url"
fi
INSTALL_K3S_VERSION=$release INSTALL_K3S_SKIP_START=true INSTALL_K3S_SKIP_ENABLE=true sh "$installer" "$role"
found=$(/usr/local/bin/k3s --version)
case $found in
  *"$release"*) ;;
  *)
    echo "the installer put another release in place: $found" >&2
    exit 1
    ;;
esac
