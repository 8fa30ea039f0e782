#!/usr/bin/env bash
# Has pages in Chromium try to use a `minoots dev` of the same machine. Needs MINOOTS_BIN; run it from anywhere: tests/browser/verify.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../packages.sh" node "$here" >/dev/null
cd "$here"
CHROMIUM=$(command -v "${CHROMIUM:-chromium}") node verify.mjs
