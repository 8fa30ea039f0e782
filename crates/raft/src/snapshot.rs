//! Snapshots: the tables themselves.
//!
//! A snapshot, as openraft sees it, is a consistent view of the tables, which costs nothing to take. Building one
//! copies no row: it waits until the tables are on disk, which is all that a purge of the log needs. Rows are copied
//! only when another node requests them. The view is then written to a file at full speed and dropped, because a view
//! held for a slow reader pins memory.
//!
//! Invariant: the metadata given to openraft is read from the same view that it describes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use minoots_store::tables::{ExportError, ExportSummary, TableStore, TableView};
use openraft::RaftSnapshotBuilder;
use openraft::alias::{SnapshotMetaOf, SnapshotOf};
use tokio::sync::oneshot;

use crate::format::{AppliedState, decode_applied};
use crate::platform::Workers;
use crate::types::Types;

/// A guard shared by all users of the node's data. It sends nothing; the receiver resolves when the last guard is
/// dropped.
pub(crate) type Held = Arc<oneshot::Sender<()>>;

/// A file above this size is large.
const LARGE_BYTES: u64 = 16 << 20;

/// The interval between checks whether the log is on disk.
const FLUSH_CHECK_DELAY: Duration = Duration::from_millis(5);

type Snapshot = SnapshotOf<Types, SnapshotData>;
pub(crate) type SnapshotMeta = SnapshotMetaOf<Types>;

/// The directory of spooled snapshots, emptied at each start. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Spool {
    directory: Arc<Path>,
    next: Arc<AtomicU64>,
    workers: Workers,
}

impl Spool {
    /// Makes the directory if it is missing, and removes files that an earlier process left.
    pub(crate) fn open(directory: &Path, workers: Workers) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        for entry in fs::read_dir(directory)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(Self {
            directory: directory.into(),
            next: Arc::new(AtomicU64::new(0)),
            workers,
        })
    }

    /// The pool that reads and writes the files.
    pub(crate) fn workers(&self) -> &Workers {
        &self.workers
    }

    /// A new, empty file, open for writing.
    pub(crate) fn create(&self) -> io::Result<(SpooledFile, File)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.directory.join(format!("snapshot-{number}"));
        let output = File::create_new(&path)?;
        let file = SpooledFile {
            path,
            length: 0,
            checksum: 0,
        };
        Ok((file, output))
    }
}

/// The content of a snapshot.
pub(crate) enum SnapshotData {
    /// A state of the tables of this process.
    View(TableView),
    /// A stream from a peer, complete and verified.
    Received(SpooledFile),
}

impl SnapshotData {
    /// Returns the rows in a file. A view is written out and dropped. Blocks.
    ///
    /// The file does not outlive the process, so it is not synced.
    pub(crate) fn into_file(self, spool: &Spool) -> io::Result<SpooledFile> {
        match self {
            Self::View(view) => Ok(spool_view(view, spool, &|| true)?.0),
            Self::Received(file) => Ok(file),
        }
    }
}

/// Writes a view to a file while there is room, and drops the view. Blocks.
///
/// # Errors
/// [`io::ErrorKind::StorageFull`] when the disk or `has_room` reports no room; the partial file is removed.
pub(crate) fn spool_view(
    view: TableView,
    spool: &Spool,
    has_room: &dyn Fn() -> bool,
) -> io::Result<(SpooledFile, ExportSummary)> {
    let (mut file, output) = spool.create()?;
    let mut summed = Summed::new(BufWriter::new(WhileRoom { output, has_room }));
    let summary = view.export(&mut summed).map_err(|error| match error {
        ExportError::Io(error) => error,
        ExportError::Tables(failure) => io::Error::other(failure),
    })?;
    summed.flush()?;
    (file.length, file.checksum) = (summed.length, summed.checksum);
    Ok((file, summary))
}

/// A file that accepts writes only while there is room.
struct WhileRoom<'a> {
    output: File,
    has_room: &'a dyn Fn() -> bool,
}

