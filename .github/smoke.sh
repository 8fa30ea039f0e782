#!/usr/bin/env bash
# Installs a wheel of a release and has its program fire a timer: smoke.sh DIRECTORY
set -euo pipefail
work=$(mktemp -d)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --find-links "$1" --only-binary minoots "minoots==$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)"
export PATH="$work/venv/bin:$PATH"
minoots dev --ephemeral --ready-file "$work/ready" > "$work/log" 2>&1 &
node=$!
for _ in $(seq 60); do
    if [ -e "$work/ready" ] && minoots health && grep "demo: fired" "$work/log"; then
        kill "$node"
        wait "$node"
        exit
    fi
    sleep 1
done
cat "$work/log"
exit 1
