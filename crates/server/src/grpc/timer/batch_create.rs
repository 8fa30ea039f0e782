//! Creates many timers in one log entry, all or none.

use super::pace;
use crate::{access::Principal, app::App, refusal, validate};
use minoots_kernel::{
    Reply, id,
    internal::{CreateTimers, NewTimer},
};
use minoots_wire::timer::v1::{BatchCreateTimersRequest, BatchCreateTimersResponse, BatchCreateTimersResult};
use tonic::{Request, Status};

pub(super) async fn run(
    app: &App,
    mut request: Request<BatchCreateTimersRequest>,
) -> Result<BatchCreateTimersResponse, Status> {
    let place = app.overload.of_call(request.extensions_mut())?;
    place.weigh(request.get_ref().requests.len())?;
    let answer = create(app, request).await;
    place.answered(&answer);
    answer
}

async fn create(app: &App, request: Request<BatchCreateTimersRequest>) -> Result<BatchCreateTimersResponse, Status> {
    let trace = app.traces.begin_create(&request);
    let (who, request) = Principal::unjudged(request)?;
    let (request, mut violations) = request.judge();
    let requests = request.requests;
    let (caller, now) = (who.caller(""), app.clock.now());
    let mut timers: Vec<NewTimer> = Vec::with_capacity(requests.len());
    let named: Vec<bool> = requests.iter().map(|request| !request.id.is_empty()).collect();
    for (index, request) in requests.into_iter().enumerate() {
        let prefix = format!("requests[{index}].");
        timers.push(validate::new_timer(
            &mut violations,
            &prefix,
            &caller.tenant,
            request,
            now,
            trace.parent,
        ));
    }
    violations.finish()?;
    app.writer.check_growth()?;
    let ids: Vec<String> = timers.iter().map(|timer| timer.id.clone()).collect();
    let create = CreateTimers {
        caller: Some(caller),
        timers,
    };
    let is_named = |index: usize| named.get(index).copied().unwrap_or_default();
    let proposed = pace::propose(app, &who, create, is_named).await;
    let (at, reply) = proposed.map_err(|refused| {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        app.opener.timer_in_the_way(who.tenant(), &ids, refused)
    })?;
    let Reply::Created(created) = reply else {
        return Err(refusal::unexpected_reply());
    };
    app.metrics
        .timers_created
        .add(created.iter().filter(|created| !created.existing).count() as u64, &[]);
    let rows = created.iter().map(|created| &*created.row);
    app.traces.created(trace, who.tenant(), rows);
    let results = ids
        .into_iter()
        .zip(created)
        .map(|(id, created)| BatchCreateTimersResult {
            id,
            state_version: created.row.version,
            existing: created.existing,
        });
    Ok(BatchCreateTimersResponse {
        results: results.collect(),
        shard: id::SHARD,
        commit_index: at.index,
    })
}
