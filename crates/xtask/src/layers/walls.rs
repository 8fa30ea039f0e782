//! Walls around large dependencies, as declared in `deny.toml`. cargo-deny reads the same lines and also checks
//! third-party crates; this check needs no installed tool.

use anyhow::{Context, Result, ensure};

use crate::metadata::Package;

/// A crate that only its wrappers may use.
#[derive(Debug, PartialEq, Eq)]
pub struct Wall {
    /// The crate behind the wall.
    pub inner: String,
    /// The crates that may use it.
    pub wrappers: Vec<String>,
}

/// The walls: lines of the form `{ crate = "inner", wrappers = ["outer"] },`, each complete on its line.
pub fn declared(deny: &str) -> Result<Vec<Wall>> {
    let lines = deny
        .lines()
        .filter(|line| line.contains("wrappers") && !line.trim_start().starts_with('#'));
    let walls = lines.map(|line| wall(line).with_context(|| format!("deny.toml: {line:?}")));
    let walls = walls.collect::<Result<Vec<Wall>>>()?;
    ensure!(!walls.is_empty(), "deny.toml declares no walls");
    Ok(walls)
}

fn wall(line: &str) -> Result<Wall> {
    let mut quoted = line.split('"').skip(1).step_by(2).map(str::to_owned);
    let inner = quoted.next().context("names no crate")?;
    let wrappers: Vec<String> = quoted.collect();
    ensure!(
        line.trim_start().starts_with("{ crate = ") && !wrappers.is_empty(),
        "is not a wall on one line"
    );
    Ok(Wall { inner, wrappers })
}

/// The packages that bypass a wall.
pub fn violations(walls: &[Wall], packages: &[Package]) -> Vec<String> {
    let mut found = Vec::new();
    for wall in walls {
        let outsiders = packages.iter().filter(|package| !wall.wrappers.contains(&package.name));
        let through = outsiders.filter(|package| package.dependencies.iter().any(|used| used.name == wall.inner));
        found.extend(through.map(|package| format!("{} uses {}, which deny.toml walls off", package.name, wall.inner)));
    }
    found
}
