//! Schedules: rules that make timers.

use std::time::SystemTime;

use minoots_wire::schedule::v1 as proto;
use minoots_wire::schedule::v1::OverlapPolicy;

mod backfill;
mod calendar;
mod calls;
mod new;

pub use backfill::{Backfill, BackfillProgress};
pub use calendar::{Calendar, Occurrence};
pub use new::{NewSchedule, Template, Trigger, UpdateSchedule};

use crate::error::Error;
use crate::time;

/// A schedule as the fabric knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Unique in the tenant.
    pub id: String,
    /// Whose it is.
    pub tenant: String,
    /// When it runs.
    pub calendar: Calendar,
    /// What each occurrence makes.
    pub timer: Template,
    /// What becomes of occurrences that nobody came to in time.
    pub missed_runs: MissedRuns,
    /// What becomes of an occurrence while the timer made last has not ended.
    pub overlap: OverlapPolicy,
    /// Set while it is paused.
    pub pause: Option<Pause>,
    /// The next instant; `None` if there is none any more. While it is paused, where it stood.
    pub next_time: Option<SystemTime>,
    /// Every instant up to this has made a timer, was missed, or fell into a pause.
    pub decided_time: Option<SystemTime>,
    /// Release of the IANA zone data that the next instant was computed from.
    pub zone_data: String,
    /// The timer it made last; empty if none.
    pub last_timer_id: String,
    /// Timers it made.
    pub runs: u64,
    /// Instants that made none, but for pauses.
    pub missed: u64,
    /// Instants that wait for the end of the timer it made last.
    pub waiting: u32,
    /// When it was created.
    pub create_time: Option<SystemTime>,
    /// When it was changed last.
    pub update_time: Option<SystemTime>,
    /// Who created it.
    pub created_by: String,
    /// Changes with each change by a caller.
    pub state_version: u64,
    /// The backfill that runs, or the last one.
    pub backfill: Option<BackfillProgress>,
}

/// Why a schedule does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Who paused it.
    pub by: String,
    /// As given with the pause.
    pub reason: String,
    /// When.
    pub time: Option<SystemTime>,
}

/// What becomes of occurrences that nobody came to within 10 s of their instants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MissedRuns {
    /// The latest runs, unless a later one is not late.
    #[default]
    Latest,
    /// They run, at most so many, the latest ones; 1 to 1,000.
    All(u32),
    /// None runs.
    None,
}

impl MissedRuns {
    fn parts(self) -> (proto::MissedRunPolicy, u32) {
        match self {
            Self::Latest => (proto::MissedRunPolicy::Latest, 0),
            Self::All(most) => (proto::MissedRunPolicy::All, most),
            Self::None => (proto::MissedRunPolicy::None, 0),
        }
    }

    fn read(policy: proto::MissedRunPolicy, most: u32) -> Self {
        match policy {
            proto::MissedRunPolicy::Unspecified | proto::MissedRunPolicy::Latest => Self::Latest,
            proto::MissedRunPolicy::All => Self::All(most),
            proto::MissedRunPolicy::None => Self::None,
        }
    }
}

/// A schedule to be changed: at whatever version, as made from an id, or only at the one it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleAt {
    id: String,
    state_version: u64,
}

impl ScheduleAt {
    /// Only if this is the current version.
    pub fn version(id: impl Into<String>, state_version: u64) -> Self {
        Self {
            id: id.into(),
            state_version,
        }
    }
}

impl From<&str> for ScheduleAt {
    fn from(id: &str) -> Self {
        Self::version(id, 0)
    }
}

impl From<String> for ScheduleAt {
    fn from(id: String) -> Self {
        Self::version(id, 0)
    }
}

/// What a trigger made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triggered {
    /// The timer.
    pub timer_id: String,
    /// Its version.
    pub timer_state_version: u64,
    /// An earlier request of this id made it.
    pub existing: bool,
}

impl Schedule {
    fn read(schedule: Option<proto::Schedule>) -> Result<Self, Error> {
        let schedule = schedule.ok_or_else(|| Error::internal("an answer without its schedule"))?;
        let instant = |timestamp: &Option<_>| timestamp.as_ref().and_then(time::instant);
        let (missed_run_policy, overlap) = (schedule.missed_run_policy(), schedule.overlap_policy());
        // Every field by its name: one that the API has later does not compile here until it is read.
        let proto::Schedule {
            id,
            tenant,
            calendar,
            timer,
            missed_run_policy: _,
            missed_runs_max,
            overlap_policy: _,
            pause,
            next_time,
            decided_time,
            zone_data,
            last_timer_id,
            runs,
            missed,
            create_time,
            update_time,
            created_by,
            state_version,
            waiting,
            backfill,
            payload_shredded,
        } = schedule;
        Ok(Self {
            id,
            tenant,
            calendar: Calendar::read(calendar.unwrap_or_default()),
            timer: Template::read(timer.unwrap_or_default(), payload_shredded),
            missed_runs: MissedRuns::read(missed_run_policy, missed_runs_max),
            overlap,
            pause: pause.map(Pause::from),
            next_time: instant(&next_time),
            decided_time: instant(&decided_time),
            zone_data,
            last_timer_id,
            runs,
            missed,
            waiting,
            create_time: instant(&create_time),
            update_time: instant(&update_time),
            created_by,
            state_version,
            backfill: backfill.map(BackfillProgress::from),
        })
    }
}

impl From<proto::SchedulePause> for Pause {
    fn from(pause: proto::SchedulePause) -> Self {
        Self {
            by: pause.by,
            reason: pause.reason,
            time: pause.time.as_ref().and_then(time::instant),
        }
    }
}
