#!/bin/sh
# Takes kinds that the API has no more, as those of a Traefik that is switched off, out of what AddOns have recorded: before k3s
# applies a manifest again, it looks for objects of every kind that was in it, and fails. Prints what it has taken out.
# Given to `sh -s` as root on the first server. Arguments: AddOns.
# Source: k3s, `deploy`, `validateGVKs` and `serverHasGVK` in pkg/deploy/controller.go.
set -eu

# Whether the API has a kind; unknown is an error.
is_served() {
  case $1 in
    /*) path=/api$1 ;;
    *) path=/apis/$1 ;;
  esac
  if answer=$(k3s kubectl get --raw "$path" 2>&1); then
    case $answer in *"\"kind\":\"$2\""*) return 0 ;; *) return 1 ;; esac
  fi
  case $answer in *NotFound*) return 1 ;; esac
  echo "$answer" >&2
  exit 1
}

for addon; do
  recorded=$(k3s kubectl get addons.k3s.cattle.io "$addon" -n kube-system --ignore-not-found \
    -o 'custom-columns=KINDS:.metadata.annotations.addon\.k3s\.cattle\.io/gvks' --no-headers)
  kept='' gone=''
  IFS=';'
  # Each is `traefik.io/v1alpha1, Kind=Middleware`; there may be none.
  for kind in $recorded; do
    case $kind in *', Kind='*) ;; *) continue ;; esac
    if is_served "${kind%%, Kind=*}" "${kind##*, Kind=}"; then kept="$kept${kept:+;}$kind"; else gone="$gone $kind"; fi
  done
  unset IFS
  if [ -n "$gone" ]; then
    k3s kubectl annotate addons.k3s.cattle.io "$addon" -n kube-system --overwrite "addon.k3s.cattle.io/gvks=$kept" >/dev/null
    echo "$addon:$gone"
  fi
done
