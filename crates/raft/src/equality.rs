//! The comparison of replicas (G16).
//!
//! Two kinds of state are compared in the same way. Followers report theirs in their answers to appends. The leader
//! counts, and announces the majority's state in its appends. A node that differs takes itself out of service; the
//! leader does so too.
//!
//! - Every 1,024 entries, the rolling hash of all table writes. It covers all writes since the beginning, so the next
//!   comparison finds a difference that one comparison misses.
//! - At an interval, after an entry that the leader names some entries ahead, the rows themselves ([`mod@examine`]).
//!   They catch a row that changed by itself and that no write touches any more.
//!
//! If two nodes differ and no majority agrees, the node logs it: the wrong one cannot be determined.

mod ballot;
mod examine;

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minoots_kernel::tables::layout::table;
use minoots_store::tables::{TableDigest, TableView};

pub(crate) use self::ballot::At;
use self::ballot::{Ballot, Electorate, Finding};
use self::examine::Captured;
pub(crate) use self::examine::{ask, examine};
use crate::heard::Heard;
use crate::quarantine::Quarantine;

/// The interval between comparisons of rolling hashes, in entries.
pub(crate) const INTERVAL_ENTRIES: u64 = 1_024;

/// The rolling hash after an entry.
pub(crate) type StateHash = At<u128>;

/// All rows after an entry, by table.
pub(crate) type WholeState = At<Vec<TableDigest>>;

/// The known states of the replicas. Cheap to clone; clones share state.
#[derive(Clone)]
pub(crate) struct Equality {
    node: u64,
    heard: Heard,
    quarantine: Quarantine,
    rolling: Arc<Mutex<Ballot<u128>>>,
    whole: Arc<Mutex<Ballot<Vec<TableDigest>>>>,
    /// The entry of the next or last comparison of whole states; 0 if never.
    wanted: Arc<AtomicU64>,
    /// The last entry after which this node's whole state equalled a majority's; 0 if never.
    compared: Arc<AtomicU64>,
    captured: Arc<Captured>,
}

impl Equality {
    pub(crate) fn new(node: u64, heard: Heard, quarantine: Quarantine) -> Self {
        Self {
            node,
            heard,
            quarantine,
            rolling: Arc::default(),
            whole: Arc::default(),
            wanted: Arc::default(),
            compared: Arc::default(),
            captured: Arc::default(),
        }
    }

    /// Records this node's rolling hash at an entry where hashes are compared.
    pub(crate) fn reached(&self, own: StateHash) {
        let index = own.index;
        let found = lock(&self.rolling).reached(&self.electorate(), own);
        self.judge_rolling(index, found);
    }

    /// Discards this node's own states: a snapshot replaced the tables, so they no longer describe how the tables came
    /// about.
    pub(crate) fn replaced(&self) {
        lock(&self.rolling).forget_own();
        lock(&self.whole).forget_own();
    }

    /// The newest state this node has reached.
    pub(crate) fn newest(&self) -> Option<StateHash> {
        lock(&self.rolling).newest()
    }

    /// Records a state that a follower reports.
    pub(crate) fn reported(&self, peer: u64, theirs: StateHash) {
        let index = theirs.index;
        let found = lock(&self.rolling).reported(&self.electorate(), peer, theirs);
        self.judge_rolling(index, found);
    }

    /// The newest state that a majority agrees on.
    pub(crate) fn agreed(&self) -> Option<StateHash> {
        lock(&self.rolling).agreed()
    }

    /// Records the majority's state, announced by a leader.
    pub(crate) fn told(&self, agreed: StateHash) {
        let index = agreed.index;
        let found = lock(&self.rolling).told(agreed);
        self.judge_rolling(index, found);
    }

    /// The entry after which to capture the whole state; 0 if none.
    pub(crate) fn wanted(&self) -> u64 {
        self.wanted.load(Ordering::Acquire)
    }

    /// Requests the whole state after an entry.
    pub(crate) fn want(&self, index: u64) {
        self.wanted.fetch_max(index, Ordering::AcqRel);
    }

