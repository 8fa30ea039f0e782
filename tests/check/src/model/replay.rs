//! Replays the known facts about a timer in the order of the log, and tracks every state that it may be in.
//!
//! Without gaps in the facts that is a single state. Clients do not see arming, firing, the fate of unknown calls, and
//! the order of commands inside an entry; these make several states possible. If none is left, no execution of the
//! model explains the responses.

use std::collections::BTreeSet;

use super::steps::{Floating, Object, Placed};
use super::{Hidden, State, Step, apply, progress};
use crate::record::Status;

type States<'a> = BTreeSet<State<'a>>;

/// The largest number of unordered steps in one entry for which every order is tried.
const UNORDERED_MAX: usize = 10;

/// The result of a replay.
#[derive(Debug)]
pub enum Replayed<'a> {
    /// There is an explanation.
    Explained,
    /// There is none: this step is impossible. Includes the lines of the steps right before it.
    Impossible(Blame<'a>),
    /// There are too many orders to try.
    Undecided,
}

/// The unexplained step.
#[derive(Debug)]
pub struct Blame<'a> {
    /// The step.
    pub step: Step<'a>,
    /// The lines that show it.
    pub lines: Vec<usize>,
    /// The states in which it was tried.
    pub states: String,
}

/// Searches for an explanation.
pub fn replay<'a>(object: &Object<'a>, hidden: Hidden) -> Replayed<'a> {
    let world = World::new(object, hidden);
    let mut states = world.settle(States::from([None]), 0);
    let (mut eras, mut from) = (Vec::new(), 0);
    let mut earlier: Vec<usize> = Vec::new();
    for group in object
        .placed
        .chunk_by(|a, b| (a.index, a.is_read) == (b.index, b.is_read))
    {
        let Some(first) = group.first() else {
            continue;
        };
        let begun = world.settle(states, first.index);
        let orders = if first.is_read {
            world.read(group, &begun)
        } else {
            world.write(group, &begun)
        };
        let (after, during) = match orders {
            Orders::Found { after, during } => (after, during),
            Orders::TooMany => return Replayed::Undecided,
            Orders::None(step) => {
                let mut lines: Vec<usize> = group.iter().flat_map(|placed| placed.lines).collect();
                lines.extend(earlier.iter().rev().take(4));
                return Replayed::Impossible(Blame {
                    step: step.step.clone(),
                    lines,
                    states: describe(&begun),
                });
            }
        };
        if !object.refusals.is_empty() {
            let until = first.index;
            eras.push(Era {
                from,
                until,
                states: begun,
            });
            eras.push(Era {
                from: until,
                until,
                states: during,
            });
            from = until;
        }
        states = after;
        earlier.extend(group.iter().map(|placed| placed.lines[1]));
    }
    let (until, states) = (u64::MAX, world.settle(states, u64::MAX));
    eras.push(Era { from, until, states });
    world.refusals(&eras)
}

enum Orders<'o, 'a> {
    /// The states after all steps, and the intermediate ones.
    Found {
        after: States<'a>,
        during: States<'a>,
    },
    None(&'o Placed<'a>),
    TooMany,
}

/// The possible states of the timer after `from`, up to and including the start of the entry at `until`. If both are
/// equal, the states inside that entry.
struct Era<'a> {
    from: u64,
    until: u64,
    states: States<'a>,
}

struct World<'o, 'a> {
    object: &'o Object<'a>,
    hidden: Hidden,
    /// Calls with unknown outcomes in order of their floors, grouped by the timers that they change: absent, waiting,
    /// delivered.
    creates: Vec<&'o Floating<'a>>,
    withdrawals: Vec<&'o Floating<'a>>,
    words: Vec<&'o Floating<'a>>,
}

impl<'o, 'a> World<'o, 'a> {
    fn new(object: &'o Object<'a>, hidden: Hidden) -> Self {
        let (mut creates, mut withdrawals, mut words) = (Vec::new(), Vec::new(), Vec::new());
        let mut possible: Vec<&Floating<'a>> = object.possible.iter().collect();
        possible.sort_by_key(|call| call.floor);
        for call in possible {
            match call.step {
                Step::Create { .. } => creates.push(call),
                Step::Withdraw { .. } => withdrawals.push(call),
                _ => words.push(call),
            }
        }
        Self {
            object,
            hidden,
            creates,
            withdrawals,
            words,
        }
    }

    /// Returns the unknown calls that change this state.
    fn matters_to(&self, state: &State<'a>) -> impl Iterator<Item = &'o Floating<'a>> {
        let calls = match state.as_ref().map(|timer| timer.status) {
            None => self.creates.as_slice(),
            Some(Status::Scheduled) => self.withdrawals.as_slice(),
            Some(Status::Armed | Status::Fired) => self.words.as_slice(),
            Some(_) => &[],
        };
        calls.iter().copied()
    }

