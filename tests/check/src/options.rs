//! The constants of the promises.

/// Bounds to check against; by default those of the documentation. All durations in nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// ε: how far a clock may be off and still be sound.
    pub epsilon: i64,
    /// `LEAD_MAX`: the longest time between arming and due.
    pub lead_max: i64,
    /// How long after due, or after the last heal, an offer may take.
    pub liveness: i64,
    /// How long a request id is remembered.
    pub request_retention: i64,
    /// How long an ended timer keeps its id.
    pub timer_retention: i64,
    /// How many violations of one rule are listed; the rest is counted.
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
