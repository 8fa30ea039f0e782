#!/usr/bin/env bash
# Makes a virtual environment and checks the Helm chart, the systemd unit and the compose file. Needs neither a cluster nor Helm,
# but Debian's packages prometheus and iproute2, and the right to make network namespaces.
# Needs MINOOTS_BIN, the program that must accept their settings. UPDATE_GOLDEN=1 rewrites golden/*.yaml: read the difference.
set -euo pipefail
MINOOTS_BIN=$(realpath "$MINOOTS_BIN")
export MINOOTS_BIN
cd "$(dirname "$0")"
environment=$(../packages.sh python helm tests/helm/requirements.txt --require-hashes)
PYTHONDONTWRITEBYTECODE=1 "$environment/bin/python" -m pytest -p no:cacheprovider --quiet "$@"
