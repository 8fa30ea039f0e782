//! The list of crates that cargo-auditable writes into a program.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// All crates.
#[derive(Debug, Deserialize)]
pub struct Crates {
    packages: Vec<Crate>,
}

/// One crate.
#[derive(Debug, Deserialize)]
pub struct Crate {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// `build` for crates that only ran during the build.
    #[serde(default)]
    kind: Option<String>,
    /// Positions in the list.
    #[serde(default)]
    dependencies: Vec<usize>,
    /// Whether this is the program's own crate.
    #[serde(default, rename = "root")]
    pub is_root: bool,
}

impl Crate {
    /// Whether the crate only ran during the build.
    pub fn is_for_build(&self) -> bool {
        self.kind.as_deref() == Some("build")
    }
}

impl Crates {
    /// Reads the JSON of the list.
    pub fn parse(json: &[u8]) -> Result<Self> {
        let crates: Self = serde_json::from_slice(json).context("the list of crates in the program")?;
        let length = crates.packages.len();
        let dependencies = crates.packages.iter().flat_map(|each| &each.dependencies);
        ensure!(
            dependencies.into_iter().all(|index| *index < length),
            "the list of crates names a place beyond its end"
        );
        Ok(crates)
    }

    /// The crate of the program itself.
    pub fn root(&self) -> Result<&Crate> {
        self.packages
            .iter()
            .find(|each| each.is_root)
            .context("the list of crates has no root")
    }

    /// The crates in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Crate> {
        self.packages.iter()
    }

    /// The dependencies of a crate.
    pub fn needed_by<'a>(&'a self, each: &'a Crate) -> impl Iterator<Item = &'a Crate> {
        each.dependencies.iter().filter_map(|index| self.packages.get(*index))
    }
}
