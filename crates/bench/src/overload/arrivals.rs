//! Creates at a steady rate, whatever becomes of those before: an open loop.
//!
//! Each create has an instant at which it is to be made, and its latency counts from there: what the load itself is late by is not hidden.

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

/// Creates without an answer; what arrives beyond is dropped, and counted.
const IN_FLIGHT_MAX: usize = 20_000;
/// Between looks at what has to be made and what was answered.
const PAUSE: Duration = Duration::from_micros(200);
/// How long the last answers are waited for.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// What became of the creates.
pub struct Offered {
    /// Creates that were to be made.
    pub offered: u64,
    /// Nanoseconds, of those accepted.
    pub accepted: Histogram<u64>,
    /// Nanoseconds, of those refused because of load.
    pub refused: Histogram<u64>,
    /// Refusals that say how long to wait.
    pub with_retry_delay: u64,
    /// Not sent, because too many had no answer.
    pub dropped: u64,
    /// Without an answer, or refused for another reason.
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

    /// Creates that were sent, and of which it is not known what became.
    fn in_flight(&self) -> usize {
        let known = self.accepted.len() + self.refused.len() + self.dropped + self.failed;
        usize::try_from(self.offered.saturating_sub(known)).unwrap_or(usize::MAX)
    }
}

/// Makes creates at this rate for this long, and waits until each has its answer.
/// With a key they are of its tenant.
pub async fn offer(endpoint: &str, key: Option<&str>, per_second: f64, span: Duration) -> Result<Offered, Failure> {
    let (ended_sender, ended) = oneshot::channel();
    let (endpoint, key) = (endpoint.to_owned(), key.map(str::to_owned));
    let spawned = thread::Builder::new().name("bench-arrivals".to_owned()).spawn(move || {
        machine::raise_priority();
        let wires = Wires::connect(&endpoint, key.as_deref(), IN_FLIGHT_MAX.div_ceil(CALLS_MAX));
        // Nobody waits for it if the run has failed elsewhere.
        let _ = ended_sender.send(wires.and_then(|wires| arrive(wires, per_second, span)));
    });
    spawned.map_err(|error| Failure::io("cannot start a thread", &error))?;
    let gone = || Failure::failed("the thread that makes creates ended before its time");
    ended.await.map_err(|_| gone())?
}

/// Makes each create when its instant has come, or as soon after as this thread gets to it.
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
