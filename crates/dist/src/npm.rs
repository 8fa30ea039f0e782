//! npm packages: `minoots` starts the program of the platform's package, which npm chooses from its optional
//! dependencies.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::program::Program;
use crate::source::Source;
use crate::tarball::Tarball;
use crate::target::Target;
use crate::tree::Tree;

const SOURCES: &str = "sdk/npm";
/// Every path in a package's archive starts with this.
const PREFIX: &str = "package/";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    name: String,
    version: String,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, String>,
    #[serde(default)]
    scripts: BTreeMap<String, String>,
}

/// The name and content of `minoots-VERSION.tgz`.
pub fn launcher(source: &Source) -> Result<(String, Vec<u8>)> {
    let manifest = manifest(source, "minoots", "minoots")?;
    let expected: BTreeMap<String, String> = Target::all()
        .iter()
        .map(|target| (package(target), source.version.clone()))
        .collect();
    ensure!(
        manifest.optional_dependencies == expected,
        "{SOURCES}/minoots/package.json: optionalDependencies are not {expected:?}"
    );
    let mut tree = Tree::new();
    for path in ["package.json", "README.md", "bin/minoots.js", "lib/platform.js"] {
        tree.file(path, source.text(&format!("{SOURCES}/minoots/{path}"))?);
    }
    write(source, tree, &format!("minoots-{}.tgz", source.version))
}

/// The name and content of a platform's package, such as `minoots-linux-x64-VERSION.tgz`.
pub fn platform(source: &Source, program: &Program, sbom: &[u8]) -> Result<(String, Vec<u8>)> {
    let directory = program.target.npm;
    manifest(source, directory, &package(program.target))?;
    let mut tree = Tree::new();
    tree.file(
        "package.json",
        source.text(&format!("{SOURCES}/{directory}/package.json"))?,
    )
    .file("minoots.cdx.json", sbom)
    .program("bin/minoots", &program.content);
    write(source, tree, &format!("minoots-{directory}-{}.tgz", source.version))
}

fn package(target: &Target) -> String {
    format!("@minoots/{}", target.npm)
}

/// Reads a manifest. Checks that its version is the release's, and that it has no install scripts.
fn manifest(source: &Source, directory: &str, name: &str) -> Result<Manifest> {
    let path = format!("{SOURCES}/{directory}/package.json");
    let manifest: Manifest = serde_json::from_str(&source.text(&path)?).context(path.clone())?;
    source.check_version(&path, &manifest.version)?;
    ensure!(
        manifest.name == name,
        "{path}: the name is {}, not {name}",
        manifest.name
    );
    ensure!(manifest.scripts.is_empty(), "{path}: has scripts");
    Ok(manifest)
}

fn write(source: &Source, mut tree: Tree, name: &str) -> Result<(String, Vec<u8>)> {
    tree.file("LICENSE", source.text("LICENSE")?);
    // Like `npm pack`, without entries for directories.
    let mut inside = Tree::new();
    for (path, node, access) in tree.iter() {
        if let crate::tree::Node::File(content) = node {
            inside.blob(format!("{PREFIX}{path}"), access.mode, content);
        }
    }
    Ok((name.to_owned(), Tarball::new(&inside, "", source.date)?.gzip()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::*;

    #[test]
    fn every_package_of_the_repository_has_the_version_of_the_workspace() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let source = Source::read(root).unwrap();
        let (name, bytes) = launcher(&source).unwrap();
        assert_eq!(name, format!("minoots-{}.tgz", source.version));
        assert!(bytes == launcher(&source).unwrap().1);
        for target in Target::all() {
            assert!(manifest(&source, target.npm, &package(target)).is_ok());
        }
    }
}
