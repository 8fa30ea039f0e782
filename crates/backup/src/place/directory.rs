//! Backups in a directory. Blocking calls run on blocking threads.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::{PlaceError, Put};

pub(super) async fn prepare(path: PathBuf) -> Result<(), PlaceError> {
    blocking(path, |path| fs::create_dir_all(path)).await
}

pub(super) async fn get(path: PathBuf) -> Result<Option<Bytes>, PlaceError> {
    blocking(path, |path| match fs::read(path) {
        Ok(content) => Ok(Some(content.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

pub(super) async fn put(path: PathBuf, content: Bytes) -> Result<Put, PlaceError> {
    blocking(path, move |path| write_new(path, &content)).await
}

pub(super) async fn put_whole(directory: PathBuf, name: String, content: Bytes) -> Result<Put, PlaceError> {
    blocking(directory, move |directory| {
        // Make the names of the earlier files durable.
        sync(directory)?;
        let (target, temporary) = (directory.join(&name), directory.join(format!("{name}.new")));
        if target.try_exists()? || write_new(&temporary, &content)? == Put::Exists {
            return Ok(Put::Exists);
        }
        fs::rename(&temporary, &target)?;
        sync(directory)?;
        // The directory's own name may be new. Make it durable too.
        directory
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .map_or(Ok(()), sync)?;
        Ok(Put::Done)
    })
    .await
}

/// Writes and fsyncs a file that must not exist yet.
fn write_new(path: &Path, content: &[u8]) -> io::Result<Put> {
    let mut file = match File::create_new(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(Put::Exists),
        Err(error) => return Err(error),
    };
    file.write_all(content)?;
    file.sync_all()?;
    Ok(Put::Done)
}

fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
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
