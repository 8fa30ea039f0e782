#!/usr/bin/env bash
# Checks that the dashboard's files are what its source builds, uses the dashboard in Chromium, and has other pages in Chromium try to use a
# `minoots dev` of the same machine. Needs MINOOTS_BIN; run it from anywhere: tests/browser/verify.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
web=$here/../../crates/ui/web
"$here/../packages.sh" node "$here" >/dev/null
"$here/../packages.sh" node "$web" >/dev/null
npm --prefix "$web" run --silent check
cd "$here"
CHROMIUM=$(command -v "${CHROMIUM:-chromium}")
export CHROMIUM
node verify.mjs
node dashboard.mjs
node pages.mjs
node workflows.mjs
