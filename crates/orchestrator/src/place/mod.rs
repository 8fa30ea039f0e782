//! WIP slots of a phase with a concurrency limit: pure.
//!
//! The slots of a phase are a checkpoint of their own. One entry commits the next state and the messages to executions
//! that received a slot, if the state is still the one that was read. Requests and releases may arrive in any order and
//! repeatedly. If an execution no longer wants its slot, the worker that delivers the message releases the slot.
//!
//! Invariants:
//! - No more slots are held than the limit. If a newer definition has lowered the limit, no slot is given until enough
//!   executions have left.
//! - The next slot goes to the highest priority, and within it to the earliest request.
//! - A request counts once. A request older than the known one of its execution is ignored.
//! - An execution that asks again receives no slot before it has left its previous one. Messages may overtake each
//!   other, and the breaker counts the way it left.
//! - While the [`breaker`] is open, no slot is given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::priority::Priority;

pub mod breaker;
#[cfg(test)]
mod tests;

use breaker::{Breaker, Left, Rule, Turn};

/// The version of the stored format. It grows when the meaning of stored data changes.
pub const FORMAT: u32 = 1;
/// Executions that wait for a slot of one phase. Further executions ask again later.
pub const WAITING_MAX: usize = 1_000;

/// The WIP slots of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct State {
    /// The format of this record: 1.
    pub format: u32,
    /// The number of slots, from the newest version of the definition among the requests so far.
    pub limit: u32,
    /// The version of the definition that set `limit`.
    pub definition_version: u64,
    /// The number of requests so far.
    pub asked: u64,
    /// Executions with a slot, and the ticket of the answered request.
    pub held: BTreeMap<String, u64>,
    /// Executions that wait for a slot.
    pub waiting: BTreeMap<String, Waiting>,
    /// The circuit breaker, if the phase has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaker: Option<Breaker>,
}

/// An execution that waits for a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Waiting {
    /// The execution's number for its request.
    pub ticket: u64,
    /// The priority.
    pub priority: Priority,
    /// The number of the request among all requests, from 1.
    pub number: u64,
}

/// An input to the slots of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// An execution requests a slot.
    Ask {
        /// The execution.
        execution: String,
        /// The execution's number for this request.
        ticket: u64,
        /// The priority.
        priority: Priority,
        /// The number of slots in its definition.
        limit: u32,
        /// The version of its definition.
        definition_version: u64,
        /// The breaker's rule in its definition.
        breaker: Option<Rule>,
    },
    /// An execution releases its slot or withdraws its request.
    Leave {
        /// The execution.
        execution: String,
        /// The execution's number for the request.
        ticket: u64,
        /// The way in which it left.
        left: Left,
    },
    /// An execution with a slot has failed, and keeps the slot until a person intervenes.
    Fail {
        /// The execution.
        execution: String,
        /// The execution's number for the request.
        ticket: u64,
    },
    /// The breaker's pause has ended.
    Try {
        /// The number of the breaker's opening.
        round: u64,
    },
}

/// The next state, and the executions to notify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The next state.
    pub state: State,
    /// Executions that received a slot, with the tickets of their requests.
    pub placed: Vec<(String, u64)>,
    /// The last execution has left and none waits, so the phase is idle.
    pub is_idle: bool,
    /// The state change of the breaker.
    pub turned: Option<Turn>,
}

/// Too many executions wait. The execution asks again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{WAITING_MAX} executions wait for a place in this phase; ask again later")]
pub struct Full;

/// Computes the step for an input; `None` if it changes nothing.
///
/// # Errors
/// Too many executions wait.
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
            // A new request replaces the earlier one.
            state.waiting.remove(execution);
            // The number of slots may have grown.
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
    /// Applies a new rule. An existing breaker keeps its state; only removing the rule resets it.
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

    /// Gives free slots to waiting executions in order.
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
