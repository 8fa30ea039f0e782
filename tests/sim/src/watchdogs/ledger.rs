//! The committed log and its state.

use minoots_kernel::{
    Effect, Entry, Failure, Reply, apply,
    memory::MemoryTables,
    tables::{Read, Row},
};
use minoots_sequencer::consensus::{Moment, Position, View};
use std::sync::Arc;

/// A leadership of a node. The leader knows only answers of its own leadership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reign {
    pub node: usize,
    pub life: u32,
    pub term: u64,
    /// Number of the leadership within this life, across terms.
    pub number: u32,
}

/// A committed entry.
pub struct Logged {
    pub at: Position,
    pub moment: Moment,
    pub effects: Vec<Effect>,
    /// The proposer, and the number of the proposal; `None` for the first entry of a term.
    pub owner: Option<(Reign, u64)>,
    pub replies: Vec<Reply>,
}

#[derive(Default)]
pub struct Ledger {
    pub tables: MemoryTables,
    pub log: Vec<Logged>,
}

impl Ledger {
    pub fn index(&self) -> u64 {
        self.log.len() as u64
    }

    fn moment(&self) -> Moment {
        let begin = Moment {
            time: i64::MIN,
            unfinished: false,
            next_deadline: None,
        };
        self.log.last().map_or(begin, |logged| logged.moment)
    }

    /// Appends the empty first entry of a term.
    pub fn begin(&mut self, term: u64) {
        let index = self.index() + 1;
        let moment = self.moment();
        self.log.push(Logged {
            at: Position { index, term },
            moment,
            effects: Vec::new(),
            owner: None,
            replies: Vec::new(),
        });
    }

    /// Commits the next entry.
    pub fn commit(&mut self, term: u64, owner: (Reign, u64), entry: &Arc<Entry>) -> Result<(), Failure> {
        let index = self.index() + 1;
        let applied = apply(&mut self.tables, index, entry)?;
        self.log.push(Logged {
            at: Position { index, term },
            moment: Moment {
                time: applied.time,
                unfinished: applied.unfinished,
                next_deadline: applied.next_deadline,
            },
            effects: applied.effects,
            owner: Some(owner),
            replies: applied.replies,
        });
        Ok(())
    }
}

/// The committed state, which a leader may not have applied yet.
pub struct Now<'l>(pub &'l Ledger);

impl Read for Now<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.0.tables.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        self.0.tables.scan(from, until, limit)
    }
}

impl View for Now<'_> {
    fn index(&self) -> u64 {
        self.0.index()
    }
}
