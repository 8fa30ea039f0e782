//! Resources that an agent can read: its own timers, and the executions that the server's credential can read.

use minoots_client::{Error, Execution, ListExecutionsRequest, TimelineEntry};
use rmcp::model::{ErrorData, ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde_json::{Value, json};

use crate::agent::Agent;
use crate::answer::Refusal;
use crate::limits::{LIST_MAX, TIMELINE_MAX, URI_CHARACTERS_NAMED};
use crate::shown::{shown, shown_whole};

const JSON: &str = "application/json";
const TIMERS: &str = "minoots://timers";
const EXECUTIONS: &str = "minoots://executions";

/// The fixed resources.
pub fn all() -> Vec<Resource> {
    let told = |uri, name, about| Resource::new(uri, name).with_description(about).with_mime_type(JSON);
    vec![
        told(TIMERS, "timers", "Your timers: the first 100 by id."),
        told(
            EXECUTIONS,
            "executions",
            "The ids of executions of workflows: the first 100.",
        ),
    ]
}

/// The templates of resources with an id.
pub fn templates() -> Vec<ResourceTemplate> {
    let told = |uri: String, name, about| {
        ResourceTemplate::new(uri, name)
            .with_description(about)
            .with_mime_type(JSON)
    };
    vec![
        told(
            format!("{TIMERS}/{{id}}"),
            "timer",
            "One of your timers, with its message.",
        ),
        told(
            format!("{EXECUTIONS}/{{id}}"),
            "execution",
            "Where an execution of a workflow is.",
        ),
        told(
            format!("{EXECUTIONS}/{{id}}/timeline"),
            "timeline",
            "What happened in an execution, in order: the signed records, the first 1,000.",
        ),
    ]
}

/// Reads a resource.
///
/// # Errors
/// There is no such resource, or the cluster does not answer.
pub async fn read(agent: &Agent, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let path = uri.strip_prefix("minoots://").ok_or_else(|| not_found(uri))?;
    let segments: Vec<&str> = path.split('/').collect();
    let read = match segments.as_slice() {
        ["timers"] => timers(agent).await,
        ["timers", id] if !id.is_empty() => agent.timer(id).await.map(|timer| Value::Object(shown_whole(&timer))),
        ["executions"] => executions(agent).await.map_err(Refusal::from),
        ["executions", id] if !id.is_empty() => agent.client.execution(*id).await.map(execution).map_err(Refusal::from),
        ["executions", id, "timeline"] if !id.is_empty() => timeline(agent, id).await.map_err(Refusal::from),
        _ => return Err(not_found(uri)),
    };
    let value = read.map_err(|refusal| refused(uri, refusal))?;
    let contents = ResourceContents::text(value.to_string(), uri).with_mime_type(JSON);
    Ok(ReadResourceResult::new(vec![contents]))
}

/// Whether a client can subscribe to it: the agent's timers, and each of them.
pub fn is_watched(uri: &str) -> bool {
    uri == TIMERS || timer_id(uri).is_some()
}

/// The state whose change triggers a notification. For the list of timers, it consists of the timers that have not
/// ended, with their statuses; other timers do not change.
///
/// # Errors
/// There is no such resource, or the cluster does not answer.
pub async fn state(agent: &Agent, uri: &str) -> Result<Value, Refusal> {
    match timer_id(uri) {
        Some(id) => agent.timer(id).await.map(|timer| Value::Object(shown_whole(&timer))),
        None => {
            let (timers, more) = agent.pending(agent.settings.max_pending).await?;
            let timers: Vec<Value> = timers.iter().map(|timer| Value::Object(shown(timer))).collect();
            Ok(json!({"timers": timers, "more": more}))
        }
    }
}

fn timer_id(uri: &str) -> Option<&str> {
    let id = uri.strip_prefix(TIMERS)?.strip_prefix('/')?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

/// The error for an unknown URI.
pub fn not_found(uri: &str) -> ErrorData {
    let data = json!({"uri": named(uri), "do": "resources/list and resources/templates/list name what there is"});
    ErrorData::resource_not_found("there is no such resource", Some(data))
}

/// The error for a resource that cannot be read.
pub fn refused(uri: &str, refusal: Refusal) -> ErrorData {
    let is_wrong = !refusal.fields.is_empty();
    let is_missing = refusal.error == "TIMER" || refusal.error == "CHECKPOINT" || refusal.error == "EXECUTION";
    let message = refusal.message.clone();
    let mut data = refusal.into_answer();
    data.insert("uri".to_owned(), named(uri).into());
    match (is_missing, is_wrong) {
        (true, _) => ErrorData::resource_not_found(message, Some(data.into())),
        (false, true) => ErrorData::invalid_params(message, Some(data.into())),
        (false, false) => ErrorData::internal_error(message, Some(data.into())),
    }
}

/// A URI in an answer, shortened.
fn named(uri: &str) -> String {
    uri.chars().take(URI_CHARACTERS_NAMED).collect()
}

async fn timers(agent: &Agent) -> Result<Value, Refusal> {
    let limit = usize::try_from(LIST_MAX).unwrap_or(usize::MAX);
    let (timers, more) = agent.listed(agent.timers(), limit).await?;
    let timers: Vec<Value> = timers.iter().map(|timer| Value::Object(shown(timer))).collect();
    Ok(json!({"timers": timers, "more": more}))
}

async fn executions(agent: &Agent) -> Result<Value, Error> {
    let limit = usize::try_from(LIST_MAX).unwrap_or(usize::MAX);
    let all = ListExecutionsRequest::default();
    let executions = agent.client.workflow_executions(all, limit + 1).await?;
    let more = executions.len() > limit;
    let ids: Vec<&str> = executions
        .iter()
        .take(limit)
        .map(|execution| execution.id.as_str())
        .collect();
    Ok(json!({"executions": ids, "more": more}))
}

fn execution(execution: Execution) -> Value {
    let status = short(execution.status().as_str_name(), "EXECUTION_STATUS_");
    let input: Value = serde_json::from_slice(&execution.input).unwrap_or_default();
    let phase = execution.phase.as_ref().map(|phase| {
        let status = short(phase.status().as_str_name(), "PHASE_STATUS_");
        json!({"id": phase.id, "status": status, "visit": phase.visit, "attempt": phase.attempt, "asked": phase.approval_from})
    });
    let failure = execution.failure.as_ref().map(|failure| {
        let class = short(failure.class().as_str_name(), "FAILURE_CLASS_");
        json!({"class": class, "message": failure.message})
    });
    let child = |child: &minoots_client::ExecutionChild| {
        let status = short(child.status().as_str_name(), "EXECUTION_STATUS_");
        json!({"id": child.id, "status": status, "reason": child.reason})
    };
    json!({
        "id": execution.id,
        "definition": execution.definition,
        "definition_version": execution.definition_version,
        "status": status,
        "reason": execution.reason,
        "phase": phase,
        "input": input,
        "steps": execution.steps,
        "failure": failure,
        "children": execution.children.iter().map(child).collect::<Vec<Value>>(),
        "parent": execution.parent,
    })
}

async fn timeline(agent: &Agent, id: &str) -> Result<Value, Error> {
    // For a missing execution the timeline is empty, so check that it exists.
    agent.client.execution(id).await?;
    let records = agent.client.timeline(id, TIMELINE_MAX).await?;
    Ok(json!({"execution": id, "records": records.iter().map(record).collect::<Vec<Value>>()}))
}

fn record(entry: &TimelineEntry) -> Value {
    let event: Value = serde_json::from_slice(&entry.payload).unwrap_or_default();
    json!({"number": entry.number, "type": entry.r#type, "event": event, "signature": entry.signature})
}

fn short(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_ascii_lowercase()
}
