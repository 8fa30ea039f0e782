#!/usr/bin/env bash
# Verifies webhooks with third-party libraries in Python and JavaScript. Needs the example webhook_vectors
# built; run it from anywhere: tests/webhook/verify.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
python=$(tests/packages.sh python webhooks tests/webhook/python/requirements.txt)/bin/python
tests/packages.sh node tests/webhook/node >/dev/null
examples=${MINOOTS_BIN:+$(dirname "$MINOOTS_BIN")/examples}
program=${examples:-${CARGO_TARGET_DIR:-target}/debug/examples}/webhook_vectors
[ -x "$program" ] || { echo "$program is missing: build it with \`cargo build --workspace --examples\`" >&2; exit 1; }
vectors=$(mktemp)
trap 'rm -f "$vectors"' EXIT

# Generated immediately before the verification, because the timestamps must be current.
"$program" >"$vectors"
echo "python"
"$python" tests/webhook/python/verify.py docs/webhooks.md "$vectors"
echo "node"
node tests/webhook/node/verify.mjs docs/webhooks.md "$vectors"
