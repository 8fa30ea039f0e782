//! Backfills: timers for past instants, and their progress.

use std::ops::Range;
use std::time::SystemTime;

use minoots_wire::schedule::v1 as proto;

use super::ScheduleAt;
use crate::time;

/// Timers for the instants of a past window of at most 1,000 instants. A repeat is safe: no instant gets a second
/// timer.
#[derive(Debug, Clone)]
#[must_use = "a schedule is backfilled by a client"]
pub struct Backfill {
    pub(super) request: proto::BackfillScheduleRequest,
}

impl Backfill {
    /// The instants from the window's start up to its end, exclusive. The window must not reach beyond the present.
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

    /// Sets the largest number of timers per second, 1 to 500. Default: 10.
    pub fn rate(mut self, timers: u32) -> Self {
        self.request.rate = timers;
        self
    }
}

/// The progress of a backfill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackfillProgress {
    /// The start of the window.
    pub from: Option<SystemTime>,
    /// The end of the window, exclusive.
    pub to: Option<SystemTime>,
    /// The largest number of timers per second.
    pub rate: u32,
    /// The number of instants in the window.
    pub instants: u32,
    /// The number of timers created.
    pub made: u32,
    /// The number of instants that had a timer already.
    pub existing: u32,
    /// The number of instants whose timers could not be created.
    pub missed: u32,
    /// The caller who requested it.
    pub by: String,
    /// The time of its start.
    pub begin_time: Option<SystemTime>,
    /// The time of its end; `None` while it runs.
    pub end_time: Option<SystemTime>,
    /// The reason for an end before its last instant; empty otherwise.
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
