#!/usr/bin/env bash
# Compares our verdicts on signed requests with those of Slack's own Python SDK, and has it read our messages; and checks the
# app's manifest. Installs the pinned packages beside the build; run it from anywhere: tests/slack/verify.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
target=${CARGO_TARGET_DIR:-target}
venv=$target/slack-venv

python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps -r tests/slack/requirements.txt
cargo build --quiet --locked -p minoots-slack --example slack_verdicts
"$venv/bin/python" tests/slack/verify.py "$target/debug/examples/slack_verdicts" crates/slack/tests/golden sdk/slack/manifest.yaml
