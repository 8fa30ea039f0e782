//! Files that arguments and settings name.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::thread;

use minoots_terminal::errors::Failure;
use rustix::fs::OFlags;
use tokio::sync::oneshot;

/// Reads the text of a file, or of standard input if the file is `-`. The error begins with `what`, the purpose of the
/// file.
pub fn text(what: &str, file: &Path) -> Result<String, Failure> {
    let read = if file == Path::new("-") {
        io::read_to_string(io::stdin().lock())
    } else {
        fs::read_to_string(file)
    };
    read.map_err(|error| Failure::usage(format!("{what}: {}: {error}", file.display())))
}

/// The kind of a file that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A pipe or a device too, for whose content the caller waits.
    Any,
    /// A regular file, of which no open waits for a writer.
    Regular,
}

/// Reads a text of at most `bytes_max` bytes.
///
/// # Errors
/// The file cannot be read, is larger, is not of this kind, or is not UTF-8.
pub fn bounded_text(path: &Path, kind: FileKind, bytes_max: u64) -> io::Result<String> {
    let mut options = File::options();
    options.read(true);
    if kind == FileKind::Regular {
        options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    if kind == FileKind::Regular && !file.metadata()?.is_file() {
        return Err(io::Error::other(
            "it is not a regular file, and only such a file is read again",
        ));
    }
    let mut bytes = Vec::new();
    file.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bytes_max {
        return Err(io::Error::other(format!("it has more than {bytes_max} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// Runs a read on a thread of its own. A read may hang, as on a lost network mount, and then delays neither signals nor
/// the end of the process.
///
/// # Errors
/// The thread cannot be started, or panics.
pub async fn apart<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    let (done, reading) = oneshot::channel();
    thread::Builder::new().name("read-file".to_owned()).spawn(move || {
        // Fails if the caller has ended.
        let _ = done.send(read());
    })?;
    reading
        .await
        .map_err(|_| io::Error::other("the thread that reads the file has ended"))
}
