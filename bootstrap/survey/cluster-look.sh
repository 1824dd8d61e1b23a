#!/bin/sh
# Prints what k3s says of the cluster, a section each, and changes nothing. Given to `sh -s` as root on the first server;
# cluster-look.ts reads it. Arguments: release, namespace of the hub, URL of the hub's health, what resolves its host,
# and the label of the device plugin's pods, empty where no node has GPUs.
set -u
PATH=$PATH:/usr/local/bin
release=$1 namespace=$2 url=$3 resolve=$4 plugin=$5

section() {
  printf '== %s\n' "$1"
  shift
  "$@" 2>/dev/null
  printf '\n'
}
get() { timeout 20 k3s kubectl get --request-timeout=15s "$@"; }
health() {
  if ! command -v curl >/dev/null 2>&1; then
    # Then by way of the API, which reaches the hub's proxy if nothing else does.
    path=${url#*://}
    path="/api/v1/namespaces/$namespace/services/http:proxy-public:http/proxy/${path#*/}"
    timeout 20 k3s kubectl get --request-timeout=15s --raw "$path" >/dev/null && printf 200
    return
  fi
  # Whatever proxy the host uses: this does not leave it. A certificate of Traefik's own is fine here.
  curl --silent --insecure --noproxy '*' --max-time 10 ${resolve:+--resolve "$resolve"} \
    --output /dev/null --write-out '%{http_code}' "$url"
}
# In Helm's words, and nothing else of the release.
failure() {
  get secret "sh.helm.release.v1.$release.v$1" -n "$namespace" -o 'jsonpath={.data.release}' | base64 -d | base64 -d |
    gunzip | grep -oE '"description":"([^"\\]|\\.)*"' | head -n 1
}

revision='REVISION:.metadata.labels.version,STATUS:.metadata.labels.status'
section nodes get nodes -o json
section addons get addons.k3s.cattle.io -n kube-system -o json
section job get job "helm-install-$release" -n kube-system --ignore-not-found -o json
section job-pods get pods -n kube-system -l "job-name=helm-install-$release" -o json
# Never whole: a release holds all values, secret ones too, and a notebook server its token.
kept=$(get secrets -n "$namespace" -l "owner=helm,name=$release" --no-headers -o "custom-columns=$revision" 2>/dev/null)
section release printf '%s' "$kept"
newest=$(printf '%s\n' "$kept" | sort -n | tail -n 1)
case $newest in *' failed') section failure failure "${newest%% *}" ;; esac
section pods get pods -n "$namespace" -l "release=$release,component!=singleuser-server" -o json
# The label of that name is escaped, the annotation is not. It comes last, since it may hold spaces.
columns='POD:.metadata.name,PHASE:.status.phase,NODE:.spec.nodeName,USER:.metadata.annotations.hub\.jupyter\.org/username'
section servers get pods -n "$namespace" -l component=singleuser-server --no-headers -o "custom-columns=$columns"
if [ -n "$plugin" ]; then
  section runtime-classes get runtimeclasses -o name
  section plugin-pods get pods -n kube-system -l "$plugin" -o json
fi
section health health
section end echo ok
