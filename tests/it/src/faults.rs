//! Nodes whose clock can be wrong: the build of `minoots` that reads an offset to its wall clock from a file. The
//! machine's clock is never set.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};

use crate::server::{self, Home};

/// The variable with the path of that file.
pub const CLOCK_VARIABLE: &str = "MINOOTS_FAULT_CLOCK_FILE";

/// With this variable set, such a node keeps a small log: a few hundred entries fill segments, cause snapshots and are
/// purged.
pub const SMALL_STORAGE_VARIABLE: &str = "MINOOTS_FAULT_SMALL_STORAGE";

/// With this variable set, such a node treats connections as old after a second, and cuts them a tenth of a second
/// later.
pub const SHORT_CONNECTIONS_VARIABLE: &str = "MINOOTS_FAULT_SHORT_CONNECTIONS";

/// Returns the `minoots` binary under test, which must have the fault hooks of `cargo xtask test`'s build.
///
/// # Errors
/// When there is none, or it has no hooks: these tests never pass by not running.
pub fn binary() -> Result<PathBuf> {
    let path = server::binary()?;
    let version = Command::new(&path).arg("--version").stdin(Stdio::null()).output()?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    ensure!(
        version.contains("fault-hooks"),
        "{} has no fault hooks: build it with `cargo build --bin minoots --features minoots-cli/fault-hooks`",
        path.display()
    );
    Ok(path)
}

/// Sets a variable for a fault hook in the servers of a home.
///
/// # Errors
/// As [`binary`].
pub fn with_hook(home: Home, variable: &str, value: &str) -> Result<Home> {
    binary()?;
    Ok(home.with_variable(variable, value))
}

/// Makes a home for a node whose clock is off by this many nanoseconds, until [`set_clock`] changes it.
///
/// # Errors
/// When there is no such binary, or no temporary directory can be made.
pub fn home(offset_ns: i64) -> Result<Home> {
    equip(Home::new()?, offset_ns)
}

/// Turns a home into one for a node whose clock is off by this many nanoseconds, as [`home`] does.
///
/// # Errors
/// As [`home`].
pub fn equip(home: Home, offset_ns: i64) -> Result<Home> {
    set_clock(&home, offset_ns)?;
    let file = clock_file(&home).to_string_lossy().into_owned();
    with_hook(home, CLOCK_VARIABLE, &file)
}

/// Steps the clock of a home's node: within milliseconds it is off by this many nanoseconds.
///
/// # Errors
/// When the file cannot be written.
pub fn set_clock(home: &Home, offset_ns: i64) -> Result<()> {
    let new = home.path().join("clock.new");
    fs::write(&new, offset_ns.to_string())?;
    Ok(fs::rename(new, clock_file(home))?)
}

fn clock_file(home: &Home) -> PathBuf {
    home.path().join("clock")
}
