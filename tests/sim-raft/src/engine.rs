//! A storage engine in memory that models crashes.
//!
//! Writes are durable up to a mark that lags behind. A crash resets the tables to the state after some batch at or
//! after that mark, as [`minoots_store::tables::engine`] allows.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::ops::{Bound, ControlFlow};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minoots_kernel::Failure;
use minoots_store::tables::engine::{Engine, EngineKind, EngineRead, RowSource, Usage, Visit, Write};
use minoots_store::tables::health::Health;
use minoots_store::tables::{Admission, FlushGate, InstallError, OpenError, TableOptions};

use crate::random::Random;

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// An immutable state.
struct State(Arc<Rows>);

/// All tables of one node's disk. Cheap to clone; clones share the same disk.
#[derive(Clone)]
pub(crate) struct TableDisk {
    shared: Arc<Mutex<Disk>>,
    random: Random,
}

#[derive(Clone, Default)]
struct Disk {
    /// The current life of the node. Only its engines may write.
    life: u64,
    generations: BTreeMap<String, Generation>,
    /// Whether the next installation fails at its end, once.
    fails_building: bool,
}

#[derive(Clone, Default)]
struct Generation {
    latest: Arc<Rows>,
    durable: Rows,
    durable_mark: Option<u64>,
    /// Batches that are not yet in `durable`.
    pending: VecDeque<(u64, Vec<Write>)>,
    /// Number of pending batches that are being written. A crash may keep them although their write was never
    /// confirmed.
    sealed: usize,
}

impl TableDisk {
    pub(crate) fn new(random: Random) -> Self {
        Self {
            shared: Arc::default(),
            random,
        }
    }

    /// An independent copy of the disk.
    pub(crate) fn fork(&self) -> Self {
        Self {
            shared: Arc::new(Mutex::new(self.disk().clone())),
            random: self.random.clone(),
        }
    }

    /// Resets the tables to a state after a crash. Open engines fail from now on.
    pub(crate) fn crash(&self) {
        let mut disk = self.disk();
        disk.life += 1;
        disk.fails_building = false;
        for generation in disk.generations.values_mut() {
            let kept = self.random.below(generation.sealed as u64 + 1);
            generation.settle(usize::try_from(kept).unwrap_or(0));
            generation.pending.clear();
            generation.sealed = 0;
            generation.latest = Arc::new(generation.durable.clone());
            generation.durable_mark = None;
        }
    }

    /// Lets the next installation of a snapshot fail after all its rows were written.
    pub(crate) fn fail_building(&self) {
        self.disk().fails_building = true;
    }

    /// The engine kind of this disk. It is never freed, because a process makes only one run or a few.
    pub(crate) fn kind(&self) -> &'static dyn EngineKind {
        Box::leak(Box::new(MemoryKind(self.clone())))
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generation {
    /// Makes the oldest `count` pending batches durable.
    fn settle(&mut self, count: usize) {
        for (mark, batch) in self.pending.drain(..count) {
            put(&mut self.durable, batch);
            self.durable_mark = Some(mark);
        }
        self.sealed = self.sealed.saturating_sub(count);
    }
}

struct MemoryKind(TableDisk);

impl EngineKind for MemoryKind {
    fn name(&self) -> &'static str {
        "memory-1"
    }

    fn build(&self, path: &Path, _options: &TableOptions, rows: &mut RowSource<'_>) -> Result<(), InstallError> {
        fs::create_dir_all(path)?;
        let mut durable = Rows::new();
        while let Some((key, value)) = rows()? {
            durable.insert(key, value);
        }
        let mut disk = self.0.disk();
        if std::mem::take(&mut disk.fails_building) {
            return Err(std::io::Error::other("the disk failed at the end of an installation").into());
        }
        let generation = Generation {
            latest: Arc::new(durable.clone()),
            durable,
            ..Generation::default()
        };
        disk.generations.insert(name(path), generation);
        Ok(())
    }

    fn open(&self, path: &Path, options: &TableOptions, _health: Arc<Health>) -> Result<Box<dyn Engine>, OpenError> {
        let disk = self.0.disk();
        if !disk.generations.contains_key(&name(path)) {
            return Err(OpenError::Corrupt(format!("no tables in {}", name(path))));
        }
        Ok(Box::new(MemoryEngine {
            gate: options.flush_gate.clone(),
            life: disk.life,
            disk: self.0.clone(),
            generation: name(path),
        }))
    }

