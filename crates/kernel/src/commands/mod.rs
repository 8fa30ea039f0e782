//! One file per command. A command first decides, then changes: a command that answers
//! [`Reply::Rejected`](crate::Reply) has changed nothing.

use crate::{
    context::Context,
    failure::Failure,
    internal::{Command, command::Command as Kind},
    reply::{Reject, Reply},
};

mod ack;
mod arm_timers;
mod bootstrap;
mod budgets;
mod cancel_timer;
mod cancel_timers;
mod checkpoints;
mod claims;
mod create_credential;
mod create_timers;
mod delete_webhook;
mod emit;
mod exchange_token;
mod extend;
mod grants;
mod join_token;
mod leases;
mod move_webhook_cursors;
mod open;
mod outcome;
mod pause_queue;
mod purge_queue;
mod put_payload_keys;
mod put_policy;
mod put_queue;
mod put_trust;
mod put_webhook;
mod quota;
mod record_attempts;
mod record_denials;
mod record_heads;
mod redrive;
mod redrive_letters;
mod register_key;
mod release_overdue;
mod requests;
mod reschedule_timer;
mod revoke_credential;
mod revoke_signing_key;
mod schedules;
mod set_level;
mod start_epoch;
mod touch_watchdogs;
mod transact;
mod withdraw;

pub(super) use schedules::go_on as go_on_with_schedules;
pub use schedules::pace as backfill_pace;

pub(crate) use checkpoints::forget as forget_removed;
pub(crate) use requests::forget as forget_request;

pub(crate) fn run(context: &mut Context<'_>, command: &Command) -> Result<Reply, Failure> {
    let Some(command) = &command.command else {
        return Ok(Reply::Rejected(Reject::Empty));
    };
    if !command.has_key_texts() {
        return rejected(Reject::Empty);
    }
    if let Some(reject) = set_level::not_active(context, command)? {
        return rejected(reject);
    }
    if is_judged_by_another(context, command)? {
        return rejected(Reject::PolicyChanged);
    }
    if is_sealed_by_others(context, command)? {
        return rejected(Reject::PayloadKeysChanged);
    }
    context.asked_by(command.caller());
    match command {
        Kind::Bootstrap(command) => bootstrap::run(context, command),
        Kind::RegisterKey(command) => register_key::run(context, command),
        Kind::StartEpoch(command) => start_epoch::run(context, command),
        Kind::CreateTimers(command) => create_timers::run(context, command),
        Kind::CancelTimer(command) => cancel_timer::run(context, command),
        Kind::CancelTimers(command) => cancel_timers::run(context, command),
        Kind::RescheduleTimer(command) => reschedule_timer::run(context, command),
        Kind::ArmTimers(command) => arm_timers::run(context, command),
        Kind::Ack(command) => ack::run(context, command),
        Kind::Outcome(command) => outcome::run(context, command),
        Kind::Extend(command) => extend::run(context, command),
        Kind::Grants(command) => grants::run(context, command),
        Kind::Claims(command) => claims::run(context, command),
        Kind::Redrive(command) => redrive::run(context, command),
        Kind::ReleaseOverdue(command) => release_overdue::run(context, command),
        Kind::CreateCredential(command) => create_credential::run(context, command),
        Kind::RevokeCredential(command) => revoke_credential::run(context, command),
        Kind::SetQuota(command) => quota::set(context, command),
        Kind::RevokeSigningKey(command) => revoke_signing_key::run(context, command),
        Kind::RedriveLetters(command) => redrive_letters::run(context, command),
        Kind::PutQueue(command) => put_queue::run(context, command),
        Kind::PauseQueue(command) => pause_queue::run(context, command),
        Kind::PurgeQueue(command) => purge_queue::run(context, command),
        Kind::PutWebhook(command) => put_webhook::run(context, command),
        Kind::DeleteWebhook(command) => delete_webhook::run(context, command),
        Kind::RecordAttempts(command) => record_attempts::run(context, command),
        Kind::MoveWebhookCursors(command) => move_webhook_cursors::run(context, command),
        Kind::RecordHeads(command) => record_heads::run(context, command),
        Kind::RecordDenials(command) => record_denials::run(context, command),
        Kind::CreateJoinToken(command) => join_token::create(context, command),
        Kind::UseJoinToken(command) => join_token::spend(context, command),
        Kind::PutPolicy(command) => put_policy::run(context, command),
        Kind::PutTrust(command) => put_trust::run(context, command),
        Kind::PutPayloadKeys(command) => put_payload_keys::run(context, command),
        Kind::ExchangeToken(command) => exchange_token::run(context, command),
        Kind::PutSchedule(command) => schedules::put(context, command),
        Kind::DeleteSchedule(command) => schedules::remove(context, command),
        Kind::PauseSchedule(command) => schedules::pause(context, command),
        Kind::ResumeSchedule(command) => schedules::resume(context, command),
        Kind::TriggerSchedule(command) => schedules::trigger(context, command),
        Kind::RunSchedules(command) => schedules::run(context, command),
        Kind::BackfillSchedule(command) => schedules::backfill(context, command),
        Kind::PutCheckpoint(command) => checkpoints::put(context, command),
        Kind::DeleteCheckpoint(command) => checkpoints::remove(context, command),
        Kind::RollBackCheckpoint(command) => checkpoints::roll_back(context, command),
        Kind::AcquireLease(command) => leases::acquire(context, command),
        Kind::RenewLease(command) => leases::renew(context, command),
        Kind::ReleaseLease(command) => leases::release(context, command),
        Kind::SpendBudget(command) => budgets::spend(context, command),
        Kind::SetBudget(command) => budgets::set(context, command),
        Kind::DeleteBudget(command) => budgets::remove(context, command),
        Kind::Transact(command) => transact::run(context, command),
        Kind::Emit(command) => emit::run(context, command),
        Kind::TouchWatchdogs(command) => touch_watchdogs::run(context, command),
        Kind::SetLevel(command) => Ok(set_level::run(context, command)),
    }
}

/// Whether a command was judged by a version of its tenant's policy that is not current.
fn is_judged_by_another(context: &mut Context<'_>, command: &Kind) -> Result<bool, Failure> {
    let Some(version) = command.policy_version() else {
        return Ok(false);
    };
    let timer = match command {
        Kind::Ack(command) => command.timer.as_ref(),
        Kind::Outcome(command) => command.timer.as_ref(),
        Kind::Extend(command) => command.timer.as_ref(),
        _ => None,
    };
    let of_caller = || command.caller().map(|caller| caller.tenant.as_str());
    let tenant = timer.map(|timer| timer.tenant.as_str()).or_else(of_caller);
    let current = context.tenant(tenant.unwrap_or_default())?.policy_version;
    Ok(version != current)
}

/// Whether a command carries a payload that was sealed with keys that are not current. A caller that shreds a key, or
/// begins to seal, must not find a later payload that was sealed before.
fn is_sealed_by_others(context: &mut Context<'_>, command: &Kind) -> Result<bool, Failure> {
    let carries = matches!(
        command,
        Kind::CreateTimers(_) | Kind::PutSchedule(_) | Kind::PutCheckpoint(_) | Kind::Emit(_) | Kind::Transact(_)
    );
    let Some(caller) = command.caller().filter(|_| carries) else {
        return Ok(false);
    };
    let current = context.tenant(&caller.tenant)?.payload_keys_version;
    Ok(caller.payload_keys_version != current)
}

fn rejected(reject: Reject) -> Result<Reply, Failure> {
    Ok(Reply::Rejected(reject))
}
