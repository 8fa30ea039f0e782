//! A node's tables in memory, behind the interface through which the preparing thread reads them.

use minoots_kernel::{
    Applied, Entry, Failure, apply,
    memory::MemoryTables,
    tables::{Read, Row},
};
use minoots_sequencer::consensus::{Consensus, Leadership, Proposal, ProposeDone, ReadIndex, Standing, View};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// Tables, and their log index.
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

/// The state of a node. Proposals do not go through it.
#[derive(Default)]
pub struct State(Mutex<Snapshot>);

impl State {
    pub fn snapshot(&self) -> Snapshot {
        self.0.lock().unwrap().clone()
    }

    pub fn replace(&self, snapshot: Snapshot) {
        *self.0.lock().unwrap() = snapshot;
    }

    /// Applies the next entry; `None` is one without kernel content.
    pub fn apply(&self, entry: Option<&Entry>) -> Option<Applied> {
        let mut state = self.0.lock().unwrap();
        state.index += 1;
        let index = state.index;
        let tables: &mut MemoryTables = Arc::make_mut(&mut state.tables);
        entry.map(|entry| apply(tables, index, entry).expect("the tables are sound"))
    }
}

impl Consensus for State {
    fn propose(&self, _: Proposal, _: ProposeDone) {
        unreachable!("the preparing thread proposes nothing");
    }

    fn leadership(&self) -> watch::Receiver<Leadership> {
        watch::channel(Leadership::Following { leader: None }).1
    }

    fn view(&self) -> Result<Box<dyn View>, Failure> {
        Ok(Box::new(self.snapshot()))
    }

    fn applied(&self) -> watch::Receiver<u64> {
        watch::channel(self.snapshot().index).1
    }

    fn read_index(&self) -> ReadIndex {
        unreachable!("nothing here reads for a client");
    }

    fn standing(&self) -> Standing {
        unreachable!("nothing here stamps or releases");
    }

    fn abdicate(&self) {
        unreachable!("nothing here leads");
    }
}
