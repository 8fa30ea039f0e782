//! How many creates may be under way, learnt from how long they take. No clock, no IO: who calls says what time it is.
//!
//! The formula is that of Netflix' `concurrency-limits` (`Gradient2Limit`): `limit × clamp(good latency / measured latency)`, not raised while
//! less than half of it is used. What is good is not learnt from a long average, which overload raises as well, but as TCP BBR learns the
//! round-trip time of an empty path: from what was hardly queued, and if there is none of that, by letting the queue drain for a moment
//! (`ProbeRTT`, every ten seconds).
//!
//! Invariants:
//! - The limit is between `FLOOR` and `CEILING`, or from `FLOOR_REFUSING` while most is refused.
//! - An answer counts only if its request was let in under the present limit: one cause, one step.
//! - Only answers to what was hardly queued tell what latency is good, so overload does not excuse itself.

use std::collections::VecDeque;
use std::time::Duration;

use super::tunables::{
    BASE_AGE_MAX, BASE_AGE_RISING, BASE_MEASUREMENTS, BASE_PER_MILLE, BASE_RISE, BASE_SAMPLES, BURST, BURST_LATENCY,
    CALM, CEILING, FLOOR, FLOOR_REFUSING, LATENCY_MIN, PROBE, PROBE_MEASUREMENTS, SIGNAL_PER_MILLE, STEP_DOWN, STEP_UP,
    STREAMED_LATENCY, TOLERANCE, WINDOW, WINDOW_SAMPLES_MAX, WINDOW_SAMPLES_MIN,
};

#[cfg(test)]
mod tests;

/// How a create ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was applied, and answered so.
    Answered,
    /// Its caller did not wait any longer.
    GivenUp,
    /// It was refused, or nobody led: that says nothing about load.
    Other,
}

/// A create that is no longer under way. Times are since a beginning that is always the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended {
    pub started: Duration,
    pub ended: Duration,
    /// The most under way at its beginning and at its end, itself included.
    pub under_way: usize,
    pub outcome: Outcome,
    /// Calls wanted a place of late; otherwise only streams did.
    pub beside_calls: bool,
    /// Most was refused of late, as `Pressure` says.
    pub beside_refusals: bool,
}

/// The limit, and what it is derived from.
#[derive(Debug)]
pub(super) struct Limit {
    limit: f64,
    /// The least that it may be now.
    floor: usize,
    /// What is taken in of a burst, as far as is known.
    burst: f64,
    /// The beginning of the present limit.
    since: Duration,
    window: Window,
    base: Base,
    /// More than half of the limit has been in use since then.
    saturated_since: Option<Duration>,
    probe: Option<Probe>,
}

/// Answers since the limit was last considered.
#[derive(Debug, Default)]
struct Window {
    since: Duration,
    latest: Duration,
    took: Vec<Duration>,
    under_way_max: usize,
}

/// The latency without a queue.
#[derive(Debug, Default)]
struct Base {
    latency: Option<Duration>,
    at: Duration,
    /// More was measured than counts.
    rising: bool,
    /// When the latest measurements began, and the least of each. The least of all counts.
    measured: VecDeque<(Duration, Duration)>,
    took: Vec<Duration>,
}

/// The limit is at the floor, so that the base can be measured.
#[derive(Clone, Copy, Debug)]
struct Probe {
    /// The limit before.
    limit: f64,
    /// Where it is meanwhile.
    floor: usize,
    until: Duration,
    /// Measurements that are still to be made.
    lacks: usize,
}

impl Default for Limit {
    fn default() -> Self {
        Limit {
            limit: BURST as f64,
            floor: FLOOR,
            burst: BURST as f64,
            since: Duration::ZERO,
            window: Window::default(),
            base: Base::default(),
            saturated_since: None,
            probe: None,
        }
    }
}

impl Limit {
    /// How many creates may be under way now.
    pub fn now(&self) -> usize {
        self.limit as usize
    }

    /// The latency that is good enough: for calls, or where there are only streams.
    pub fn target(&self, for_calls: bool) -> Duration {
        let base = self.base.latency.unwrap_or_default();
        let least = if for_calls { LATENCY_MIN } else { STREAMED_LATENCY };
        base.mul_f64(TOLERANCE).max(least)
    }

    /// Learns from a create that has ended.
    pub fn ended(&mut self, create: &Ended) {
        let now = create.ended;
        if self.probe.is_some_and(|probe| now >= probe.until) {
            self.end_probe(now);
        }
        self.floor = if create.beside_refusals { FLOOR_REFUSING } else { FLOOR };
        if self.now() < self.floor {
            self.set(now, self.limit);
        }
        let took = now.saturating_sub(create.started);
        let target = self.target(create.beside_calls);
        let counts = match create.outcome {
            Outcome::Answered => true,
            // It would have taken longer still.
            Outcome::GivenUp => took > target,
            Outcome::Other => false,
        };
        if !counts || create.started < self.since {
            return;
        }
        // Streams have places of their own beside the floor.
        let few = self.probe.map_or(self.floor, |probe| probe.floor + FLOOR);
        let hardly_queued = create.under_way <= few;
        if hardly_queued && create.outcome == Outcome::Answered && self.base.learn(now, took) {
            self.measured(now);
        }
        if self.window.takes(now, took, create.under_way) {
            self.saturated_since = None;
        }
        if self.probe.is_none() && self.window.is_complete(now) {
            self.consider(now, create.beside_calls);
        }
    }