    /// Memory does not decay.
    fn first_altered(&self, _path: &Path) -> Result<Option<(PathBuf, String)>, OpenError> {
        Ok(None)
    }

    fn inspect(
        &self,
        path: &Path,
        _scratch: &Path,
        options: &TableOptions,
        health: Arc<Health>,
    ) -> Result<Box<dyn Engine>, OpenError> {
        self.open(path, options, health)
    }

    fn holds_data(&self, path: &Path) -> std::io::Result<bool> {
        let disk = self.0.disk();
        let generation = disk.generations.get(&name(path));
        Ok(generation.is_some_and(|generation| !generation.durable.is_empty()))
    }
}

struct MemoryEngine {
    gate: FlushGate,
    disk: TableDisk,
    life: u64,
    generation: String,
}

impl MemoryEngine {
    /// Maximum number of batches that wait for a flush.
    const PENDING_MAX: usize = 64;

    fn with<T>(&self, work: impl FnOnce(&mut Generation) -> T) -> Result<T, Failure> {
        let mut disk = self.disk.disk();
        if disk.life != self.life {
            return Err(Failure::Tables("the process is dead".to_owned()));
        }
        let generation = disk.generations.get_mut(&self.generation);
        generation
            .map(work)
            .ok_or_else(|| Failure::Tables("the tables are gone".to_owned()))
    }

    /// Seals the batches that may be written: all up to the last batch that the log has on disk.
    fn seal(&self, generation: &mut Generation) {
        let marks = generation.pending.iter().map(|(mark, _)| *mark);
        let admitted: Vec<bool> = marks
            .map(|mark| self.gate.admits(Some(mark)) == Admission::Now)
            .collect();
        let last = admitted.iter().rposition(|now| *now);
        generation.sealed = last.map_or(0, |last| last + 1).max(generation.sealed);
    }

    fn latest(&self) -> Result<State, Failure> {
        self.with(|generation| State(Arc::clone(&generation.latest)))
    }
}

impl EngineRead for MemoryEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.latest()?.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure> {
        self.latest()?.scan(from, until, visit)
    }
}

impl EngineRead for State {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        Ok(self.0.get(key).cloned())
    }

    fn scan(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure> {
        for (key, value) in self.0.range::<[u8], _>((Bound::Included(from), Bound::Excluded(until))) {
            if let ControlFlow::Break(()) = visit(key, value) {
                break;
            }
        }
        Ok(())
    }
}

impl Engine for MemoryEngine {
    fn write(&self, batch: Vec<Write>, mark: u64) -> Result<(), Failure> {
        let background = self.disk.random.below(48) == 0;
        self.with(|generation| {
            put(Arc::make_mut(&mut generation.latest), batch.clone());
            generation.pending.push_back((mark, batch));
            if background || generation.pending.len() > Self::PENDING_MAX {
                self.seal(generation);
                generation.settle(generation.sealed / 2);
            }
        })
    }

    fn snapshot(&self) -> Result<Box<dyn EngineRead>, Failure> {
        Ok(Box::new(self.latest()?))
    }

    fn durable_mark(&self) -> Option<u64> {
        self.with(|generation| generation.durable_mark).ok().flatten()
    }

    fn request_flush(&self) -> Result<(), Failure> {
        self.with(|generation| self.seal(generation))
    }

    /// Writes all batches that the log has on disk. It cannot wait for the others, because nothing else can run
    /// meanwhile.
    fn flush(&self) -> Result<(), Failure> {
        self.with(|generation| {
            self.seal(generation);
            generation.settle(generation.sealed);
        })
    }

    fn is_behind(&self) -> bool {
        false
    }

    fn usage(&self) -> Usage {
        Usage::default()
    }

    fn stop(&self) {}
}

fn put(rows: &mut Rows, batch: Vec<Write>) {
    for Write { key, value } in batch {
        match value {
            Some(value) => drop(rows.insert(key, value)),
            None => drop(rows.remove(&key)),
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
