#!/usr/bin/env bash
# Compares our verdicts on signed requests with those of Slack's own Python SDK, and has it read our messages; and checks the
# app's manifest. Then has it sign requests to a `minoots slack` that runs as docs/slack.md and sdk/slack/README.md say, and Bolt answer them too. Installs the pinned packages beside the build;
# needs MINOOTS_BIN; run it from anywhere: tests/slack/verify.sh
set -euo pipefail

: "${MINOOTS_BIN:?names the minoots binary that is judged}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
MINOOTS_BIN=$(realpath "$MINOOTS_BIN")
cd "$here/../.."
target=${CARGO_TARGET_DIR:-target}
venv=$target/slack-venv

python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps -r tests/slack/requirements.txt
cargo build --quiet --locked -p minoots-slack --example slack_verdicts
"$venv/bin/python" tests/slack/verify.py "$target/debug/examples/slack_verdicts" crates/slack/tests/golden sdk/slack/manifest.yaml
"$venv/bin/python" tests/slack/serve.py "$MINOOTS_BIN" docs/slack.md sdk/slack/README.md
