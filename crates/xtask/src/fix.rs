//! `cargo xtask fix`: applies all automatic corrections.

use std::path::Path;

use anyhow::Result;

use crate::codegen;
use crate::process::{cargo, run};

/// Generates, applies clippy's suggestions and formats.
pub fn run_all(root: &Path) -> Result<()> {
    codegen::write(root)?;
    run(&mut cargo(
        root,
        "clippy --fix --allow-dirty --allow-staged --workspace --all-targets",
    ))?;
    run(&mut cargo(root, "fmt --all"))
}
