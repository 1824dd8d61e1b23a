#!/bin/sh
# Prints objects of the cluster whole, as JSON; secrets are in some. Given to `sh -s` as root on the first server.
# Arguments: seconds to wait for the answer, then each object as apiVersion, kind, namespace or -, and name. One that is not there is left out.
set -eu
limit=$1
shift
PATH=$PATH:/usr/local/bin
printf '%s\n' "$@" | awk 'NF == 4 {
  printf "apiVersion: %s\nkind: %s\nmetadata: {name: \"%s\"%s}\n---\n",
    $1, $2, $4, ($3 == "-" ? "" : ", namespace: \"" $3 "\"") }' |
  timeout "$limit" k3s kubectl get --request-timeout="${limit}s" -f - --ignore-not-found --show-managed-fields -o json
