#!/usr/bin/env bash
# Makes a virtual environment and checks the Helm chart, the systemd unit and the compose file. Needs neither a cluster nor Helm.
# MINOOTS_BIN names the program that must accept their settings. The default is the repository's release build, or else its debug
# build; without any these tests are skipped. UPDATE_GOLDEN=1 rewrites golden/*.yaml: read the difference.
set -euo pipefail
cd "$(dirname "$0")"
environment=$(../packages.sh python helm tests/helm/requirements.txt --require-hashes)
target=${CARGO_TARGET_DIR:-../../target}
for build in release debug; do
  if [ -z "${MINOOTS_BIN:-}" ] && [ -x "$target/$build/minoots" ]; then
    MINOOTS_BIN=$(realpath "$target/$build/minoots")
  fi
done
if [ -n "${MINOOTS_BIN:-}" ]; then export MINOOTS_BIN; fi
PYTHONDONTWRITEBYTECODE=1 "$environment/bin/python" -m pytest -p no:cacheprovider --quiet "$@"
