//! Facts about the repository: version, date, commit, texts.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::command::{cargo, command, output};
use crate::date::Date;

/// The repository.
#[derive(Debug)]
pub struct Source {
    /// Its root.
    pub root: PathBuf,
    /// Cargo's target directory.
    pub target_directory: PathBuf,
    /// The version of every artefact.
    pub version: String,
    /// The address of the repository.
    pub repository: String,
    /// The SPDX expression of the licence.
    pub license: String,
    /// The commit of the release.
    pub commit: String,
    /// The date of every file in the artefacts.
    pub date: Date,
}

#[derive(Deserialize)]
struct Manifest {
    workspace: Workspace,
}

#[derive(Deserialize)]
struct Workspace {
    package: Package,
}

#[derive(Deserialize)]
struct Package {
    version: String,
    repository: String,
    license: String,
}

impl Source {
    /// Reads the manifest, and the commit from git.
    pub fn read(root: &Path) -> Result<Self> {
        let manifest: Manifest = toml::from_str(&read(root, "Cargo.toml")?).context("Cargo.toml")?;
        let Package {
            version,
            repository,
            license,
        } = manifest.workspace.package;
        let date = match std::env::var("SOURCE_DATE_EPOCH") {
            Ok(text) => Date::parse(&text).context("SOURCE_DATE_EPOCH")?,
            Err(_) => Date::parse(&git(root, &["log", "-1", "--format=%ct"])?)?,
        };
        Ok(Self {
            root: root.to_owned(),
            target_directory: target_directory(root)?,
            version,
            repository,
            license,
            commit: git(root, &["rev-parse", "HEAD"])?.trim().to_owned(),
            date,
        })
    }

    /// A text file of the repository.
    pub fn text(&self, path: &str) -> Result<String> {
        read(&self.root, path)
    }

    /// Fails if a package's version differs from the workspace's.
    pub fn check_version(&self, of: &str, found: &str) -> Result<()> {
        if found == self.version {
            return Ok(());
        }
        bail!("{of}: version {found}, but Cargo.toml has {}", self.version)
    }
}

fn read(root: &Path, path: &str) -> Result<String> {
    fs::read_to_string(root.join(path)).with_context(|| format!("reading {path}"))
}

fn git(root: &Path, arguments: &[&str]) -> Result<String> {
    // The owner of the checkout may differ from the user of a container.
    let mut git = command("git", ["-c", "safe.directory=*"]);
    output(git.args(arguments).current_dir(root))
}

fn target_directory(root: &Path) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let text = output(&mut cargo(root, ["metadata", "--format-version", "1", "--no-deps"]))?;
    Ok(serde_json::from_str::<Metadata>(&text)?.target_directory)
}
