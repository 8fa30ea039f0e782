//! Names that cannot be part of a key: a text ends with a zero byte there, so none may contain one. No proposer of ours
//! writes such a name. A command with one is rejected like any other, and changes nothing.

use crate::internal::{
    Caller, Guard, NewTimer, Operation, TimerKey, Transact, command::Command as Kind, guard, operation,
};

/// Whether every text of a command that may become part of a key is valid.
pub(super) fn are_sound(command: &Kind) -> bool {
    match command {
        Kind::Bootstrap(_) | Kind::StartEpoch(_) => true,
        Kind::RegisterKey(command) => text(&command.kid),
        Kind::PutSchedule(command) => {
            let spec = command.spec.as_ref();
            let timer = spec.and_then(|spec| spec.timer.as_ref());
            caller(&command.caller) && text(&command.id) && timer.is_none_or(new_timer)
        }
        Kind::DeleteSchedule(command) => caller(&command.caller) && text(&command.id),
        Kind::PauseSchedule(command) => caller(&command.caller) && text(&command.id),
        Kind::ResumeSchedule(command) => caller(&command.caller) && text(&command.id),
        Kind::TriggerSchedule(command) => caller(&command.caller) && text(&command.id) && text(&command.timer_id),
        Kind::BackfillSchedule(command) => caller(&command.caller) && text(&command.id),
        Kind::RunSchedules(command) => command.runs.iter().all(|run| text(&run.tenant) && text(&run.id)),
        Kind::CreateTimers(command) => command.timers.iter().all(new_timer) && caller(&command.caller),
        Kind::CancelTimer(command) => caller(&command.caller) && text(&command.id),
        Kind::CancelTimers(command) => caller(&command.caller) && command.timers.iter().all(|timer| text(&timer.id)),
        Kind::RescheduleTimer(command) => caller(&command.caller) && text(&command.id),
        Kind::ArmTimers(command) => command.timers.iter().all(|key| text(&key.tenant) && text(&key.id)),
        Kind::Ack(command) => timer(&command.timer),
        Kind::Outcome(command) => timer(&command.timer),
        Kind::Extend(command) => timer(&command.timer),
        Kind::Grants(command) => command.grants.iter().all(|grant| timer(&grant.timer)),
        Kind::Claims(command) => command.grants.iter().all(|grant| timer(&grant.timer)),
        Kind::Redrive(command) => caller(&command.caller) && timer(&command.timer),
        Kind::ReleaseOverdue(command) => caller(&command.caller),
        Kind::CreateCredential(command) => caller(&command.caller) && text(&command.tenant) && text(&command.id),
        Kind::RevokeCredential(command) => caller(&command.caller) && text(&command.tenant) && text(&command.id),
        Kind::SetQuota(command) => caller(&command.caller) && text(&command.tenant),
        Kind::PutPolicy(command) => caller(&command.caller) && text(&command.tenant),
        Kind::PutTrust(command) => caller(&command.caller) && text(&command.tenant),
        Kind::PutPayloadKeys(command) => caller(&command.caller) && text(&command.tenant),
        Kind::ExchangeToken(command) => command
            .credential
            .as_ref()
            .is_none_or(|credential| caller(&credential.caller) && text(&credential.tenant) && text(&credential.id)),
        Kind::RevokeSigningKey(command) => caller(&command.caller) && text(&command.kid),
        Kind::RedriveLetters(command) => caller(&command.caller) && text(&command.queue),
        Kind::PutQueue(command) => caller(&command.caller) && text(&command.queue),
        Kind::PauseQueue(command) => caller(&command.caller) && text(&command.queue),
        Kind::PurgeQueue(command) => caller(&command.caller) && text(&command.queue),
        Kind::PutWebhook(command) => caller(&command.caller) && text(&command.id),
        Kind::DeleteWebhook(command) => caller(&command.caller) && text(&command.id),
        Kind::RecordAttempts(command) => {
            let mut attempts = command.attempts.iter();
            attempts.all(|attempt| text(&attempt.tenant) && text(&attempt.webhook))
        }
        Kind::MoveWebhookCursors(command) => {
            let mut cursors = command.cursors.iter();
            cursors.all(|cursor| text(&cursor.tenant) && text(&cursor.webhook))
        }
        Kind::RecordHeads(command) => command.heads.iter().all(|head| text(&head.tenant)),
        Kind::RecordDenials(command) => command.denials.iter().all(|denial| text(&denial.tenant)),
        Kind::CreateJoinToken(command) => caller(&command.caller) && text(&command.token),
        Kind::UseJoinToken(command) => caller(&command.caller) && text(&command.token),
        Kind::PutCheckpoint(command) => {
            let sound = caller(&command.caller) && text(&command.execution) && text(&command.name);
            sound && command.timers.iter().all(|timer| text(timer))
        }
        Kind::DeleteCheckpoint(command) => caller(&command.caller) && text(&command.execution) && text(&command.name),
        Kind::RollBackCheckpoint(command) => caller(&command.caller) && text(&command.execution) && text(&command.name),
        Kind::AcquireLease(command) => caller(&command.caller) && text(&command.id) && text(&command.partition_key),
        Kind::RenewLease(command) => caller(&command.caller) && text(&command.id) && text(&command.partition_key),
        Kind::ReleaseLease(command) => caller(&command.caller) && text(&command.id) && text(&command.partition_key),
        Kind::SpendBudget(command) => caller(&command.caller) && text(&command.id) && text(&command.partition_key),
        Kind::SetBudget(command) => caller(&command.caller) && text(&command.id) && text(&command.partition_key),
        Kind::TouchWatchdogs(command) => command
            .touches
            .iter()
            .all(|touch| text(&touch.tenant) && text(&touch.id)),
        Kind::DeleteBudget(command) => caller(&command.caller) && text(&command.id) && text(&command.partition_key),
        Kind::Emit(command) => caller(&command.caller),
        Kind::Transact(command) => caller(&command.caller) && transaction(command),
    }
}

