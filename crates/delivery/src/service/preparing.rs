//! The preparing thread, and how it is ranked: what is armed is made ready before anything else is done for consumers, and what will be due is
//! signed when there is nothing else to do.

use super::{IDLE, Input, Shared};
use crate::{core::Action, prepare::Preparer, waiting::Waiting};
use minoots_kernel::Failure;
use minoots_sequencer::clock::{Clock, wait};
use std::{
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};

/// So many events of a tenant are handed over together while more wait: what takes half a millisecond to sign. Handed over one by one, each woke the thread that releases,
/// that its connection, that the consumer, all of which go before the next signature, and a timer cost three times as much.
const TOGETHER: usize = 16;

/// How the preparing thread is to be ranked among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// It makes ready what is armed: nothing is released before that.
    Favoured,
    /// It signs what will be due.
    Ordinary,
}

/// The rank that the preparing thread has.
pub(super) struct Ranked {
    now: Rank,
    hook: Arc<dyn Fn(Rank) + Send + Sync>,
}

impl Ranked {
    /// A thread that has no rank yet.
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

/// Makes ready what is asked for; when nothing is, signs ahead what will be asked for, while this node leads.
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
            // What comes next is not kept waiting.
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
            // To read a queue takes long.
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
