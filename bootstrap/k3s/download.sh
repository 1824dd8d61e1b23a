#!/bin/sh
# Put before the scripts that download something. Arguments of both functions: see below.

# use_proxy FILE: the environment of a proxy, where there is one.
use_proxy() {
  if [ ! -r "$1" ]; then return; fi
  # shellcheck disable=SC1090
  . "$1"
  # curl takes the proxy of plain HTTP in lower case alone.
  export HTTP_PROXY="${HTTP_PROXY:-}" HTTPS_PROXY="${HTTPS_PROXY:-}" NO_PROXY="${NO_PROXY:-}"
  export http_proxy="$HTTP_PROXY" https_proxy="$HTTPS_PROXY" no_proxy="$NO_PROXY"
}

# download URL FILE: by whichever program there is.
download() {
  if command -v curl >/dev/null 2>&1; then
    curl --fail --silent --show-error --location --retry 3 --connect-timeout 15 --max-time 600 --output "$2" "$1"
  elif command -v wget >/dev/null 2>&1; then
    wget --no-verbose --tries=3 --timeout=30 --output-document="$2" "$1"
  else
    echo 'neither curl nor wget is installed' >&2
    exit 127
  fi
}

# require_sum FILE SHA256 WHAT: refuses a file that is not what it should be.
require_sum() {
  found=$(sha256sum "$1")
  if [ "${found%% *}" = "$2" ]; then return; fi
  echo "$3: sha256 ${found%% *}, expected $2" >&2
  exit 65
}
