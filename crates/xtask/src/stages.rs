//! The stages that `verify` and `test` are made of.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run, run_beside, run_tests, succeeds};
use crate::stage::Stage;
use crate::totals::Totals;
use crate::workspace::Tested;
use crate::{codegen, faults, layers, tidy, workspace};

/// rustfmt has nothing to change.
pub const FORMAT: Stage = Stage {
    name: "format",
    action: |root, _| run(&mut cargo(root, "fmt --all --check")),
};

/// Committed generated code is what `proto/` says.
pub const CODEGEN: Stage = Stage {
    name: "codegen",
    action: |root, _| codegen::check(root),
};

/// The crates' dependencies are the ones drawn.
pub const LAYERS: Stage = Stage {
    name: "layers",
    action: |root, _| layers::check(root),
};

/// The repository's own rules about text.
pub const TIDY: Stage = Stage {
    name: "tidy",
    action: |root, _| tidy::check(root),
};

/// Clippy finds nothing.
pub const CLIPPY: Stage = Stage {
    name: "clippy",
    action: |root, _| {
        run(&mut cargo(
            root,
            "clippy --workspace --all-targets --locked -- -D warnings",
        ))?;
        run(&mut faults::clippy(root))
    },
};

/// The API documentation builds without a warning.
pub const DOCUMENTATION: Stage = Stage {
    name: "documentation",
    action: |root, _| run(cargo(root, "doc --workspace --no-deps --locked").env("RUSTDOCFLAGS", "-D warnings")),
};

/// The program that tests of the whole program start. As it ships, it is optimised and linked for minutes on one processor; the program
/// with faults and the tests, which share nothing with it, are built meanwhile.
pub const PROGRAM_BUILD: Stage = Stage {
    name: "program build",
    action: |root, _| match Tested::of_environment()? {
        Tested::Release => {
            let mut release = cargo(root, "build --release --locked --bin minoots");
            run_beside(&mut release, [faults::build(root)?, rust_tests_build(root)])
        }
        // Beside its tests, the program is built with them.
        Tested::Dev => run(&mut rust_tests_build(root)),
    },
};

/// The program for tests that need faults inside it; see [`faults`].
pub const FAULTS_BUILD: Stage = Stage {
    name: "faults build",
    action: |root, _| run(&mut faults::build(root)?),
};

/// Every Rust test.
pub const RUST_TESTS: Stage = Stage {
    name: "rust tests",
    action: rust_tests,
};

/// What runs tests: `cargo nextest` if it is there.
const NEXTEST: &str = "nextest run --workspace --locked";
const CARGO_TEST: &str = "test --workspace --locked";

fn has_nextest(root: &Path) -> bool {
    succeeds(&mut cargo(root, "nextest --version"))
}

fn rust_tests_build(root: &Path) -> Command {
    let run = if has_nextest(root) { NEXTEST } else { CARGO_TEST };
    cargo(root, &format!("{run} --no-run"))
}

fn rust_tests(root: &Path, totals: &mut Totals) -> Result<()> {
    let binaries = [
        ("MINOOTS_BIN", workspace::tested_binary(root)?),
        ("MINOOTS_FAULTS_BIN", faults::binary(root)?),
    ];
    if !has_nextest(root) {
        let mut all = cargo(root, &format!("{CARGO_TEST} --no-fail-fast"));
        return run_tests(all.envs(binaries), totals);
    }
    let settings = "--config-file crates/xtask/nextest.toml";
    let nextest = format!("{NEXTEST} --no-fail-fast {settings}");
    run_tests(cargo(root, &nextest).envs(binaries), totals)?;
    // nextest leaves the examples in documentation to `cargo test`.
    run_tests(&mut cargo(root, "test --doc --workspace --locked"), totals)
}