impl Write for WhileRoom<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match (self.has_room)() {
            true => self.output.write(bytes),
            false => Err(io::ErrorKind::StorageFull.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// Counts and checksums bytes before they reach the disk, so that corruption of a spooled file is detected when it is
/// sent.
struct Summed<W> {
    output: W,
    length: u64,
    checksum: u32,
}

impl<W: Write> Summed<W> {
    fn new(output: W) -> Self {
        Self {
            output,
            length: 0,
            checksum: 0,
        }
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.output.write(bytes)?;
        self.length += written as u64;
        self.checksum = crc32c::crc32c_append(self.checksum, &bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// A file that is removed when dropped. A thread frees the disk space of a large file, because that takes long.
pub(crate) struct SpooledFile {
    path: PathBuf,
    /// Bytes written to it.
    pub(crate) length: u64,
    /// CRC-32C of what was written to it.
    pub(crate) checksum: u32,
}

impl SpooledFile {
    pub(crate) fn open(&self) -> io::Result<File> {
        File::open(&self.path)
    }
}

impl Drop for SpooledFile {
    fn drop(&mut self) {
        // While the file is open elsewhere, this removes only its name.
        let large = File::open(&self.path).ok().filter(is_large);
        // The next start removes a remaining file.
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "a spooled snapshot was not removed");
        }
        if let Some(large) = large {
            // Without a thread, the file is closed here.
            let _ = thread::Builder::new()
                .name("snapshot-gone".to_owned())
                .spawn(move || drop(large));
        }
    }
}

fn is_large(file: &File) -> bool {
    file.metadata().is_ok_and(|metadata| metadata.len() > LARGE_BYTES)
}

/// The state of the tables as a snapshot; `None` before the first entry.
pub(crate) fn current(tables: &TableStore) -> io::Result<Option<Snapshot>> {
    let snapshot = take(tables)?;
    Ok(snapshot.meta.last_log_id.is_some().then_some(snapshot))
}

fn take(tables: &TableStore) -> io::Result<Snapshot> {
    let view = tables.view().map_err(io::Error::other)?;
    let state = match view.applied() {
        Some(applied) => decode_applied(&applied.meta).map_err(io::Error::other)?,
        None => AppliedState::default(),
    };
    let meta = SnapshotMeta {
        last_log_id: state.at,
        last_membership: state.membership,
    };
    Ok(Snapshot {
        meta,
        snapshot: SnapshotData::View(view),
    })
}

/// A snapshot under construction.
pub(crate) struct SnapshotBuilder {
    tables: TableStore,
    workers: Workers,
    /// The last entry in it.
    index: Option<u64>,
    /// Taken when building began, handed out once. Only one thread may use a view; the lock makes the builder `Sync`.
    snapshot: Mutex<Option<io::Result<Snapshot>>>,
    /// openraft lets a build run on when it shuts down.
    _held: Held,
}

impl SnapshotBuilder {
    /// Takes the view. Must not run concurrently with an apply, so that openraft never sees a snapshot ahead of its
    /// applied index.
    pub(crate) fn new(tables: TableStore, workers: Workers, held: Held) -> Self {
        let taken = take(&tables);
        let last = taken.as_ref().ok().and_then(|snapshot| snapshot.meta.last_log_id);
        Self {
            tables,
            workers,
            index: last.map(|id| id.index()),
            snapshot: Mutex::new(Some(taken)),
            _held: held,
        }
    }
}

impl RaftSnapshotBuilder<Types> for SnapshotBuilder {
    type SnapshotData = SnapshotData;

    async fn build_snapshot(&mut self) -> io::Result<Snapshot> {
        // The flush would wait for the log too, and block a worker meanwhile.
        while !self.tables.may_flush(self.index) {
            tokio::time::sleep(FLUSH_CHECK_DELAY).await;
        }
        let tables = self.tables.clone();
        let flushed = self.workers.run(move || tables.flush()).await?;
        flushed.map_err(io::Error::other)?;
        let taken = self.snapshot.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        taken.unwrap_or_else(|| Err(io::Error::other("this snapshot was handed out before")))
    }
}
