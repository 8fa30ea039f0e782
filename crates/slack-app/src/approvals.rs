//! Approvals of workflows: requests in a channel, and decisions by button.
//!
//! The event log records each request for an approval. The app turns each such event into a message in the workspace's
//! queue. The event names the message, so several processes create only one. The queue then delivers it to the channel,
//! like a fired timer. A checkpoint stores the position in the log; it only saves rereading.

use std::sync::Arc;

use futures::StreamExt as _;
use minoots_client::{Checkpoint, Error, Execution, LogEvent, NewTimer, PutCheckpoint, TailFrom, TailOptions};
use minoots_slack::id::{ChannelId, TargetId, UserId};
use minoots_slack::message::{Approval, Decision, Message, Original, approval, decided, problem};
use minoots_slack::workspace::Principal;
use minoots_wire::workflow::v1::{
    Approval as Pending, CurrentPhase, DecideApprovalRequest, ExecutionStatus, PhaseStatus,
};
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

/// The checkpoint's name, under the workspace's queue.
const CURSOR: &str = "approvals";
/// Only the current version of the checkpoint matters.
const VERSIONS_KEPT: u32 = 1;

/// Characters of an output that a message shows.
const OUTPUT_CHARACTERS: usize = 500;
/// Comments that a message shows, the last ones.
const COMMENTS_SHOWN: usize = 3;

