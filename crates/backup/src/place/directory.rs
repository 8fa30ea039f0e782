//! Backups in a directory. Blocking calls run on blocking threads.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use super::{Found, PlaceError};

/// The end of the names of files that are being written.
const UNFINISHED: &str = ".new";

/// Distinguishes the unfinished files of this process.
static WRITES: AtomicU64 = AtomicU64::new(0);

pub(super) async fn get(path: PathBuf) -> Result<Option<Bytes>, PlaceError> {
    blocking(path, |path| match fs::read(path) {
        Ok(content) => Ok(Some(content.into())),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

/// Writes the file `name` below `root` durably, whole or not at all, and replaces an existing one.
pub(super) async fn put(root: PathBuf, name: String, content: Bytes) -> Result<(), PlaceError> {
    blocking(root, move |root| {
        let target = root.join(&name);
        let directory = target.parent().unwrap_or(root);
        make(directory)?;
        let number = WRITES.fetch_add(1, Ordering::Relaxed);
        let unfinished = target.with_extension(format!("{}-{number}{UNFINISHED}", std::process::id()));
        let mut file = File::create(&unfinished)?;
        file.write_all(&content)?;
        file.sync_all()?;
        fs::rename(&unfinished, &target)?;
        sync(directory)
    })
    .await
}

pub(super) async fn delete(path: PathBuf) -> Result<(), PlaceError> {
    blocking(path, |path| match fs::remove_file(path) {
        Err(error) if !is_missing(&error) => Err(error),
        _ => Ok(()),
    })
    .await
}

/// The name without its ending, of a file that was being written: `NAME.PROCESS-NUMBER.new`.
pub(crate) fn unfinished_of(name: &str) -> Option<&str> {
    let (whole, writer) = name.strip_suffix(UNFINISHED)?.rsplit_once('.')?;
    let (process, number) = writer.split_once('-')?;
    let is_number = |text: &str| text.parse::<u64>().is_ok();
    (is_number(process) && is_number(number)).then_some(whole)
}

/// All files below `root` whose names begin with `prefix`, a directory. Links are not followed.
pub(super) async fn list(root: PathBuf, prefix: String) -> Result<Vec<Found>, PlaceError> {
    blocking(root, move |root| {
        let (mut found, mut waiting) = (Vec::new(), vec![root.join(prefix)]);
        while let Some(directory) = waiting.pop() {
            let entries = match fs::read_dir(&directory) {
                Ok(entries) => entries,
                Err(error) if is_missing(&error) => continue,
                Err(error) => return Err(error),
            };
            for entry in entries {
                let path = entry?.path();
                // The file may have been removed since.
                let Ok(metadata) = fs::symlink_metadata(&path) else {
                    continue;
                };
                if metadata.is_dir() {
                    waiting.push(path);
                } else if metadata.is_file()
                    && let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str)
                {
                    found.push(Found {
                        name: name.to_owned(),
                        bytes: metadata.len(),
                    });
                }
            }
        }
        Ok(found)
    })
    .await
}

/// Creates a directory and those above it, with durable names.
fn make(directory: &Path) -> io::Result<()> {
    if directory.as_os_str().is_empty() || directory.is_dir() {
        return Ok(());
    }
    if let Some(parent) = directory.parent() {
        make(parent)?;
    }
    match fs::create_dir(directory) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    directory.parent().map_or(Ok(()), sync)
}

fn sync(directory: &Path) -> io::Result<()> {
    let here = Path::new(".");
    let directory = if directory.as_os_str().is_empty() {
        here
    } else {
        directory
    };
    File::open(directory)?.sync_all()
}

/// Whether there is no such file, or no directory in which it could be.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

async fn blocking<T, F>(path: PathBuf, work: F) -> Result<T, PlaceError>
where
    T: Send + 'static,
    F: FnOnce(&Path) -> io::Result<T> + Send + 'static,
{
    let shown = path.clone();
    let done = tokio::task::spawn_blocking(move || work(&path)).await;
    let done = done.unwrap_or_else(|error| Err(io::Error::other(error)));
    done.map_err(|error| PlaceError::Directory { path: shown, error })
}
