//! Dead letters are offered again: one, or those that conditions select.

use crate::{
    access::Principal,
    app::App,
    token::{self, Kind},
    validate,
};
use minoots_kernel::{
    Reply, id,
    internal::{Redrive, RedriveLetters, TimerKey, command::Command},
    limits,
};
use minoots_sequencer::Priority;
use minoots_wire::{
    error::Reason,
    event::v1::{RedriveDeadLettersRequest, RedriveDeadLettersResponse, RedriveRequest, RedriveResponse},
};
use tonic::Status;

pub(super) async fn one(app: &App, who: &Principal, request: RedriveRequest) -> Result<RedriveResponse, Status> {
    let mut violations = validate::Violations::default();
    validate::partition_key(&mut violations, "partition_key", &request.partition_key);
    violations.finish()?;
    let caller = who.caller("");
    let id::Occurrence { tenant, id, version } = validate::event(&caller, &request.event_id)?;
    app.check_growth()?;
    let command = Redrive {
        caller: Some(caller),
        timer: Some(TimerKey { tenant, id, version }),
    };
    let (at, reply) = app.propose(Command::Redrive(command), Priority::Normal).await?;
    let Reply::Done = reply else {
        return Err(app.unexpected());
    };
    Ok(RedriveResponse {
        shard: id::SHARD,
        commit_index: at.index,
    })
}

pub(super) async fn letters(
    app: &App,
    who: &Principal,
    request: RedriveDeadLettersRequest,
) -> Result<RedriveDeadLettersResponse, Status> {
    let caller = who.caller("");
    let mut violations = validate::Violations::default();
    // Spelled like an id, and unset when empty.
    validate::partition_key(&mut violations, "queue", &request.queue);
    let (reason, since) = validate::letters(&mut violations, request.reason, request.since.as_ref());
    violations.finish()?;
    let size = match request.page_size {
        0 => limits::REDRIVE_ROWS_MAX,
        asked => validate::page_size(asked)?,
    };
    let binding = format!("redrive {:?} {:?} {reason} {since}", caller.tenant, request.queue).into_bytes();
    let (arm_max_plus_one, from) = match token::page(&binding, &request.page_token)? {
        None => (0, Vec::new()),
        Some(body) => match body.split_first_chunk::<8>() {
            Some((arm, from)) => (u64::from_be_bytes(*arm), from.to_vec()),
            None => return Err(validate::violation("page_token", Reason::PageToken, "is damaged")),
        },
    };
    app.check_growth()?;
    let command = RedriveLetters {
        caller: Some(caller),
        queue: request.queue,
        reason,
        since,
        from,
        limit: u32::try_from(size).unwrap_or(u32::MAX),
        arm_max_plus_one,
    };
    let (at, reply) = app.propose(Command::RedriveLetters(command), Priority::Normal).await?;
    let Reply::Redriven(redriven) = reply else {
        return Err(app.unexpected());
    };
    let next_page_token = match redriven.next.is_empty() {
        true => String::new(),
        false => {
            let body = [redriven.arm_max_plus_one.to_be_bytes().as_slice(), &redriven.next].concat();
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
