//! Creates one timer.

use super::{pace, traceparent};
use crate::{
    access::Principal,
    app::App,
    convert,
    overload::{Place, Taken},
    validate,
};
use minoots_kernel::{
    CreatedTimer, Reply, id,
    internal::{CreateTimers, NewTimer, TimerRow, TimerState, WatchdogState},
};
use minoots_wire::rules::Unjudged;
use minoots_wire::timer::v1::{CreateTimerRequest, CreateTimerResponse, Timer, TimerStatus};
use tonic::{Request, Status};

/// Converts the request before the first await, so that the large message is dropped early and the future stays small.
/// Each layer around it moves the future.
pub(super) fn run(
    app: &App,
    mut request: Request<CreateTimerRequest>,
) -> impl Future<Output = Result<CreateTimerResponse, Status>> + Send {
    let place = app.overload.of_call(request.extensions_mut());
    // A rejected request is not examined.
    let begun = place.map(|place| {
        let trace = traceparent(&request);
        let asked = Principal::unjudged(request).and_then(|(who, request)| Asked::of(app, who, request, &trace));
        (place, asked)
    });
    async move {
        let (place, asked) = begun?;
        answer(app, place, asked).await
    }
}

/// Creates a timer of a stream, which has waited for its permit.
pub(super) fn of_stream(
    app: &App,
    place: Place,
    who: Principal,
    request: CreateTimerRequest,
) -> impl Future<Output = Result<CreateTimerResponse, Status>> + Send {
    answer(
        app,
        Taken::at_once(place),
        Asked::of(app, who, Unjudged::new(request), ""),
    )
}

async fn answer(app: &App, place: Taken, asked: Result<Box<Asked>, Status>) -> Result<CreateTimerResponse, Status> {
    let answer = match asked {
        Ok(asked) => asked.create(app).await,
        Err(refused) => Err(refused),
    };
    place.answered(&answer);
    answer
}

/// A checked create, and the data for its response.
struct Asked {
    who: Principal,
    spec: NewTimer,
    create: CreateTimers,
    /// Whether the caller chose the id.
    is_named: bool,
}

impl Asked {
    fn of(app: &App, who: Principal, request: Unjudged<CreateTimerRequest>, trace: &str) -> Result<Box<Asked>, Status> {
        let (request, mut violations) = request.judge();
        let caller = who.caller(&request.request_id);
        let is_named = !request.id.is_empty();
        let spec = validate::new_timer(&mut violations, "", &caller.tenant, request, app.clock.now(), trace);
        violations.finish()?;
        app.check_growth()?;
        let create = CreateTimers {
            caller: Some(caller),
            timers: vec![spec.clone()],
        };
        Ok(Box::new(Asked {
            who,
            spec,
            create,
            is_named,
        }))
    }

    async fn create(mut self: Box<Asked>, app: &App) -> Result<CreateTimerResponse, Status> {
        let create = std::mem::take(&mut self.create);
        let proposed = pace::propose(app, &self.who, create, |_| self.is_named).await;
        let (at, reply) =
            proposed.map_err(|refused| app.timer_in_the_way(self.who.tenant(), &[&self.spec.id], refused))?;
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
            timer: Some(self.shown(app, created)?),
            existing,
            shard: id::SHARD,
            commit_index: at.index,
        })
    }

    /// The timer after the create.
    fn shown(self, app: &App, created: CreatedTimer) -> Result<Timer, Status> {
        let who = self.who.identity();
        let Some(found) = created.existing else {
            return Ok(made(&who.tenant, who.actor.clone(), self.spec, created));
        };
        let (row, armed) = *found;
        // The due table stores the arming time; the response shows only the status.
        let arm_time = row.arm_time;
        Ok(convert::timer(
            &who.tenant,
            app.opened(&who.tenant, row)?,
            armed.then_some(arm_time),
        ))
    }
}

/// A timer that the create made.
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
        // The ttl counts from the creation time that the log assigned.
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

    fn bytes_of<'a, F: Future>(_: impl FnOnce(&'a App, Request<CreateTimerRequest>) -> F) -> usize {
        size_of::<F>()
    }

    fn bytes_of_streamed<'a, F: Future>(_: impl FnOnce(&'a App, Place, Principal, CreateTimerRequest) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn create_futures_are_small() {
        for bytes in [bytes_of(run), bytes_of_streamed(of_stream)] {
            assert!(bytes <= 1_024, "{bytes} bytes, and each layer around it moves them");
        }
    }

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
