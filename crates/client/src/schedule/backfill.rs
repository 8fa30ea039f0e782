//! Asking for timers of past instants, and how far that is.

use std::ops::Range;
use std::time::SystemTime;

use minoots_wire::schedule::v1 as proto;

use super::ScheduleAt;
use crate::time;

/// Timers for the instants of a past window, which has at most 1,000 of them. Repeating it is safe: no instant gets a second
/// timer.
#[derive(Debug, Clone)]
#[must_use = "a schedule is backfilled by a client"]
pub struct Backfill {
    pub(super) request: proto::BackfillScheduleRequest,
}

impl Backfill {
    /// Of the instants from the window's start up to its end, which is not in it, and not after now.
    pub fn of(schedule: impl Into<ScheduleAt>, window: Range<SystemTime>) -> Self {
        let ScheduleAt { id, state_version } = schedule.into();
        Self {
            request: proto::BackfillScheduleRequest {
                id,
                from: Some(time::to_timestamp(window.start)),
                to: Some(time::to_timestamp(window.end)),
                rate: 0,
                state_version,
            },
        }
    }

    /// At most so many timers a second, 1 to 500. Default: 10.
    pub fn rate(mut self, timers: u32) -> Self {
        self.request.rate = timers;
        self
    }
}

/// How far a backfill is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackfillProgress {
    /// Where the window begins.
    pub from: Option<SystemTime>,
    /// The first instant after the window.
    pub to: Option<SystemTime>,
    /// Timers a second, at most.
    pub rate: u32,
    /// How many instants the window has.
    pub instants: u32,
    /// Timers it made.
    pub made: u32,
    /// Instants that had a timer already.
    pub existing: u32,
    /// Instants whose timers could not be made.
    pub missed: u32,
    /// Who asked for it.
    pub by: String,
    /// When it began.
    pub begin_time: Option<SystemTime>,
    /// When it ended; `None` while it runs.
    pub end_time: Option<SystemTime>,
    /// Why it ended before its last instant; empty if it did not.
    pub end_reason: String,
}

impl From<proto::ScheduleBackfill> for BackfillProgress {
    fn from(backfill: proto::ScheduleBackfill) -> Self {
        let instant = |timestamp: &Option<_>| timestamp.as_ref().and_then(time::instant);
        Self {
            from: instant(&backfill.from),
            to: instant(&backfill.to),
            begin_time: instant(&backfill.begin_time),
            end_time: instant(&backfill.end_time),
            rate: backfill.rate,
            instants: backfill.instants,
            made: backfill.made,
            existing: backfill.existing,
            missed: backfill.missed,
            by: backfill.by,
            end_reason: backfill.end_reason,
        }
    }
}
