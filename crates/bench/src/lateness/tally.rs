//! Counts arrivals.

use std::time::Duration;

use hdrhistogram::Histogram;
use minoots_terminal::errors::Failure;

use crate::report::Arrivals;
use crate::samples::{Lateness, new_histogram, tenth_ms};

/// The arrivals so far.
pub struct Tally {
    seen: Vec<bool>,
    done: Vec<bool>,
    first_deliveries: usize,
    duplicates: u64,
    early: u64,
    settled: usize,
    refused: u64,
    first_received_ns: i64,
    last_received_ns: i64,
    last_answered_ns: i64,
    /// Nanoseconds; an early arrival counts as zero here, and in `early`.
    lateness: Histogram<u64>,
}

impl Tally {
    /// A tally of `count` timers.
    pub fn new(count: usize) -> Result<Self, Failure> {
        Ok(Self {
            seen: vec![false; count],
            done: vec![false; count],
            first_deliveries: 0,
            duplicates: 0,
            early: 0,
            settled: 0,
            refused: 0,
            first_received_ns: i64::MAX,
            last_received_ns: i64::MIN,
            last_answered_ns: i64::MIN,
            lateness: new_histogram()?,
        })
    }

    /// Records a delivery of the timer with this index.
    pub fn arrived(&mut self, index: usize, due_ns: i64, received_ns: i64) {
        let Some(seen) = self.seen.get_mut(index) else { return };
        if std::mem::replace(seen, true) {
            self.duplicates += 1;
            return;
        }
        self.first_deliveries += 1;
        self.first_received_ns = self.first_received_ns.min(received_ns);
        self.last_received_ns = self.last_received_ns.max(received_ns);
        if received_ns < due_ns {
            self.early += 1;
        }
        self.lateness
            .saturating_record(u64::try_from(received_ns.saturating_sub(due_ns)).unwrap_or_default());
    }

    /// Records that the log has the acknowledgement of the timer with this index. A redelivered timer has several.
    pub fn settled(&mut self, index: usize, received_ns: i64) {
        let Some(done) = self.done.get_mut(index) else { return };
        self.settled += usize::from(!std::mem::replace(done, true));
        self.last_answered_ns = self.last_answered_ns.max(received_ns);
    }

    /// Records an acknowledgement that was rejected or has an unknown outcome.
    pub fn refused(&mut self) {
        self.refused += 1;
    }

    /// The arrival of the first timer, by the wall clock.
    pub fn first_received_ns(&self) -> i64 {
        self.first_received_ns
    }

    /// From an instant to the last first delivery, in milliseconds.
    pub fn last_arrival_ms(&self, from_ns: i64) -> f64 {
        tenth_ms(self.last_received_ns.saturating_sub(from_ns))
    }

    /// From an instant to the last answer, in milliseconds.
    pub fn last_answer_ms(&self, from_ns: i64) -> f64 {
        tenth_ms(self.last_answered_ns.saturating_sub(from_ns))
    }

    /// Acknowledgements in the log per second, from an instant on.
    pub fn settled_per_second(&self, from_ns: i64) -> f64 {
        self.settled as f64 / (self.last_answered_ns.saturating_sub(from_ns).max(1) as f64 / 1e9)
    }

    /// Whether every timer has arrived and the log has every acknowledgement.
    pub fn is_complete(&self) -> bool {
        self.first_deliveries == self.seen.len() && self.settled >= self.seen.len()
    }

    /// First deliveries per second, from `first_due_ns` to the last arrival.
    pub fn per_second(&self, first_due_ns: i64) -> f64 {
        let span_ns = u64::try_from(self.last_received_ns.saturating_sub(first_due_ns)).unwrap_or_default();
        let seconds = Duration::from_nanos(span_ns).as_secs_f64();
        if seconds > 0.0 {
            self.first_deliveries as f64 / seconds
        } else {
            0.0
        }
    }

    /// The arrivals as reported.
    pub fn arrivals(&self) -> Arrivals {
        Arrivals {
            lateness_us: Lateness::of(&self.lateness),
            early: self.early,
            missed: (self.seen.len() - self.first_deliveries) as u64,
            duplicates: self.duplicates,
            acks_refused: self.refused,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn each_timer_counts_once_and_the_rest_as_duplicates_or_missed() {
        let mut tally = Tally::new(3).unwrap();
        tally.arrived(0, 1_000_000, 1_250_000);
        tally.arrived(0, 1_000_000, 9_000_000);
        tally.arrived(1, 2_000_000, 1_999_999);
        let arrivals = tally.arrivals();
        assert_eq!((arrivals.early, arrivals.missed, arrivals.duplicates), (1, 1, 1));
        assert!((arrivals.lateness_us.max - 250.0).abs() < 1.0, "{arrivals:?}");
        assert!(!tally.is_complete());
    }

    #[test]
    fn a_run_is_complete_only_when_the_log_has_each_acknowledgement() {
        let mut tally = Tally::new(2).unwrap();
        tally.arrived(0, 0, 1);
        tally.arrived(1, 0, 1);
        tally.refused();
        tally.settled(0, 2);
        tally.settled(0, 3);
        assert!(!tally.is_complete());
        tally.settled(1, 4);
        assert!(tally.is_complete());
        assert_eq!(tally.arrivals().acks_refused, 1);
    }

    #[test]
    fn the_rate_is_taken_from_the_first_due_instant() {
        let mut tally = Tally::new(2).unwrap();
        tally.arrived(0, 0, 1);
        tally.arrived(1, 500_000_000, 2_000_000_000);
        assert_eq!(tally.per_second(0), 1.0);
    }
}