    /// Adds the states that the log or unknown calls may have reached up to an index.
    fn settle(&self, states: States<'a>, index: u64) -> States<'a> {
        let ended = |state: &State<'a>| state.as_ref().is_some_and(|timer| timer.status.is_terminal());
        if !self.hidden.retirement && states.iter().all(ended) {
            return states;
        }
        let mut todo: Vec<State<'a>> = states.iter().cloned().collect();
        let mut all = states;
        while let Some(state) = todo.pop() {
            let mut reached = States::new();
            progress(&state, self.hidden, &mut reached);
            for call in self.matters_to(&state).take_while(|call| call.floor < index) {
                reached.extend(apply(&call.step, &state, index, self.hidden));
            }
            for mut after in reached {
                // The index of an unknown cancel is not known.
                if let Some(timer) = &mut after
                    && state.as_ref().is_some_and(|before| before.cancelled_at.is_none())
                {
                    timer.cancelled_at = None;
                }
                if all.insert(after.clone()) {
                    todo.push(after);
                }
            }
        }
        all
    }

    /// Applies the reads of one index, which all see the same state.
    fn read(&self, group: &'o [Placed<'a>], begun: &States<'a>) -> Orders<'o, 'a> {
        let mut states = begun.clone();
        for placed in group {
            states = self.step(placed, &states);
            if states.is_empty() {
                return Orders::None(placed);
            }
        }
        Orders::Found {
            during: states.clone(),
            after: states,
        }
    }

    /// Tries every order of the entry's steps that their known positions allow, by the set of finished steps.
    fn write(&self, group: &'o [Placed<'a>], begun: &States<'a>) -> Orders<'o, 'a> {
        if group.iter().all(|placed| placed.position.is_some()) {
            return self.in_order(group, begun);
        }
        if group.len() > UNORDERED_MAX {
            return Orders::TooMany;
        }
        let mut reached = vec![States::new(); 1 << group.len()];
        reached[0] = begun.clone();
        let mut furthest = (0, 0);
        for done in 0..reached.len() {
            if reached[done].is_empty() {
                continue;
            }
            furthest = furthest.max((done.count_ones(), done));
            for (at, placed) in group.iter().enumerate().filter(|(at, _)| may_follow(group, done, *at)) {
                let after = self.settle(self.step(placed, &reached[done]), placed.index);
                reached[done | 1 << at].extend(after);
            }
        }
        let during = reached.iter().flatten().cloned().collect();
        match reached.pop() {
            Some(after) if !after.is_empty() => Orders::Found { after, during },
            _ => Orders::None(
                group
                    .iter()
                    .enumerate()
                    .find(|(at, _)| furthest.1 & 1 << at == 0)
                    .map_or(&group[0], |(_, placed)| placed),
            ),
        }
    }

    fn in_order(&self, group: &'o [Placed<'a>], begun: &States<'a>) -> Orders<'o, 'a> {
        let (mut after, mut during) = (begun.clone(), begun.clone());
        for placed in group {
            after = self.settle(self.step(placed, &after), placed.index);
            if after.is_empty() {
                return Orders::None(placed);
            }
            during.extend(after.iter().cloned());
        }
        Orders::Found { after, during }
    }

    fn step(&self, placed: &Placed<'a>, states: &States<'a>) -> States<'a> {
        let after = states
            .iter()
            .flat_map(|state| apply(&placed.step, state, placed.index, self.hidden));
        after.collect()
    }

    /// Requires that each refusal was right at some index between its bounds.
    fn refusals(&self, eras: &[Era<'a>]) -> Replayed<'a> {
        for refusal in &self.object.refusals {
            let right = |state: &State<'a>| !apply(&refusal.step, state, refusal.ceiling, self.hidden).is_empty();
            let first = eras.partition_point(|era| era.until <= refusal.floor);
            let mut overlapping = eras[first..].iter().take_while(|era| era.from <= refusal.ceiling);
            if !overlapping.any(|era| era.states.iter().any(right)) {
                return Replayed::Impossible(blame(refusal, eras));
            }
        }
        Replayed::Explained
    }
}

/// Whether every step with an earlier known position is finished.
fn may_follow(group: &[Placed<'_>], done: usize, at: usize) -> bool {
    let waits = |(other, placed): (usize, &Placed<'_>)| {
        done & 1 << other == 0 && placed.position.is_some() && placed.position < group[at].position
    };
    done & 1 << at == 0 && !group.iter().enumerate().any(waits)
}

fn blame<'a>(refusal: &Floating<'a>, eras: &[Era<'a>]) -> Blame<'a> {
    let last = eras.last().map(|era| describe(&era.states));
    Blame {
        step: refusal.step.clone(),
        lines: refusal.lines.to_vec(),
        states: last.unwrap_or_default(),
    }
}

/// Describes the states in a few words.
fn describe(states: &States<'_>) -> String {
    let words = states.iter().map(|state| match state {
        None => "absent".to_owned(),
        Some(timer) => {
            let version = timer
                .version
                .map_or("of an unknown version".into(), |version| format!("version {version}"));
            format!("{:?}, {version}", timer.status)
        }
    });
    words
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
        .join("; or ")
}
