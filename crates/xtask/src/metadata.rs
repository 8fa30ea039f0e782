//! The part of `cargo metadata` that the commands read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Deserialize;

use crate::process::{cargo, output};

/// A crate of the workspace.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Its name, `minoots-` included.
    pub name: String,
    /// The absolute path of its `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// Its direct dependencies, those for tests included.
    pub dependencies: Vec<Dependency>,
    /// Its features, and what each turns on.
    pub features: BTreeMap<String, Vec<String>>,
}

/// A line of a manifest's dependency tables.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// The crate depended on.
    pub name: String,
    /// `dev` or `build`; nothing for a normal dependency.
    pub kind: Option<String>,
    /// Whether default features are on.
    pub uses_default_features: bool,
    /// Features asked for.
    pub features: Vec<String>,
}

impl Dependency {
    /// Whether users of the crate get this dependency too.
    pub fn ships(&self) -> bool {
        self.kind.as_deref() != Some("dev")
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The workspace's crates and what their manifests say.
pub fn workspace_packages(root: &Path) -> Result<Vec<Package>> {
    let text = output(&mut cargo(root, "metadata --format-version 1 --no-deps"))?;
    Ok(serde_json::from_str::<Metadata>(&text)?.packages)
}
