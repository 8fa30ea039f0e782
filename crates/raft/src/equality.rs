//! Whether the replicas are equal (G16).
//!
//! Every 1,024 entries each node notes the rolling hash of all its table writes. Followers report theirs with every answer to an
//! append; the leader counts, and tells everybody with every append what a majority agrees on. Whoever differs from that takes itself
//! out of service, the leader as anybody else. The hash is of all writes there ever were, so a difference that one comparison misses
//! is found by the next.
//!
//! Two nodes that differ while no majority agrees are told of in the log: nobody can say which of them is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::heard::Heard;
use crate::quarantine::Quarantine;

/// How often states are compared, in entries.
pub(crate) const INTERVAL_ENTRIES: u64 = 1_024;

/// States remembered of each node.
const REMEMBERED_MAX: usize = 64;

/// The state after an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StateHash {
    pub(crate) index: u64,
    pub(crate) hash: u128,
}

/// States by index, the newest ones.
type States = BTreeMap<u64, u128>;

/// What is known of the replicas' states. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub(crate) struct Equality {
    node: u64,
    heard: Heard,
    quarantine: Quarantine,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    own: States,
    /// What followers reported to this node.
    reported: BTreeMap<u64, States>,
    /// What a majority agrees on, by this node's count or by a leader's word, of entries this node may not have applied yet.
    agreed: States,
    /// The last entry at which a difference was told of that nobody can judge.
    undecided: u64,
}

impl Equality {
    pub(crate) fn new(node: u64, heard: Heard, quarantine: Quarantine) -> Self {
        Self {
            node,
            heard,
            quarantine,
            state: Arc::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This node has come to a state that is compared.
    pub(crate) fn reached(&self, own: StateHash) {
        let mut state = self.state();
        remember(&mut state.own, own);
        self.count(&mut state, own.index);
        self.judge(&state, own.index);
    }

    /// The tables were replaced: what was reached before is not how they came about.
    pub(crate) fn replaced(&self) {
        self.state().own.clear();
    }

    /// The newest state this node has come to.
    pub(crate) fn newest(&self) -> Option<StateHash> {
        newest(&self.state().own)
    }

    /// A follower reports a state.
    pub(crate) fn reported(&self, peer: u64, theirs: StateHash) {
        let mut state = self.state();
        remember(state.reported.entry(peer).or_default(), theirs);
        self.count(&mut state, theirs.index);
        self.judge(&state, theirs.index);
    }

    /// The newest state that a majority agrees on.
    pub(crate) fn agreed(&self) -> Option<StateHash> {
        newest(&self.state().agreed)
    }

    /// A leader says what a majority agrees on.
    pub(crate) fn told(&self, agreed: StateHash) {
        let mut state = self.state();
        remember(&mut state.agreed, agreed);
        self.judge(&state, agreed.index);
    }

    /// Takes note if a majority of the voters has one state at an entry.
    fn count(&self, state: &mut State, index: u64) {
        let voters = self.heard.voters();
        let held = |voter: &u64| match *voter == self.node {
            true => state.own.get(&index).copied(),
            false => state.reported.get(voter)?.get(&index).copied(),
        };
        let everybody: BTreeSet<u64> = voters.iter().flatten().copied().collect();
        let hashes: BTreeSet<u128> = everybody.iter().filter_map(held).collect();
        let agrees = |hash: &u128| {
            let holders =
                |configuration: &BTreeSet<u64>| configuration.iter().filter(|voter| held(voter) == Some(*hash)).count();
            !voters.is_empty() && voters.iter().all(|voters| holders(voters) > voters.len() / 2)
        };
        let agreed = hashes.iter().copied().find(agrees);
        if let Some(hash) = agreed {
            remember(&mut state.agreed, StateHash { index, hash });
        } else if hashes.len() > 1 && state.undecided < index {
            state.undecided = index;
            tracing::error!(
                index,
                "the states of replicas differ, and no majority of the voters agrees on one yet"
            );
        }
    }

    /// Compares this node's own state at an entry with what a majority agrees on.
    fn judge(&self, state: &State, index: u64) {
        let (Some(own), Some(agreed)) = (state.own.get(&index), state.agreed.get(&index)) else {
            return;
        };
        if own != agreed {
            self.quarantine.enter(format!(
                "REPLICA_DIVERGED: after entry {index} this node's state is {own:032x}, and that of a majority {agreed:032x}. It takes \
                 part in nothing any more. Remove it from the cluster and add an empty one with a new id"
            ));
        }
    }
}

fn newest(states: &States) -> Option<StateHash> {
    states.last_key_value().map(|(index, hash)| StateHash {
        index: *index,
        hash: *hash,
    })
}

fn remember(states: &mut States, state: StateHash) {
    states.insert(state.index, state.hash);
    while states.len() > REMEMBERED_MAX {
        states.pop_first();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::directory::DataDirectory;
    use crate::options::Timing;
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

    fn state(index: u64, hash: u128) -> StateHash {
        StateHash { index, hash }
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
    fn what_is_out_of_service_stays_so() {
        let directory = tempfile::tempdir().unwrap();
        {
            let held = Arc::new(DataDirectory::open(directory.path(), 1).unwrap());
            Quarantine::open(&held).unwrap().enter("why".to_owned());
        }
        let held = Arc::new(DataDirectory::open(directory.path(), 1).unwrap());
        assert_eq!(Quarantine::open(&held).unwrap().why().as_deref(), Some("why"));
    }
}
