//! Creates one timer.

use super::{spent, traceparent};
use crate::{access::Principal, app::App, convert, validate};
use minoots_kernel::{
    CreatedTimer, Reply, id,
    internal::{CreateTimers, NewTimer, TimerRow, TimerState, WatchdogState},
};
use minoots_wire::timer::v1::{CreateTimerRequest, CreateTimerResponse, Timer, TimerStatus};
use tonic::{Request, Status};

pub(super) async fn run(app: &App, mut request: Request<CreateTimerRequest>) -> Result<CreateTimerResponse, Status> {
    let place = app.overload.of_call(request.extensions_mut())?;
    let answer = create(app, request).await;
    place.answered(&answer);
    answer
}

async fn create(app: &App, request: Request<CreateTimerRequest>) -> Result<CreateTimerResponse, Status> {
    let trace = traceparent(&request);
    let (who, request) = Principal::admitted(request)?;
    let caller = who.caller(&request.request_id);
    let mut violations = validate::Violations::default();
    let is_named = !request.id.is_empty();
    let timer = validate::new_timer(&mut violations, "", &caller.tenant, request, app.clock.now(), &trace);
    violations.finish()?;
    app.check_growth()?;
    let tenant = caller.tenant.clone();
    let (created_by, spec) = (caller.actor.clone(), timer.clone());
    let create = CreateTimers {
        caller: Some(caller),
        timers: vec![timer],
    };
    let (at, reply) = spent::propose(app, &who, create, |_| is_named).await?;
    let Reply::Created(created) = reply else {
        return Err(app.unexpected());
    };
    let Some(created) = created.into_iter().next() else {
        return Err(app.unexpected());
    };
    let existing = created.existing.is_some();
    if !existing {
        app.metrics.timers_created.add(1, &[]);
    }
    Ok(CreateTimerResponse {
        timer: Some(shown(app, &tenant, created_by, spec, created)?),
        existing,
        shard: id::SHARD,
        commit_index: at.index,
    })
}

/// The timer as it stands after the create.
fn shown(app: &App, tenant: &str, created_by: String, spec: NewTimer, created: CreatedTimer) -> Result<Timer, Status> {
    let Some(found) = created.existing else {
        return Ok(made(tenant, created_by, spec, created));
    };
    let (row, armed) = *found;
    // When it was armed stands in the due table; that it is shows in the status.
    let arm_time = row.arm_time;
    Ok(convert::timer(
        tenant,
        app.opened(tenant, row)?,
        armed.then_some(arm_time),
    ))
}

/// One that was not there before.
fn made(tenant: &str, created_by: String, spec: NewTimer, created: CreatedTimer) -> Timer {
    let mut spec = NewTimer {
        create_time: created.create_time,
        ..spec
    };
    spec.take_options(created.options.as_deref());
    let watchdog = spec.watchdog.as_ref().map(|watchdog| WatchdogState {
        epoch: watchdog.epoch,
        ..WatchdogState::default()
    });
    if watchdog.is_some() {
        // Counted from its creation as it was stored.
        let ttl = spec.delay_plus_one.saturating_sub(1);
        spec.fire_time = spec.create_time.saturating_add_unsigned(ttl);
    }
    let mut row = TimerRow {
        version: created.version,
        watchdog,
        created_by,
        scheduled_time: created.create_time,
        spec: Some(spec),
        ..TimerRow::default()
    };
    row.set_state(TimerState::Pending);
    let settled = created.fired && row.queue().is_empty();
    let mut timer = convert::timer(tenant, row, None);
    timer.status = match (settled, created.fired, created.armed) {
        (true, _, _) => TimerStatus::Settled,
        (_, true, _) => TimerStatus::Fired,
        (_, _, true) => TimerStatus::Armed,
        _ => TimerStatus::Scheduled,
    }
    .into();
    timer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_is_answered_with_the_arrival_that_was_stored_and_not_with_that_of_a_clock_that_was_ahead() {
        let spec = NewTimer {
            create_time: 3_610_000_000_000,
            fire_time: 11_000_000_000,
            ..NewTimer::default()
        };
        let created = CreatedTimer {
            version: 1,
            create_time: 10_000_000_000,
            existing: None,
            armed: false,
            fired: false,
            options: None,
        };
        let timer = made("acme", "ann".to_owned(), spec, created);
        assert_eq!(timer.create_time.map(|time| time.seconds), Some(10));
        assert_eq!(timer.fire_time.map(|time| time.seconds), Some(11));
    }
}
