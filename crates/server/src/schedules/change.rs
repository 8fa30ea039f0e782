//! Changes of schedules by callers. The kernel accepts a change only for the present state of a schedule, and only once
//! all past instants are decided. A change that meets another state reads it again.

use super::{plan, runner};
use crate::{
    access::Principal,
    app::{App, answered, settle},
    policies, refusal,
    state::State,
};
use minoots_kernel::{
    Reject, Reply, id,
    internal::{ScheduleRow, command::Command},
};
use minoots_policy::facts::Facts;
use minoots_sequencer::{Answer, Priority, consensus::Position};
use tonic::Status;

/// The number of attempts at a change. Each decides as many instants as an entry holds.
const ATTEMPTS_MAX: usize = 64;

/// Rejects a schedule whose timers deliver to a missing endpoint, because every instant would be missed. An endpoint
/// that is removed later has that effect.
pub(crate) fn check_endpoints(state: &State, tenant: &str, command: &Command) -> Result<(), Status> {
    for made in policies::of_creates(command, |_| false) {
        let Some(endpoint) = made.queue.as_deref().and_then(id::webhook_of) else {
            continue;
        };
        let found = state.webhook(tenant, endpoint)?;
        found.ok_or_else(|| refusal::webhook_not_found(endpoint))?;
    }
    Ok(())
}

/// Whether a change replaces a schedule's template.
fn has_another_template(row: &ScheduleRow, command: &Command) -> bool {
    let standing = row.spec.as_ref().and_then(|spec| spec.timer.as_ref());
    match command {
        Command::PutSchedule(command) => command.spec.as_ref().and_then(|spec| spec.timer.as_ref()) != standing,
        _ => false,
    }
}

/// Proposes the command that `command` derives from the schedule's present state, if the tenant's policy allows the
/// facts of `asked`. `command` names the version that it read. If the caller gives no `version`, a concurrent change is
/// no conflict.
pub(crate) async fn propose(
    app: &App,
    who: &Principal,
    (id, version): (&str, u64),
    asked: impl Fn(&ScheduleRow, &Command) -> Vec<Facts> + Send + Sync,
    command: impl Fn(&ScheduleRow) -> Result<Command, Status> + Clone + Send + 'static,
) -> Result<(Position, Reply), Status> {
    let tenant = who.tenant();
    // The state at the last rejection. If it is unchanged, another attempt would not help.
    let mut refused = None;
    for _ in 0..ATTEMPTS_MAX {
        let found = {
            let (state, _) = app.reader.read(None).await?;
            state.schedule(tenant, id)?
        };
        let row = found.ok_or_else(|| refusal::rejected(&Reject::ScheduleNotFound))?;
        if version != 0 && version != row.version {
            return Err(refusal::rejected(&Reject::ScheduleVersion { version: row.version }));
        }
        if refused.as_ref() == Some(&row) {
            break;
        }
        // The computation of a rule may take a while.
        let (work, standing) = (command.clone(), row.clone());
        let mut command = super::aside(move || work(&standing)).await??;
        let judged = app.judge.allow_each(who, || asked(&row, &command))?;
        if has_another_template(&row, &command) {
            check_endpoints(&app.reader.state()?, tenant, &command)?;
        }
        if let Some(caller) = command.caller_mut() {
            caller.set_policy_version(judged.policy_version);
        }
        let answer = app.writer.hand_in(command, Priority::Normal)?;
        match answered(answer).await {
            Answer::Applied(_, Reply::Rejected(Reject::ScheduleMoved)) => {
                let has_decided = runner::decide(app, tenant, id, &row).await?;
                refused = Some(row).filter(|_| !has_decided);
            }
            Answer::Applied(_, Reply::Rejected(Reject::ScheduleVersion { .. })) if version == 0 => {}
            Answer::Applied(_, Reply::Rejected(Reject::PolicyChanged)) => {}
            answer => return settle(answer),
        }
    }
    Err(refusal::rejected(&Reject::ScheduleMoved))
}

/// Logs a plan that could not be made, and returns the rejection.
pub(crate) fn unplanned(error: &plan::Unplanned) -> Status {
    tracing::error!(%error, "a schedule cannot be changed here");
    refusal::unplanned(&error.to_string())
}
