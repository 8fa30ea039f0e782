//! What touches are answered.

/// What became of one touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    /// What happened.
    pub outcome: TouchOutcome,
    /// The version that is current now.
    pub version: u64,
    /// When it fires by itself, or fired.
    pub fire_time: i64,
    /// Of the newest instance.
    pub epoch: u64,
    /// The largest number of its touches.
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

/// What a touch met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TouchOutcome {
    /// It lives on.
    Touched,
    /// It has fired.
    TooLate,
    /// It is over, and never fired: it was missed after a restore.
    Missed,
    /// A newer instance, or a later touch of this one, came before.
    Superseded,
    /// It was cancelled.
    Cancelled,
    /// There is no such timer.
    NotFound,
    /// It is no watchdog.
    NotWatchdog,
}
