//! Packages of Python and Node for stages. `tests/packages.sh` installs them below `target/packages`, once for each
//! content of a lock file.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::output;
use crate::stage::{Reads, Stage};

/// A set of pinned packages.
#[derive(Clone, Copy, Debug)]
pub enum Packages {
    /// A virtual environment: its name, its requirements file, and additional options for pip.
    Python(&'static str, &'static str, &'static str),
    /// The packages of `package-lock.json` in this directory.
    Node(&'static str),
}

/// JOSE libraries.
pub const VECTORS_PYTHON: Packages = Packages::Python("vectors", "tests/sdk/python/requirements.txt", "");
/// buf, and JOSE libraries.
pub const VECTORS_NODE: Packages = Packages::Node("tests/sdk/node");
/// The GitHub Action's tools.
pub const ACTION: Packages = Packages::Node("sdk/github-action");

/// The spelling checker.
pub const SPELLING: Packages = Packages::Python("spelling", "tests/spelling/requirements.txt", "--require-hashes");

/// All sets, including those that the shell scripts of stages request.
const ALL: [Packages; 18] = [
    SPELLING,
    VECTORS_PYTHON,
    VECTORS_NODE,
    ACTION,
    Packages::Python("sdk", "sdk/python/requirements-dev.txt", "--require-hashes"),
    Packages::Python("moto", "tests/it/moto/requirements.txt", ""),
    Packages::Node("tests/it/grpc-js"),
    Packages::Python("slack", "tests/slack/requirements.txt", ""),
    Packages::Python("webhooks", "tests/webhook/python/requirements.txt", ""),
    Packages::Node("tests/webhook/node"),
    Packages::Node("tests/mcp"),
    Packages::Node("tests/browser"),
    Packages::Node("crates/ui/web"),
    Packages::Node("tests/openapi"),
    Packages::Python("helm", "tests/helm/requirements.txt", "--require-hashes"),
    Packages::Python("dist", "tests/dist/requirements.txt", "--require-hashes"),
    Packages::Python("workflows", "tests/workflows/requirements.txt", "--require-hashes"),
    Packages::Node("tests/workflows"),
];

/// Installs all sets, so that no later stage waits for a registry.
pub const INSTALL: Stage = Stage {
    name: "packages",
    reads: Reads::Everything,
    action: |root, _| ALL.iter().try_for_each(|packages| packages.install(root).map(drop)),
};

impl Packages {
    /// Installs the set if it is missing, and returns its directory.
    pub fn install(self, root: &Path) -> Result<PathBuf> {
        let mut script = Command::new("bash");
        script.current_dir(root).arg("tests/packages.sh");
        match self {
            Self::Python(name, requirements, options) => script
                .args(["python", name, requirements])
                .args(options.split_whitespace()),
            Self::Node(directory) => script.args(["node", directory]),
        };
        Ok(PathBuf::from(output(&mut script)?.trim()))
    }

    /// The lock file of the set.
    fn lock_file(self) -> String {
        match self {
            Self::Python(_, requirements, _) => requirements.to_owned(),
            Self::Node(directory) => format!("{directory}/package-lock.json"),
        }
    }
}

/// The lock files of all sets.
pub fn lock_files() -> Vec<String> {
    ALL.iter().map(|packages| packages.lock_file()).collect()
}
