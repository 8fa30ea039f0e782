#!/usr/bin/env bash
# Packages the tested program, installs each artefact as its user would, and runs it. Needs MINOOTS_BIN, the program; the
# packager is minoots-dist beside it, or MINOOTS_DIST. Run it from anywhere: tests/dist/verify.sh
set -euo pipefail

: "${MINOOTS_BIN:?names the minoots binary that is packaged}"
MINOOTS_BIN=$(realpath "$MINOOTS_BIN")
MINOOTS_DIST=$(realpath "${MINOOTS_DIST:-$(dirname "$MINOOTS_BIN")/minoots-dist}")
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

python=$(tests/packages.sh python dist tests/dist/requirements.txt --require-hashes)/bin/python
# The wheels that the Python package needs, fetched once for each content of the lock file.
packages=$(realpath -m "${CARGO_TARGET_DIR:-target}")/packages/dist-client-$(sha256sum tests/dist/client.txt | cut -c1-16)
if [ ! -e "$packages/.complete" ]; then
    "$python" -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
        -r tests/dist/client.txt -d "$packages"
    touch "$packages/.complete"
fi
exec "$python" tests/dist/verify.py "$packages"
