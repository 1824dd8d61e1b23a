#!/bin/sh
# Prints what k3s says of the cluster, a section each, and changes nothing. Given to `sh -s` as root on the first server;
# cluster-look.ts reads it. Arguments: release, namespace of the hub, URL of the hub's health, what resolves its host,
# the label of the device plugin's pods, empty where no node has GPUs, and the objects that should be there, each as
# apiVersion, kind, namespace or -, and name.
set -u
PATH=$PATH:/usr/local/bin
release=$1 namespace=$2 url=$3 resolve=$4 plugin=$5
shift 5
wanted=$(printf '%s\n' "$@")

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
# A revision as Helm keeps it, which holds all values: of it only what follows may be printed.
record() {
  get secret "sh.helm.release.v1.$release.v$1" -n "$namespace" -o 'jsonpath={.data.release}' | base64 -d | base64 -d |
    gunzip
}
# In Helm's words.
failure() { printf '%s' "$record" | grep -oE '"description":"([^"\\]|\\.)*"' | head -n 1; }
# Which objects the chart consists of. In JSON a new line is \n, and a backslash two of them.
made() {
  printf '%s' "$record" | grep -oE '"manifest":"---\\n([^"\\]|\\.)*"' | head -n 1 |
    sed 's/\\\\/\x01/g; s/\\n/\n/g; s/\\"//g' | awk -v within="$namespace" '
      function tell() { if (api != "" && kind != "" && name != "") print api, kind, (space == "" ? within : space), name }
      /^---/ { tell(); api = kind = name = space = part = "" }
      /^[a-zA-Z]/ { part = $1 }
      /^apiVersion: / { api = $2 }
      /^kind: / { kind = $2 }
      part == "metadata:" && /^  name: / { name = $2 }
      part == "metadata:" && /^  namespace: / { space = $2 }
      END { tell() }'
}
# Those of the objects that are there, what kubectl has to say against it, and how it ended.
present() {
  columns='A:.apiVersion,K:.kind,NS:.metadata.namespace,N:.metadata.name,GOES:.metadata.deletionTimestamp'
  printf '%s\n%s\n' "$wanted" "$made" | awk 'NF == 4 {
    printf "apiVersion: %s\nkind: %s\nmetadata: {name: \"%s\"%s}\n---\n",
      $1, $2, $4, ($3 == "-" ? "" : ", namespace: \"" $3 "\"") }' |
    get -f - --ignore-not-found --no-headers -o "custom-columns=$columns" 2>&1
  echo "ended $?"
}
# Volumes of the hub's namespace, its claims, and the StorageClasses.
storage() {
  columns='K:.kind,NAME:.metadata.name,PHASE:.status.phase,GOES:.metadata.deletionTimestamp,NS:.spec.claimRef.namespace'
  columns="$columns,CLAIM:.spec.claimRef.name,UID:.spec.claimRef.uid,KEPT:.spec.persistentVolumeReclaimPolicy"
  columns="$columns,NODE:.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values[0]"
  columns="$columns,SINCE:.status.lastPhaseTransitionTime,MADE:.metadata.creationTimestamp,VOLUME:.spec.volumeName"
  # An empty class is printed as nothing, so it stands last.
  columns="$columns,CLASS:.spec.storageClassName"
  get pv,pvc,sc -n "$namespace" --no-headers -o "custom-columns=$columns" |
    awk -v within="$namespace" '$1 != "PersistentVolume" || $5 == within'
}

nodes=$(get nodes -o json 2>/dev/null)
section nodes printf '%s' "$nodes"
# Without an answer there is none to the rest either.
if [ -n "$nodes" ]; then
  section addons get addons.k3s.cattle.io -n kube-system -o json
  section job get job "helm-install-$release" -n kube-system --ignore-not-found -o json
  section job-pods get pods -n kube-system -l "job-name=helm-install-$release" -o json
  # Never whole: a release holds all values, secret ones too, and a notebook server its token.
  revision='REVISION:.metadata.labels.version,STATUS:.metadata.labels.status'
  kept=$(get secrets -n "$namespace" -l "owner=helm,name=$release" --no-headers -o "custom-columns=$revision" 2>/dev/null)
  section release printf '%s' "$kept"
  newest=$(printf '%s\n' "$kept" | sort -n | tail -n 1)
  record=$([ -z "$newest" ] || record "${newest%% *}" 2>/dev/null)
  made=$(made)
  case $newest in *' failed') section failure failure ;; esac
  section made printf '%s' "$made"
  section present present
  section storage storage
  section pods get pods -n "$namespace" -l "release=$release,component!=singleuser-server" -o json
  # The label of that name is escaped, the annotation is not. It comes last, since it may hold spaces.
  columns='POD:.metadata.name,PHASE:.status.phase,NODE:.spec.nodeName,USER:.metadata.annotations.hub\.jupyter\.org/username'
  section servers get pods -n "$namespace" -l component=singleuser-server --no-headers -o "custom-columns=$columns"
  if [ -n "$plugin" ]; then
    section runtime-classes get runtimeclasses -o name
    section plugin-pods get pods -n kube-system -l "$plugin" -o json
  fi
fi
section health health
section end echo ok
