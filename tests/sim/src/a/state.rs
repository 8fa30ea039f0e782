//! A node's tables in memory and its standing as a leader, behind the interface through which the product reads them.

use minoots_kernel::{
    Applied, Entry, Failure, apply,
    memory::MemoryTables,
    tables::{Read, Row, shard},
};
use minoots_sequencer::consensus::{Consensus, Leadership, Moment, Proposal, ProposeDone, ReadIndex, Standing, View};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::watch;

/// Tables and their index.
#[derive(Clone, Default)]
pub struct Snapshot {
    pub tables: Arc<MemoryTables>,
    pub index: u64,
}

impl Read for Snapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.tables.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        self.tables.scan(from, until, limit)
    }
}

impl View for Snapshot {
    fn index(&self) -> u64 {
        self.index
    }
}

/// The state of a node. Proposals and reads do not use it.
#[derive(Default)]
pub struct State {
    snapshot: Mutex<Snapshot>,
    standing: Mutex<Standing>,
    abdicates: AtomicBool,
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Snapshot> {
        self.snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn snapshot(&self) -> Snapshot {
        self.lock().clone()
    }

    pub fn index(&self) -> u64 {
        self.lock().index
    }

    /// Log time and the next instants of interest, from the tables.
    pub fn moment(&self) -> Moment {
        let shard = shard::get(&self.snapshot()).unwrap_or_default();
        Moment {
            time: shard.time,
            unfinished: false,
            next_deadline: Some(shard.next_deadline).filter(|at| *at != 0),
        }
    }

    pub fn replace(&self, snapshot: Snapshot) {
        *self.lock() = snapshot;
    }

    /// Applies the next entry; `None` for an entry without kernel content.
    pub fn apply(&self, entry: Option<&Entry>) -> Result<Option<Applied>, Failure> {
        let mut state = self.lock();
        state.index += 1;
        let index = state.index;
        let tables: &mut MemoryTables = Arc::make_mut(&mut state.tables);
        entry.map(|entry| apply(tables, index, entry)).transpose()
    }

    pub fn set_standing(&self, standing: Standing) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// Whether the gate requested a hand-over since the last call.
    pub fn take_abdication(&self) -> bool {
        self.abdicates.swap(false, Ordering::Relaxed)
    }
}

impl Consensus for State {
    fn propose(&self, _: Proposal, done: ProposeDone) {
        done(Err(minoots_sequencer::consensus::ProposeError::OutcomeUnknown));
    }

    fn leadership(&self) -> watch::Receiver<Leadership> {
        watch::channel(Leadership::Following { leader: None }).1
    }

    fn view(&self) -> Result<Box<dyn View>, Failure> {
        Ok(Box::new(self.snapshot()))
    }

    fn applied(&self) -> watch::Receiver<u64> {
        watch::channel(self.index()).1
    }

    fn read_index(&self) -> ReadIndex {
        Box::pin(async { Err(minoots_sequencer::consensus::ReadIndexError::NoLeader) })
    }

    fn standing(&self) -> Standing {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn abdicate(&self) {
        self.abdicates.store(true, Ordering::Relaxed);
    }
}
