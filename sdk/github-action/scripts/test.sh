#!/usr/bin/env bash
# Runs the tests, and prints one line of totals after their output. Arguments go to `node --test`.
set -euo pipefail
cd "$(dirname "$0")/.."
exec node --test --test-concurrency=2 --test-timeout=60000 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=./scripts/totals.mjs --test-reporter-destination=stdout \
    "$@" tests/*.test.mjs
