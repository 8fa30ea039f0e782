#!/usr/bin/env bash
# Installs the tools that `cargo xtask dist` needs on Ubuntu to build for every platform.
set -euo pipefail
# The libraries of images for arm64.
sudo apt-get update -q
sudo apt-get install -yq --no-install-recommends libc6-arm64-cross libgcc-s1-arm64-cross
# The one compiler of releases, with the standard library of every platform.
: "${RUSTUP_TOOLCHAIN:?names the version of the compiler}"
rustup toolchain install "$RUSTUP_TOOLCHAIN" --profile minimal
rustup target add {x86_64,aarch64}-unknown-linux-{gnu,musl}
