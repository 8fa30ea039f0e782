//! Refusals about schedules.

use minoots_wire::{
    error::{Reason, StatusBuilder, status},
    time::instant,
};
use tonic::Code;

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
