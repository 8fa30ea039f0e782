//! The adaptive concurrency limit of creates, derived from their latency. No clock, no IO: callers pass the time.
//!
//! The formula is that of Netflix' `concurrency-limits` (`Gradient2Limit`):
//! `limit × clamp(good latency / measured latency)`. The limit does not rise while less than half of it is used. The
//! good latency is not a long average, since overload raises that as well. It is measured as TCP BBR measures the
//! round-trip time of an empty path: from creates that hardly queued. If there are none, the limit lets the queue drain
//! for a moment (`ProbeRTT`, every ten seconds).
//!
//! Invariants:
//! - The limit is between `FLOOR` and `CEILING`; while most creates are rejected, the minimum is `FLOOR_REFUSING`.
//! - A response counts only if its request was admitted under the present limit: one cause, one step.
//! - Only responses to creates that hardly queued define the good latency, so overload does not excuse itself.

use std::collections::VecDeque;
use std::time::Duration;

use super::tunables::{
    BASE_AGE_MAX, BASE_AGE_RISING, BASE_MEASUREMENTS, BASE_PER_MILLE, BASE_RISE, BASE_SAMPLES, BURST, BURST_LATENCY,
    CALM, CEILING, FLOOR, FLOOR_REFUSING, LATENCY_MIN, PROBE, PROBE_MEASUREMENTS, SIGNAL_PER_MILLE, STEP_DOWN, STEP_UP,
    STREAMED_LATENCY, TOLERANCE, WINDOW, WINDOW_SAMPLES_MAX, WINDOW_SAMPLES_MIN,
};

#[cfg(test)]
mod tests;

/// The outcome of a create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The create was applied, and its response says so.
    Answered,
    /// The caller stopped waiting.
    GivenUp,
    /// The create was rejected, or there was no leader. This says nothing about load.
    Other,
}

/// A create that has ended. Times are since one constant beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended {
    pub started: Duration,
    pub ended: Duration,
    /// The larger of the numbers in flight at its beginning and at its end, itself included.
    pub under_way: usize,
    pub outcome: Outcome,
    /// Calls asked for permits of late; otherwise only streams did.
    pub beside_calls: bool,
    /// Most creates were rejected of late, as `Pressure` defines it.
    pub beside_refusals: bool,
}

/// The limit, and the state from which it is derived.
#[derive(Debug)]
pub(super) struct Limit {
    limit: f64,
    /// The current minimum of the limit.
    floor: usize,
    /// The estimate of the burst that the node can admit.
    burst: f64,
    /// The time since which the present limit applies.
    since: Duration,
    window: Window,
    base: Base,
    /// The time since which more than half of the limit has been in use.
    saturated_since: Option<Duration>,
    probe: Option<Probe>,
}

/// Responses since the limit was last adjusted.
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
    /// The last measurement was above the base by at least [`BASE_RISE`].
    rising: bool,
    /// The start of each recent measurement and its minimum. The least minimum is the base.
    measured: VecDeque<(Duration, Duration)>,
    took: Vec<Duration>,
}

/// A probe: the limit is at the floor, so that the base can be measured.
#[derive(Clone, Copy, Debug)]
struct Probe {
    /// The limit before the probe.
    limit: f64,
    /// The limit during the probe.
    floor: usize,
    until: Duration,
    /// The number of measurements still to be made.
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
    /// The current limit of creates in flight.
    pub fn now(&self) -> usize {
        self.limit as usize
    }

    /// The target latency: for calls, or where only streams create.
    pub fn target(&self, for_calls: bool) -> Duration {
        let base = self.base.latency.unwrap_or_default();
        let least = if for_calls { LATENCY_MIN } else { STREAMED_LATENCY };
        base.mul_f64(TOLERANCE).max(least)
    }

    /// Updates the limit with a create that has ended.
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
            // Without the abort it would have taken longer still.
            Outcome::GivenUp => took > target,
            Outcome::Other => false,
        };
        if !counts || create.started < self.since {
            return;
        }
        // Streams have `FLOOR` permits of their own beside the floor.
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

    /// Resets the limit, because no create met it for [`CALM`] until now. A limit that has stood for as long belongs to
    /// another load.
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
            // By Little's law, the number of creates that end within that time. A limit below the floor reflects only
            // the load that rejections leave to the node.
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

    /// Sets the limit. If that changes it, creates admitted under the earlier limit no longer count.
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
            // The base counts as renewed even without a measurement, so that no probe follows at once.
            self.base.at = now;
            self.set(now, probe.limit);
        }
    }
}

impl Window {
    /// Adds a response. Returns whether the last one is so long ago that this is another load.
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
    /// Adds the latency of a create that hardly queued. Returns whether that completes a measurement.
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

    /// Whether the base must be measured again, given the time since which the node is loaded.
    fn is_old(&self, now: Duration, loaded_since: Duration) -> bool {
        let is_unsure = self.rising || self.measured.len() < BASE_MEASUREMENTS;
        let age_max = if is_unsure { BASE_AGE_RISING } else { BASE_AGE_MAX };
        now.saturating_sub(loaded_since.max(self.at)) >= age_max
    }
}

/// The quantile of `took` at a share in thousandths; zero if `took` is empty.
fn quantile(took: &mut [Duration], per_mille: usize) -> Duration {
    let rank = (took.len() * per_mille).div_ceil(1_000).saturating_sub(1);
    if rank >= took.len() {
        return Duration::ZERO;
    }
    *took.select_nth_unstable(rank).1
}
