#!/usr/bin/env bash
# Lints the OpenAPI document of a node with Redocly's recommended rules. Needs MINOOTS_BIN; run it from anywhere: tests/openapi/lint.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$(realpath "$MINOOTS_BIN")
"$here/../packages.sh" node "$here" >/dev/null
cd "$here"
home=$(mktemp -d)
"$program" dev --no-demo --ephemeral --listen 127.0.0.1:0 --ready-file "$home/ready" >"$home/log" 2>&1 &
node=$!
trap 'kill "$node" 2>/dev/null || true; rm -rf "$home"' EXIT
for _ in $(seq 300); do
  [ -s "$home/ready" ] && break
  kill -0 "$node" || { cat "$home/log" >&2; exit 1; }
  sleep 0.1
done
curl -fsS "$(jq -r .endpoint "$home/ready")/openapi.json" >"$home/openapi.json"
# The linter asks nobody whether it is current, and reports its use to nobody.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
node_modules/.bin/redocly lint --config redocly.yaml --max-problems 20 "$home/openapi.json"
echo "1 passed, 0 failed"
