//! Calls that wait for a timer, and their wake-ups.
//!
//! Invariants:
//! - A waiting call is woken by every entry that may have brought its timer into the awaited state. A spurious wake-up
//!   is harmless, a missed one is not. So a call registers first and reads the state then.
//! - A call is not woken for other timers, so that an entry costs only its own wake-ups.
//! - The number of waiting calls is bounded, and a call that stops waiting leaves no state.

use crate::refusal;
use minoots_kernel::Effect;
use minoots_sequencer::consensus::{EffectSink, Moment, Position};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::Notify;
use tonic::Status;

/// The maximum number of waiting calls at a node.
const WAITING_MAX: usize = 10_000;

/// The waiting calls of this node.
#[derive(Default)]
pub(crate) struct Waits {
    /// Their number, readable without the lock: usually zero.
    waiting: AtomicUsize,
    state: Mutex<State>,
}

/// The calls that wait for one timer, by number.
type Waiters = BTreeMap<u64, Arc<Notify>>;

#[derive(Default)]
struct State {
    /// The counter that numbers waiting calls.
    drawn: u64,
    /// Waiting calls by tenant and timer.
    by_timer: BTreeMap<String, BTreeMap<String, Waiters>>,
    /// Waiting calls by the log time at which they are woken.
    by_due: BTreeMap<(i64, u64), Arc<Notify>>,
}

impl Waits {
    /// Registers a call that waits for a timer.
    pub fn register(self: &Arc<Self>, tenant: &str, id: &str) -> Result<Waiting, Status> {
        let mut state = self.state();
        let waiting = self.waiting.load(Ordering::Acquire);
        if waiting >= WAITING_MAX {
            return Err(refusal::busy("too many calls of this node wait for timers"));
        }
        self.waiting.store(waiting + 1, Ordering::Release);
        state.drawn += 1;
        let number = state.drawn;
        let wake = Arc::new(Notify::new());
        let timers = state.by_timer.entry(tenant.to_owned()).or_default();
        timers.entry(id.to_owned()).or_default().insert(number, wake.clone());
        Ok(Waiting {
            waits: self.clone(),
            tenant: tenant.to_owned(),
            id: id.to_owned(),
            number,
            due: None,
            wake,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code leaves a partial change under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EffectSink for Waits {
    fn applied(&self, _: Position, moment: Moment, effects: &[Effect]) {
        if self.waiting.load(Ordering::Acquire) == 0 {
            return;
        }
        let mut state = self.state();
        for (tenant, id) in effects.iter().filter_map(changed) {
            if let Some(waiting) = state.by_timer.get(tenant).and_then(|timers| timers.get(id)) {
                waiting.values().for_each(|wake| wake.notify_one());
            }
        }
        while let Some(first) = state.by_due.first_entry().filter(|first| first.key().0 <= moment.time) {
            first.remove().notify_one();
        }
    }
}

/// The timer whose state or due instant an effect changes. A timer that becomes due also changes, and only log time
/// shows that.
fn changed(effect: &Effect) -> Option<(&str, &str)> {
    match effect {
        Effect::Scheduled { tenant, id, .. }
        | Effect::Withdrawn { tenant, id, .. }
        | Effect::Closed { tenant, id, .. } => Some((tenant, id)),
        Effect::Armed(armed) => Some((&armed.tenant, armed.row.id())),
        Effect::Watched(watched) => Some((&watched.tenant, &watched.id)),
        Effect::Moved { .. }
        | Effect::Parked { .. }
        | Effect::Queue { .. }
        | Effect::Webhook { .. }
        | Effect::Policy { .. }
        | Effect::PayloadKeys { .. }
        | Effect::Schedules
        | Effect::Missed { .. }
        | Effect::Events { .. }
        | Effect::Revoked
        | Effect::SigningKeyRevoked { .. } => None,
    }
}

/// A waiting call. Dropping it ends the wait.
pub(crate) struct Waiting {
    waits: Arc<Waits>,
    tenant: String,
    id: String,
    number: u64,
    /// The log time at which it is to be woken.
    due: Option<i64>,
    wake: Arc<Notify>,
}

impl Waiting {
    /// Requests a further wake-up by the first entry whose log time reaches `due`.
    pub fn at(&mut self, due: Option<i64>) {
        let mut state = self.waits.state();
        if let Some(due) = self.due.take() {
            state.by_due.remove(&(due, self.number));
        }
        if let Some(due) = due {
            state.by_due.insert((due, self.number), self.wake.clone());
        }
        self.due = due;
    }

    /// Resolves at a wake-up. A wake-up since the last call resolves it at once.
    pub async fn told(&self) {
        self.wake.notified().await;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.at(None);
        let mut state = self.waits.state();
        if let Some(timers) = state.by_timer.get_mut(&self.tenant) {
            if let Some(waiting) = timers.get_mut(&self.id) {
                waiting.remove(&self.number);
                if waiting.is_empty() {
                    timers.remove(&self.id);
                }
            }
            if timers.is_empty() {
                state.by_timer.remove(&self.tenant);
            }
        }
        self.waits.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use futures::FutureExt as _;

    const AT: Position = Position { index: 1, term: 1 };

    fn moment(time: i64) -> Moment {
        Moment {
            time,
            unfinished: false,
            next_deadline: None,
        }
    }

    fn withdrawn(tenant: &str, id: &str) -> Effect {
        Effect::Withdrawn {
            due: 5,
            tenant: tenant.to_owned(),
            id: id.to_owned(),
        }
    }

    fn is_told(waiting: &Waiting) -> bool {
        waiting.told().now_or_never().is_some()
    }

    #[test]
    fn one_is_told_of_its_own_timer_only_and_of_what_came_before_it_asked() {
        let waits = Arc::new(Waits::default());
        let tea = waits.register("dev", "tea").unwrap();
        let also = waits.register("dev", "tea").unwrap();
        let cup = waits.register("dev", "cup").unwrap();
        let foreign = waits.register("rival", "tea").unwrap();
        waits.applied(AT, moment(1), &[withdrawn("dev", "tea")]);
        assert!(is_told(&tea) && is_told(&also));
        assert!(!is_told(&cup) && !is_told(&foreign) && !is_told(&tea));
    }

    #[test]
    fn one_is_told_when_log_time_comes_to_the_instant_it_named_last_and_once() {
        let waits = Arc::new(Waits::default());
        let mut tea = waits.register("dev", "tea").unwrap();
        tea.at(Some(5));
        tea.at(Some(7));
        waits.applied(AT, moment(6), &[]);
        assert!(!is_told(&tea));
        waits.applied(AT, moment(7), &[]);
        assert!(is_told(&tea));
        waits.applied(AT, moment(8), &[]);
        assert!(!is_told(&tea));
    }

    #[test]
    fn g19_more_than_ten_thousand_are_refused_and_those_who_left_count_no_more() {
        let waits = Arc::new(Waits::default());
        let mut all: Vec<Waiting> = (0..WAITING_MAX)
            .map(|_| waits.register("dev", "tea").unwrap())
            .collect();
        assert!(waits.register("dev", "tea").is_err());
        all.iter_mut().for_each(|waiting| waiting.at(Some(9)));
        all.pop();
        all.push(waits.register("dev", "tea").unwrap());
        drop(all);
        let state = waits.state();
        assert!(state.by_timer.is_empty() && state.by_due.is_empty());
        assert_eq!(waits.waiting.load(Ordering::Acquire), 0);
    }
}
