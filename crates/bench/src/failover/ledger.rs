//! The record of promised and delivered timers.
//!
//! Invariant: a timer counts as promised only after its create was acknowledged, and as cancelled only after its cancel
//! returned CANCELLED. An unanswered call may or may not have happened, so neither outcome is an error.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_terminal::clock;
use minoots_terminal::id::new_id;
use serde::Serialize;
use tokio::sync::oneshot;

const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// The number of violations described in words.
const EXAMPLES_MAX: usize = 20;

/// All timers of a run.
pub struct Ledger {
    /// The queue of the timers.
    pub queue: String,
    prefix: String,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    timers: Vec<Timer>,
    /// The term of the latest leader that has delivered.
    term: u64,
    watch: Option<Watch>,
    early: u64,
    redelivered: u64,
    stale: u64,
    duplicate_keys: u64,
    /// Descriptions of the first violations.
    examples: Vec<String>,
}

/// A pending wait for the first fire of a leader after this term.
struct Watch {
    term: u64,
    fired: oneshot::Sender<i64>,
}

struct Timer {
    due_ns: i64,
    /// The time of the answer to its create.
    created_ns: Option<i64>,
    cancel: Cancel,
    /// The time of the answer to its cancel.
    cancelled_ns: i64,
    /// The time of its first delivery.
    received_ns: Option<i64>,
    delivery: Option<Delivery>,
    settled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cancel {
    Never,
    /// Requested, without an answer.
    Open,
    /// Answered CANCELLED.
    Done,
    /// Answered otherwise.
    TooLate,
}

/// The deliveries of a timer's event.
struct Delivery {
    event_id: Box<str>,
    /// The largest fence.
    fence: Box<str>,
    /// All other fences seen.
    older: Vec<Box<str>>,
}

/// The verdict over a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Acknowledged creates.
    pub created: u64,
    /// Cancels answered CANCELLED.
    pub cancelled: u64,
    /// Timers delivered at least once.
    pub delivered: u64,
    /// Timers with an acknowledged create that were neither delivered nor possibly cancelled.
    pub missing: u64,
    /// Timers received before they were due.
    pub early: u64,
    /// Timers delivered although their cancel returned CANCELLED.
    pub cancelled_delivered: u64,
    /// Redeliveries of a key with a larger fence.
    pub redelivered: u64,
    /// Deliveries of a key after one of a later leader, from a leader that did not know yet that it had lost
    /// leadership. A consumer that compares fences drops them.
    pub stale: u64,
    /// Deliveries of a key with a fence seen before, or without growth under one leader, and second keys of a timer.
    pub duplicate_keys: u64,
    /// Delivered timers without an answer to any acknowledgement.
    pub unacknowledged: u64,
}

impl Verdict {
    /// Whether no guarantee was violated. A redelivery with a larger fence, or from an earlier leader, violates none.
    pub fn is_clean(&self) -> bool {
        self.missing + self.early + self.cancelled_delivered + self.duplicate_keys + self.unacknowledged == 0
    }
}

impl Ledger {
    /// A ledger without timers.
    pub fn new() -> Self {
        let prefix = new_id();
        Self {
            queue: format!("bench-{prefix}"),
            prefix,
            book: Mutex::default(),
        }
    }

    /// A poisoned book is still readable, because every change is one assignment.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a timer that is about to be created.
    pub fn enter(&self, due_ns: i64) -> usize {
        let mut book = self.book();
        book.timers.push(Timer {
            due_ns,
            created_ns: None,
            cancel: Cancel::Never,
            cancelled_ns: 0,
            received_ns: None,
            delivery: None,
            settled: false,
        });
        book.timers.len() - 1
    }

    /// The id of a timer.
    pub fn id(&self, index: usize) -> String {
        format!("{}-{index}", self.prefix)
    }

    /// The timer of an event id (`timer:<tenant>:<id>:<state version>`).
    fn index_of(&self, event_id: &str) -> Option<usize> {
        let id = event_id.rsplit(':').nth(1)?;
        id.strip_prefix(&self.prefix)?.strip_prefix('-')?.parse().ok()
    }