/// The fields of an approval event that the app reads.
#[derive(Deserialize)]
struct ApprovalEvent {
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

/// Puts approval requests into the workspace's queue, until `stop` is cancelled.
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

/// Whether another process moved the checkpoint.
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
            // Requests in compacted events are too old for a decision.
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
                // A process of another version has created the message already.
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

/// The stored position in the log. At first, it is the current end of the log.
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

/// Moves the checkpoint. If another process has moved it meanwhile, the result is a conflict, and reading restarts from
/// the new position.
async fn move_to(team: &Team, at: &Checkpoint, cursor: &str) -> Result<Checkpoint, Error> {
    let put = PutCheckpoint::after(at, at.version).data("text/plain", cursor.to_owned());
    team.client.put_checkpoint(put.keep_last(VERSIONS_KEPT)).await
}

/// Builds the message for an approval event; `None` if the event is not of a workflow.
fn question(team: &Team, channel: &ChannelId, event: &LogEvent) -> Option<NewTimer> {
    let asked: ApprovalEvent = serde_json::from_slice(&event.event.payload).ok()?;
    let Asking {
        execution,
        phase,
        visit,
        deadline_seconds,
    } = asked.data;
    // A value that is not a number becomes 0.
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

/// Posts the question in the channel, if it is still undecided. If the execution is paused or blocked, the question is
/// retried later, since resuming creates no new request.
///
/// # Errors
/// The cluster did not return the execution.
pub async fn ask(app: &App, team: &Team, question: &Question) -> Result<Told, Error> {
    let found = match team.client.execution(question.execution.as_str()).await {
        Ok(found) => found,
        Err(Error::NotFound { .. }) => return Ok(Told::Taken),
        Err(error) => return Err(error),
    };
    let waiting = waiting(&found).filter(|phase| phase.id == question.phase && phase.visit == question.visit);
    if waiting.is_none() {
        return Ok(Told::Taken);
    }
    if is_held(&found) {
        return Ok(Told::Again("its execution is paused or blocked".to_owned()));
    }
    let Some(pending) = team.client.pending_approval(question.execution.as_str()).await? else {
        return Ok(Told::Taken);
    };
    let message = approval(
        &shown(&question.execution, &pending, question.deadline_ns),
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

/// Records the decision, if the execution still waits for the approval of this button.
///
/// # Errors
/// The cluster did not record the decision.
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
    let superseded = || {
        let pending = Pending {
            execution: Some(found.clone()),
            ..Pending::default()
        };
        (decided(&shown(id, &pending, 0), &Decision::Superseded), Original::Keep)
    };
    let pending = team.client.pending_approval(id.as_str()).await?;
    let Some(pending) = pending.filter(|pending| phase_of(pending).fence == fence) else {
        return Ok(superseded());
    };
    // A decision that comes late is still one.
    if is_held(&found) && !pending.late {
        return Ok(held());
    }
    let request = DecideApprovalRequest {
        id: id.to_string(),
        phase: phase_of(&pending).id,
        fence,
        approved,
        by: principal.name.clone(),
        why: String::new(),
    };
    let after = match team.client.decide_approval(request).await {
        Ok(after) => after,
        Err(error) => match error.reason() {
            // Another person decided first.
            "NOT_AWAITING_APPROVAL" | "NOT_IN_PHASE" | "STALE_FENCE" => return Ok(superseded()),
            "NOT_RUNNING" => return Ok(held()),
            _ => return Err(error),
        },
    };
    // Further votes are needed, so the buttons stay.
    if waiting(&after).is_some_and(|phase| phase.fence == fence) {
        let counted = team.client.pending_approval(id.as_str()).await?.unwrap_or(pending);
        let user = user.clone();
        let voted = Decision::Voted { user, approved };
        return Ok((decided(&shown(id, &counted, 0), &voted), Original::Keep));
    }
    let decision = match approved {
        true => Decision::Approved(user.clone()),
        false => Decision::Denied(user.clone()),
    };
    Ok((decided(&shown(id, &pending, 0), &decision), Original::Replace))
}

/// The answer when the approval is still pending but the execution is paused or blocked. The buttons stay.
fn held() -> (Message, Original) {
    let told = "The execution is paused or blocked, so nothing was decided. Have it resumed, and press again.";
    (problem("NOT_RUNNING", told), Original::Keep)
}

/// The phase that waits for an approval, if there is one. A paused or blocked execution counts too.
fn waiting(execution: &Execution) -> Option<&CurrentPhase> {
    let goes_on = execution.status() == ExecutionStatus::Running || is_held(execution);
    let phase = execution.phase.as_ref().filter(|_| goes_on)?;
    (phase.status() == PhaseStatus::AwaitingApproval).then_some(phase)
}

/// Whether the execution needs a resume before it continues.
fn is_held(execution: &Execution) -> bool {
    matches!(execution.status(), ExecutionStatus::Paused | ExecutionStatus::Blocked)
}

/// The phase whose work is decided.
fn phase_of(pending: &Pending) -> CurrentPhase {
    let execution = pending.execution.as_ref();
    execution
        .and_then(|execution| execution.phase.clone())
        .unwrap_or_default()
}

/// Builds the message's approval. Its version is the fence of the attempt, which stays the same for one question.
fn shown(id: &TargetId, pending: &Pending, deadline_ns: i64) -> Approval {
    let execution = pending.execution.clone().unwrap_or_default();
    let phase = phase_of(pending);
    let next = match phase.approval_next.as_str() {
        "" => "the end",
        next => next,
    };
    let mut lines = vec![format!(
        "After phase {} comes {next}. Asked: {}.",
        phase.id, phase.approval_from
    )];
    let output = String::from_utf8_lossy(&pending.output);
    let score = pending.score.map(|score| score.to_string()).unwrap_or_default();
    for (name, value) in [
        ("Title", execution.title.as_str()),
        ("Risk", &pending.risk),
        ("Output", &beginning(&output)),
        ("Done", &pending.checklist.join(", ")),
        ("Artifacts", &pending.artifacts.join(", ")),
        ("Score", &score),
    ] {
        if !value.is_empty() {
            lines.push(format!("{name}: {value}"));
        }
    }
    if pending.quorum > 1 {
        let approving = pending.votes.iter().filter(|vote| vote.approved).count();
        lines.push(format!("Votes: {approving} of {} for it", pending.quorum));
    }
    let comments = execution.comments.iter().rev().take(COMMENTS_SHOWN).rev();
    lines.extend(comments.map(|comment| format!("{}: {}", comment.by, comment.text)));
    Approval {
        id: id.clone(),
        version: phase.fence,
        title: format!("{} {id}", execution.definition),
        detail: lines.join("\n"),
        deadline_ns,
    }
}

fn beginning(text: &str) -> String {
    let mut shown: String = text.chars().take(OUTPUT_CHARACTERS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
