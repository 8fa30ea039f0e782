//! Decisions of workflows: asked for in a channel, and made by whoever presses the button.
//!
//! The log says that somebody is asked. Each such event becomes a message in the workspace's queue, named by the event, so that any number of processes
//! make one of it; the queue has it asked in the channel as it has firings told. How far the log was read is a checkpoint: it only saves reading.

use std::sync::Arc;

use futures::StreamExt as _;
use minoots_client::{Checkpoint, Error, Execution, LogEvent, NewTimer, PutCheckpoint, TailFrom, TailOptions};
use minoots_slack::id::{ChannelId, TargetId, UserId};
use minoots_slack::message::{Approval, Decision, Message, Original, approval, decided, problem};
use minoots_slack::workspace::Principal;
use minoots_wire::workflow::v1::{CurrentPhase, DecideApprovalRequest, ExecutionStatus, PhaseStatus};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::clock::since_epoch_ns;
use crate::limits::REOPEN_PAUSE;
use crate::outgoing::{Place, Told};
use crate::question::Question;
use crate::team::Team;

/// The checkpoint's name; it is of the workspace's queue.
const CURSOR: &str = "approvals";
/// Old versions of it are of no use.
const VERSIONS_KEPT: u32 = 1;

/// An event that asks, as far as it is read here.
#[derive(Deserialize)]
struct Asked {
    data: Asking,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asking {
    execution: String,
    phase: String,
    visit: u32,
    deadline_seconds: f64,
}

/// Puts what is asked for into the workspace's queue, until `stop` is cancelled.
pub async fn watch(team: Arc<Team>, channel: ChannelId, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::select! {
            read = read(&team, &channel) => match read {
                Ok(()) => {}
                Err(error) if is_of_another(&error) => {
                    tracing::debug!(team = %team.scope.team, %error, "another process is as far, and it is read on from there");
                }
                Err(error) => tracing::warn!(team = %team.scope.team, %error, "what waits for a decision cannot be read"),
            },
            () = stop.cancelled() => {}
        }
        tokio::select! {
            () = sleep(REOPEN_PAUSE) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Whether the checkpoint was moved by another process.
fn is_of_another(error: &Error) -> bool {
    matches!(error, Error::Conflict { reason, .. } if reason == "VERSION_CONFLICT" || reason == "VERSION_REQUIRED")
}

async fn read(team: &Team, channel: &ChannelId) -> Result<(), Error> {
    let mut at = position(team).await?;
    let cursor = String::from_utf8_lossy(&at.data).into_owned();
    let options = TailOptions::default()
        .kind("approval.requested")
        .kind("approval.escalated");
    let mut events = team.client.tail(TailFrom::Cursor(cursor), options);
    while let Some(event) = events.next().await {
        let event = match event {
            // What is no longer kept was asked too long ago to be decided.
            Err(Error::CursorCompacted { earliest, .. }) => {
                let next = match earliest.as_str() {
                    "" => team.client.log_end().await?,
                    _ => earliest,
                };
                move_to(team, &at, &next).await?;
                return Ok(());
            }
            event => event?,
        };
        if let Some(timer) = question(team, channel, &event) {
            match team.client.create_timer(timer).await {
                // Asked already, by a process of another version.
                Err(Error::Conflict { reason, message, .. }) if reason == "TIMER_EXISTS" => {
                    tracing::debug!(team = %team.scope.team, event = event.event.id, message, "a decision is asked for already");
                }
                created => {
                    created?;
                }
            }
        }
        at = move_to(team, &at, &event.cursor).await?;
    }
    Ok(())
}

/// How far the log was read; from now on, at first.
async fn position(team: &Team) -> Result<Checkpoint, Error> {
    match team.client.checkpoint((team.queue(), CURSOR)).await {
        Err(Error::NotFound { .. }) => {
            let end = team.client.log_end().await?;
            let put = PutCheckpoint::first((team.queue(), CURSOR)).data("text/plain", end);
            team.client.put_checkpoint(put.keep_last(VERSIONS_KEPT)).await
        }
        found => found,
    }
}

/// Another process may have moved it meanwhile: that is a conflict, and begins anew from there.
async fn move_to(team: &Team, at: &Checkpoint, cursor: &str) -> Result<Checkpoint, Error> {
    let put = PutCheckpoint::after(at, at.version).data("text/plain", cursor.to_owned());
    team.client.put_checkpoint(put.keep_last(VERSIONS_KEPT)).await
}

/// The message that has it asked; `None` of an event that is not of a workflow.
fn question(team: &Team, channel: &ChannelId, event: &LogEvent) -> Option<NewTimer> {
    let asked: Asked = serde_json::from_slice(&event.event.payload).ok()?;
    let Asking {
        execution,
        phase,
        visit,
        deadline_seconds,
    } = asked.data;
    // Of what is no number of seconds, nothing is left.
    #[allow(clippy::cast_possible_truncation, reason = "saturates, and a deadline is shown only")]
    let patience_ns = (deadline_seconds * 1e9) as i64;
    let name: String = format!("approval of {execution}").chars().take(200).collect();
    let question = Question {
        channel: channel.clone(),
        execution: TargetId::new(execution).ok()?,
        phase,
        visit,
        deadline_ns: since_epoch_ns(event.event.time?).saturating_add(patience_ns),
    };
    let digest = hex::encode(&Sha256::digest(&event.event.id)[..16]);
    let timer = NewTimer::after(name, std::time::Duration::ZERO).id(format!("ask-{}-{digest}", team.scope.team));
    Some(team.timer(timer.json(question.to_json().ok()?)))
}

/// Asks in the channel, if it is still to be decided. What is paused or blocked is asked later: going on with it asks nobody anew.
///
/// # Errors
/// The fabric does not say.
pub async fn ask(app: &App, team: &Team, question: &Question) -> Result<Told, Error> {
    let found = match team.client.execution(question.execution.as_str()).await {
        Ok(found) => found,
        Err(Error::NotFound { .. }) => return Ok(Told::Taken),
        Err(error) => return Err(error),
    };
    let waiting = waiting(&found).filter(|phase| phase.id == question.phase && phase.visit == question.visit);
    let Some(phase) = waiting else {
        return Ok(Told::Taken);
    };
    if is_held(&found) {
        return Ok(Told::Again("its execution is paused or blocked".to_owned()));
    }
    let message = approval(
        &shown(&question.execution, &found, phase, question.deadline_ns),
        team.seal(&app.secrets),
    );
    let place = Place {
        channel: question.channel.clone(),
        user: None,
        response_url: None,
    };
    Ok(app
        .outgoing
        .tell(&message, &place, team.token.as_ref(), Default::default())
        .await)
}

/// Decides, if what the button was made for still waits.
///
/// # Errors
/// The fabric does not do it.
pub async fn decide(
    team: &Team,
    (principal, user): (&Principal, &UserId),
    (id, fence): (&TargetId, u64),
    approved: bool,
) -> Result<(Message, Original), Error> {
    let found = match team.client.execution(id.as_str()).await {
        Ok(found) => found,
        Err(Error::NotFound { .. }) => {
            let told = "There is no such execution any more; nothing was decided.";
            return Ok((problem("NOT_FOUND", told), Original::Keep));
        }
        Err(error) => return Err(error),
    };
    let Some(phase) = waiting(&found).filter(|phase| phase.fence == fence) else {
        let shown = shown(id, &found, &CurrentPhase::default(), 0);
        return Ok((decided(&shown, &Decision::Superseded), Original::Keep));
    };
    if is_held(&found) {
        return Ok(held());
    }
    let shown = shown(id, &found, phase, 0);
    let request = DecideApprovalRequest {
        id: id.to_string(),
        phase: phase.id.clone(),
        fence,
        approved,
        by: principal.name.clone(),
        why: String::new(),
    };
    let decision = match team.client.decide_approval(request).await {
        Ok(_) if approved => Decision::Approved(user.clone()),
        Ok(_) => Decision::Denied(user.clone()),
        Err(error) => match error.reason() {
            // Somebody else was first.
            "NOT_AWAITING_APPROVAL" | "NOT_IN_PHASE" | "STALE_FENCE" => {
                return Ok((decided(&shown, &Decision::Superseded), Original::Keep));
            }
            "NOT_RUNNING" => return Ok(held()),
            _ => return Err(error),
        },
    };
    Ok((decided(&shown, &decision), Original::Replace))
}

/// Said when it still waits, and cannot go on now; the buttons stay.
fn held() -> (Message, Original) {
    let told = "The execution is paused or blocked, so nothing was decided. Have it resumed, and press again.";
    (problem("NOT_RUNNING", told), Original::Keep)
}

/// The phase that waits for a decision, if one does; in an execution that is held, too.
fn waiting(execution: &Execution) -> Option<&CurrentPhase> {
    let goes_on = execution.status() == ExecutionStatus::Running || is_held(execution);
    let phase = execution.phase.as_ref().filter(|_| goes_on)?;
    (phase.status() == PhaseStatus::AwaitingApproval).then_some(phase)
}

/// Whether it goes on only once somebody resumes it.
fn is_held(execution: &Execution) -> bool {
    matches!(execution.status(), ExecutionStatus::Paused | ExecutionStatus::Blocked)
}

/// A question as messages have it. Its version is the attempt's fence, which stays as long as the same thing is asked.
fn shown(id: &TargetId, execution: &Execution, phase: &CurrentPhase, deadline_ns: i64) -> Approval {
    let next = match phase.approval_next.as_str() {
        "" => "the end",
        next => next,
    };
    Approval {
        id: id.clone(),
        version: phase.fence,
        title: format!("{} {id}", execution.definition),
        detail: format!("After phase {} comes {next}. Asked: {}.", phase.id, phase.approval_from),
        deadline_ns,
    }
}
