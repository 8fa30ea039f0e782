//! The constants of the guarantees.

/// The bounds to check against. The defaults are those of the documentation. All durations are in nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// ε: the largest offset of a sound clock.
    pub epsilon: i64,
    /// `LEAD_MAX`: the longest time between arming and due.
    pub lead_max: i64,
    /// The longest time to an offer, after the due instant or the last heal.
    pub liveness: i64,
    /// The retention of request ids.
    pub request_retention: i64,
    /// The retention of an ended timer's id.
    pub timer_retention: i64,
    /// The number of listed violations per rule; the others are only counted.
    pub verdicts_max: usize,
}

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

impl Default for Options {
    fn default() -> Self {
        Self {
            epsilon: SECOND / 4,
            lead_max: SECOND / 2,
            liveness: 5 * SECOND,
            request_retention: DAY,
            timer_retention: 7 * DAY,
            verdicts_max: 20,
        }
    }
}
