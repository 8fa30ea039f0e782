//! `cargo xtask layers`: who may depend on whom.
//!
//! Five rules. Modules of a crate form no circles ([`circles`]). The others are read from `cargo metadata`: the dependencies between our crates are exactly the arrows drawn in
//! `ARCHITECTURE.md`; a crate walled off in `deny.toml` is used only by its wrappers; the kernel's dependencies are
//! `no_std`; nothing that ships turns on a feature that only tests have. Development dependencies are not arrows (nothing that ships follows them), but walls hold for them too.

mod arrows;
mod circles;
pub use circles::is_for_tests;
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
