//! Changes by callers. The kernel takes one only from where the schedule stands, and only once all instants that have come are decided; so
//! whoever is too early or too late looks again.

use super::{plan, runner};
use crate::{
    access::Principal,
    app::{self, App, answered, settle},
    policies, refusal,
};
use minoots_kernel::{
    Reject, Reply, id,
    internal::{ScheduleRow, command::Command},
    tables::{schedule, webhook},
};
use minoots_policy::facts::Facts;
use minoots_sequencer::{
    Answer, Priority,
    consensus::{Position, View},
};
use tonic::Status;

/// How often a change is looked at anew. Each time as many instants are decided as an entry takes.
const ATTEMPTS_MAX: usize = 64;

/// Refuses a schedule whose timers deliver to an endpoint that is not there: each instant would be missed, as it is if the endpoint is removed later.
pub(crate) fn check_endpoints(app: &App, view: &dyn View, tenant: &str, command: &Command) -> Result<(), Status> {
    for made in policies::of_creates(command, |_| false) {
        let Some(endpoint) = made.queue.as_deref().and_then(id::webhook_of) else {
            continue;
        };
        let found = webhook::get(view, tenant, endpoint).map_err(|failure| app.fail(failure))?;
        found.ok_or_else(|| refusal::webhook_not_found(endpoint))?;
    }
    Ok(())
}

/// Whether a change gives a schedule another template than it has.
fn has_another_template(row: &ScheduleRow, command: &Command) -> bool {
    let standing = row.spec.as_ref().and_then(|spec| spec.timer.as_ref());
    match command {
        Command::PutSchedule(command) => command.spec.as_ref().and_then(|spec| spec.timer.as_ref()) != standing,
        _ => false,
    }
}

/// Proposes what `command` makes of the schedule as it stands, if the tenant's policy lets through what is `asked` by that; `command` names the
/// version that it looked at. Without a `version` of its caller's, a change by another is no obstacle.
pub(crate) async fn propose(
    app: &App,
    who: &Principal,
    (id, version): (&str, u64),
    asked: impl Fn(&ScheduleRow, &Command) -> Vec<Facts> + Send + Sync,
    command: impl Fn(&ScheduleRow) -> Result<Command, Status> + Clone + Send + 'static,
) -> Result<(Position, Reply), Status> {
    let tenant = who.tenant();
    // As it was refused, with nothing to decide about it.
    let mut refused = None;
    for _ in 0..ATTEMPTS_MAX {
        let found = {
            let (view, _) = app.read(None).await?;
            schedule::get(view.as_ref(), tenant, id).map_err(|failure| app.fail(failure))?
        };
        let row = found.ok_or_else(|| refusal::rejected(&Reject::ScheduleNotFound))?;
        if version != 0 && version != row.version {
            return Err(refusal::rejected(&Reject::ScheduleVersion { version: row.version }));
        }
        if refused.as_ref() == Some(&row) {
            break;
        }
        // What a rule means may take a while to compute.
        let (work, standing) = (command.clone(), row.clone());
        let mut command = super::aside(app, move || work(&standing)).await??;
        let judged = app.allow_each(who, || asked(&row, &command))?;
        if has_another_template(&row, &command) {
            check_endpoints(app, app.view()?.as_ref(), tenant, &command)?;
        }
        if let Some(caller) = app::caller(&mut command) {
            caller.policy_plus_one = judged.policy_plus_one;
        }
        let answer = app.hand_in(command, Priority::Normal)?;
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

/// A plan that could not be made.
pub(crate) fn unplanned(error: &plan::Unplanned) -> Status {
    tracing::error!(%error, "a schedule cannot be changed here");
    refusal::unplanned(&error.to_string())
}
