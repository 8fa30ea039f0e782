//! The part of `cargo metadata` that the commands read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Deserialize;

use crate::process::{cargo, output};

/// A crate of the workspace.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Its name, including `minoots-`.
    pub name: String,
    /// The absolute path of its `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// Its direct dependencies, including development dependencies.
    pub dependencies: Vec<Dependency>,
    /// Its features, and the features that each enables.
    pub features: BTreeMap<String, Vec<String>>,
}

/// A dependency in a manifest.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// The name of the dependency.
    pub name: String,
    /// `dev` or `build`; `None` for a normal dependency.
    pub kind: Option<String>,
    /// Whether default features are enabled.
    pub uses_default_features: bool,
    /// Requested features.
    pub features: Vec<String>,
}

impl Dependency {
    /// Whether users of the crate also get this dependency.
    pub fn ships(&self) -> bool {
        self.kind.as_deref() != Some("dev")
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The workspace's crates, from their manifests.
pub fn workspace_packages(root: &Path) -> Result<Vec<Package>> {
    let text = output(&mut cargo(root, "metadata --format-version 1 --no-deps"))?;
    Ok(serde_json::from_str::<Metadata>(&text)?.packages)
}
