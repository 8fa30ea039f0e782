#!/usr/bin/env bash
# Packages the tested program, installs each artefact as its user would, and runs it. Needs MINOOTS_BIN, the program, and MINOOTS_DIST, the
# packager (target/debug/minoots-dist); run it from anywhere: tests/dist/verify.sh
set -euo pipefail

: "${MINOOTS_BIN:?names the minoots binary that is packaged}"
: "${MINOOTS_DIST:?names the minoots-dist binary that packages it}"
MINOOTS_BIN=$(realpath "$MINOOTS_BIN")
MINOOTS_DIST=$(realpath "$MINOOTS_DIST")
export MINOOTS_BIN MINOOTS_DIST
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# need COMMAND PACKAGE: COMMAND is there, or Debian's PACKAGE has to be installed.
need() {
    command -v "$1" >/dev/null || { echo "missing: $1; install $2 (apt-get install $2)" >&2; exit 1; }
}
need python3 python3-venv
need npm npm
need strip binutils
need dpkg-deb dpkg
need minisign minisign
need skopeo skopeo
need unshare util-linux
need ip iproute2

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")/dist-test
key() { sha256sum "$1" | cut -c1-12; }

# Installed once for each content of the lock file.
venv=$target/python-$(key tests/dist/requirements.txt)
if [ ! -e "$venv/.complete" ]; then
    python3 -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r tests/dist/requirements.txt
    touch "$venv/.complete"
fi
packages=$target/client-$(key tests/dist/client.txt)
if [ ! -e "$packages/.complete" ]; then
    "$venv/bin/python" -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
        -r tests/dist/client.txt -d "$packages"
    touch "$packages/.complete"
fi
exec "$venv/bin/python" tests/dist/verify.py "$packages"
