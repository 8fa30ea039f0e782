//! The parts of this machine: settings, findings of the doctor, files and the end of a log.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::client_arguments::ClientArguments;
use crate::commands::{config, doctor};

/// The end of the log that is read, in bytes.
const LOG_BYTES: u64 = 1 << 20;
/// The maximum number of listed files.
const FILES_MAX: usize = 100_000;

/// Every setting with its origin. A credential is only marked as set.
pub(super) fn config(client: &ClientArguments) -> Result<String, String> {
    let rows = config::effective(client).map_err(|failure| failure.message)?;
    Ok(format!("{rows:#}\n"))
}

/// The findings of `minoots doctor`.
pub(super) async fn doctor(client: &ClientArguments, data: Option<PathBuf>, offline: bool) -> Result<String, String> {
    let findings = doctor::findings(client, data, offline).await;
    Ok(format!("{:#}\n", findings.map_err(|failure| failure.message)?))
}

/// The files below the data directory with their sizes in bytes, in order of their paths.
pub(super) fn listing(data: &Path) -> Result<String, String> {
    let mut lines = Vec::new();
    let mut left = vec![data.to_owned()];
    while let Some(folder) = left.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
            // A running node removes files at any instant.
            let Ok(about) = entry.metadata() else { continue };
            if about.is_dir() {
                left.push(entry.path());
            } else {
                let path = entry.path();
                let path = path.strip_prefix(data).unwrap_or(&path).display().to_string();
                lines.push(format!("{path} {}", about.len()));
            }
            if lines.len() > FILES_MAX {
                return Err(format!("{} has more than {FILES_MAX} files", data.display()));
            }
        }
    }
    lines.sort_unstable();
    Ok(lines.join("\n") + "\n")
}

/// The end of a file, from the beginning of a line on.
pub(super) fn tail(path: &Path) -> Result<String, String> {
    let read = || -> std::io::Result<String> {
        let mut file = File::open(path)?;
        let start = file.metadata()?.len().saturating_sub(LOG_BYTES);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(LOG_BYTES).read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(match start {
            0 => text,
            _ => text.split_once('\n').map_or(String::new(), |(_, rest)| rest.to_owned()),
        })
    };
    read().map_err(|error| format!("{}: {error}", path.display()))
}
