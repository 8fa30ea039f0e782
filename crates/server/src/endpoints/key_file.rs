//! The file of the secrets key: a heading, then the key in base64url on its own line. Further lines contain the keys
//! that it replaced, which open older data and seal nothing new. Only its owner may read the file.
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
/// The maximum size in bytes; a file of one key has 66 bytes, and each further key adds 44.
const BYTES_MAX: u64 = 256;
const MODE: u32 = 0o600;

/// An error of the key file.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// An IO error.
    #[error("SECRETS_KEY: {} cannot be {action}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The attempted action.
        action: &'static str,
        /// The cause.
        error: io::Error,
    },
    /// Other users may read the file.
    #[error("SECRETS_KEY: {} may be read by others (mode {mode:o}); chmod 600 it", path.display())]
    Permissions {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The file contains no key.
    #[error("SECRETS_KEY: {} is no secrets key: {problem}; `minoots key generate --secrets` makes one", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The cause.
        problem: String,
    },
}

/// Reads a key file, which must exist.
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

/// Generates a secrets key and returns the text of its file.
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
    // The process's umask may have cleared bits.
    file.set_permissions(Permissions::from_mode(MODE))?;
    for line in [HEADING, key.expose().as_str()] {
        file.write_all(line.as_bytes())?;
        file.write_all(b"\n")?;
    }
    file.sync_all()?;
    // Unlike a rename, a hard link never replaces a file that another process made meanwhile.
    fs::hard_link(&scratch, path)?;
    fs::remove_file(&scratch)?;
    File::open(directory)?.sync_all()
}

fn failed(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> KeyFileError {
    let path = path.to_owned();
    move |error| KeyFileError::Io { path, action, error }
}
