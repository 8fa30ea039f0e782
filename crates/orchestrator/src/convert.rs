//! Conversions between the API's messages and the internal types, and the validation of requests.

use std::collections::BTreeMap;

use minoots_wire::json::check_json;
use minoots_wire::timer::v1 as timer;
use minoots_wire::well_known::Timestamp;
use minoots_wire::workflow::v1 as proto;
use tonic::Status;
use uuid::Uuid;

use crate::execution::about::{Comment, LABELS_MAX, assignee};
use crate::execution::join::progress;
use crate::execution::output::of_execution;
use crate::execution::{
    Child, Failure, FailureClass, FailureType, Output, Priority, Run, RunStatus, State, Status as ExecutionStatus,
    TimerKind,
};
use crate::loaded::Loaded;
use crate::{failure, name};

pub(crate) mod recovery;

/// Levels of JSON in a request. A payload has at most 100, and messages and events put it into some more.
const JSON_DEPTH_MAX: usize = 90;
/// Nanoseconds.
const NANOS_A_MILLISECOND: i64 = 1_000_000;
const ID_BYTES_MAX: usize = 80;
/// The limits of titles and labels that do not pass the rules of a request.
const TITLE_BYTES_MAX: usize = 255;
const LABEL_KEY_BYTES_MAX: usize = 63;
const LABEL_BYTES_MAX: usize = 255;

/// Converts an execution to the API's form.
pub(crate) fn execution(loaded: &Loaded) -> proto::Execution {
    let state = &loaded.state;
    let series = state.about.series.as_ref();
    proto::Execution {
        id: state.id.clone(),
        definition: state.definition.clone(),
        definition_version: state.definition_version,
        status: status(state.status).into(),
        reason: state.reason.clone(),
        phase: state.run.as_ref().map(|run| phase(loaded, run)),
        input: state.input.clone().into_bytes().into(),
        visits: state.visits.clone().into_iter().collect(),
        steps: state.steps,
        tokens: state.tokens,
        money_micros: state.money_micros,
        failure: state.last_failure.as_ref().map(last_failure),
        children: state.children.iter().map(|(id, known)| child(id, known)).collect(),
        parent: state
            .parent
            .as_ref()
            .map(|parent| parent.id.clone())
            .unwrap_or_default(),
        version: loaded.version,
        recovery: state
            .recovery
            .as_ref()
            .map(|recovery| recovery::recovery(loaded, recovery)),
        priority: timer::Priority::from(minoots_client::Priority::from(state.priority)).into(),
        outputs: state
            .outputs
            .iter()
            .map(|(phase, output)| phase_output(phase, output))
            .collect(),
        output_phase: of_execution(state).map(|(phase, _)| phase).unwrap_or_default(),
        title: state.about.title.clone(),
        labels: state.about.labels.clone().into_iter().collect(),
        create_time: state.about.created_ms.map(instant),
        start_time: state.about.started_ms.map(instant),
        update_time: state.about.updated_ms.map(instant),
        end_time: state.about.ended_ms.map(instant),
        deadline: due(state, &[TimerKind::Execution]),
        assignee: assignee(state).to_owned(),
        schedule: series.map(|series| series.schedule.clone()).unwrap_or_default(),
        occurrence_time: series.map(|series| instant(series.occurrence_ms)),
        comments: state.about.comments.iter().map(comment).collect(),
    }
}

/// The first due instant of the running timers of these kinds.
fn due(state: &State, kinds: &[TimerKind]) -> Option<Timestamp> {
    let timers = kinds.iter().filter_map(|kind| state.timers.get(kind));
    let running = timers.filter(|timer| !timer.id.is_empty());
    running.map(|timer| timer.due_ms).min().map(instant)
}

fn comment(comment: &Comment) -> proto::Comment {
    proto::Comment {
        by: comment.by.clone(),
        text: comment.text.clone(),
        time: Some(instant(comment.at_ms)),
    }
}

/// Converts milliseconds since 1970.
pub(crate) fn instant(ms: i64) -> Timestamp {
    ms.saturating_mul(NANOS_A_MILLISECOND).into()
}

