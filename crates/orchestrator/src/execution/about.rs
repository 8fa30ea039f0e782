//! The description of an execution for lists and boards: title, labels, instants, worker, series.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::At;
use super::effect::Step;
use super::handoff::queue_of;
use super::place;
use super::refusal::Refusal;
use super::state::{Run, RunStatus, State, Status};
use crate::priority::Priority;
use crate::repeat::{self, Identified, RepeatOf, look_up, remember};

/// Comments that the state keeps.
const COMMENTS_MAX: usize = 16;
/// Ids of comments that are stored to detect repeats.
const COMMENTS_REMEMBERED: usize = 100;
/// Labels of an execution.
pub(crate) const LABELS_MAX: usize = 32;

/// The description. Instants are milliseconds since 1970, by the clock of the node that made the step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct About {
    /// The title, for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Labels for filters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The start; `None` in states of older releases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_ms: Option<i64>,
    /// The start of the first attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_ms: Option<i64>,
    /// The last step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_ms: Option<i64>,
    /// The end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_ms: Option<i64>,
    /// The schedule that started the execution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<Series>,
    /// The last comments, oldest first.
    #[serde(skip_serializing_if = "VecDeque::is_empty")]
    pub comments: VecDeque<Comment>,
    /// The ids of the last comments, oldest first.
    #[serde(skip_serializing_if = "VecDeque::is_empty")]
    pub comment_ids: VecDeque<Identified>,
}

/// A comment of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Comment {
    /// The author.
    pub by: String,
    /// The text.
    pub text: String,
    /// The instant, in milliseconds since 1970.
    pub at_ms: i64,
}

/// The occurrence of a schedule for which an execution was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Series {
    /// The schedule's id.
    pub schedule: String,
    /// The due instant of the occurrence, in milliseconds since 1970.
    pub occurrence_ms: i64,
}

/// The worker that holds an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Claim {
    /// The fence of the attempt.
    pub fence: u64,
    /// The name of the worker or agent.
    pub by: String,
    /// The queue for signals; empty for that of the phase.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signal_queue: String,
}

/// A change of the description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Update {
    /// The new title.
    pub title: Option<String>,
    /// Labels to add or to replace.
    pub set_labels: BTreeMap<String, String>,
    /// Keys of labels to remove.
    pub remove_labels: BTreeSet<String>,
    /// The new priority.
    pub priority: Option<Priority>,
}

/// The worker that holds the current attempt; empty if it is unknown. A handoff outweighs earlier claims.
pub(crate) fn assignee(state: &State) -> &str {
    let Some(run) = &state.run else { return "" };
    let handed = run.handed.as_ref().filter(|handed| handed.fence == run.fence);
    let is_at_work = run.status == RunStatus::Working;
    let claim = run
        .claim
        .as_ref()
        .filter(|claim| is_at_work && claim.fence == run.fence);
    let handed = handed.map(|handed| handed.to.agent.as_str());
    handed.or(claim.map(|claim| claim.by.as_str())).unwrap_or_default()
}

/// The queue of the worker that holds the current attempt, if the phase's queue is not its own.
pub(super) fn signal_queue(run: &Run) -> Option<String> {
    let handed = run.handed.as_ref().filter(|handed| handed.fence == run.fence);
    if let Some(handed) = handed {
        return Some(queue_of(&handed.to.agent));
    }
    let claim = run.claim.as_ref().filter(|claim| claim.fence == run.fence)?;
    (!claim.signal_queue.is_empty()).then(|| claim.signal_queue.clone())
}

/// Changes the description. A queued execution with a new priority requests its slot anew.
pub(super) fn update(mut step: Step, update: &Update, at: &At) -> Result<Option<Step>, Refusal> {
    let before = (step.state.about.clone(), step.state.priority);
    let about = &mut step.state.about;
    if let Some(title) = &update.title {
        about.title.clone_from(title);
    }
    about.labels.retain(|key, _| !update.remove_labels.contains(key));
    about.labels.extend(update.set_labels.clone());
    if about.labels.len() > LABELS_MAX {
        return Err(Refusal::Labels { most: LABELS_MAX });
    }
    let mut told = json!({});
    if about.title != before.0.title {
        told["title"] = json!(about.title);
    }
    if about.labels != before.0.labels {
        told["labels"] = json!(about.labels);
    }
    let priority = update.priority.unwrap_or(before.1);
    if priority != before.1 {
        let status = step.state.status;
        if status.is_terminal() {
            return Err(Refusal::Terminal { status });
        }
        told["priority"] = json!(priority);
        step.state.priority = priority;
    }
    if told == json!({}) {
        return Ok(None);
    }
    step.emit("workflow.updated", at, told);
    if priority != before.1 && step.state.run.as_ref().is_some_and(place::is_asked_for) && !place::is_held(&step.state)
    {
        step.leave_place();
        step = place::ask(step, at);
    }
    Ok(Some(step))
}

/// Records the worker that holds an attempt. The last claim counts.
pub(super) fn claim(mut step: Step, claim: &Claim, at: &At) -> Result<Option<Step>, Refusal> {
    // A paused attempt still has its worker.
    if step.state.status != Status::Paused {
        step.check_running()?;
    }
    let Some(run) = &mut step.state.run else {
        return Ok(None);
    };
    run.check_fence(claim.fence)?;
    if run.status != RunStatus::Working {
        return Err(Refusal::NotAtWork {
            phase: run.phase.clone(),
            fence: run.fence,
            waits: "its attempt is over, or has not begun; claim the next one",
        });
    }
    if run.claim.as_ref() == Some(claim) {
        return Ok(None);
    }
    run.claim = Some(claim.clone());
    step.emit("workflow.attempt_claimed", at, json!({ "by": claim.by }));
    Ok(Some(step))
}

/// Adds a comment, also after the end.
pub(super) fn comment(mut step: Step, (id, by, text): (&str, &str, &str), at: &At) -> Result<Option<Step>, Refusal> {
    let digest = repeat::digest(&json!([by, text]));
    let about = &mut step.state.about;
    match look_up(&about.comment_ids, id, &digest) {
        RepeatOf::New => {}
        RepeatOf::Repeat => return Ok(None),
        RepeatOf::Other => return Err(Refusal::OtherComment { id: id.to_owned() }),
    }
    remember(&mut about.comment_ids, id, digest, COMMENTS_REMEMBERED);
    about.comments.push_back(Comment {
        by: by.to_owned(),
        text: text.to_owned(),
        at_ms: at.now_ms,
    });
    if about.comments.len() > COMMENTS_MAX {
        about.comments.pop_front();
    }
    step.emit("workflow.commented", at, json!({ "by": by, "text": text }));
    Ok(Some(step))
}

/// Records the instants of a step.
pub(super) fn follow(mut step: Step, at: &At) -> Step {
    let has_begun = step.state.run.as_ref().is_some_and(|run| run.attempt > 0);
    let is_over = step.state.status.is_terminal();
    let about = &mut step.state.about;
    about.updated_ms = Some(at.now_ms);
    if has_begun && about.started_ms.is_none() {
        about.started_ms = Some(at.now_ms);
    }
    about.ended_ms = match (is_over, about.ended_ms) {
        (false, _) => None,
        (true, known) => Some(known.unwrap_or(at.now_ms)),
    };
    step
}
