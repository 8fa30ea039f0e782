//! What was promised, and what was delivered.
//!
//! Invariant: a timer counts as promised only once its create was answered, and as withdrawn only once its cancel was
//! answered so; what stays without an answer may have happened or not, and is held against nobody.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_terminal::clock;
use minoots_terminal::id::new_id;
use serde::Serialize;
use tokio::sync::oneshot;

const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// Broken promises that are told in words.
const EXAMPLES_MAX: usize = 20;

/// Every timer of a run.
pub struct Ledger {
    /// Where they fire.
    pub queue: String,
    prefix: String,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    timers: Vec<Timer>,
    /// The latest leader's, of what was delivered.
    term: u64,
    watch: Option<Watch>,
    early: u64,
    redelivered: u64,
    stale: u64,
    duplicate_keys: u64,
    /// The first broken promises, in words.
    examples: Vec<String>,
}

/// Somebody waits for the first fire of a leader after this term.
struct Watch {
    term: u64,
    fired: oneshot::Sender<i64>,
}

struct Timer {
    due_ns: i64,
    /// When its create was answered.
    created_ns: Option<i64>,
    cancel: Cancel,
    /// When its cancel was answered.
    cancelled_ns: i64,
    /// When it was first delivered.
    received_ns: Option<i64>,
    delivery: Option<Delivery>,
    settled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cancel {
    Never,
    /// Asked for and not answered.
    Open,
    /// Answered CANCELLED.
    Done,
    /// Answered otherwise.
    TooLate,
}

/// The deliveries of a timer's event.
struct Delivery {
    event_id: Box<str>,
    /// The largest.
    fence: Box<str>,
    /// All others seen.
    older: Vec<Box<str>>,
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Creates answered.
    pub created: u64,
    /// Cancels answered CANCELLED.
    pub cancelled: u64,
    /// Timers delivered at least once.
    pub delivered: u64,
    /// Creates answered, and never delivered nor perhaps cancelled.
    pub missing: u64,
    /// Received before they were due.
    pub early: u64,
    /// Cancels answered CANCELLED, and delivered all the same.
    pub cancelled_delivered: u64,
    /// Deliveries of a key that came again with a larger fence.
    pub redelivered: u64,
    /// Deliveries of a key that came after one of a later leader's: a leader that did not know yet that it was one no more.
    /// Whoever keeps the largest fence drops them.
    pub stale: u64,
    /// Deliveries of a key that came again with a fence seen before, or not increasing under one leader, and second keys of a
    /// timer.
    pub duplicate_keys: u64,
    /// Delivered, and without an answer to any acknowledgement.
    pub unacknowledged: u64,
}

impl Verdict {
    /// No promise was broken. A redelivery with a larger fence, or with an earlier leader's, breaks none.
    pub fn is_clean(&self) -> bool {
        self.missing + self.early + self.cancelled_delivered + self.duplicate_keys + self.unacknowledged == 0
    }
}

impl Ledger {
    /// Without timers.
    pub fn new() -> Self {
        let prefix = new_id();
        Self {
            queue: format!("bench-{prefix}"),
            prefix,
            book: Mutex::default(),
        }
    }

    /// A poisoned book is still readable: every change to it is one assignment.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A timer that is going to be created.
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

    /// The timer an event id (`timer:<tenant>:<id>:<state version>`) belongs to.
    fn index_of(&self, event_id: &str) -> Option<usize> {
        let id = event_id.rsplit(':').nth(1)?;
        id.strip_prefix(&self.prefix)?.strip_prefix('-')?.parse().ok()
    }

    /// The create was answered, at this instant.
    pub fn created(&self, index: usize, answered_ns: i64) {
        self.change(index, |timer| timer.created_ns = Some(answered_ns));
    }

    /// A cancel is going to be asked for.
    pub fn cancel_asked(&self, index: usize) {
        self.change(index, |timer| timer.cancel = Cancel::Open);
    }

    /// The cancel was answered, at this instant.
    pub fn cancel_answered(&self, index: usize, cancelled: bool, answered_ns: i64) {
        let answer = if cancelled { Cancel::Done } else { Cancel::TooLate };
        self.change(index, |timer| {
            (timer.cancel, timer.cancelled_ns) = (answer, answered_ns)
        });
    }

    /// What was answered from this instant on may be forgotten: the nodes were set back to a state of then, or of later.
    pub fn set_back(&self, to_ns: i64) {
        for timer in &mut self.book().timers {
            if timer.created_ns.is_none_or(|created_ns| created_ns >= to_ns) {
                timer.created_ns = None;
                // Nobody knows the event any more who could take its acknowledgement.
                timer.settled = true;
            }
            if timer.cancel == Cancel::Done && timer.cancelled_ns >= to_ns {
                timer.cancel = Cancel::Open;
            }
        }
    }

    /// An acknowledgement of the event was answered.
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

    /// A delivery was received.
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

    /// When the first timer fires (nanoseconds since 1970 UTC) that a leader after the latest one delivers, of those never
    /// delivered before. A later call takes the place of an earlier one.
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

    /// Waits until everything promised was delivered, at most `patience` after the last due instant.
    pub async fn wait_until_delivered(&self, patience: Duration) {
        let last_due_ns = self.book().timers.iter().map(|timer| timer.due_ns).max();
        let patience_ns = i64::try_from(patience.as_nanos()).unwrap_or(i64::MAX);
        let end_ns = last_due_ns.unwrap_or(i64::MIN).saturating_add(patience_ns);
        while clock::wall_ns() < end_ns && self.book().timers.iter().any(Timer::is_missing) {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
        // Answers to the last acknowledgements are on their way.
        tokio::time::sleep(10 * POLL_INTERVAL).await;
    }

    /// Event id and fence of what was delivered and has no answer to its acknowledgement.
    pub fn unsettled(&self) -> Vec<(String, String)> {
        let book = self.book();
        let open = book.timers.iter().filter(|timer| !timer.settled);
        open.filter_map(|timer| timer.delivery.as_ref())
            .map(|delivery| (delivery.event_id.to_string(), delivery.fence.to_string()))
            .collect()
    }

    /// Deliveries that were early or duplicate, in words; not all if they are many.
    pub fn examples(&self) -> Vec<String> {
        self.book().examples.clone()
    }

    /// How late those timers were first delivered that were due in this time, in nanoseconds. Of those only whose create had been
    /// answered before they were due: the others were late when they came into being.
    pub fn lateness_ns(&self, due: &Range<i64>) -> Vec<i64> {
        let book = self.book();
        let promised = |timer: &&Timer| timer.created_ns.is_some_and(|created_ns| created_ns < timer.due_ns);
        let of_then = book.timers.iter().filter(|timer| due.contains(&timer.due_ns));
        of_then
            .filter(promised)
            .filter_map(|timer| Some(timer.received_ns?.saturating_sub(timer.due_ns)))
            .collect()
    }

    /// What it all came to.
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

/// What a delivery is, beside those before it.
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
            // Whoever waited may have given up.
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
