//! Every number of the limit of creates, in one place.

use std::time::Duration;

/// Creates of calls, and creates of streams, that may always be under way, but for [`FLOOR_REFUSING`]. What sixty-four callers offer that wait for their answers is no
/// overload, however slow the node.
pub(super) const FLOOR: usize = 64;
/// Of calls only so many may always be under way once more is refused than taken, and more than [`REFUSED_PER_SECOND`]: those are not sixty-four callers. Refusals are then most of what the processors
/// do, and everything that was let in waits behind them once on its way in and once on its way out.
pub(super) const FLOOR_REFUSING: usize = 24;
/// Refusals a second below which there is no such thing. Forty of sixty-four callers, which come back after a delay of 100 to 200 ms, are 300.
pub(super) const REFUSED_PER_SECOND: f64 = 1_000.0;
/// Where the limit starts, and where it goes back to once nobody ran into it for [`CALM`]: a burst that finds a node idle is taken in whole.
pub(super) const BURST: usize = 1_024;
/// Of a node that is known to be slow, so much less of a burst is taken in that it is answered within this time.
pub(super) const BURST_LATENCY: Duration = Duration::from_millis(250);
/// The limit never exceeds what the sequencer lets wait.
pub(super) const CEILING: usize = 8_192;

/// A latency that is always good enough. Lower: accepted creates are answered sooner, and a fast node refuses earlier.
pub(super) const LATENCY_MIN: Duration = Duration::from_millis(4);
/// A latency that is good enough while nobody but streams creates. Who streams says how much may be unanswered, and wants it done: entries of several nodes cost
/// much, and have the more in them the more is under way.
pub(super) const STREAMED_LATENCY: Duration = Duration::from_millis(40);
/// So many times the latency without a queue is good enough, too. Higher: more is accepted by a slow node, later.
pub(super) const TOLERANCE: f64 = 2.0;
/// The share of creates, in thousandths, whose latency is to be good enough.
pub(super) const SIGNAL_PER_MILLE: usize = 900;

/// The limit is reconsidered after this long at the earliest,
pub(super) const WINDOW: Duration = Duration::from_millis(20);
/// with so many answers at least,
pub(super) const WINDOW_SAMPLES_MIN: usize = 32;
/// and with so many at once.
pub(super) const WINDOW_SAMPLES_MAX: usize = 1_024;
/// The most that one step takes away.
pub(super) const STEP_DOWN: f64 = 0.5;
/// The most that one step adds.
pub(super) const STEP_UP: f64 = 1.25;
/// A limit that nobody ran into for so long is forgotten.
pub(super) const CALM: Duration = Duration::from_secs(1);

/// The latency without a queue is what this share of so many answers stays below, in thousandths,
pub(super) const BASE_PER_MILLE: usize = 250;
/// so many answers being those to creates beside which no more than [`FLOOR`] were under way, or [`FLOOR_REFUSING`].
pub(super) const BASE_SAMPLES: usize = 32;
/// While the limit is run into there are none of them, so after this long there are made to be some: the limit goes to the floor for a moment.
pub(super) const BASE_AGE_MAX: Duration = Duration::from_secs(10);
/// The least of so many measurements counts, each of a second at least ([`BASE_AGE_RISING`]). Answers come by entries, so what is measured at once is one or two of
/// them, and may have met a moment in which the disk hung, which is not a slow disk.
pub(super) const BASE_MEASUREMENTS: usize = 4;
/// Where so many times as much was measured as counts, a disk may have become slower for good,
pub(super) const BASE_RISE: f64 = 1.5;
/// and it is measured again after this long.
pub(super) const BASE_AGE_RISING: Duration = Duration::from_secs(1);
/// So many measurements are made while the limit is at the floor: what is let in first waits behind the refusals of the time in which the queue drained, and behind
/// many of them if much more is offered than is taken.
pub(super) const PROBE_MEASUREMENTS: usize = 8;
/// The longest that the limit stays at the floor for that.
pub(super) const PROBE: Duration = Duration::from_millis(500);

/// For so long after calls ran into the limit entries are made for many creates at once: more is offered than is taken, so there are as many.
pub(super) const REFUSING: Duration = Duration::from_millis(100);

/// Timers of a batch that count as much as a create that is a call of its own.
pub(super) const BATCHED_PER_UNIT: usize = 10;
/// A request that has a place and does not arrive within this time loses it: slow callers do not keep out others.
pub(super) const ARRIVES_WITHIN: Duration = Duration::from_secs(2);

/// The shortest delay that a refusal names. With twice as many creates offered as are taken it is twice as long, and so on.
pub(super) const RETRY_DELAY_MIN: Duration = Duration::from_millis(100);
/// Delays told apart: each is longer than the one before by the fourth root of two, so the longest is 10.8 s.
pub(super) const RETRY_DELAYS: usize = 28;
/// How often the delay is reconsidered.
pub(super) const PRESSURE_SLICE: Duration = Duration::from_millis(250);

const _: () = assert!(FLOOR_REFUSING < FLOOR && FLOOR < BURST && BURST <= CEILING);
const _: () = assert!(WINDOW_SAMPLES_MIN <= WINDOW_SAMPLES_MAX);
