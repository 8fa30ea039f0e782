#!/usr/bin/env bash
# Verifies webhooks with other people's libraries in Python and JavaScript. Installs the pinned packages beside the build and beside the
# program; run it from anywhere: tests/webhook/verify.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
target=${CARGO_TARGET_DIR:-target}
venv=$target/webhook-venv
vectors=$target/webhook-vectors.json

python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps \
    -r tests/webhook/python/requirements.txt
(cd tests/webhook/node && npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error)

# Last, and at once before they are verified: the timestamps are of now.
cargo build --quiet --locked -p minoots-webhook --example webhook_vectors
cargo run --quiet --locked -p minoots-webhook --example webhook_vectors >"$vectors"
echo "python"
"$venv/bin/python" tests/webhook/python/verify.py docs/webhooks.md "$vectors"
echo "node"
node tests/webhook/node/verify.mjs docs/webhooks.md "$vectors"
