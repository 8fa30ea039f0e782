//! Redrives dead letters: one, or all that match conditions.

use crate::grpc::queue::letters::check_known;
use crate::{
    access::Principal,
    app::{App, Freshness},
    policies, queries, refusal,
    state::State,
    token::{self, Kind},
    validate,
};
use minoots_kernel::{
    Reject, Reply, id,
    internal::{Redrive, RedriveLetters, TimerKey, command::Command},
    limits, plus_one,
};
use minoots_policy::facts::Verb;
use minoots_sequencer::Priority;
use minoots_wire::rules::Unjudged;
use minoots_wire::{
    error::Reason,
    event::v1::{RedriveDeadLettersRequest, RedriveDeadLettersResponse, RedriveRequest, RedriveResponse},
};
use tonic::Status;

pub(super) async fn one(app: &App, who: &Principal, request: RedriveRequest) -> Result<RedriveResponse, Status> {
    let caller = who.caller("");
    let id::Occurrence { tenant, id, version } = validate::event(who, &request.event_id)?;
    app.writer.check_growth()?;
    let command = Redrive {
        caller: Some(caller),
        timer: Some(TimerKey { tenant, id, version }),
    };
    let asked = |command: &Command, state: &State| {
        let Command::Redrive(Redrive { timer: Some(timer), .. }) = command else {
            return Err(refusal::unexpected_reply());
        };
        let row = state.timer(&timer.tenant, &timer.id)?;
        // A missing event cannot be redriven.
        let row = row.ok_or_else(|| refusal::rejected(&Reject::EventNotFound))?;
        Ok(vec![policies::of_queue(Verb::Redrive, row.queue())])
    };
    let command = Command::Redrive(command);
    let (at, reply) = app
        .judge
        .propose_allowed(who, (command, Priority::Normal), Freshness::Everything, asked)
        .await?;
    let Reply::Done = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(RedriveResponse {
        shard: id::SHARD,
        commit_index: at.index,
    })
}

pub(super) async fn letters(
    app: &App,
    who: &Principal,
    request: Unjudged<RedriveDeadLettersRequest>,
) -> Result<RedriveDeadLettersResponse, Status> {
    let caller = who.caller("");
    let (request, mut violations) = request.judge();
    let (reason, since) = validate::letters(&mut violations, request.reason, request.since.as_ref());
    violations.finish()?;
    let size = match request.page_size {
        0 => limits::REDRIVE_ROWS_MAX,
        asked => validate::page_size(asked),
    };
    let binding = format!("redrive {:?} {:?} {reason} {since}", caller.tenant, request.queue).into_bytes();
    let (arm_max_plus_one, from) = match token::page(&binding, &request.page_token)? {
        None => (plus_one::store(None), Vec::new()),
        Some(body) => match body.split_first_chunk::<8>() {
            Some((arm, from)) => (u64::from_be_bytes(*arm), from.to_vec()),
            None => return Err(validate::violation("page_token", Reason::PageToken, "is damaged")),
        },
    };
    app.writer.check_growth()?;
    let command = RedriveLetters {
        caller: Some(caller),
        queue: request.queue,
        reason,
        since,
        from,
        limit: u32::try_from(size).unwrap_or(u32::MAX),
        arm_max_plus_one,
    };
    let (tenant, queue) = (who.tenant(), command.queue.clone());
    // The queue of a removed endpoint exists only while it has dead letters, so it may disappear between two pages.
    if !queue.is_empty() && request.page_token.is_empty() {
        app.judge.allow(who, || policies::of_queue(Verb::Redrive, &queue))?;
        check_known(&app.reader.state()?, (tenant, &queue))?;
    }
    let asked = |_: &Command, state: &State| match queue.as_str() {
        "" => {
            let queues = state.look(|view| queries::letters::queues(view, tenant))?;
            Ok(queues
                .iter()
                .map(|queue| policies::of_queue(Verb::Redrive, queue))
                .collect())
        }
        queue => Ok(vec![policies::of_queue(Verb::Redrive, queue)]),
    };
    let command = Command::RedriveLetters(command);
    let (at, reply) = app
        .judge
        .propose_allowed(who, (command, Priority::Normal), Freshness::Everything, asked)
        .await?;
    let Reply::Redriven(redriven) = reply else {
        return Err(refusal::unexpected_reply());
    };
    let next_page_token = match redriven.next.is_empty() {
        true => String::new(),
        false => {
            let body = [
                plus_one::store(Some(redriven.arm_max)).to_be_bytes().as_slice(),
                &redriven.next,
            ]
            .concat();
            token::seal(Kind::Page, &binding, &body)
        }
    };
    Ok(RedriveDeadLettersResponse {
        redriven: redriven.redriven,
        next_page_token,
        shard: id::SHARD,
        commit_index: at.index,
    })
}
