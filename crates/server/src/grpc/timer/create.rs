//! Creates one timer.

use super::pace;
use crate::{
    access::Principal,
    app::App,
    convert,
    overload::{Place, Taken},
    refusal,
    timer_traces::CreateTrace,
    validate,
};
use minoots_kernel::{CreatedTimer, Reply, id, internal::CreateTimers};
use minoots_wire::rules::Unjudged;
use minoots_wire::timer::v1::{CreateTimerRequest, CreateTimerResponse};
use std::sync::Arc;
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
        let trace = app.traces.begin_create(&request);
        let asked = Principal::unjudged(request).and_then(|(who, request)| CheckedCreate::of(app, who, request, trace));
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
        CheckedCreate::of(app, who, Unjudged::new(request), CreateTrace::default()),
    )
}

async fn answer(
    app: &App,
    place: Taken,
    asked: Result<Box<CheckedCreate>, Status>,
) -> Result<CreateTimerResponse, Status> {
    let answer = match asked {
        Ok(asked) => asked.create(app).await,
        Err(refused) => Err(refused),
    };
    place.answered(&answer);
    answer
}

/// A checked create, and the data for its response.
struct CheckedCreate {
    who: Principal,
    id: String,
    create: CreateTimers,
    /// Whether the caller chose the id.
    is_named: bool,
    trace: CreateTrace,
}

impl CheckedCreate {
    fn of(
        app: &App,
        who: Principal,
        request: Unjudged<CreateTimerRequest>,
        trace: CreateTrace,
    ) -> Result<Box<CheckedCreate>, Status> {
        let (request, mut violations) = request.judge();
        let caller = who.caller(&request.request_id);
        let is_named = !request.id.is_empty();
        let now = app.clock.now();
        let spec = validate::new_timer(&mut violations, "", &caller.tenant, request, now, trace.parent);
        violations.finish()?;
        app.writer.check_growth()?;
        let id = spec.id.clone();
        let create = CreateTimers {
            caller: Some(caller),
            timers: vec![spec],
        };
        Ok(Box::new(CheckedCreate {
            who,
            id,
            create,
            is_named,
            trace,
        }))
    }

    async fn create(mut self: Box<CheckedCreate>, app: &App) -> Result<CreateTimerResponse, Status> {
        let create = std::mem::take(&mut self.create);
        let proposed = pace::propose(app, &self.who, create, |_| self.is_named).await;
        let (at, reply) =
            proposed.map_err(|refused| app.opener.timer_in_the_way(self.who.tenant(), &[&self.id], refused))?;
        let Reply::Created(created) = reply else {
            return Err(refusal::unexpected_reply());
        };
        let Some(CreatedTimer { row, armed, existing }) = created.into_iter().next() else {
            return Err(refusal::unexpected_reply());
        };
        app.traces.created(self.trace, self.who.tenant(), [&*row]);
        if !existing {
            app.metrics.timers_created.add(1, &[]);
        }
        // A row gets its arming time when it fires; the response shows only the status.
        let armed = armed.then_some(row.arm_time);
        let (tenant, row) = (self.who.tenant(), Arc::unwrap_or_clone(row));
        Ok(CreateTimerResponse {
            timer: Some(convert::timer(tenant, app.opener.opened(tenant, row)?, armed)),
            existing,
            shard: id::SHARD,
            commit_index: at.index,
        })
    }
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
}