    /// Records the answer to a create, at this instant.
    pub fn created(&self, index: usize, answered_ns: i64) {
        self.change(index, |timer| timer.created_ns = Some(answered_ns));
    }

    /// Records that a cancel is about to be requested.
    pub fn cancel_asked(&self, index: usize) {
        self.change(index, |timer| timer.cancel = Cancel::Open);
    }

    /// Records the answer to a cancel, at this instant.
    pub fn cancel_answered(&self, index: usize, cancelled: bool, answered_ns: i64) {
        let answer = if cancelled { Cancel::Done } else { Cancel::TooLate };
        self.change(index, |timer| {
            (timer.cancel, timer.cancelled_ns) = (answer, answered_ns)
        });
    }

    /// Records that the nodes were restored to their state at `to_ns` or later. Calls answered after `to_ns` may be
    /// lost.
    pub fn set_back(&self, to_ns: i64) {
        for timer in &mut self.book().timers {
            if timer.created_ns.is_none_or(|created_ns| created_ns >= to_ns) {
                timer.created_ns = None;
                // The cluster no longer knows the event, so its acknowledgement cannot succeed.
                timer.settled = true;
            }
            if timer.cancel == Cancel::Done && timer.cancelled_ns >= to_ns {
                timer.cancel = Cancel::Open;
            }
        }
    }

    /// Records the answer to an acknowledgement of the event.
    pub fn settled(&self, event_id: &str) {
        if let Some(index) = self.index_of(event_id) {
            self.change(index, |timer| timer.settled = true);
        }
    }

    fn change(&self, index: usize, change: impl FnOnce(&mut Timer)) {
        if let Some(timer) = self.book().timers.get_mut(index) {
            change(timer);
        }
    }

    /// Records a delivery.
    pub fn delivered(&self, event_id: &str, fence: &str, received_ns: i64) {
        let Some(index) = self.index_of(event_id) else { return };
        let mut book = self.book();
        let Some(timer) = book.timers.get_mut(index) else {
            return;
        };
        let early = received_ns < timer.due_ns;
        timer.received_ns.get_or_insert(received_ns);
        let example = timer.example(event_id, fence, received_ns);
        let kind = match &mut timer.delivery {
            Some(delivery) => delivery.again(event_id, fence),
            first => {
                *first = Some(Delivery::first(event_id, fence));
                Kind::First
            }
        };
        if (early || kind == Kind::Duplicate) && book.examples.len() < EXAMPLES_MAX {
            book.examples.push(example);
        }
        book.early += u64::from(early);
        match kind {
            Kind::First => book.fired(term_of(fence), received_ns),
            Kind::Again => book.redelivered += 1,
            Kind::Stale => book.stale += 1,
            Kind::Duplicate => book.duplicate_keys += 1,
        }
        book.term = book.term.max(term_of(fence));
    }

    /// The time (nanoseconds since 1970 UTC) at which a leader after the latest one first delivers a timer that was
    /// never delivered before. A later call replaces an earlier one.
    pub fn next_leader_fires(&self) -> oneshot::Receiver<i64> {
        let (fired, receiver) = oneshot::channel();
        let mut book = self.book();
        book.watch = Some(Watch { term: book.term, fired });
        receiver
    }

    /// The term of the latest leader that has delivered; 0 before the first delivery.
    pub fn latest_term(&self) -> u64 {
        self.book().term
    }

