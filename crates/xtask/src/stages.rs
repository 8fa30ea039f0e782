//! The stages in Rust only: text and layers, lints, documentation, tests.

use std::path::Path;

use anyhow::Result;

use crate::process::{cargo, run, run_tests};
use crate::program::{WORKSPACE, has_nextest, minoots, tests};
use crate::stage::{Reads, Stage};
use crate::tally::Tally;
use crate::{codegen, layers, tidy};

/// rustfmt has nothing to change.
pub const FORMAT: Stage = Stage {
    name: "format",
    reads: Reads::Everything,
    action: |root, _| run(&mut cargo(root, "fmt --all --check")),
};

/// Committed generated code matches `proto/`.
pub const CODEGEN: Stage = Stage {
    name: "codegen",
    reads: Reads::Everything,
    action: |root, _| codegen::check(root),
};

/// The crates' dependencies match the documented ones.
pub const LAYERS: Stage = Stage {
    name: "layers",
    reads: Reads::Everything,
    action: |root, _| layers::check(root),
};

/// The repository's own rules about text.
pub const TIDY: Stage = Stage {
    name: "tidy",
    reads: Reads::Everything,
    action: |root, _| tidy::check(root),
};

/// Clippy finds nothing: with the tests' features, in the crates as shipped, in the Rust client by itself,
/// and in the program without its optional parts.
pub const CLIPPY: Stage = Stage {
    name: "clippy",
    reads: Reads::Everything,
    action: |root, _| {
        run(&mut cargo(
            root,
            &format!("clippy {WORKSPACE} --all-targets -- -D warnings"),
        ))?;
        run(&mut cargo(
            root,
            "clippy --workspace --locked --lib --bins -- -D warnings",
        ))?;
        run(&mut cargo(
            root,
            "clippy --package minoots-client --package minoots-tls --package minoots-wire --locked --lib -- -D warnings",
        ))?;
        run(&mut cargo(
            root,
            "clippy --package minoots-cli --no-default-features --locked --bins -- -D warnings",
        ))
    },
};

/// The API documentation builds without a warning.
pub const DOCUMENTATION: Stage = Stage {
    name: "documentation",
    reads: Reads::Everything,
    action: |root, _| run(cargo(root, &format!("doc {WORKSPACE} --no-deps")).env("RUSTDOCFLAGS", "-D warnings")),
};

/// Every Rust test.
pub const RUST_TESTS: Stage = Stage {
    name: "rust tests",
    reads: Reads::Everything,
    action: rust_tests,
};

/// Variable with a nextest filter for the Rust tests. Without nextest, all tests run.
pub const FILTER_VARIABLE: &str = "MINOOTS_TEST_FILTER";

fn rust_tests(root: &Path, tally: &mut Tally) -> Result<()> {
    let mut tests = tests(root, "--no-fail-fast");
    if !has_nextest(root) {
        return run_tests(tests.env("MINOOTS_BIN", minoots(root)?), tally);
    }
    if let Some(filter) = std::env::var_os(FILTER_VARIABLE) {
        tests.arg("--filterset").arg(filter);
    }
    run_tests(tests.env("MINOOTS_BIN", minoots(root)?), tally)?;
    // nextest does not run documentation examples, so `cargo test` runs them.
    run_tests(&mut cargo(root, &format!("test --doc {WORKSPACE}")), tally)
}