    /// Nobody ran into the limit for [`CALM`] until now. If it has stood for as long, it is that of another load.
    pub fn relent(&mut self, now: Duration) {
        if now.saturating_sub(self.since) > CALM {
            self.probe = None;
            self.saturated_since = None;
            self.set(now, self.limit.max(self.burst));
        }
    }

    fn consider(&mut self, now: Duration, for_calls: bool) {
        let is_saturated = self.window.under_way_max * 2 >= self.now();
        if is_saturated {
            let since = *self.saturated_since.get_or_insert(now);
            if self.limit > self.floor as f64 && self.base.is_old(now, since) {
                return self.begin_probe(now);
            }
        } else {
            self.saturated_since = None;
        }
        let signal = quantile(&mut self.window.took, SIGNAL_PER_MILLE).max(Duration::from_nanos(1));
        if is_saturated {
            // By Little's law, what is answered within that time. A limit below the floor says what refusals leave of the node.
            self.burst = (self.limit.max(FLOOR as f64) * BURST_LATENCY.div_duration_f64(signal))
                .clamp(FLOOR as f64, BURST as f64);
        }
        let gradient = self
            .target(for_calls)
            .div_duration_f64(signal)
            .clamp(STEP_DOWN, STEP_UP);
        let limit = if gradient < 1.0 || is_saturated {
            self.limit * gradient
        } else {
            self.limit
        };
        self.set(now, limit);
    }

    /// What was let in under the limit so far has nothing more to say, unless the limit is the same.
    fn set(&mut self, now: Duration, limit: f64) {
        let before = self.now();
        self.limit = limit.clamp(self.floor as f64, CEILING as f64);
        if self.now() != before {
            self.since = now;
        }
        self.window.begin(now);
    }

    fn begin_probe(&mut self, now: Duration) {
        self.probe = Some(Probe {
            limit: self.limit,
            floor: self.floor,
            until: now + PROBE,
            lacks: PROBE_MEASUREMENTS,
        });
        self.base.took.clear();
        self.set(now, self.floor as f64);
    }

    fn measured(&mut self, now: Duration) {
        if let Some(probe) = &mut self.probe {
            probe.lacks = probe.lacks.saturating_sub(1);
            if probe.lacks == 0 {
                self.end_probe(now);
            }
        }
    }

    fn end_probe(&mut self, now: Duration) {
        if let Some(probe) = self.probe.take() {
            // Measured or not: not again at once.
            self.base.at = now;
            self.set(now, probe.limit);
        }
    }
}

impl Window {
    /// Takes an answer in. Whether there was none for so long that this is another load.
    fn takes(&mut self, now: Duration, took: Duration, under_way: usize) -> bool {
        let is_another = now.saturating_sub(self.latest) > CALM;
        if is_another {
            self.begin(now);
        }
        self.latest = now;
        self.took.push(took);
        self.under_way_max = self.under_way_max.max(under_way);
        is_another
    }

    fn is_complete(&self, now: Duration) -> bool {
        let old_enough = now.saturating_sub(self.since) >= WINDOW && self.took.len() >= WINDOW_SAMPLES_MIN;
        old_enough || self.took.len() >= WINDOW_SAMPLES_MAX
    }

    fn begin(&mut self, now: Duration) {
        self.since = now;
        self.took.clear();
        self.under_way_max = 0;
    }
}

impl Base {
    /// Takes in how long something took that was hardly queued. Whether that completes a measurement.
    fn learn(&mut self, now: Duration, took: Duration) -> bool {
        self.took.push(took);
        if self.took.len() < BASE_SAMPLES {
            return false;
        }
        let measured = quantile(&mut self.took, BASE_PER_MILLE);
        self.took.clear();
        match self.measured.back_mut() {
            Some((begun, least)) if now.saturating_sub(*begun) < BASE_AGE_RISING => *least = measured.min(*least),
            _ => self.measured.push_back((now, measured)),
        }
        if self.measured.len() > BASE_MEASUREMENTS {
            self.measured.pop_front();
        }
        let least = self.measured.iter().map(|(_, least)| *least).min();
        self.rising = least.is_some_and(|least| measured > least.mul_f64(BASE_RISE));
        self.latency = least;
        self.at = now;
        true
    }

    /// Whether it has to be measured again, the node being loaded since then.
    fn is_old(&self, now: Duration, loaded_since: Duration) -> bool {
        let is_unsure = self.rising || self.measured.len() < BASE_MEASUREMENTS;
        let age_max = if is_unsure { BASE_AGE_RISING } else { BASE_AGE_MAX };
        now.saturating_sub(loaded_since.max(self.at)) >= age_max
    }
}

/// What this share of them, in thousandths, does not exceed. Zero of nothing.
fn quantile(took: &mut [Duration], per_mille: usize) -> Duration {
    let rank = (took.len() * per_mille).div_ceil(1_000).saturating_sub(1);
    if rank >= took.len() {
        return Duration::ZERO;
    }
    *took.select_nth_unstable(rank).1
}
