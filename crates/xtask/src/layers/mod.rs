//! `cargo xtask layers`: checks the dependencies between crates and modules.
//!
//! There are seven rules:
//! - Modules of a crate form no cycles ([`circles`]).
//! - The dependencies between our crates are exactly the arrows in `ARCHITECTURE.md`.
//! - Only the wrappers of a crate walled off in `deny.toml` use it.
//! - The kernel's dependencies are `no_std`.
//! - No shipped code enables a feature that only tests have.
//! - The Rust client needs few packages ([`client_packages`]).
//! - The server's handlers name no table of the kernel (`table_names`).
//!
//! The second to fifth rule read `cargo metadata`. Development dependencies are not arrows, because nothing shipped
//! uses them. But walls apply to them too.

mod arrows;
mod circles;
mod client_packages;
pub use circles::is_for_tests;
mod table_names;
mod test_features;
mod walls;

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::metadata::{self, Package};

/// Fails, naming every violation.
pub fn check(root: &Path) -> Result<()> {
    let packages = metadata::workspace_packages(root)?;
    let read = |name: &str| std::fs::read_to_string(root.join(name)).with_context(|| format!("reading {name}"));
    let mut violations = arrows::violations(&arrows::drawn(&read("ARCHITECTURE.md")?)?, &arrows::actual(&packages));
    violations.extend(walls::violations(&walls::declared(&read("deny.toml")?)?, &packages));
    violations.extend(
        packages
            .iter()
            .filter(|package| package.name == "minoots-kernel")
            .flat_map(std_dependencies),
    );
    violations.extend(packages.iter().flat_map(test_features::violations));
    violations.extend(circles::violations(root)?);
    violations.extend(client_packages::violation(root)?);
    violations.extend(table_names::violations(root)?);
    if violations.is_empty() {
        return Ok(());
    }
    bail!("layers:\n  {}", violations.join("\n  "))
}

fn std_dependencies(kernel: &Package) -> Vec<String> {
    let shipped = kernel.dependencies.iter().filter(|dependency| dependency.ships());
    let with_std = shipped.filter(|dependency| {
        dependency.uses_default_features || dependency.features.iter().any(|feature| feature == "std")
    });
    with_std
        .map(|dependency| format!("the kernel is no_std, but takes {} with std", dependency.name))
        .collect()
}

#[cfg(test)]
mod tests;
