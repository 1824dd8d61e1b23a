#!/bin/sh
# Prints what k3s says of the cluster, a section each, and changes nothing. Given to `sh -s` as root on the first server;
# cluster-look.ts reads it. Arguments: release, namespace of the hub, URL of the hub's health, what resolves its host,
# the label of the device plugin's pods, empty where no node has GPUs, the other releases, a line each of name, namespace
# and what the records are, and the objects that should be there, each as apiVersion, kind, namespace or -, and name.
set -u
PATH=$PATH:/usr/local/bin
release=$1 namespace=$2 url=$3 resolve=$4 plugin=$5 others=$6
shift 6
wanted=$(printf '%s\n' "$@")

section() {
  printf '== %s\n' "$1"
  shift
  "$@" 2>/dev/null
  printf '\n'
}
# An API that does not answer looks like a cluster without anything: kubectl prints an empty list of what it could not ask.
unanswered=
get() {
  timeout 20 k3s kubectl get --request-timeout=15s "$@" && return
  code=$? unanswered=yes
  return "$code"
}
health() {
  if ! command -v curl >/dev/null 2>&1; then
    # Then by way of the API, which reaches the hub's proxy if nothing else does.
    path=${url#*://}
    path="/api/v1/namespaces/$namespace/services/http:proxy-public:http/proxy/${path#*/}"
    timeout 20 k3s kubectl get --request-timeout=15s --raw "$path" >/dev/null && printf 200
    return
  fi
  if [ "$resolve" = @ingress ]; then
    # The hub's Ingress, as the chart calls it. Its controller writes there where it listens, by address or by name.
    columns='IP:.status.loadBalancer.ingress[0].ip,NAME:.status.loadBalancer.ingress[0].hostname'
    place=$(get ingress jupyterhub -n "$namespace" --ignore-not-found --no-headers -o "custom-columns=$columns" |
      awk '{ print ($1 == "<none>" ? $2 : $1) }')
    case $place in
      '') printf unclaimed ;;
      '<none>') without_address ;;
      *) ask 10 --connect-to "$(at "$place")" ;;
    esac
  else
    ask 10 ${resolve:+--resolve "$resolve"}
  fi
}
# Whatever proxy the host uses: this does not leave it. A certificate of Traefik's own is fine here. Arguments: seconds, and
# options of curl.
ask() {
  seconds=$1
  shift
  curl --silent --insecure --noproxy '*' --max-time "$seconds" "$@" \
    --output /dev/null --write-out '%{http_code}' "$url"
}
at() {
  case $1 in
    *:*) printf '::[%s]:' "$1" ;;
    *) printf '::%s:' "$1" ;;
  esac
}
# Many a controller that listens on ports of its nodes gives the Ingress no address, nor does one behind a load balancer that
# Kubernetes knows nothing of: there the hub's name leads.
without_address() {
  case $url in https:*) port=443 ;; *) port=80 ;; esac
  columns='IP:.status.hostIP,PORTS:.spec.containers[*].ports[*].hostPort'
  nodes=$(get pods -A --field-selector=status.phase=Running --no-headers -o "custom-columns=$columns" |
    awk -v port="$port" '("," $2 ",") ~ ("," port ",") && !seen[$1]++ && ++count <= 3 { print $1 }')
  for place in $nodes; do
    if [ "$(ask 5 --connect-to "$(at "$place")")" = 200 ]; then
      printf 200
      return
    fi
  done
  if [ "$(ask 5 --location)" = 200 ]; then printf 200; else printf unclaimed; fi
}
# A revision as Helm keeps it, which holds all values: of it only what follows may be printed. In a Secret it is encoded
# once more. Arguments: name and namespace of the release, what the records are, and which revision.
record() {
  decode='cat'
  [ "$3" = configmaps ] || decode='base64 -d'
  get "$3" "sh.helm.release.v1.$1.v$4" -n "$2" -o 'jsonpath={.data.release}' | $decode | base64 -d | gunzip
}
# In Helm's words.
failure() { printf '%s' "$record" | grep -oE '"description":"([^"\\]|\\.)*"' | head -n 1; }
# Which objects the chart consists of. In JSON a new line is \n, and a backslash two of them.
made() {
  printf '%s' "$record" | grep -oE '"manifest":"---\\n([^"\\]|\\.)*"' | head -n 1 |
    sed 's/\\\\/\x01/g; s/\\n/\n/g; s/\\"//g' | awk -v within="$1" '
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
  printf '%s\n%s\n' "$wanted" "$all_made" | awk 'NF == 4 {
    printf "apiVersion: %s\nkind: %s\nmetadata: {name: \"%s\"%s}\n---\n",
      $1, $2, $4, ($3 == "-" ? "" : ", namespace: \"" $3 "\"") }' |
    get -f - --ignore-not-found --no-headers -o "custom-columns=$columns" 2>&1
  echo "ended $?"
}
# What Helm has on record of a release. Never whole: a record holds all values, secret ones too. Arguments: what is added to
# the names of the sections, name and namespace of the release, and what the records are.
told_by_helm() {
  revision='REVISION:.metadata.labels.version,STATUS:.metadata.labels.status,MADE:.metadata.creationTimestamp'
  kept=$(get "$4" -n "$3" -l "owner=helm,name=$2" --no-headers -o "custom-columns=$revision" 2>/dev/null) || unanswered=yes
  section "release$1" printf '%s' "$kept"
  newest=$(printf '%s\n' "$kept" | sort -n | tail -n 1)
  record=$([ -z "$newest" ] || record "$2" "$3" "$4" "${newest%% *}" 2>/dev/null)
  case "$newest " in *' failed '*) section "failure$1" failure ;; esac
  made=$(made "$3")
  section "made$1" printf '%s' "$made"
  all_made=$(printf '%s\n%s' "$all_made" "$made")
}
# The other releases: their jobs, the state of what runs, which Helm labels, and the pods of charts that label them.
other_releases() {
  names='' number=0
  while read -r name target records; do
    number=$((number + 1))
    names=$names${names:+,}$name
    told_by_helm "-$number" "$name" "$target" "$records"
  done <<END
$others
END
  section jobs get jobs -A -l helmcharts.helm.cattle.io/chart -o json
  section pods-of-jobs get pods -A -l helmcharts.helm.cattle.io/chart -o json
  columns='K:.kind,NS:.metadata.namespace,N:.metadata.name,WANT:.spec.replicas,READY:.status.readyReplicas'
  columns="$columns,NEW:.status.updatedReplicas,DAEMONS:.status.desiredNumberScheduled,UP:.status.numberReady"
  columns="$columns,MADE:.metadata.generation,SEEN:.status.observedGeneration"
  columns="$columns,OF:.metadata.annotations.meta\\.helm\\.sh/release-namespace"
  columns="$columns,RELEASE:.metadata.annotations.meta\\.helm\\.sh/release-name"
  section workloads get deployments,statefulsets,daemonsets -A -l app.kubernetes.io/managed-by=Helm --no-headers \
    -o "custom-columns=$columns"
  section instances get pods -A -l "app.kubernetes.io/instance in ($names)" -o json
}
# Volumes of the hub's namespace, its claims, and the StorageClasses.
storage() {
  columns='K:.kind,NAME:.metadata.name,PHASE:.status.phase,GOES:.metadata.deletionTimestamp,NS:.spec.claimRef.namespace'
  columns="$columns,CLAIM:.spec.claimRef.name,UID:.spec.claimRef.uid,KEPT:.spec.persistentVolumeReclaimPolicy"
  columns="$columns,NODE:.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values[0]"
  columns="$columns,SINCE:.status.lastPhaseTransitionTime,MADE:.metadata.creationTimestamp,VOLUME:.spec.volumeName"
  # An empty class is printed as nothing, so it stands last.
  columns="$columns,CLASS:.spec.storageClassName"
  stored=$(get pv,pvc,sc -n "$namespace" --no-headers -o "custom-columns=$columns") || unanswered=yes
  printf '%s\n' "$stored" | awk -v within="$namespace" '$1 != "PersistentVolume" || $5 == within'
}

