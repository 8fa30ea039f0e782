//! The file that keeps the secrets key: a heading and the key in base64url, each in a line, and below it those that it replaced, which open
//! what they sealed and seal nothing more. It is readable by its owner alone.
//!
//! Invariants: the file appears whole or not at all, and is never replaced.

use minoots_seal::SecretsKey;
use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

#[cfg(test)]
mod tests;

const HEADING: &str = "minoots-secrets-key-1";
/// Most bytes read; a file of one key has 66, each further one 44.
const BYTES_MAX: u64 = 256;
const MODE: u32 = 0o600;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file system refused.
    #[error("SECRETS_KEY: {} cannot be {action}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why not.
        error: io::Error,
    },
    /// Others may read it.
    #[error("SECRETS_KEY: {} may be read by others (mode {mode:o}); chmod 600 it", path.display())]
    Permissions {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It holds no key.
    #[error("SECRETS_KEY: {} is no secrets key: {problem}; `minoots key generate --secrets` makes one", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Why not.
        problem: String,
    },
}

/// Reads a key file, which must be there.
pub(crate) fn load(path: &Path) -> Result<SecretsKey, KeyFileError> {
    let file = File::open(path).map_err(failed(path, "opened"))?;
    let metadata = file.metadata().map_err(failed(path, "examined"))?;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & !MODE != 0 {
        let path = path.to_owned();
        return Err(KeyFileError::Permissions { path, mode });
    }
    let mut text = String::new();
    file.take(BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(failed(path, "read"))?;
    let corrupt = |problem: String| KeyFileError::Corrupt {
        path: path.to_owned(),
        problem,
    };
    let mut lines = text.lines();
    match lines.next() {
        Some(HEADING) => SecretsKey::parse_all(lines).map_err(|error| corrupt(error.to_string())),
        _ => Err(corrupt(format!("its first line is not {HEADING}"))),
    }
}

/// A new secrets key, as the text of its file.
///
/// # Errors
/// The system gives no random bytes.
pub fn new_secrets_key_file() -> Result<String, minoots_seal::Error> {
    let key = SecretsKey::generate()?;
    Ok(format!("{HEADING}\n{}\n", key.expose().as_str()))
}

/// Reads a key file, or makes it.
pub(crate) fn load_or_create(path: &Path) -> Result<SecretsKey, KeyFileError> {
    match path.try_exists() {
        Ok(true) => return load(path),
        Ok(false) => {}
        Err(error) => return Err(failed(path, "examined")(error)),
    }
    let key = SecretsKey::generate().map_err(|error: minoots_seal::Error| KeyFileError::Corrupt {
        path: path.to_owned(),
        problem: error.to_string(),
    })?;
    write_new(path, &key).map_err(failed(path, "made"))?;
    Ok(key)
}

fn write_new(path: &Path, key: &SecretsKey) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    let mut scratch = path.as_os_str().to_owned();
    scratch.push(".new");
    let scratch = PathBuf::from(scratch);
    if scratch.try_exists()? {
        fs::remove_file(&scratch)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(&scratch)?;
    // The process's umask may have taken bits away.
    file.set_permissions(Permissions::from_mode(MODE))?;
    for line in [HEADING, key.expose().as_str()] {
        file.write_all(line.as_bytes())?;
        file.write_all(b"\n")?;
    }
    file.sync_all()?;
    // Unlike a rename, a link does not replace a file that has come to exist meanwhile.
    fs::hard_link(&scratch, path)?;
    fs::remove_file(&scratch)?;
    File::open(directory)?.sync_all()
}

fn failed(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> KeyFileError {
    let path = path.to_owned();
    move |error| KeyFileError::Io { path, action, error }
}
