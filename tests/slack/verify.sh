#!/usr/bin/env bash
# Compares our verdicts on signed requests with those of Slack's own Python SDK, and has it read our messages; and checks the
# app's manifest. Then has it sign requests to a `minoots slack` that runs as docs/slack.md and sdk/slack/README.md say, and Bolt answer them too. Needs MINOOTS_BIN,
# and the examples built beside it; run it from anywhere: tests/slack/verify.sh
set -euo pipefail

: "${MINOOTS_BIN:?names the minoots binary that is judged}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
MINOOTS_BIN=$(realpath "$MINOOTS_BIN")
cd "$here/../.."
python=$(tests/packages.sh python slack tests/slack/requirements.txt)/bin/python
verdicts=$(dirname "$MINOOTS_BIN")/examples/slack_verdicts
[ -x "$verdicts" ] || { echo "$verdicts is missing: build it with \`cargo build --workspace --examples\`" >&2; exit 1; }

"$python" tests/slack/verify.py "$verdicts" crates/slack/tests/golden sdk/slack/manifest.yaml
"$python" tests/slack/serve.py "$MINOOTS_BIN" docs/slack.md sdk/slack/README.md