    /// Passes on the state after the requested entry.
    pub(crate) fn capture(&self, index: u64, view: TableView) {
        self.captured.put(index, view);
    }

    /// The newest whole state of this node.
    pub(crate) fn newest_whole(&self) -> Option<WholeState> {
        lock(&self.whole).newest()
    }

    /// Records a whole state that a follower reports.
    pub(crate) fn reported_whole(&self, peer: u64, theirs: WholeState) {
        let index = theirs.index;
        let found = lock(&self.whole).reported(&self.electorate(), peer, theirs);
        self.judge_whole(index, found);
    }

    /// The newest whole state that a majority agrees on.
    pub(crate) fn agreed_whole(&self) -> Option<WholeState> {
        lock(&self.whole).agreed()
    }

    /// Records the majority's whole state, announced by a leader.
    pub(crate) fn told_whole(&self, agreed: WholeState) {
        let index = agreed.index;
        let found = lock(&self.whole).told(agreed);
        self.judge_whole(index, found);
    }

    /// The last entry after which this node's whole state equalled a majority's; 0 if none since the start.
    pub(crate) fn compared(&self) -> u64 {
        self.compared.load(Ordering::Acquire)
    }

    /// Records that this node has read its whole state.
    fn examined(&self, own: WholeState) {
        let index = own.index;
        let rows: u64 = own.state.iter().map(|table| table.rows).sum();
        tracing::info!(index, rows, "the whole state was read, to be compared with the others'");
        let found = lock(&self.whole).reached(&self.electorate(), own);
        self.judge_whole(index, found);
    }

    /// Whether there is no other voter to compare with.
    fn is_alone(&self) -> bool {
        self.heard.voter_count() < 2
    }

    fn electorate(&self) -> Electorate {
        Electorate {
            node: self.node,
            voters: self.heard.voters(),
        }
    }

    fn judge_rolling(&self, index: u64, found: Finding<u128>) {
        match found {
            Finding::Differs { own, agreed } => self.diverged(&format!(
                "after entry {index} this node's state is {own:032x}, and that of a majority {agreed:032x}"
            )),
            Finding::Undecided => undecided(index),
            Finding::Equal | Finding::Nothing => {}
        }
    }

    fn judge_whole(&self, index: u64, found: Finding<Vec<TableDigest>>) {
        match found {
            Finding::Differs { own, agreed } => self.diverged(&format!(
                "after entry {index} this node has not the rows that a majority has: {}",
                differences(&own, &agreed)
            )),
            Finding::Undecided => undecided(index),
            Finding::Equal => {
                self.compared.fetch_max(index, Ordering::AcqRel);
            }
            Finding::Nothing => {}
        }
    }

    fn diverged(&self, what: &str) {
        self.quarantine.enter(format!(
            "REPLICA_DIVERGED: {what}. It takes part in nothing any more. Remove it from the cluster and add an empty one with a new id"
        ));
    }
}

fn lock<T>(ballot: &Mutex<T>) -> MutexGuard<'_, T> {
    ballot.lock().unwrap_or_else(PoisonError::into_inner)
}

fn undecided(index: u64) {
    tracing::error!(
        index,
        "the states of replicas differ, and no majority of the voters agrees on one yet"
    );
}

