//! One file per command. A command first decides, then changes: whatever it answers with [`Reply::Rejected`](crate::Reply) left
//! everything as it was.

use crate::{
    apply::Context,
    failure::Failure,
    internal::{Command, command::Command as Kind},
    reply::{Reject, Reply},
};

mod ack;
mod arm_timers;
mod bootstrap;
mod cancel_timer;
mod cancel_timers;
mod create_timers;
mod delete_webhook;
mod extend;
mod grants;
mod move_webhook_cursors;
mod open;
mod outcome;
mod put_webhook;
mod record_attempts;
mod redrive;
mod register_key;
mod release_overdue;
mod requests;
mod reschedule_timer;
mod start_epoch;
mod withdraw;

pub(crate) fn run(context: &mut Context<'_>, command: &Command) -> Result<Reply, Failure> {
    let Some(command) = &command.command else {
        return Ok(Reply::Rejected(Reject::Empty));
    };
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
        Kind::Redrive(command) => redrive::run(context, command),
        Kind::ReleaseOverdue(command) => release_overdue::run(context, command),
        Kind::PutWebhook(command) => put_webhook::run(context, command),
        Kind::DeleteWebhook(command) => delete_webhook::run(context, command),
        Kind::RecordAttempts(command) => record_attempts::run(context, command),
        Kind::MoveWebhookCursors(command) => move_webhook_cursors::run(context, command),
    }
}

/// Whether these may be parts of keys, whose end is a zero byte. Requests are checked before they are proposed; this is for entries that
/// nobody proposed.
fn are_key_texts(texts: &[&str]) -> bool {
    texts.iter().all(|text| !text.contains('\0'))
}

fn rejected(reject: Reject) -> Result<Reply, Failure> {
    Ok(Reply::Rejected(reject))
}
