//! Dependencies between our own crates, as documented and as declared in manifests.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use crate::metadata::Package;

const PREFIX: &str = "minoots-";
const HEADING: &str = "## Arrows";

/// A dependency: a crate, and a crate it depends on, both without the prefix.
pub type Arrow = (String, String);

/// The arrows in the first fenced block below `## Arrows`. Each line is `crate -> crate crate …`. For a crate without
/// dependencies on ours, nothing follows the arrow.
pub fn drawn(architecture: &str) -> Result<BTreeSet<Arrow>> {
    let lines = architecture
        .lines()
        .skip_while(|line| line.trim_end() != HEADING)
        .skip(1);
    let fenced = lines
        .take_while(|line| !line.starts_with("## "))
        .skip_while(|line| !line.starts_with("```"))
        .skip(1);
    let mut arrows = BTreeSet::new();
    let mut closed = false;
    for line in fenced {
        if line.starts_with("```") {
            closed = true;
            break;
        }
        let (from, to) = line.split_once("->").with_context(|| format!("no arrow in {line:?}"))?;
        arrows.extend(to.split_whitespace().map(|to| (from.trim().to_owned(), to.to_owned())));
    }
    anyhow::ensure!(closed, "ARCHITECTURE.md has no closed fenced block below {HEADING:?}");
    Ok(arrows)
}

/// The arrows in the manifests.
pub fn actual(packages: &[Package]) -> BTreeSet<Arrow> {
    let mut arrows = BTreeSet::new();
    for package in packages {
        let shipped = package.dependencies.iter().filter(|dependency| dependency.ships());
        let ours = shipped.filter_map(|dependency| dependency.name.strip_prefix(PREFIX));
        let from = package.name.strip_prefix(PREFIX).unwrap_or(&package.name);
        arrows.extend(ours.map(|to| (from.to_owned(), to.to_owned())));
    }
    arrows
}

/// The differences: arrows that are documented but absent, or present but undocumented.
pub fn violations(drawn: &BTreeSet<Arrow>, actual: &BTreeSet<Arrow>) -> Vec<String> {
    let undrawn = actual
        .difference(drawn)
        .map(|(from, to)| format!("{from} -> {to} is not drawn in ARCHITECTURE.md"));
    let absent = drawn
        .difference(actual)
        .map(|(from, to)| format!("{from} -> {to} is drawn, but no manifest has it"));
    undrawn.chain(absent).collect()
}
