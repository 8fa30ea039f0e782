//! A log under test and ways to wait for it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use minoots_store::io::{Io, MemoryIo};
use minoots_store::log::{Completion, Error, Log, LogEntry, LogId, LogOptions, OpenError, Recovered};

/// The directory of in-memory logs.
pub const DIRECTORY: &str = "/log";

/// Options with small segments and one thread for all input and output.
pub fn small_options() -> LogOptions {
    let mut options = LogOptions::default();
    options.segment_bytes = 16 << 10;
    options.prepare_ahead = false;
    options
}

/// A log that can be opened repeatedly on one disk.
pub struct Rig {
    pub memory: MemoryIo,
    files: Option<Arc<dyn Io>>,
    pub directory: PathBuf,
    pub options: LogOptions,
    pub fatal_count: Arc<AtomicUsize>,
}

impl Rig {
    pub fn in_memory() -> Self {
        Self::on(MemoryIo::new())
    }

    pub fn on(memory: MemoryIo) -> Self {
        Self {
            memory,
            files: None,
            directory: DIRECTORY.into(),
            options: small_options(),
            fatal_count: Arc::default(),
        }
    }

    pub fn on_files(io: Arc<dyn Io>, directory: &Path) -> Self {
        Self {
            files: Some(io),
            directory: directory.to_owned(),
            ..Self::in_memory()
        }
    }

    /// The disk; if it is in memory, for one life.
    pub fn io(&self) -> Arc<dyn Io> {
        self.files.clone().unwrap_or_else(|| Arc::new(self.memory.mount()))
    }

    pub fn try_open(&self) -> Result<(Log, Recovered), OpenError> {
        let fatal_count = Arc::clone(&self.fatal_count);
        let on_fatal = move |_: &Error| {
            fatal_count.fetch_add(1, Ordering::SeqCst);
        };
        Log::open(self.io(), &self.directory, self.options.clone(), Box::new(on_fatal))
    }

    pub fn open(&self) -> Log {
        self.try_open().unwrap().0
    }

    pub fn fatal_count(&self) -> usize {
        self.fatal_count.load(Ordering::SeqCst)
    }

    /// The paths of the files with this extension, sorted.
    pub fn files(&self, extension: &str) -> Vec<PathBuf> {
        let names = self.io().list(&self.directory).unwrap();
        let paths = names.into_iter().map(|name| self.directory.join(name));
        paths
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .collect()
    }

    /// The last segment with records.
    pub fn last_segment(&self) -> PathBuf {
        self.files("log").pop().unwrap()
    }
}

/// Returns a copy of the rig with one file changed.
pub fn changed(rig: &Rig, file: &Path, change: impl FnOnce(&mut Vec<u8>)) -> Rig {
    let mut copy = Rig::on(rig.memory.fork());
    copy.options = rig.options.clone();
    let mut bytes = copy.memory.contents(file).unwrap();
    change(&mut bytes);
    copy.memory.overwrite(file, bytes);
    copy
}

/// Starts an operation; its result arrives on the receiver.
pub fn start(operation: impl FnOnce(Completion)) -> Receiver<Result<(), Error>> {
    let (sender, receiver) = channel();
    operation(Box::new(move |result| {
        let _ = sender.send(result);
    }));
    receiver
}

/// Runs an operation to completion.
pub fn wait(operation: impl FnOnce(Completion)) -> Result<(), Error> {
    start(operation).recv().unwrap()
}

/// Creates a completion that records its name.
pub fn noting(names: &Arc<Mutex<Vec<&'static str>>>, name: &'static str) -> Completion {
    let names = Arc::clone(names);
    Box::new(move |result| {
        result.unwrap();
        names.lock().unwrap().push(name);
    })
}

pub fn id(index: u64, term: u64) -> LogId {
    LogId { index, term }
}

/// An entry whose body depends on its identity.
pub fn entry(index: u64, term: u64, length: usize) -> LogEntry {
    let body: Vec<u8> = (0..length)
        .map(|at| (index * 31 + term * 7 + at as u64) as u8)
        .collect();
    LogEntry {
        index,
        term,
        body: Bytes::from(body),
    }
}

pub fn entries(range: std::ops::Range<u64>, term: u64, length: usize) -> Vec<LogEntry> {
    range.map(|index| entry(index, term, length)).collect()
}

pub fn append(log: &Log, range: std::ops::Range<u64>, term: u64, length: usize) {
    wait(|done| log.append(entries(range, term, length), done)).unwrap();
}

/// Appends each entry in a group of its own.
pub fn append_singly(log: &Log, range: std::ops::Range<u64>, term: u64, length: usize) {
    range.for_each(|index| append(log, index..index + 1, term, length));
}

/// Reads everything from `start` on.
pub fn read_from(log: &Log, start: u64) -> Vec<LogEntry> {
    let mut found = Vec::new();
    let mut next = start;
    loop {
        let some = log.read(next..u64::MAX, 1 << 20).unwrap();
        let Some(last) = some.last() else { return found };
        next = last.index + 1;
        found.extend(some);
    }
}
