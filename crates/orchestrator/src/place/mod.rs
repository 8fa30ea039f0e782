//! Who is in a phase that takes only so many executions at a time: pure.
//!
//! The places of a phase are a checkpoint of their own, and whoever steps it commits the next state with the word to those who were
//! given a place, if the state is still the one that was read. Requests and leaves come in any order and more than once; a place that was
//! given to somebody who does not want it any more is given back by whoever brings the word.
//!
//! Invariants:
//! - No more places are held than the limit, unless a newer definition has lowered it: then nobody gets one until enough have left.
//! - The next is the one of the first priority, and of these the one that asked first.
//! - A request counts once; one that is older than the known one of its execution does not count.
//! - An execution that asks anew is given no place before it has left the one that it had: words overtake each other, and how it left
//!   counts.
//! - While its [`breaker`] is open nobody is given a place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::priority::Priority;

pub mod breaker;
#[cfg(test)]
mod tests;

use breaker::{Breaker, Left, Rule, Turn};

/// Grows when the meaning of what is stored changes.
pub const FORMAT: u32 = 1;
/// Executions that wait for a place in one phase; more come back later.
pub const WAITING_MAX: usize = 1_000;

/// The places of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct State {
    /// Of what is stored: 1.
    pub format: u32,
    /// Places in all, as the newest of the definitions' versions has it that asked so far.
    pub limit: u32,
    /// That version.
    pub definition_version: u64,
    /// Requests so far.
    pub asked: u64,
    /// Who has a place, by execution, with the request that it answered.
    pub held: BTreeMap<String, u64>,
    /// Who waits for one.
    pub waiting: BTreeMap<String, Waiting>,
    /// What keeps places from being given while those who have them fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaker: Option<Breaker>,
}

/// Somebody who waits for a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Waiting {
    /// The execution's number for its request.
    pub ticket: u64,
    /// Whose turn it is.
    pub priority: Priority,
    /// Which request it was of all, from 1.
    pub number: u64,
}

/// What happens to the places of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// An execution wants a place.
    Ask {
        /// Which.
        execution: String,
        /// Its number for this request.
        ticket: u64,
        /// Whose turn it is.
        priority: Priority,
        /// Places, as its definition has it.
        limit: u32,
        /// That definition's version.
        definition_version: u64,
        /// When nobody is given a place, as that has it.
        breaker: Option<Rule>,
    },
    /// An execution does not want a place any more, whether it has one or not.
    Leave {
        /// Which.
        execution: String,
        /// Its number for the request.
        ticket: u64,
        /// How.
        left: Left,
    },
    /// An execution that has a place has failed, and keeps it until somebody does something about it.
    Fail {
        /// Which.
        execution: String,
        /// Its number for the request.
        ticket: u64,
    },
    /// The breaker was open for long enough.
    Try {
        /// The how-manyth time that it was open.
        round: u64,
    },
}

/// The next state, and who is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The next state.
    pub state: State,
    /// Executions that have a place now, with their requests.
    pub placed: Vec<(String, u64)>,
    /// The last one has left, and nobody waits: there is nothing to do any more.
    pub is_idle: bool,
    /// The breaker stands otherwise than before.
    pub turned: Option<Turn>,
}

/// So many wait that no more are taken; ask again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{WAITING_MAX} executions wait for a place in this phase; ask again later")]
pub struct Full;

/// What an input comes to; `None` if it changes nothing.
///
/// # Errors
/// Too many wait.
pub fn step(state: Option<&State>, input: &Input) -> Result<Option<Step>, Full> {
    let mut state = state.cloned().unwrap_or(State {
        format: FORMAT,
        limit: 0,
        definition_version: 0,
        asked: 0,
        held: BTreeMap::new(),
        waiting: BTreeMap::new(),
        breaker: None,
    });
    let (mut placed, mut turned) = (Vec::new(), None);
    let was_at_work = !state.held.is_empty();
    match input {
        Input::Ask {
            execution,
            ticket,
            priority,
            limit,
            definition_version,
            breaker,
        } => {
            if state.known(execution).is_some_and(|known| known >= *ticket) {
                return Ok(None);
            }
            if *definition_version >= state.definition_version {
                (state.limit, state.definition_version) = (*limit, *definition_version);
                state.ruled_by(*breaker);
            }
            // What it asked for before it does not want any more.
            state.waiting.remove(execution);
            // There may be more places than before.
            if state.waiting.len() >= WAITING_MAX {
                placed.extend(state.fill());
            }
            if state.waiting.len() >= WAITING_MAX {
                return Err(Full);
            }
            state.asked += 1;
            let waiting = Waiting {
                ticket: *ticket,
                priority: *priority,
                number: state.asked,
            };
            state.waiting.insert(execution.clone(), waiting);
        }
        Input::Leave {
            execution,
            ticket,
            left,
        } => {
            if state.held.get(execution) == Some(ticket) {
                state.held.remove(execution);
                let breaker = state.breaker.as_mut();
                turned = breaker.and_then(|breaker| breaker.left(execution, *left));
            } else if state
                .waiting
                .get(execution)
                .is_some_and(|waiting| waiting.ticket == *ticket)
            {
                state.waiting.remove(execution);
            } else {
                return Ok(None);
            }
        }
        Input::Fail { execution, ticket } => {
            let is_at_work = state.held.get(execution) == Some(ticket);
            let breaker = state.breaker.as_mut().filter(|_| is_at_work);
            match breaker.map(|breaker| breaker.fails(execution)) {
                Some((true, turn)) => turned = turn,
                Some((false, _)) | None => return Ok(None),
            }
        }
        Input::Try { round } => {
            turned = state.breaker.as_mut().and_then(|breaker| breaker.try_one(*round));
            if turned.is_none() {
                return Ok(None);
            }
        }
    }
    placed.extend(state.fill());
    let is_idle = was_at_work && state.held.is_empty() && state.waiting.is_empty();
    Ok(Some(Step {
        state,
        placed,
        is_idle,
        turned,
    }))
}

impl State {
    /// Rules change where a breaker stands only if there is none any more.
    fn ruled_by(&mut self, rule: Option<Rule>) {
        self.breaker = rule.map(|rule| match self.breaker.take() {
            Some(breaker) => Breaker { rule, ..breaker },
            None => Breaker::new(rule),
        });
    }

    fn known(&self, execution: &str) -> Option<u64> {
        let waiting = self.waiting.get(execution).map(|waiting| waiting.ticket);
        waiting.or_else(|| self.held.get(execution).copied())
    }

    /// Gives free places to those whose turn it is.
    fn fill(&mut self) -> Vec<(String, u64)> {
        let mut placed = Vec::new();
        let lets_in = |breaker: &Option<Breaker>| breaker.as_ref().is_none_or(Breaker::lets_in);
        while self.held.len() < self.limit as usize && lets_in(&self.breaker) {
            let next = self
                .waiting
                .iter()
                .filter(|(execution, _)| !self.held.contains_key(*execution))
                .min_by_key(|(_, waiting)| (waiting.priority, waiting.number));
            let Some((execution, ticket)) = next.map(|(execution, waiting)| (execution.clone(), waiting.ticket)) else {
                break;
            };
            self.waiting.remove(&execution);
            self.held.insert(execution.clone(), ticket);
            if let Some(breaker) = &mut self.breaker {
                breaker.placed(&execution);
            }
            placed.push((execution, ticket));
        }
        placed
    }
}
