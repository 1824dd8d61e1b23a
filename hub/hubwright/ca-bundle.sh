#!/bin/sh
# Prints the public certificate authorities that an image trusts, then those of the company, in the file $1, as one bundle.
# Runs in the image of each server, whatever that is, before the server.
set -eu

# Of Debian, Red Hat, SUSE and Alpine, then of conda.
for bundle in "${SYSTEM_CA_BUNDLE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt \
  /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem "${CONDA_DIR:-/opt/conda}/ssl/cacert.pem"; do
  if [ -n "$bundle" ] && [ -s "$bundle" ]; then
    cat "$bundle"
    # A file that ends within a line would spoil the next certificate.
    echo
    exec cat "$1"
  fi
done
echo "This image has no certificate authorities of its own: servers trust those of the company alone." >&2
exec cat "$1"
