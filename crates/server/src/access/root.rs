//! The root key, which creates the first API keys. It is stored in a file beside the node and in no table. So the
//! operator of a cluster can always get access, and a stolen backup gives none.

use super::key::{ApiKey, Digest};
use minoots_sequencer::clock;
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::Mutex,
    time::{Duration, Instant, SystemTime},
};

/// The minimum interval between two checks of the file.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// The maximum size of the file; a larger one is no key.
const FILE_BYTES_MAX: u64 = 4_096;

/// An error of loading the root key.
#[derive(Debug, thiserror::Error)]
pub enum RootKeyError {
    /// The file cannot be read.
    #[error("the root key file {} cannot be read: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// The file contains no key.
    #[error(
        "the root key file {} holds no key: put one line of `minoots key generate` there",
        path.display()
    )]
    NoKey {
        /// The file.
        path: PathBuf,
    },
}

/// The root key in its file. A replaced key takes effect within a second; a missing or unreadable file disables the
/// root key.
pub struct RootKey {
    path: PathBuf,
    held: Mutex<Held>,
}

struct Held {
    key: Option<ApiKey>,
    modified: Option<SystemTime>,
    looked: Instant,
}

impl RootKey {
    /// Reads the key.
    ///
    /// # Errors
    /// If the file cannot be read or contains no key.
    pub fn load(path: &Path) -> Result<RootKey, RootKeyError> {
        let modified = modified(path);
        let key = read(path)?;
        let held = Held {
            key: Some(key),
            modified,
            looked: clock::instant(),
        };
        Ok(RootKey {
            path: path.to_owned(),
            held: Mutex::new(held),
        })
    }

    /// The digest that the secret of this key must have, if it is the root key.
    pub(super) fn digest(&self, id: &str) -> Option<Digest> {
        let mut held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if held.looked.elapsed() >= LOOK_INTERVAL {
            held.looked = clock::instant();
            let modified = modified(&self.path);
            if modified != held.modified {
                held.modified = modified;
                held.key = read(&self.path)
                    .inspect_err(|error| tracing::warn!(%error, "there is no root key until the file is put right"))
                    .ok();
            }
        }
        held.key.as_ref().filter(|key| key.id() == id).map(|key| *key.digest())
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

fn read(path: &Path) -> Result<ApiKey, RootKeyError> {
    let file = |error| RootKeyError::File {
        path: path.to_owned(),
        error,
    };
    let none = || RootKeyError::NoKey { path: path.to_owned() };
    if fs::metadata(path).map_err(file)?.len() > FILE_BYTES_MAX {
        return Err(none());
    }
    let text = fs::read_to_string(path).map_err(file)?;
    ApiKey::parse(text.trim()).ok_or_else(none)
}

impl fmt::Debug for RootKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RootKey({})", self.path.display())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_file_holds_one_key_or_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("root.key");
        assert!(matches!(RootKey::load(&path), Err(RootKeyError::File { .. })));
        for text in ["", "dev", "mnt_x", &"x".repeat(5_000)] {
            fs::write(&path, text).unwrap();
            assert!(
                matches!(RootKey::load(&path), Err(RootKeyError::NoKey { .. })),
                "{text}"
            );
        }
        let key = ApiKey::generate().unwrap();
        fs::write(&path, format!("{}\n", key.text())).unwrap();
        let root = RootKey::load(&path).unwrap();
        assert_eq!(root.digest(key.id()), Some(*key.digest()));
        assert_eq!(root.digest("0123456789AB"), None);
    }

    #[test]
    fn another_key_in_the_file_takes_the_place_of_the_first() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("root.key");
        let [first, second] = [(); 2].map(|()| ApiKey::generate().unwrap());
        fs::write(&path, first.text()).unwrap();
        let root = RootKey::load(&path).unwrap();
        fs::write(&path, second.text()).unwrap();
        let later = fs::metadata(&path).unwrap().modified().unwrap() + Duration::from_secs(5);
        fs::File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(later)
            .unwrap();
        root.held.lock().unwrap().looked -= LOOK_INTERVAL;
        assert_eq!(root.digest(first.id()), None);
        assert_eq!(root.digest(second.id()), Some(*second.digest()));
    }
}