fn last_failure(failure: &Failure) -> proto::Failure {
    proto::Failure {
        class: class_to(failure.class).into(),
        r#type: type_to(failure.failure_type).into(),
        signature: failure.signature.clone(),
        message: failure.message.clone(),
    }
}

fn child(id: &str, child: &Child) -> proto::Child {
    proto::Child {
        id: id.to_owned(),
        definition: child.definition.clone(),
        reason: child.reason.clone(),
        phase: child.phase.clone(),
        status: status(child.status).into(),
    }
}

fn phase_output(phase: &str, output: &Output) -> proto::PhaseOutput {
    proto::PhaseOutput {
        phase: phase.to_owned(),
        version: output.version,
        size_bytes: output.bytes,
    }
}

/// See [`proto::StartExecutionRequest::priority`].
pub(crate) fn priority(priority: timer::Priority) -> Priority {
    match priority {
        timer::Priority::Now => Priority::Now,
        timer::Priority::Unspecified | timer::Priority::Next => Priority::Next,
        timer::Priority::Future => Priority::Future,
    }
}

pub(crate) fn status(status: ExecutionStatus) -> proto::ExecutionStatus {
    match status {
        ExecutionStatus::Running => proto::ExecutionStatus::Running,
        ExecutionStatus::Paused => proto::ExecutionStatus::Paused,
        ExecutionStatus::Blocked => proto::ExecutionStatus::Blocked,
        ExecutionStatus::Completed => proto::ExecutionStatus::Completed,
        ExecutionStatus::Failed => proto::ExecutionStatus::Failed,
        ExecutionStatus::Cancelled => proto::ExecutionStatus::Cancelled,
    }
}

fn phase(loaded: &Loaded, run: &Run) -> proto::CurrentPhase {
    let status = match run.status {
        RunStatus::Joining => proto::PhaseStatus::Joining,
        RunStatus::Queued => proto::PhaseStatus::Queued,
        RunStatus::Working => proto::PhaseStatus::Working,
        RunStatus::BackingOff => proto::PhaseStatus::BackingOff,
        RunStatus::AwaitingApproval => proto::PhaseStatus::AwaitingApproval,
        RunStatus::Recovering => proto::PhaseStatus::Recovering,
    };
    let held = run.handed.as_ref().filter(|handed| handed.fence == run.fence);
    proto::CurrentPhase {
        id: run.phase.clone(),
        visit: run.visit,
        attempt: run.attempt,
        fence: run.attempt_fence(),
        status: status.into(),
        approval_from: run.asked.as_ref().map(|asked| asked.who.clone()).unwrap_or_default(),
        approval_next: run.asked.as_ref().map(|asked| asked.next.clone()).unwrap_or_default(),
        join: join(loaded, run),
        since: Some(run.since_ms).filter(|since| *since != 0).map(instant),
        deadline: due(
            &loaded.state,
            &[
                TimerKind::Deadline,
                TimerKind::Grace,
                TimerKind::Approval,
                TimerKind::Join,
            ],
        ),
        held_by: held.map(|handed| handed.to.agent.clone()).unwrap_or_default(),
        handoff: held.map(|handed| handed.handoff.clone()).unwrap_or_default(),
    }
}

/// Converts the progress of a phase's join.
fn join(loaded: &Loaded, run: &Run) -> Option<proto::JoinProgress> {
    let (_, phase) = loaded.definition.phase(&run.phase)?;
    let join = phase.join.as_ref().filter(|_| run.status == RunStatus::Joining)?;
    let progress = progress(join, &phase.id, &loaded.state);
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let arrived = loaded.state.arrivals.get(&phase.id);
    Some(proto::JoinProgress {
        completed: count(progress.completed),
        children_needed: count(progress.children),
        arrived: arrived.map(|who| who.iter().cloned().collect()).unwrap_or_default(),
        arrivals_needed: count(progress.arrivals),
    })
}