/// Whether a text may be part of a key: a zero byte would end it there.
fn text(text: &str) -> bool {
    !text.as_bytes().contains(&0)
}

fn caller(caller: &Option<Caller>) -> bool {
    let caller = caller.as_ref();
    caller.is_none_or(|caller| text(&caller.tenant) && text(&caller.request_id))
}

fn timer(timer: &Option<TimerKey>) -> bool {
    let timer = timer.as_ref();
    timer.is_none_or(|timer| text(&timer.tenant) && text(&timer.id))
}

fn new_timer(timer: &NewTimer) -> bool {
    text(&timer.id)
        && text(&timer.queue)
        && timer.actions.iter().all(|action| text(&action.queue))
        && text(&timer.concurrency_key)
        && timer.labels.iter().all(|label| text(&label.value))
        && timer.stages().iter().all(|stage| text(&stage.queue))
}

fn transaction(command: &Transact) -> bool {
    let guard = |guard: &Guard| match &guard.guard {
        Some(guard::Guard::Checkpoint(guard)) => text(&guard.execution) && text(&guard.name),
        Some(guard::Guard::Timer(guard)) => text(&guard.id),
        Some(guard::Guard::Lease(guard)) => text(&guard.id),
        Some(guard::Guard::Budget(guard)) => text(&guard.id),
        None => true,
    };
    let operation = |operation: &Operation| match &operation.operation {
        Some(operation::Operation::Create(timer)) => new_timer(timer),
        Some(operation::Operation::Cancel(cancel)) => text(&cancel.id),
        Some(operation::Operation::Reschedule(reschedule)) => text(&reschedule.id),
        Some(operation::Operation::Put(put)) => {
            text(&put.execution) && text(&put.name) && put.timers.iter().all(|timer| text(timer))
        }
        Some(operation::Operation::RollBack(back)) => text(&back.execution) && text(&back.name),
        Some(operation::Operation::Settle(settle)) => timer(&settle.timer),
        Some(operation::Operation::Spend(spend)) => text(&spend.id),
        Some(operation::Operation::Withdraw(withdraw)) => text(&withdraw.id),
        Some(operation::Operation::Emit(_)) | None => true,
    };
    text(&command.partition_key) && command.guards.iter().all(guard) && command.operations.iter().all(operation)
}
