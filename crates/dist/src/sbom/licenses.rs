//! The licences of crates, from their manifests.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::command::{cargo, output};

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

/// SPDX expressions by name and version.
#[derive(Debug, Default)]
pub struct Licenses(BTreeMap<(String, String), String>);

impl Licenses {
    /// Reads the licences of a target's crates from cargo.
    pub fn read(root: &Path, triple: &str) -> Result<Self> {
        let arguments = [
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            triple,
        ];
        Self::parse(&output(&mut cargo(root, arguments))?)
    }

    /// The licence of a crate, if its manifest has one.
    pub fn of(&self, name: &str, version: &str) -> Option<&str> {
        self.0.get(&(name.to_owned(), version.to_owned())).map(String::as_str)
    }

    /// Old manifests separate alternatives by `/`, which is `OR` in SPDX.
    pub fn parse(metadata: &str) -> Result<Self> {
        let metadata: Metadata = serde_json::from_str(metadata)?;
        let licenses = metadata.packages.into_iter().filter_map(|package| {
            let license = package.license?.replace(" / ", "/").replace('/', " OR ");
            Some(((package.name, package.version), license))
        });
        Ok(Self(licenses.collect()))
    }
}
