//! Cargo.lock: the permitted crates of a build, and their checksums.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
}

/// A locked crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// Whether the crate comes from a registry.
    pub is_from_registry: bool,
    /// The SHA-256 of its archive, if recorded.
    pub checksum: Option<String>,
}

/// The crates of a lock file, by name and version.
#[derive(Debug)]
pub struct LockFile(BTreeMap<(String, String), Locked>);

impl LockFile {
    /// Parses a Cargo.lock.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).context("Cargo.lock")?;
        let crates = file.package.into_iter().map(|package| {
            let locked = Locked {
                is_from_registry: package.source.is_some(),
                checksum: package.checksum,
            };
            ((package.name, package.version), locked)
        });
        Ok(Self(crates.collect()))
    }

    /// Finds a crate by name and version. Fails and names the locked versions if there is none.
    pub fn find(&self, name: &str, version: &str) -> Result<&Locked> {
        if let Some(locked) = self.0.get(&(name.to_owned(), version.to_owned())) {
            return Ok(locked);
        }
        let versions = self.0.keys().filter(|(other, _)| other == name);
        let versions: Vec<&str> = versions.map(|(_, version)| version.as_str()).collect();
        match versions.as_slice() {
            [] => bail!("the program holds {name} {version}, which is not in Cargo.lock"),
            _ => bail!(
                "the program holds {name} {version}, but Cargo.lock has {}",
                versions.join(" and ")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::LockFile;

    const TEXT: &str = r#"
        version = 4
        [[package]]
        name = "ring"
        version = "0.17.14"
        source = "registry+https://github.com/rust-lang/crates.io-index"
        checksum = "a4"
        [[package]]
        name = "minoots-cli"
        version = "0.1.0"
    "#;

    #[test]
    fn crates_are_found_by_name_and_version() {
        let file = LockFile::parse(TEXT).unwrap();
        assert_eq!(file.find("ring", "0.17.14").unwrap().checksum.as_deref(), Some("a4"));
        assert!(!file.find("minoots-cli", "0.1.0").unwrap().is_from_registry);
    }

    #[test]
    fn another_version_and_an_unknown_crate_are_told_apart() {
        let file = LockFile::parse(TEXT).unwrap();
        let error = |name| file.find(name, "0.17.13").unwrap_err().to_string();
        assert_eq!(
            error("ring"),
            "the program holds ring 0.17.13, but Cargo.lock has 0.17.14"
        );
        assert_eq!(
            error("rung"),
            "the program holds rung 0.17.13, which is not in Cargo.lock"
        );
    }
}
