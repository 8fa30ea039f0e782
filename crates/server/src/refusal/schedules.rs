//! Rejections about schedules.

use minoots_wire::{
    error::{Reason, StatusBuilder, status},
    time::instant,
};
use std::time::Duration;
use tonic::Code;

use super::version::{CurrentVersion as _, Older};

pub(super) fn not_found() -> StatusBuilder {
    let message = "there is no such schedule; make it first with schedule create";
    status(Code::NotFound, Reason::Schedule, message)
}

pub(super) fn exists() -> StatusBuilder {
    let message = "a schedule with this id exists and another request made it; choose another id, or update it";
    status(Code::AlreadyExists, Reason::ScheduleExists, message)
}

pub(super) fn conflict(version: u64) -> StatusBuilder {
    let message = "the schedule has changed since that version; look at it again and repeat with its present one";
    status(Code::Aborted, Reason::StateVersion, message).current_version_and(Older::StateVersion, version)
}

pub(super) fn moved() -> StatusBuilder {
    let message = "the schedule went on while this was under way, or an instant that has come is not decided yet; nothing was done, repeat it";
    status(Code::Unavailable, Reason::ScheduleMoved, message).retry_after(Duration::from_secs(1))
}

pub(super) fn paused() -> StatusBuilder {
    let message = "the schedule is paused and makes no timers; resume it first with schedule resume";
    status(Code::FailedPrecondition, Reason::SchedulePaused, message)
}

pub(super) fn backfill_runs() -> StatusBuilder {
    let message = "another backfill of the schedule runs; wait for its end, which schedule get tells, or end it by pausing the schedule";
    status(Code::FailedPrecondition, Reason::BackfillRunning, message)
}

pub(super) fn forgotten(at: i64) -> StatusBuilder {
    let at = instant::format(at);
    let message = format!(
        "whether {at} had a timer is not known any more: timers are forgotten 7 days after their end; leave it out of the window"
    );
    status(Code::FailedPrecondition, Reason::BackfillForgotten, &message).metadata("instant", at)
}
