//! Every number of the limit of creates, in one place.

use std::time::Duration;

/// The guaranteed minimum of creates in flight, for calls and for streams each, except [`FLOOR_REFUSING`]. The load of
/// 64 callers that wait for their responses is no overload, however slow the node.
pub(super) const FLOOR: usize = 64;
/// The guaranteed minimum of calls while rejections exceed admissions and [`REFUSED_PER_SECOND`]: such load comes from
/// more than 64 callers. Rejections then take most of the processors' time, and each admitted create waits behind them
/// twice: on its way in and on its way out.
pub(super) const FLOOR_REFUSING: usize = 24;
/// The rejections per second below which [`FLOOR_REFUSING`] does not apply. Of 64 callers, 40 that return after 100 to
/// 200 ms make 300.
pub(super) const REFUSED_PER_SECOND: f64 = 1_000.0;
/// The limit at the start, and after no create met it for [`CALM`]: an idle node admits a burst as a whole.
pub(super) const BURST: usize = 1_024;
/// The time within which a node known to be slow must answer a burst. It admits only so much of the burst.
pub(super) const BURST_LATENCY: Duration = Duration::from_millis(250);
/// The maximum of the limit: the number of commands that the sequencer lets wait.
pub(super) const CEILING: usize = 8_192;

/// A latency that is always good enough. Lower: accepted creates are answered sooner, and a fast node rejects earlier.
pub(super) const LATENCY_MIN: Duration = Duration::from_millis(4);
/// A latency that is good enough while only streams create. A stream states how much may be unanswered, and wants
/// throughput: entries of a cluster are expensive, and contain more creates the more are in flight.
pub(super) const STREAMED_LATENCY: Duration = Duration::from_millis(40);
/// The multiple of the latency without a queue that is also good enough. Higher: a slow node accepts more, and answers
/// later.
pub(super) const TOLERANCE: f64 = 2.0;
/// The share of creates, in thousandths, whose latency must be good enough.
pub(super) const SIGNAL_PER_MILLE: usize = 900;

/// The minimum time between two adjustments of the limit.
pub(super) const WINDOW: Duration = Duration::from_millis(20);
/// The minimum number of responses for an adjustment.
pub(super) const WINDOW_SAMPLES_MIN: usize = 32;
/// The number of responses that triggers an adjustment at once.
pub(super) const WINDOW_SAMPLES_MAX: usize = 1_024;
/// The smallest factor of one step down.
pub(super) const STEP_DOWN: f64 = 0.5;
/// The largest factor of one step up.
pub(super) const STEP_UP: f64 = 1.25;
/// The time without a create that meets the limit after which the limit resets.
pub(super) const CALM: Duration = Duration::from_secs(1);

/// The latency without a queue is this quantile, in thousandths, of [`BASE_SAMPLES`] responses.
pub(super) const BASE_PER_MILLE: usize = 250;
/// The number of responses in a measurement. Each belongs to a create beside which at most [`FLOOR`] were in flight, or
/// [`FLOOR_REFUSING`].
pub(super) const BASE_SAMPLES: usize = 32;
/// The age at which the base is measured again. While creates meet the limit there are no unqueued ones, so the limit
/// goes to the floor for a moment to make some.
pub(super) const BASE_AGE_MAX: Duration = Duration::from_secs(10);
/// The number of measurements of which the least is the base, each of a second at least ([`BASE_AGE_RISING`]).
/// Responses come by entries, so one measurement covers one or two entries. It may have met a moment in which the disk
/// hung, which is no slow disk.
pub(super) const BASE_MEASUREMENTS: usize = 4;
/// The ratio of a measurement to the base above which a disk may have become permanently slower.
pub(super) const BASE_RISE: f64 = 1.5;
/// The age at which the base is measured again after such a rise.
pub(super) const BASE_AGE_RISING: Duration = Duration::from_secs(1);
/// The number of measurements in a probe. The first admitted creates wait behind rejections of the time in which the
/// queue drained, and behind many of them under heavy overload.
pub(super) const PROBE_MEASUREMENTS: usize = 8;
/// The longest time that a probe keeps the limit at the floor.
pub(super) const PROBE: Duration = Duration::from_millis(500);

/// The time after a call met the limit for which entries are packed for many creates at once: under overload there are
/// enough.
pub(super) const REFUSING: Duration = Duration::from_millis(100);

/// The number of a batch's timers that count as much as one create call.
pub(super) const BATCHED_PER_UNIT: usize = 10;
/// The time within which an admitted request must arrive. After it the request loses its permit, so slow callers do not
/// block others.
pub(super) const ARRIVES_WITHIN: Duration = Duration::from_secs(2);

/// The shortest retry delay of a rejection. Delays grow in proportion to the ratio of offered to admitted creates:
/// twice as many, twice as long.
pub(super) const RETRY_DELAY_MIN: Duration = Duration::from_millis(100);
/// The number of delays. Each is longer than the one before by the fourth root of two, so the longest is 10.8 s.
pub(super) const RETRY_DELAYS: usize = 28;
/// The interval between adjustments of the delay.
pub(super) const PRESSURE_SLICE: Duration = Duration::from_millis(250);

const _: () = assert!(FLOOR_REFUSING < FLOOR && FLOOR < BURST && BURST <= CEILING);
const _: () = assert!(WINDOW_SAMPLES_MIN <= WINDOW_SAMPLES_MAX);
