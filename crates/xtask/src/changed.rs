//! Selects the stages and tests that a change can affect: `cargo xtask test --changed [REVISION]`.
//!
//! A changed file belongs to a package, and also affects the package's dependents. Files outside packages are matched
//! with the paths that stages read. An unknown file affects everything.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use anyhow::Result;

use crate::metadata::{self, Package};
use crate::process::{git, output};
use crate::stage::{Reads, Stage};

/// Packages with tests that start the `minoots` program.
const START_PROGRAM: [&str; 4] = ["minoots-it", "minoots-chaos", "minoots-client", "minoots-bench"];
/// Packages with tests that execute commands from pages of `docs/` or the README.
const READ_PAGES: [&str; 6] = [
    "minoots-it",
    "minoots-calendar",
    "minoots-oidc",
    "minoots-policy",
    "minoots-slack",
    "minoots-cli",
];
const PROGRAM: &str = "minoots-cli";
/// Files that no test reads, and files that only stages in other languages read.
const NOT_RUST: [&str; 17] = [
    ".github/",
    "bench/",
    "deploy/",
    "helm/",
    "proto/",
    "sdk/",
    "tests/browser/",
    "tests/openapi/",
    "tests/calendar/",
    "tests/dist/",
    "tests/helm/",
    "tests/mcp/",
    "tests/sdk/",
    "tests/slack/",
    "tests/spelling/",
    "tests/webhook/",
    "tests/workflows/",
];

/// The changed files, and the packages that they affect.
#[derive(Debug)]
pub struct Change {
    files: Vec<String>,
    packages: BTreeSet<String>,
    /// Whether the change includes an unknown file.
    is_everything: bool,
}

impl Change {
    /// All differences between the working tree and a revision, including untracked files.
    pub fn since(root: &Path, revision: &str) -> Result<Self> {
        let mut files = Vec::new();
        for words in [
            vec!["diff", "--name-only", revision],
            vec!["ls-files", "--others", "--exclude-standard"],
        ] {
            let listed = output(git(root).args(words))?;
            files.extend(listed.lines().map(ToOwned::to_owned));
        }
        let packages = metadata::workspace_packages(root)?;
        Ok(Self::of(files, &Packages { root, packages }))
    }

    fn of(files: Vec<String>, packages: &Packages<'_>) -> Self {
        let mut affected = BTreeSet::new();
        let mut is_everything = false;
        for file in &files {
            if let Some(package) = packages.owner(file) {
                affected.extend(packages.dependents(package));
            } else if file.starts_with("docs/") || file.ends_with(".md") {
                affected.extend(READ_PAGES.map(ToOwned::to_owned));
            } else if !NOT_RUST.iter().any(|path| file.starts_with(path)) {
                is_everything = true;
            }
        }
        if affected.contains(PROGRAM) {
            affected.extend(START_PROGRAM.map(ToOwned::to_owned));
        }
        Self {
            files,
            packages: affected,
            is_everything,
        }
    }

    /// Whether the change can affect the outcome of a stage.
    pub fn affects(&self, stage: &Stage) -> bool {
        let changes = |paths: &[&str]| {
            paths
                .iter()
                .any(|path| self.files.iter().any(|file| file.starts_with(path)))
        };
        match stage.reads {
            _ if self.files.is_empty() => false,
            _ if self.is_everything => true,
            Reads::Everything => true,
            Reads::Program(paths) => self.packages.contains(PROGRAM) || changes(paths),
            Reads::Paths(paths) => changes(paths),
        }
    }

    /// The tests of affected packages, as a nextest filter; empty for all tests.
    pub fn filter(&self) -> String {
        if self.is_everything {
            return String::new();
        }
        let terms: Vec<String> = self.packages.iter().map(|name| format!("package(={name})")).collect();
        if terms.is_empty() {
            "none()".to_owned()
        } else {
            terms.join(" | ")
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let packages: Vec<&str> = self.packages.iter().map(String::as_str).collect();
        let affected = match self.is_everything {
            true => "everything".to_owned(),
            false if packages.is_empty() => "no package".to_owned(),
            false => packages.join(", "),
        };
        write!(f, "{} changed files affect {affected}", self.files.len())
    }
}

/// The workspace's packages and their dependencies, including development dependencies.
struct Packages<'a> {
    root: &'a Path,
    packages: Vec<Package>,
}

impl Packages<'_> {
    /// The package whose directory contains the file.
    fn owner(&self, file: &str) -> Option<&str> {
        let file = self.root.join(file);
        let holds = |package: &&Package| {
            package
                .manifest_path
                .parent()
                .is_some_and(|directory| file.starts_with(directory))
        };
        let owners = self.packages.iter().filter(holds);
        let owner = owners.max_by_key(|package| package.manifest_path.components().count());
        owner.map(|package| package.name.as_str())
    }

    /// A package and all its direct and indirect dependents.
    fn dependents(&self, package: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([package.to_owned()]);
        loop {
            let depends = |package: &&Package| package.dependencies.iter().any(|other| found.contains(&other.name));
            let more: Vec<String> = self
                .packages
                .iter()
                .filter(depends)
                .map(|package| package.name.clone())
                .collect();
            let before = found.len();
            found.extend(more);
            if found.len() == before {
                return found;
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot read its example has failed")]
mod tests {
    use std::path::Path;

    use super::{Change, Packages};

    fn packages() -> Packages<'static> {
        let package = |directory: &str, dependencies: &[&str]| {
            let name = format!("minoots-{}", directory.rsplit('/').next().unwrap());
            let dependencies: Vec<_> = dependencies
                .iter()
                .map(|name| serde_json::json!({"name": name, "kind": null, "uses_default_features": true, "features": []}))
                .collect();
            let manifest = format!("/r/{directory}/Cargo.toml");
            let text = serde_json::json!({"name": name, "manifest_path": manifest, "dependencies": dependencies, "features": {}});
            serde_json::from_value(text).unwrap()
        };
        Packages {
            root: Path::new("/r"),
            packages: vec![
                package("crates/kernel", &[]),
                package("crates/server", &["minoots-kernel"]),
                package("crates/cli", &["minoots-server"]),
                package("crates/slack", &[]),
                package("tests/it", &[]),
            ],
        }
    }

    fn filter(files: &[&str]) -> String {
        let files = files.iter().map(|file| (*file).to_owned()).collect();
        Change::of(files, &packages()).filter()
    }

    #[test]
    fn dependents_are_affected_and_the_program_by_its_parts() {
        let filter = filter(&["crates/kernel/src/lib.rs"]);
        for package in ["kernel", "server", "cli", "it", "chaos"] {
            assert!(
                filter.contains(&format!("package(=minoots-{package})")),
                "{package}: {filter}"
            );
        }
        assert!(!filter.contains("slack"));
    }

    #[test]
    fn a_package_beside_the_program_affects_itself_alone() {
        assert_eq!(filter(&["crates/slack/src/lib.rs"]), "package(=minoots-slack)");
        assert_eq!(filter(&["sdk/python/src/minoots/client.py"]), "none()");
    }

    #[test]
    fn an_unknown_file_affects_everything() {
        assert_eq!(filter(&["Cargo.lock", "crates/slack/src/lib.rs"]), "");
    }
}
