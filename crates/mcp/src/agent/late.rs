//! Wakes that an agent left unacknowledged. Every answer reports them, and states when the list is incomplete.

use std::collections::BTreeMap;
use std::time::SystemTime;

use futures::TryStreamExt as _;
use minoots_client::{Error, ListTimers, Timer, TimerStatus};
use serde_json::{Value, json};

use super::Agent;
use crate::answer::Refusal;
use crate::clock;
use crate::limits::{FAILED_LOOKED_FOR, FAILED_TOLD, LATE_EXAMINED_MAX, PAGE_MAX, REPORTED_MAX};
use crate::moment::instant_text;
use crate::shown::shown;

const REPORT: &str = "These wakes came and nobody acknowledged them in time. Take those that have fired with minoots_list_wakes, do what \
                      they say, and call minoots_acknowledge. Those that have failed do not come again: schedule anew what is still needed.";
const UNKNOWN: &str =
    "The fabric could not be asked whether wakes came that nobody acknowledged. Call any tool again to learn it.";

/// The timers of one status to report.
#[derive(Debug, Default)]
struct Found {
    count: usize,
    /// The oldest, at most [`REPORTED_MAX`].
    oldest: BTreeMap<(SystemTime, String), Timer>,
    /// Whether more timers exist that were not examined.
    more: bool,
}

impl Found {
    fn add(&mut self, timer: Timer) {
        self.count += 1;
        self.oldest.insert((timer.fire_time, timer.id.clone()), timer);
        if self.oldest.len() > REPORTED_MAX {
            self.oldest.pop_last();
        }
    }
}

impl Agent {
    /// The wakes not acknowledged within their deadline, oldest first, and those that failed within a day; `None` if
    /// there are none. It also reports an incomplete or failed search.
    pub async fn unacknowledged(&self) -> Option<Value> {
        let (now, held) = (clock::now(), self.held.lock().await.deadlines());
        let fired = self.timers().status(TimerStatus::Fired);
        let failed = self
            .timers()
            .status(TimerStatus::Failed)
            .due_from(now - FAILED_LOOKED_FOR);
        let is_told = |timer: &Timer| timer.settle_time.is_none_or(|end| now < end + FAILED_TOLD);
        let late = self.found(fired, |timer| self.is_late(timer, now, &held));
        match tokio::join!(late, self.found(failed, is_told)) {
            (Ok(late), Ok(lost)) => report(late, lost),
            (Err(error), _) | (_, Err(error)) => {
                Some(json!({"unknown": Refusal::from(error).error, "wakes": [], "do": UNKNOWN}))
            }
        }
    }

    async fn found(&self, which: ListTimers, is_told: impl Fn(&Timer) -> bool) -> Result<Found, Error> {
        let mut timers = self.client.list(which.page_size(PAGE_MAX));
        let (mut found, mut examined) = (Found::default(), 0);
        while let Some(timer) = timers.try_next().await? {
            if examined == LATE_EXAMINED_MAX {
                found.more = true;
                break;
            }
            examined += 1;
            if is_told(&timer) {
                found.add(timer);
            }
        }
        Ok(found)
    }

    /// Whether a fired timer is past its deadline and not held.
    fn is_late(&self, timer: &Timer, now: SystemTime, held: &BTreeMap<String, SystemTime>) -> bool {
        let since = timer.fire_time.max(timer.create_time);
        let deadline = timer.ack_deadline.unwrap_or(self.settings.ack_deadline);
        let in_hand = held.get(&timer.id).is_some_and(|until| now < *until);
        !in_hand && now >= since + deadline
    }
}

fn report(late: Found, lost: Found) -> Option<Value> {
    let (count, more) = (late.count + lost.count, late.more || lost.more);
    if count == 0 && !more {
        return None;
    }
    let mut oldest = late.oldest;
    oldest.extend(lost.oldest);
    let told: Vec<Value> = oldest.values().take(REPORTED_MAX).map(told).collect();
    Some(json!({"count": count, "more": more, "wakes": told, "do": REPORT}))
}

fn told(timer: &Timer) -> Value {
    let mut told = shown(timer);
    told.insert("attempts".to_owned(), timer.attempts.into());
    if let Some(failure) = &timer.failure {
        let reason = failure.reason.as_str_name().trim_start_matches("FAILURE_REASON_");
        told.insert("reason".to_owned(), reason.to_ascii_lowercase().into());
    }
    if let Some(end) = timer.settle_time {
        told.insert("failed_at".to_owned(), instant_text(end).into());
    }
    told.into()
}