/// The differing tables, for the log message.
fn differences(own: &[TableDigest], agreed: &[TableDigest]) -> String {
    let of = |tables: &[TableDigest], table: u8| tables.iter().find(|digest| digest.table == table).cloned();
    let mut text = String::new();
    for byte in 0..=u8::MAX {
        let (own, agreed) = (of(own, byte), of(agreed, byte));
        if own == agreed {
            continue;
        }
        let rows = |digest: Option<TableDigest>| digest.map_or(0, |digest| digest.rows);
        let separator = if text.is_empty() { "" } else { "; " };
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "{separator}table {} differs ({} rows here, {} there)",
            table::name(byte),
            rows(own),
            rows(agreed)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::collections::BTreeSet;

    use super::*;
    use crate::directory::DataDirectory;
    use crate::timing::Timing;
    use tempfile::TempDir;

    struct Three {
        _directory: TempDir,
        equality: Equality,
    }

    /// Node 1 of three.
    fn three() -> Three {
        let directory = tempfile::tempdir().unwrap();
        let held = Arc::new(DataDirectory::open(directory.path(), 1).unwrap());
        let heard = Heard::new(1, Timing::LAN, Default::default());
        heard.set_voters(&[BTreeSet::from([1, 2, 3])]);
        let equality = Equality::new(1, heard, Quarantine::open(&held).unwrap());
        Three {
            _directory: directory,
            equality,
        }
    }

    fn state(index: u64, state: u128) -> StateHash {
        At { index, state }
    }

    /// Whole state with this hash for `timer`, beside another table.
    fn whole(index: u64, hash: u128) -> WholeState {
        let table = |table, rows, hash| TableDigest { table, rows, hash };
        At {
            index,
            state: vec![table(table::SHARD, 1, 5), table(table::TIMER, 3, hash)],
        }
    }

    impl Three {
        fn is_out(&self) -> bool {
            self.equality.quarantine.why().is_some()
        }
    }

    #[test]
    fn a_majority_that_agrees_is_told_of() {
        let three = three();
        three.equality.reached(state(1_024, 7));
        assert_eq!(three.equality.agreed(), None, "one of three");
        three.equality.reported(2, state(1_024, 7));
        assert_eq!(three.equality.agreed(), Some(state(1_024, 7)));
        three.equality.reported(3, state(1_024, 8));
        assert!(!three.is_out(), "the third is the one that differs");
    }

    #[test]
    fn a_leader_that_differs_from_the_others_takes_itself_out_of_service() {
        let three = three();
        three.equality.reached(state(1_024, 7));
        three.equality.reported(2, state(1_024, 8));
        assert!(!three.is_out(), "one against one");
        three.equality.reported(3, state(1_024, 8));
        assert!(three.is_out());
        assert!(three.equality.quarantine.why().unwrap().starts_with("REPLICA_DIVERGED"));
    }

    #[test]
    fn a_follower_compares_when_it_comes_to_the_entry_and_when_it_is_told_later() {
        let early = three();
        early.equality.told(state(1_024, 7));
        early.equality.reached(state(1_024, 7));
        assert!(!early.is_out());
        early.equality.told(state(2_048, 9));
        early.equality.reached(state(2_048, 8));
        assert!(early.is_out());
        let late = three();
        late.equality.reached(state(1_024, 8));
        late.equality.told(state(1_024, 7));
        assert!(late.is_out());
    }

    #[test]
    fn a_node_whose_rows_differ_takes_itself_out_of_service_and_names_their_table_g16() {
        let three = three();
        three.equality.examined(whole(1_064, 7));
        three.equality.reported_whole(2, whole(1_064, 7));
        assert_eq!(three.equality.agreed_whole(), Some(whole(1_064, 7)));
        assert_eq!(three.equality.compared(), 1_064);
        three.equality.told_whole(whole(2_064, 8));
        assert!(!three.is_out(), "it has not come there yet");
        three.equality.examined(whole(2_064, 9));
        let why = three.equality.quarantine.why().unwrap();
        assert!(
            why.starts_with("REPLICA_DIVERGED: after entry 2064 ")
                && why.contains("table timer differs (3 rows here, 3 there). "),
            "{why}"
        );
        assert_eq!(three.equality.compared(), 1_064);
    }

    #[test]
    fn quarantined_nodes_stay_quarantined() {
        let directory = tempfile::tempdir().unwrap();
        {
            let held = Arc::new(DataDirectory::open(directory.path(), 1).unwrap());
            Quarantine::open(&held).unwrap().enter("why".to_owned());
        }
        let held = Arc::new(DataDirectory::open(directory.path(), 1).unwrap());
        assert_eq!(Quarantine::open(&held).unwrap().why().as_deref(), Some("why"));
    }
}
