//! Cancels the timers that a filter selects, up to a thousand a call. It finds them in a fresh view, as Get reads it,
//! and proposes one command that names each with its version in that view. The order of the log decides the outcome for
//! each.

use crate::{
    access::Principal,
    app::{App, Freshness, StateReader},
    policies,
    queries::{
        timer_filter::{Asked, Filter},
        timers::{Order, Walk, walk},
    },
    refusal,
    state::{Portion, State},
    token::{self, Kind},
    validate,
};
use minoots_kernel::{
    Cancelled, Reply,
    digest::{self, CancelOf},
    id,
    internal::{CancelTimers, FoundTimer, Label, command::Command},
    limits,
};
use minoots_policy::facts::{Facts, Verb};
use minoots_sequencer::{Priority, consensus::Position};
use minoots_wire::rules::Unjudged;
use minoots_wire::{
    error::Reason,
    timer::v1::{CancelTimersRequest, CancelTimersResponse, TimerStatus},
};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<CancelTimersRequest>,
) -> Result<CancelTimersResponse, Status> {
    let (request, violations) = request.judge();
    let filter = checked(&request, violations)?;
    let size = match request.page_size {
        0 => limits::CANCELS_MAX,
        asked => validate::page_size(asked),
    };
    let binding = [b"cancel ".as_slice(), &filter.binding(who.tenant())].concat();
    let after = token::page(&binding, &request.page_token)?;
    let portion = Portion { after, size };
    let digest = digest_of(&filter, &request, &portion);
    // One at a time; a caller leaves the queue at its deadline.
    let _turn = app.bulk_cancels.acquire().await.map_err(|_| refusal::shutting_down())?;
    let found = find(&app.reader, who.tenant(), &filter, &portion).await?;
    let timers = found.found.iter().map(|found| FoundTimer {
        id: found.row.id().to_owned(),
        version: found.row.version,
    });
    let command = Command::CancelTimers(CancelTimers {
        caller: Some(who.caller(&request.request_id)),
        timers: timers.collect(),
        reason: request.reason,
        digest,
        next: found.last.unwrap_or_default(),
    });
    let asked = |command: &Command, state: &State| asked(who.tenant(), command, state);
    let (at, reply) = app
        .judge
        .propose_allowed(who, (command, Priority::Urgent), Freshness::Anything, asked)
        .await?;
    let Reply::Cancelled(cancelled) = reply else {
        return Err(refusal::unexpected_reply());
    };
    if cancelled.original_index == 0 {
        app.metrics
            .timers_cancelled
            .add(cancelled.outcomes.cancelled.into(), &[]);
    }
    Ok(answer(cancelled, at, &binding))
}

/// The facts of each timer: if the policy denies one of them, none is cancelled.
fn asked(tenant: &str, command: &Command, state: &State) -> Result<Vec<Facts>, Status> {
    let Command::CancelTimers(command) = command else {
        return Err(refusal::unexpected_reply());
    };
    let mut facts = Vec::with_capacity(command.timers.len());
    for found in &command.timers {
        let row = state.timer(tenant, &found.id)?;
        facts.extend(row.iter().flat_map(|row| policies::of_timer(Verb::Cancel, row, None)));
    }
    Ok(facts)
}

fn checked(request: &CancelTimersRequest, mut violations: validate::Violations) -> Result<Filter, Status> {
    let asked = Asked {
        statuses: &[TimerStatus::Scheduled.into(), TimerStatus::Armed.into()],
        due_from: request.due_from.as_ref(),
        due_until: request.due_until.as_ref(),
        labels: request.labels.clone(),
        queue: &request.queue,
        name_prefix: &request.name_prefix,
        id_prefix: &request.id_prefix,
    };
    let filter = Filter::new(&mut violations, asked);
    if filter.is_any() {
        let description = "or due_until, labels, queue, name_prefix or id_prefix must be set: without any of them all timers would be cancelled";
        violations.add("due_from", Reason::FilterEmpty, description);
    }
    violations.finish()?;
    Ok(filter)
}

/// The digest of the request as it arrived. It identifies a repeat, whichever timers match by then.
fn digest_of(filter: &Filter, request: &CancelTimersRequest, portion: &Portion) -> Vec<u8> {
    let labels = filter.labels.iter().map(|(key, value)| Label {
        key: key.clone(),
        value: value.clone(),
    });
    let labels: Vec<Label> = labels.collect();
    digest::of_cancels(&CancelOf {
        after: portion.after.as_deref().unwrap_or_default(),
        size: portion.size as u64,
        due: (filter.due_from, filter.due_until),
        labels: &labels,
        queue: &filter.queue,
        name_prefix: &filter.name_prefix,
        id_prefix: &filter.id_prefix,
        reason: &request.reason,
    })
}

/// Finds timers by id if the filter is a range of ids, else in the due table, which contains all cancellable timers.
async fn find(reader: &StateReader, tenant: &str, filter: &Filter, portion: &Portion) -> Result<Walk, Status> {
    let order = if filter.id_prefix.is_empty() {
        Order::ByDue
    } else {
        Order::ById
    };
    let (state, _) = reader.read_many(tenant, None).await?;
    state.look(|view| walk(view, tenant, (filter, order), portion))
}

fn answer(cancelled: Cancelled, at: Position, binding: &[u8]) -> CancelTimersResponse {
    let outcomes = cancelled.outcomes;
    let next_page_token = if outcomes.next.is_empty() {
        String::new()
    } else {
        token::seal(Kind::Page, binding, &outcomes.next)
    };
    CancelTimersResponse {
        cancelled: outcomes.cancelled,
        too_late: outcomes.too_late,
        superseded: outcomes.superseded,
        already_cancelled: outcomes.already_cancelled,
        next_page_token,
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: cancelled.original_index,
    }
}