fn class_to(class: FailureClass) -> proto::FailureClass {
    match class {
        FailureClass::Transient => proto::FailureClass::Transient,
        FailureClass::Permanent => proto::FailureClass::Permanent,
        FailureClass::Indeterminate => proto::FailureClass::Indeterminate,
    }
}

pub(crate) fn type_to(kind: FailureType) -> proto::FailureType {
    match kind {
        FailureType::Hallucination => proto::FailureType::Hallucination,
        FailureType::ToolError => proto::FailureType::ToolError,
        FailureType::LogicError => proto::FailureType::LogicError,
        FailureType::Timeout => proto::FailureType::Timeout,
        FailureType::Other => proto::FailureType::Other,
    }
}

/// See [`proto::Failure`].
pub(crate) fn class(class: proto::FailureClass) -> FailureClass {
    match class {
        proto::FailureClass::Unspecified | proto::FailureClass::Transient => FailureClass::Transient,
        proto::FailureClass::Permanent => FailureClass::Permanent,
        proto::FailureClass::Indeterminate => FailureClass::Indeterminate,
    }
}

/// See [`proto::Failure`].
pub(crate) fn failure_type(kind: proto::FailureType) -> FailureType {
    match kind {
        proto::FailureType::Hallucination => FailureType::Hallucination,
        proto::FailureType::ToolError => FailureType::ToolError,
        proto::FailureType::LogicError => FailureType::LogicError,
        proto::FailureType::Timeout => FailureType::Timeout,
        proto::FailureType::Unspecified | proto::FailureType::Other => FailureType::Other,
    }
}

/// Validates an id that came in a message.
pub(crate) fn id(field: &str, id: String) -> Result<String, Status> {
    match name::is_name(&id, ID_BYTES_MAX) {
        true => Ok(id),
        false => Err(failure::field(field, name::rule(ID_BYTES_MAX))),
    }
}

/// Validates a title that came in a message.
pub(crate) fn title(title: String) -> Result<String, Status> {
    match title.len() <= TITLE_BYTES_MAX && !title.chars().any(char::is_control) {
        true => Ok(title),
        false => Err(failure::field(
            "title",
            format!("must have at most {TITLE_BYTES_MAX} bytes, none of them a control character"),
        )),
    }
}

/// Validates labels that came in a message.
pub(crate) fn labels(labels: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Status> {
    let is_sound = |(key, value): (&String, &String)| {
        (1..=LABEL_KEY_BYTES_MAX).contains(&key.len()) && value.len() <= LABEL_BYTES_MAX
    };
    match labels.len() <= LABELS_MAX && labels.iter().all(is_sound) {
        true => Ok(labels),
        false => Err(failure::field(
            "labels",
            format!(
                "must be at most {LABELS_MAX}, with keys of 1 to {LABEL_KEY_BYTES_MAX} bytes and values of at most {LABEL_BYTES_MAX}"
            ),
        )),
    }
}

/// An id, generated if the caller chose none.
pub(crate) fn id_or_new(id: String) -> String {
    if id.is_empty() { Uuid::now_v7().to_string() } else { id }
}

/// The levels of valid JSON.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut is_text, mut is_escaped) = (0_usize, 0, false, false);
    for byte in json {
        match (byte, is_text) {
            _ if is_escaped => is_escaped = false,
            (b'\\', true) => is_escaped = true,
            (b'"', _) => is_text = !is_text,
            (b'[' | b'{', false) => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (b']' | b'}', false) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Validates JSON and returns it as text. Empty bytes are `null`.
pub(crate) fn json(field: &str, bytes: &[u8]) -> Result<String, Status> {
    if bytes.is_empty() {
        return Ok("null".to_owned());
    }
    check_json(bytes).map_err(|error| failure::field(field, format!("must be JSON: {error}")))?;
    if depth(bytes) > JSON_DEPTH_MAX {
        let rule =
            format!("must be JSON of at most {JSON_DEPTH_MAX} levels, because messages contain it within others");
        return Err(failure::field(field, rule));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| failure::field(field, "must be UTF-8"))?;
    Ok(text.to_owned())
}
