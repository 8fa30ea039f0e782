//! Packages of other languages for tests, installed once beside the build by `tests/packages.sh`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};

/// Installs a missing set, and returns its directory. The arguments are those of `tests/packages.sh`.
///
/// # Errors
/// When it cannot be installed.
pub async fn install(words: &'static [&'static str]) -> Result<PathBuf> {
    tokio::task::spawn_blocking(move || {
        let mut script = Command::new("bash");
        script.current_dir(root()).arg("tests/packages.sh").args(words);
        let output = script.stdin(Stdio::null()).output()?;
        ensure!(output.status.success(), "{script:?}: {output:?}");
        Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
    })
    .await?
}

/// Returns the repository's directory.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
