//! Withdraws a timer.

use super::get;
use crate::{
    access::Principal,
    app::{App, Freshness},
    policies, refusal,
    state::State,
};
use minoots_kernel::{
    Reply, digest, id,
    internal::{CancelTimer, WithdrawOutcome, command::Command},
};
use minoots_policy::facts::Verb;
use minoots_sequencer::Priority;
use minoots_wire::timer::v1::{CancelOutcome, CancelTimerRequest, CancelTimerResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: CancelTimerRequest,
) -> Result<CancelTimerResponse, Status> {
    let caller = who.caller(&request.request_id);
    let (tenant, timer_id) = (caller.tenant.clone(), request.id.clone());
    let partition_key = request.partition_key.clone();
    let mut command = CancelTimer {
        caller: Some(caller),
        id: request.id,
        partition_key: request.partition_key,
        version: request.state_version,
        reason: request.reason,
        digest: Vec::new(),
    };
    if !request.request_id.is_empty() {
        command.digest = digest::of_cancel(&command);
    }
    let command = Command::CancelTimer(command);
    let asked = |_: &Command, state: &State| {
        let row = get::found(state, &tenant, (&timer_id, &partition_key))?;
        Ok(policies::of_timer(Verb::Cancel, &row, None))
    };
    let (at, reply) = app
        .judge
        .propose_allowed(who, (command, Priority::Urgent), Freshness::Everything, asked)
        .await?;
    let Reply::Withdrawn(withdrawn) = reply else {
        return Err(refusal::unexpected_reply());
    };
    let outcome = match withdrawn.outcome {
        WithdrawOutcome::Done if withdrawn.original_index == 0 => {
            app.metrics.timers_cancelled.add(1, &[]);
            CancelOutcome::Cancelled
        }
        WithdrawOutcome::Done | WithdrawOutcome::Cancelled => CancelOutcome::Cancelled,
        WithdrawOutcome::TooLate => CancelOutcome::TooLate,
        WithdrawOutcome::Superseded => CancelOutcome::Superseded,
        WithdrawOutcome::Unspecified => return Err(refusal::unexpected_reply()),
    };
    let too_late = outcome == CancelOutcome::TooLate;
    let event_id = too_late.then(|| id::fired_event_id(&tenant, &timer_id, withdrawn.version));
    Ok(CancelTimerResponse {
        outcome: outcome.into(),
        event_id: event_id.unwrap_or_default(),
        state_version: withdrawn.version,
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: withdrawn.original_index,
    })
}
