#!/bin/sh
# Pins what image/<name>/requirements.in asks for, with hashes, in requirements.txt beside it.
# Needs uv, nothing else: no container, no Python.
#
#   image/lock.sh data-science             keep the pins that still fit
#   image/lock.sh data-science --upgrade   take the newest of everything
#
# Where the Dockerfile installs with --no-deps, as the hub's does, exactly what requirements.in names is pinned.
#
# The base image brings a Jupyter server with packages of its own. Where ours are the same packages, they are held at
# what that server would have been installed with on the day in the base's tag, so that installing ours changes as
# little of the base as can be. JupyterLab itself is never in the lock. The base's conda is not in the index, so what it
# needs is written out below: conda 26.7 does not take a newer ruamel.yaml.
set -eu

name=${1:?"usage: image/lock.sh NAME [--upgrade]"}
shift
cd "$(dirname "$0")/$name"
command -v uv >/dev/null || { echo "uv is missing: pip install uv, or https://docs.astral.sh/uv/" >&2; exit 2; }

# The oldest Python that must be able to install the lock: the image's is newer, the preview's may be this one.
python=3.11
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if grep -q -e '--no-deps' Dockerfile; then
  set -- --no-deps "$@"
else
  day=$(sed -n 's/^ARG BASE=.*:\([0-9]*-[0-9]*-[0-9]*\).*/\1/p' Dockerfile)
  [ -n "$day" ] || { echo "image/$name/Dockerfile: no date in the tag of ARG BASE, e.g. minimal-notebook:2026-08-10" >&2; exit 2; }
  printf '%s\n' jupyterlab notebook nbclassic 'ruamel.yaml<0.19' |
    uv pip compile --quiet --universal --python-version "$python" --exclude-newer "$day" \
      --constraints requirements.in --no-annotate --no-header --output-file "$scratch/base.txt" -
  set -- --constraints "$scratch/base.txt" "$@"
fi

[ ! -f requirements.txt ] || cp requirements.txt "$scratch/lock.txt"
UV_CUSTOM_COMPILE_COMMAND="image/lock.sh $name" \
  uv pip compile --quiet --universal --python-version "$python" \
    --generate-hashes --no-annotate "$@" --output-file "$scratch/lock.txt" requirements.in

# The requirements themselves go on top: image build compares them with requirements.in.
{
  tr -d '\r' <requirements.in | sed -n '/^[^#]/s/^/# from: /p'
  cat "$scratch/lock.txt"
} >"$scratch/requirements.txt"
mv "$scratch/requirements.txt" requirements.txt
