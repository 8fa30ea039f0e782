//! Results of touches.

/// The result of one touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The outcome.
    pub outcome: TouchOutcome,
    /// The present version.
    pub version: u64,
    /// The instant at which it fires without a touch, or at which it fired.
    pub fire_time: i64,
    /// The epoch of the newest instance.
    pub epoch: u64,
    /// The largest sequence number of its touches.
    pub sequence: u64,
}

impl From<TouchOutcome> for Touched {
    fn from(outcome: TouchOutcome) -> Touched {
        Touched {
            outcome,
            version: 0,
            fire_time: 0,
            epoch: 0,
            sequence: 0,
        }
    }
}

/// The outcome of a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TouchOutcome {
    /// The watchdog continues to live.
    Touched,
    /// The watchdog has fired.
    TooLate,
    /// The watchdog ended without firing: it was missed after a restore.
    Missed,
    /// A newer instance, or a later touch of this one, came before.
    Superseded,
    /// The watchdog was cancelled.
    Cancelled,
    /// The timer does not exist.
    NotFound,
    /// The timer is not a watchdog.
    NotWatchdog,
}
