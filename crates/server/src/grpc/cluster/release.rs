//! Releases the timers that are overdue since a restore: fires them, marks them as missed, or cancels them.

use crate::{access::Principal, app::App, refusal, validate};
use minoots_kernel::{
    Reply,
    internal::{Caller, ReleaseAction, ReleaseOverdue, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::{
    admin::v1::{OverdueAction, ReleaseOverdueRequest, ReleaseOverdueResponse},
    error::Reason,
};
use tonic::Status;

/// The maximum number of commands in one call: each examines up to a thousand timers.
const COMMANDS_MAX: usize = 16;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: ReleaseOverdueRequest,
) -> Result<ReleaseOverdueResponse, Status> {
    let action = match request.action() {
        OverdueAction::Fire => ReleaseAction::Fire,
        OverdueAction::Miss => ReleaseAction::Miss,
        OverdueAction::Cancel => ReleaseAction::Cancel,
        OverdueAction::Unspecified => {
            return Err(validate::violation(
                "action",
                Reason::ActionRequired,
                "must be FIRE, MISS or CANCEL",
            ));
        }
    };
    check_due(app)?;
    let command = ReleaseOverdue {
        // A hold covers timers of all tenants.
        caller: Some(Caller {
            tenant: String::new(),
            ..who.caller("")
        }),
        action: action.into(),
    };
    let mut answer = ReleaseOverdueResponse::default();
    for _ in 0..COMMANDS_MAX {
        let command = Command::ReleaseOverdue(command.clone());
        let (at, reply) = app.writer.propose(command, Priority::Normal).await?;
        let Reply::Released { released, finished } = reply else {
            return Err(refusal::unexpected_reply());
        };
        answer.released += released;
        answer.commit_index = at.index;
        answer.finished = finished;
        if finished {
            tracing::info!(?action, "nothing is held any more since the restore");
            break;
        }
    }
    Ok(answer)
}

/// Rejects the release of a hold that ends in the future, because no timer fires before it is due. The kernel decides
/// as well; this check explains the rejection.
fn check_due(app: &App) -> Result<(), Status> {
    let shard = app.reader.state()?.shard()?;
    if shard.held_until > shard.time.max(app.clock.now()) {
        return Err(refusal::held_ahead(shard.held_until));
    }
    Ok(())
}
