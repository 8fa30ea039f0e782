//! Opens sled's files, and refuses files whose content changed.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use ::sled::{Db, Error};

use super::content::{CONTENT_KEY, Content};
use super::floor::Floor;
use super::{BLOBS_DIRECTORY, CONFIGURATION_FILE, DB_FILE, cache_bytes};
use crate::tables::TableOptions;
use crate::tables::error::OpenError;
use crate::tables::health::{Caught, caught};

/// The interval at which sled moves rows within its files and writes its buffers. All of it may be on disk.
const FLUSH_INTERVAL_MS: u64 = 1_000;

/// The number of attempts to lock the directory. sled releases its lock when its last thread closes the file, shortly
/// after the tree was dropped. The wrapper has a lock of its own, so no other process competes.
const LOCK_ATTEMPTS: u32 = 500;
const LOCK_RETRY_DELAY: Duration = Duration::from_millis(10);

/// Opens a directory, or creates an empty one.
pub(super) fn open(path: &Path, options: &TableOptions) -> Result<Db, OpenError> {
    let config = ::sled::Config::new()
        .path(path)
        .cache_capacity(cache_bytes(options))
        .flush_every_ms(Some(FLUSH_INTERVAL_MS));
    for _ in 0..LOCK_ATTEMPTS {
        match caught(|| config.open()) {
            Err(Caught::Error(Error::Io(error))) if is_locked(&error) => std::thread::sleep(LOCK_RETRY_DELAY),
            opened => return opened.map_err(self::error),
        }
    }
    Err(OpenError::InUse)
}

/// Opens a directory that was built, and reads all of it.
pub(super) fn open_verified(path: &Path, options: &TableOptions) -> Result<(Db, Content, Option<Floor>), OpenError> {
    for name in [DB_FILE, CONFIGURATION_FILE] {
        if !path.join(name).try_exists()? {
            return Err(OpenError::Corrupt(format!("{} is missing", path.join(name).display())));
        }
    }
    let floor = Floor::open(path)?;
    let db = open(path, options)?;
    let content = caught(|| read(&db)).map_err(self::error)?;
    let content = content.ok_or_else(|| OpenError::Corrupt("their rows do not match the sum of them".to_owned()))?;
    match &floor {
        None if content.rows > 0 => Err(OpenError::Corrupt("the file `floor` is missing".to_owned())),
        Some((_, floor)) if content.mark < *floor => {
            let found = content.mark;
            let what = format!("batch {floor} was on disk, and they end with batch {found}");
            Err(OpenError::Corrupt(what))
        }
        _ => Ok((db, content, floor.map(|(floor, _)| floor))),
    }
}

/// The sum of all rows; `None` if it differs from the stored sum.
fn read(db: &Db) -> ::sled::Result<Option<Content>> {
    let (mut found, mut expected) = (Content::default(), Some(Content::default()));
    for row in db.iter() {
        let (key, value) = row?;
        if key == CONTENT_KEY {
            expected = Content::decode(&value);
        } else {
            found.add(&key, &value);
        }
    }
    let Some(expected) = expected else {
        return Ok(None);
    };
    found.mark = expected.mark;
    Ok((found == expected).then_some(found))
}

/// Copies sled's files, and the floor file, into an empty directory.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    let (from, to) = (from.join(BLOBS_DIRECTORY), to.join(BLOBS_DIRECTORY));
    if from.is_dir() {
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

fn is_locked(error: &io::Error) -> bool {
    error.to_string().contains("could not acquire lock")
}

/// Maps an error or a panic of sled to an [`OpenError`].
pub(super) fn error(why: Caught<Error>) -> OpenError {
    match why {
        Caught::Error(Error::Io(error))
            if !matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::NotFound) =>
        {
            OpenError::Io(error)
        }
        other => OpenError::Corrupt(other.message()),
    }
}
