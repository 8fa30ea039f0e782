//! Moves a timer.

use super::get;
use crate::{
    access::Principal,
    app::{App, Freshness},
    policies, refusal,
    state::State,
    validate,
};
use minoots_kernel::{
    Reply, digest, id,
    internal::{RescheduleTimer, WithdrawOutcome, command::Command},
    plus_one,
};
use minoots_policy::facts::Verb;
use minoots_sequencer::Priority;
use minoots_wire::rules::Unjudged;
use minoots_wire::{
    time::instant,
    timer::v1::{RescheduleOutcome, RescheduleTimerRequest, RescheduleTimerResponse},
};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<RescheduleTimerRequest>,
) -> Result<RescheduleTimerResponse, Status> {
    let now = app.clock.now();
    let (request, mut violations) = request.judge();
    let when = validate::when(
        &mut violations,
        "",
        request.fire_time.as_ref(),
        request.delay.as_ref(),
        now,
    );
    violations.finish()?;
    app.writer.check_growth()?;
    let caller = who.caller(&request.request_id);
    let (tenant, timer_id) = (caller.tenant.clone(), request.id.clone());
    let mut command = RescheduleTimer {
        caller: Some(caller),
        id: request.id,
        partition_key: request.partition_key,
        version: request.state_version,
        create_time: now,
        fire_time: when.fire_time,
        delay_plus_one: plus_one::store(when.delay),
        digest: Vec::new(),
    };
    command.digest = digest::of_reschedule(&command);
    let due_in = Some(command.fire_time.saturating_sub(now));
    let timer = (timer_id.as_str(), command.partition_key.clone());
    let asked = |_: &Command, state: &State| {
        let row = get::found(state, &tenant, (timer.0, &timer.1))?;
        Ok(policies::of_timer(Verb::Reschedule, &row, due_in))
    };
    let command = Command::RescheduleTimer(command);
    let (at, reply) = app
        .judge
        .propose_allowed(who, (command, Priority::Urgent), Freshness::Everything, asked)
        .await?;
    let Reply::Withdrawn(withdrawn) = reply else {
        return Err(refusal::unexpected_reply());
    };
    let outcome = match withdrawn.outcome {
        WithdrawOutcome::Done => {
            app.metrics.timers_rescheduled.add(1, &[]);
            RescheduleOutcome::Rescheduled
        }
        WithdrawOutcome::Cancelled => RescheduleOutcome::Cancelled,
        WithdrawOutcome::TooLate => RescheduleOutcome::TooLate,
        WithdrawOutcome::Superseded => RescheduleOutcome::Superseded,
        WithdrawOutcome::Unspecified => return Err(refusal::unexpected_reply()),
    };
    let too_late = outcome == RescheduleOutcome::TooLate;
    let event_id = too_late.then(|| id::fired_event_id(&tenant, &timer_id, withdrawn.version));
    Ok(RescheduleTimerResponse {
        outcome: outcome.into(),
        event_id: event_id.unwrap_or_default(),
        state_version: withdrawn.version,
        fire_time: Some(instant::to_proto(withdrawn.fire_time)),
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: withdrawn.original_index,
    })
}
