//! Schedules: rules that create timers.

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

/// A schedule as stored by the cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Unique in the tenant.
    pub id: String,
    /// Its owner.
    pub tenant: String,
    /// Its run times.
    pub calendar: Calendar,
    /// The template of its timers.
    pub timer: Template,
    /// The policy for missed occurrences.
    pub missed_runs: MissedRuns,
    /// The policy for an occurrence while the previous timer has not ended.
    pub overlap: OverlapPolicy,
    /// Set while it is paused.
    pub pause: Option<Pause>,
    /// The next instant; `None` if there is none. During a pause, the instant at which it stopped.
    pub next_time: Option<SystemTime>,
    /// The instant up to which every occurrence is decided: it made a timer, was missed, or fell into a pause.
    pub decided_time: Option<SystemTime>,
    /// The release of the IANA zone data used for the next instant.
    pub zone_data: String,
    /// The last timer it created; empty if none.
    pub last_timer_id: String,
    /// The number of timers created.
    pub runs: u64,
    /// The number of instants without a timer, apart from pauses.
    pub missed: u64,
    /// The number of instants that wait for the end of the last timer.
    pub waiting: u32,
    /// The time of its creation.
    pub create_time: Option<SystemTime>,
    /// The time of its last change.
    pub update_time: Option<SystemTime>,
    /// Its creator.
    pub created_by: String,
    /// The version, which changes with each change by a caller.
    pub state_version: u64,
    /// The running backfill, or the last one.
    pub backfill: Option<BackfillProgress>,
}

/// The pause of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// The caller who paused it.
    pub by: String,
    /// The reason given.
    pub reason: String,
    /// The time of the pause.
    pub time: Option<SystemTime>,
}

/// The policy for missed occurrences: those not decided within 10 s of their instants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MissedRuns {
    /// The latest runs, unless a later occurrence is on time.
    #[default]
    Latest,
    /// The latest ones run, up to this number; 1 to 1,000.
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

/// The schedule of a change: at any version, if made from an id, or only at a given version.
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

/// The result of a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triggered {
    /// The timer.
    pub timer_id: String,
    /// Its version.
    pub timer_state_version: u64,
    /// Whether an earlier request with this id created it.
    pub existing: bool,
}

impl Schedule {
    fn read(schedule: Option<proto::Schedule>) -> Result<Self, Error> {
        let schedule = schedule.ok_or_else(|| Error::internal("an answer without its schedule"))?;
        let instant = |timestamp: &Option<_>| timestamp.as_ref().and_then(time::instant);
        let (missed_run_policy, overlap) = (schedule.missed_run_policy(), schedule.overlap_policy());
        // Lists every field by name, so that a new field of the API fails to compile here until it is read.
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