    /// Waits until every promised timer was delivered, at most `patience` after the last due instant.
    pub async fn wait_until_delivered(&self, patience: Duration) {
        let last_due_ns = self.book().timers.iter().map(|timer| timer.due_ns).max();
        let patience_ns = i64::try_from(patience.as_nanos()).unwrap_or(i64::MAX);
        let end_ns = last_due_ns.unwrap_or(i64::MIN).saturating_add(patience_ns);
        while clock::wall_ns() < end_ns && self.book().timers.iter().any(Timer::is_missing) {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
        // Answers to the last acknowledgements are in flight.
        tokio::time::sleep(10 * POLL_INTERVAL).await;
    }

    /// Event id and fence of deliveries without an answer to their acknowledgement.
    pub fn unsettled(&self) -> Vec<(String, String)> {
        let book = self.book();
        let open = book.timers.iter().filter(|timer| !timer.settled);
        open.filter_map(|timer| timer.delivery.as_ref())
            .map(|delivery| (delivery.event_id.to_string(), delivery.fence.to_string()))
            .collect()
    }

    /// Descriptions of early and duplicate deliveries, up to a limit.
    pub fn examples(&self) -> Vec<String> {
        self.book().examples.clone()
    }

    /// Lateness of the first deliveries of timers due in this range, in nanoseconds. It only counts timers whose create
    /// was answered before they were due; others were late from the start.
    pub fn lateness_ns(&self, due: &Range<i64>) -> Vec<i64> {
        let book = self.book();
        let promised = |timer: &&Timer| timer.created_ns.is_some_and(|created_ns| created_ns < timer.due_ns);
        let of_then = book.timers.iter().filter(|timer| due.contains(&timer.due_ns));
        of_then
            .filter(promised)
            .filter_map(|timer| Some(timer.received_ns?.saturating_sub(timer.due_ns)))
            .collect()
    }

    /// The verdict over all timers.
    pub fn verdict(&self) -> Verdict {
        let book = self.book();
        let count = |what: fn(&Timer) -> bool| book.timers.iter().filter(|timer| what(timer)).count() as u64;
        Verdict {
            created: count(|timer| timer.created_ns.is_some()),
            cancelled: count(|timer| timer.cancel == Cancel::Done),
            delivered: count(|timer| timer.delivery.is_some()),
            missing: count(Timer::is_missing),
            early: book.early,
            cancelled_delivered: count(|timer| timer.cancel == Cancel::Done && timer.delivery.is_some()),
            redelivered: book.redelivered,
            stale: book.stale,
            duplicate_keys: book.duplicate_keys,
            unacknowledged: count(|timer| timer.delivery.is_some() && !timer.settled),
        }
    }
}

/// The kind of a delivery, compared with earlier ones of the timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    First,
    Again,
    Stale,
    Duplicate,
}

impl Delivery {
    fn first(event_id: &str, fence: &str) -> Self {
        Self {
            event_id: event_id.into(),
            fence: fence.into(),
            older: Vec::new(),
        }
    }

    /// Text order is fence order. An older delivery never replaces a newer one.
    fn again(&mut self, event_id: &str, fence: &str) -> Kind {
        if *self.event_id != *event_id || *self.fence == *fence || self.older.iter().any(|older| **older == *fence) {
            return Kind::Duplicate;
        }
        if *self.fence < *fence {
            self.older.push(std::mem::replace(&mut self.fence, fence.into()));
            return Kind::Again;
        }
        self.older.push(fence.into());
        if term_of(fence) < term_of(&self.fence) {
            Kind::Stale
        } else {
            Kind::Duplicate
        }
    }
}

impl Timer {
    fn example(&self, event_id: &str, fence: &str, received_ns: i64) -> String {
        let last = self.delivery.as_ref().map_or("none", |delivery| &*delivery.fence);
        let late_us = clock::floor_us(received_ns - self.due_ns);
        format!("{event_id} with fence {fence} after {last}, {late_us} us after it was due")
    }

    fn is_missing(&self) -> bool {
        let certain = matches!(self.cancel, Cancel::Never | Cancel::TooLate);
        self.created_ns.is_some() && certain && self.delivery.is_none()
    }
}

impl Book {
    fn fired(&mut self, term: u64, received_ns: i64) {
        if let Some(watch) = self.watch.take_if(|watch| term > watch.term) {
            // The waiting task may have ended.
            let _ = watch.fired.send(received_ns);
        }
    }
}

/// The leader's term in a fence (`epoch-arm-term-number`, hexadecimal); 0 if there is none.
fn term_of(fence: &str) -> u64 {
    let term = fence.split('-').nth(2).map(|term| u64::from_str_radix(term, 16));
    term.and_then(Result::ok).unwrap_or_default()
}

#[cfg(test)]
mod tests;
