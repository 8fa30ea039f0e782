//! The preparing thread and its priority. It prepares armed events before all other work for consumers, and signs ahead
//! when it has nothing else to do.

use super::{IDLE, Input, Shared};
use crate::{core::Action, prepare::Preparer, waiting::Waiting};
use minoots_kernel::Failure;
use minoots_sequencer::clock::{Clock, wait};
use std::{
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};

/// The number of a tenant's events that are handed over together while more wait: half a millisecond of signing. When
/// events were handed over one by one, each woke the release thread, then the connection, then the consumer, all before
/// the next signature. A timer then cost three times as much.
const TOGETHER: usize = 16;

/// The priority of the preparing thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// It prepares armed events, which cannot be released earlier.
    Favoured,
    /// It signs events that will be due.
    Ordinary,
}

/// The present priority of the preparing thread.
pub(super) struct Ranked {
    now: Rank,
    hook: Arc<dyn Fn(Rank) + Send + Sync>,
}

impl Ranked {
    /// Creates the state of a thread without a priority yet.
    pub fn new(hook: Arc<dyn Fn(Rank) + Send + Sync>) -> Ranked {
        let now = Rank::Ordinary;
        Ranked { now, hook }
    }

    fn be(&mut self, rank: Rank) {
        if std::mem::replace(&mut self.now, rank) != rank {
            (self.hook)(rank);
        }
    }
}

/// Prepares requested events. When there are none, signs ahead while this node leads.
pub(super) fn run(shared: &Shared, preparer: &Preparer, clock: &Clock, mut rank: Ranked) -> Result<(), Failure> {
    let (mut led, mut waiting, mut came) = (false, Waiting::default(), Vec::new());
    let mut made = Vec::with_capacity(TOGETHER);
    loop {
        let leads = shared.leads.load(Ordering::Acquire);
        if std::mem::replace(&mut led, leads) && !leads {
            preparer.forget();
        }
        let now = clock.now();
        let patience = match leads {
            _ if !waiting.is_empty() => Duration::ZERO,
            true => wait(preparer.next_look(now).saturating_sub(now)).min(IDLE),
            false => IDLE,
        };
        if !patience.is_zero() {
            // The next request must not wait.
            rank.be(Rank::Favoured);
        }
        let Some(next) = shared.work.take(patience, came) else {
            return Ok(());
        };
        came = next;
        waiting.extend(came.drain(..));
        let prefix = shared
            .source_prefix
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let Some(turn) = waiting.turn() else {
            let now = clock.now();
            if leads && preparer.next_look(now) <= now {
                rank.be(Rank::Ordinary);
                preparer.look_ahead(now, &prefix, &shared.came_near)?;
            }
            continue;
        };
        rank.be(Rank::Favoured);
        let (mut view, source) = (None, format!("{prefix}{}", turn.tenant));
        for action in turn {
            // Reading a queue takes long, so completed work is handed over first.
            if matches!(action, Action::Refill { .. }) {
                shared.inputs.append(&mut made);
            }
            if let Some(done) = preparer.work(&source, action, &mut view)? {
                made.push(Input::Done(done));
            }
            if made.len() >= TOGETHER {
                shared.inputs.append(&mut made);
            }
        }
        shared.inputs.append(&mut made);
    }
}
