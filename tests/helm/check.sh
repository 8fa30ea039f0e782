#!/usr/bin/env bash
# Makes a virtual environment and checks the Helm chart, the service and the compose file. Needs no cluster and no Helm.
# UPDATE_GOLDEN=1 rewrites golden/*.yaml: read the difference.
set -euo pipefail
cd "$(dirname "$0")"
environment=$(../packages.sh python helm tests/helm/requirements.txt --require-hashes)
"$environment/bin/python" -m pytest -p no:cacheprovider --quiet "$@" .
