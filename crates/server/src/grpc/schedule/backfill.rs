//! Starts a backfill: makes timers of past instants. The present rule determines them, and the version that was read
//! guards that.

use super::shown;
use crate::{
    access::Principal,
    app::App,
    policies, refusal,
    schedules::{Zones, backfill, change},
    validate,
};
use minoots_kernel::{
    Reply, id,
    internal::{BackfillSchedule, NewTimer, ScheduleRow, command::Command},
};
use minoots_wire::rules::Unjudged;
use minoots_wire::{
    error::Reason,
    schedule::v1::{BackfillScheduleRequest, BackfillScheduleResponse},
    time::instant,
    well_known::Timestamp,
};
use std::ops::Range;
use tonic::Status;

/// The default rate in timers per second.
const RATE_DEFAULT: u32 = 10;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<BackfillScheduleRequest>,
) -> Result<BackfillScheduleResponse, Status> {
    let (request, violations) = request.judge();
    let (window, rate) = asked(&request, violations, app.clock.now())?;
    app.writer.check_growth()?;
    let (caller, id) = (who.caller(""), request.id.clone());
    let command = move |row: &ScheduleRow| {
        let instants = backfill::instants(row, window.clone(), Zones::bundled()).map_err(|error| refused(&error))?;
        Ok(Command::BackfillSchedule(BackfillSchedule {
            caller: Some(caller.clone()),
            id: id.clone(),
            version: row.version,
            from: window.start,
            until: window.end,
            rate,
            instants,
        }))
    };
    // Each of its timers needs the same permission as one of a trigger.
    let judged = |row: &ScheduleRow, _: &Command| {
        let timer = row.spec.as_ref().and_then(|spec| spec.timer.as_ref());
        policies::of_new_timer(timer.unwrap_or(&NewTimer::default()), false)
    };
    let (at, reply) = change::propose(app, who, (&request.id, request.state_version), judged, command).await?;
    let Reply::Schedule { row, existing } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(BackfillScheduleResponse {
        schedule: Some(shown::schedule(
            who.tenant(),
            &request.id,
            &app.opener.opened_schedule(who.tenant(), *row)?,
        )),
        existing,
        shard: id::SHARD,
        commit_index: at.index,
    })
}

fn refused(error: &backfill::Refused) -> Status {
    match error {
        backfill::Refused::TooLarge(error) => {
            validate::violation("to", Reason::BackfillTooLarge, error.message.clone())
        }
        backfill::Refused::Unplanned(error) => change::unplanned(error),
    }
}

/// The window and the rate of a request.
fn asked(
    request: &BackfillScheduleRequest,
    mut violations: validate::Violations,
    now: i64,
) -> Result<(Range<i64>, u32), Status> {
    let mut moment = |field: &str, asked: Option<&Timestamp>| {
        let found = asked.and_then(|asked| instant::from_proto(asked).ok());
        found.unwrap_or_else(|| {
            let description = match asked {
                None => "must be given: a window has a beginning and an end",
                Some(_) => validate::schedule::TIMESTAMP,
            };
            violations.add(field, Reason::TimestampRange, description);
            0
        })
    };
    let window = moment("from", request.from.as_ref())..moment("to", request.to.as_ref());
    if violations.count() == 0 && window.is_empty() {
        violations.add("to", Reason::WindowEmpty, "must be after from");
    }
    if window.end > now {
        let description = "must not be after now: what is to come runs by itself";
        violations.add("to", Reason::TimestampRange, description);
    }
    violations.finish()?;
    let rate = if request.rate == 0 { RATE_DEFAULT } else { request.rate };
    Ok((window, rate))
}
