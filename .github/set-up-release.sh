#!/usr/bin/env bash
# What `cargo xtask dist` needs on a machine of Ubuntu to build for every platform.
set -euo pipefail
# The libraries of images for arm64.
sudo apt-get update -q
sudo apt-get install -yq --no-install-recommends libc6-arm64-cross libgcc-s1-arm64-cross
# The compiler that rust-toolchain.toml names, with the standard library of every platform.
rustup toolchain install
rustup target add {x86_64,aarch64}-unknown-linux-{gnu,musl}