nodes=$(get nodes -o json 2>/dev/null) || nodes=
section nodes printf '%s' "$nodes"
# Without an answer there is none to the rest either.
if [ -n "$nodes" ]; then
  section addons get addons.k3s.cattle.io -n kube-system -o json
  section job get job "helm-install-$release" -n kube-system --ignore-not-found -o json
  # That job's, and those of what k3s brings.
  section k3s-pods get pods -n kube-system -o json
  all_made=
  told_by_helm '' "$release" "$namespace" secrets
  [ -z "$others" ] || other_releases
  section present present
  section storage storage
  section pods get pods -n "$namespace" -l "release=$release,component!=singleuser-server" -o json
  # Never whole: a notebook server holds its token.
  # Labels of these names are escaped, annotations are not.
  columns='POD:.metadata.name,PHASE:.status.phase,NODE:.spec.nodeName,SERVER:.metadata.annotations.hub\.jupyter\.org/servername'
  columns="$columns,USER:.metadata.annotations.hub\.jupyter\.org/username"
  section servers get pods -n "$namespace" -l component=singleuser-server --no-headers -o "custom-columns=$columns"
  if [ -n "$plugin" ]; then
    section runtime-classes get runtimeclasses -o name
    section plugin-pods get pods -n kube-system -l "$plugin" -o json
  fi
fi
[ -z "$unanswered" ] || section unanswered echo yes
section health health
section end echo ok
