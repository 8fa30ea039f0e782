#!/usr/bin/env bash
# Installs pinned packages below target/packages, once for each content of their lock file, and prints the directory.
#
# Paths are absolute or relative to the repository.
#
#   tests/packages.sh python NAME REQUIREMENTS [PIP_OPTION...]   a virtual environment with exactly these packages
#   tests/packages.sh node DIRECTORY                             the packages of DIRECTORY/package-lock.json, linked as DIRECTORY/node_modules
#
# Two calls at once wait for each other. An installation that was interrupted is made again.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
packages=${CARGO_TARGET_DIR:-$root/target}/packages
mkdir -p "$packages"
packages=$(cd "$packages" && pwd)
cd "$root"

# hash FILE...: sixteen digits of the content.
hash() {
  cat "$@" | sha256sum | cut -c 1-16
}

python_packages() {
  local name=$1 requirements=$2
  shift 2
  local directory
  directory=$packages/python-$name-$(hash "$requirements" <(python3 --version))
  exec 9>"$packages/python-$name.lock"
  flock 9
  if [ ! -e "$directory/complete" ]; then
    rm -rf "$packages/python-$name"-*
    python3 -m venv "$directory" >&2
    # The file names everything, so nothing is resolved.
    "$directory/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps "$@" -r "$requirements" >&2
    touch "$directory/complete"
  fi
  echo "$directory"
}

node_packages() {
  local of=$1
  local name directory
  of=$(cd "$of" && pwd)
  name=$(realpath --relative-to="$root" "$of" | tr / -)
  directory=$packages/node-$name-$(hash "$of/package.json" "$of/package-lock.json" <(node --version))
  exec 9>"$packages/node-$name.lock"
  flock 9
  if [ ! -e "$directory/complete" ]; then
    rm -rf "$packages/node-$name"-*
    mkdir "$directory"
    cp "$of/package.json" "$of/package-lock.json" "$directory"
    (cd "$directory" && npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error >&2)
    touch "$directory/complete"
  fi
  if [ "$(readlink "$of/node_modules" || true)" != "$directory/node_modules" ]; then
    rm -rf "$of/node_modules"
    ln -s "$directory/node_modules" "$of/node_modules"
  fi
  echo "$directory"
}

case ${1:-} in
  python) shift && python_packages "$@" ;;
  node) shift && node_packages "$@" ;;
  *) echo "usage: tests/packages.sh python NAME REQUIREMENTS [PIP_OPTION...] | node DIRECTORY" >&2; exit 2 ;;
esac
