//! Counts the states that voters report after an entry, and compares the majority's with this node's own.

use std::collections::{BTreeMap, BTreeSet};

/// The number of states retained for each node.
const REMEMBERED_MAX: usize = 64;

/// A state after an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct At<T> {
    pub(crate) index: u64,
    pub(crate) state: T,
}

/// States by index, the newest ones.
type States<T> = BTreeMap<u64, T>;

/// The known states of the replicas, of one kind.
pub(super) struct Ballot<T> {
    own: States<T>,
    /// States that followers reported to this node.
    reported: BTreeMap<u64, States<T>>,
    /// States that a majority agrees on, by this node's count or a leader's announcement. This node may not have
    /// reached those entries yet.
    agreed: States<T>,
    /// The last entry at which voters differ without a majority.
    undecided: u64,
}

/// The electorate: this node, and the voters of each configuration in force.
pub(super) struct Electorate {
    pub(super) node: u64,
    pub(super) voters: Vec<BTreeSet<u64>>,
}

/// The result of a count or a comparison.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Finding<T> {
    /// Not enough is known yet.
    Nothing,
    /// This node's state equals the majority's.
    Equal,
    /// This node's state differs from the majority's.
    Differs { own: T, agreed: T },
    /// Voters differ, and no majority agrees. Reported once for an entry.
    Undecided,
}

impl<T> Default for Ballot<T> {
    fn default() -> Self {
        Self {
            own: States::new(),
            reported: BTreeMap::new(),
            agreed: States::new(),
            undecided: 0,
        }
    }
}

impl<T: Clone + Ord> Ballot<T> {
    /// Records a state that this node has reached.
    pub(super) fn reached(&mut self, electorate: &Electorate, own: At<T>) -> Finding<T> {
        let index = own.index;
        remember(&mut self.own, own);
        self.count(electorate, index)
    }

    /// Records a state that a follower reports.
    pub(super) fn reported(&mut self, electorate: &Electorate, peer: u64, theirs: At<T>) -> Finding<T> {
        let index = theirs.index;
        remember(self.reported.entry(peer).or_default(), theirs);
        self.count(electorate, index)
    }

    /// Records the majority's state, announced by a leader.
    pub(super) fn told(&mut self, agreed: At<T>) -> Finding<T> {
        let index = agreed.index;
        remember(&mut self.agreed, agreed);
        self.compare(index)
    }

    /// Discards this node's earlier states.
    pub(super) fn forget_own(&mut self) {
        self.own.clear();
    }

    /// The newest state this node has reached.
    pub(super) fn newest(&self) -> Option<At<T>> {
        newest(&self.own)
    }

    /// The newest state that a majority agrees on.
    pub(super) fn agreed(&self) -> Option<At<T>> {
        newest(&self.agreed)
    }

    /// Records the state that a majority of the voters has at an entry, if there is one, and compares.
    fn count(&mut self, electorate: &Electorate, index: u64) -> Finding<T> {
        let Electorate { node, voters } = electorate;
        let held = |voter: &u64| match voter == node {
            true => self.own.get(&index),
            false => self.reported.get(voter)?.get(&index),
        };
        let everybody: BTreeSet<u64> = voters.iter().flatten().copied().collect();
        let states: BTreeSet<&T> = everybody.iter().filter_map(held).collect();
        let agrees = |state: &T| {
            let holders =
                |configuration: &BTreeSet<u64>| configuration.iter().filter(|voter| held(voter) == Some(state)).count();
            !voters.is_empty() && voters.iter().all(|voters| holders(voters) > voters.len() / 2)
        };
        let agreed = states.iter().find(|state| agrees(state)).map(|state| (*state).clone());
        let differ = states.len() > 1;
        if let Some(state) = agreed {
            remember(&mut self.agreed, At { index, state });
        } else if differ && self.undecided < index {
            self.undecided = index;
            return Finding::Undecided;
        }
        self.compare(index)
    }

    fn compare(&self, index: u64) -> Finding<T> {
        match (self.own.get(&index), self.agreed.get(&index)) {
            (Some(own), Some(agreed)) if own == agreed => Finding::Equal,
            (Some(own), Some(agreed)) => Finding::Differs {
                own: own.clone(),
                agreed: agreed.clone(),
            },
            _ => Finding::Nothing,
        }
    }
}

fn newest<T: Clone>(states: &States<T>) -> Option<At<T>> {
    states.last_key_value().map(|(index, state)| At {
        index: *index,
        state: state.clone(),
    })
}

fn remember<T>(states: &mut States<T>, At { index, state }: At<T>) {
    states.insert(index, state);
    while states.len() > REMEMBERED_MAX {
        states.pop_first();
    }
}
