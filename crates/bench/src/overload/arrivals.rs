//! An open loop: creates at a steady rate, independent of earlier answers.
//!
//! Each create has a planned instant, and its latency counts from that instant, so the load's own delay is not hidden.

use std::thread;
use std::time::Duration;

use hdrhistogram::Histogram;
use minoots_terminal::clock;
use minoots_terminal::errors::Failure;
use tokio::sync::oneshot;

use super::wire::{Answer, CALLS_MAX, Wires};
use crate::machine;
use crate::samples::new_histogram;
use crate::template::{Template, Timers as _};

/// The limit of creates without an answer. Further ones are dropped and counted.
const IN_FLIGHT_MAX: usize = 20_000;
/// The pause between two rounds of sending and receiving.
const PAUSE: Duration = Duration::from_micros(200);
/// The time to wait for the last answers.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// The outcomes of the creates.
pub struct Offered {
    /// Planned creates.
    pub offered: u64,
    /// Latency of accepted creates, in nanoseconds.
    pub accepted: Histogram<u64>,
    /// Latency of creates rejected because of load, in nanoseconds.
    pub refused: Histogram<u64>,
    /// Rejections with a retry delay.
    pub with_retry_delay: u64,
    /// Creates not sent, because too many had no answer.
    pub dropped: u64,
    /// Creates without an answer, or rejected for another reason.
    pub failed: u64,
}

impl Offered {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            offered: 0,
            accepted: new_histogram()?,
            refused: new_histogram()?,
            with_retry_delay: 0,
            dropped: 0,
            failed: 0,
        })
    }

    fn answered(&mut self, answer: Answer, took: Duration) {
        let ns = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        match answer {
            Answer::Accepted => self.accepted.saturating_record(ns),
            Answer::Refused { with_delay } => {
                self.refused.saturating_record(ns);
                self.with_retry_delay += u64::from(with_delay);
            }
            Answer::Failed => self.failed += 1,
        }
    }

    /// Creates that were sent and have no outcome yet.
    fn in_flight(&self) -> usize {
        let known = self.accepted.len() + self.refused.len() + self.dropped + self.failed;
        usize::try_from(self.offered.saturating_sub(known)).unwrap_or(usize::MAX)
    }
}

/// Sends creates at this rate for this long, and waits until each has its answer. A key selects its tenant.
pub async fn offer(endpoint: &str, key: Option<&str>, per_second: f64, span: Duration) -> Result<Offered, Failure> {
    let (ended_sender, ended) = oneshot::channel();
    let (endpoint, key) = (endpoint.to_owned(), key.map(str::to_owned));
    let spawned = thread::Builder::new().name("bench-arrivals".to_owned()).spawn(move || {
        machine::raise_priority();
        let wires = Wires::connect(&endpoint, key.as_deref(), IN_FLIGHT_MAX.div_ceil(CALLS_MAX));
        // The receiver is dropped if the run has failed elsewhere.
        let _ = ended_sender.send(wires.and_then(|wires| arrive(wires, per_second, span)));
    });
    spawned.map_err(|error| Failure::io("cannot start a thread", &error))?;
    let gone = || Failure::failed("the thread that makes creates ended before its time");
    ended.await.map_err(|_| gone())?
}

/// Sends each create at its planned instant, or as soon after it as this thread can.
fn arrive(mut wires: Wires, per_second: f64, span: Duration) -> Result<Offered, Failure> {
    let template = Template::new();
    let mut offered = Offered::new()?;
    let begun = clock::monotonic();
    let until = (per_second * span.as_secs_f64()) as u32;
    let mut next = 0;
    loop {
        let elapsed = begun.elapsed();
        let due = ((elapsed.as_secs_f64() * per_second) as u32).min(until);
        for index in next..due {
            let to_be_made = begun + Duration::from_secs_f64(f64::from(index) / per_second);
            let has_room = offered.in_flight() < IN_FLIGHT_MAX;
            offered.offered += 1;
            if has_room {
                wires.call(index, template.request(index), to_be_made);
            } else {
                offered.dropped += 1;
            }
        }
        next = due;
        wires.read(&mut |answer, to_be_made| offered.answered(answer, to_be_made.elapsed()))?;
        let open = offered.in_flight();
        if next == until && (open <= wires.lost() || elapsed > span + ANSWERED_WITHIN) {
            offered.failed += open as u64;
            return Ok(offered);
        }
        thread::sleep(PAUSE);
    }
}
