//! Conversions between the API's agents and the internal types, and the validation of requests.

use std::collections::BTreeSet;

use minoots_wire::time::{duration, instant};
use minoots_wire::well_known::Duration;
use minoots_wire::workflow::v1 as proto;
use sha2::{Digest as _, Sha256};
use tonic::Status;
use uuid::Uuid;

use crate::agent::rules::{TTL_MAX, TTL_MIN};
use crate::agent::{Activity, State, Status as AgentStatus, Work};
use crate::agents::Known;
use crate::{failure, name};

const ID_BYTES_MAX: usize = 80;
const LABEL_BYTES_MAX: usize = 255;
const QUEUE_BYTES_MAX: usize = 128;
const NAMES_MAX: usize = 64;
const NANOS_A_MILLISECOND: i64 = 1_000_000;

/// Converts an agent to the API's form.
pub(crate) fn agent(known: &Known) -> proto::Agent {
    let state = &known.state;
    proto::Agent {
        id: state.id.clone(),
        epoch: state.epoch,
        status: status(state.status).into(),
        reason: state.reason.clone(),
        capabilities: state.capabilities.iter().cloned().collect(),
        queues: state.queues.iter().cloned().collect(),
        ttl: Some(duration::to_proto(ttl_of(state))),
        missed: state.missed,
        doing: doing(state.doing).into(),
        work: state.work.as_ref().map(work),
        progress: state.progress.clone(),
        progress_time: Some(state.progress_ms.saturating_mul(NANOS_A_MILLISECOND))
            .filter(|time| *time != 0)
            .map(instant::to_proto),
        tokens: state.tokens,
        money_micros: state.money_micros,
        problems: state.problems.iter().cloned().collect(),
        restarts: state.restarts_total,
        version: known.version,
    }
}

/// Returns the time to live in nanoseconds.
fn ttl_of(state: &State) -> i64 {
    i64::try_from(state.ttl().as_nanos()).unwrap_or(i64::MAX)
}

fn work(work: &Work) -> proto::AgentWork {
    proto::AgentWork {
        execution: work.execution.clone(),
        fence: work.fence,
    }
}

fn doing(doing: Activity) -> proto::AgentDoing {
    match doing {
        Activity::Working => proto::AgentDoing::Working,
        Activity::Idle => proto::AgentDoing::Idle,
        Activity::Between => proto::AgentDoing::Between,
    }
}

pub(crate) fn status(status: AgentStatus) -> proto::AgentStatus {
    match status {
        AgentStatus::Expected => proto::AgentStatus::Expected,
        AgentStatus::Live => proto::AgentStatus::Live,
        AgentStatus::Warned => proto::AgentStatus::Warned,
        AgentStatus::Degraded => proto::AgentStatus::Degraded,
        AgentStatus::Unresponsive => proto::AgentStatus::Unresponsive,
        AgentStatus::Quarantined => proto::AgentStatus::Quarantined,
        AgentStatus::Retired => proto::AgentStatus::Retired,
    }
}

/// Validates a time to live.
pub(crate) fn ttl(ttl: Duration) -> Result<std::time::Duration, Status> {
    let nanos = duration::from_proto(&ttl)
        .ok()
        .and_then(|nanos| u64::try_from(nanos).ok());
    let nanos = nanos.map(std::time::Duration::from_nanos);
    let range = TTL_MIN..=TTL_MAX;
    nanos
        .filter(|ttl| range.contains(ttl))
        .ok_or_else(|| failure::agent_field("ttl", "must be 1s to 168h"))
}

/// Validates the id of an agent or an execution. If it is empty and `may_be_chosen` is set, generates one.
pub(crate) fn id(field: &str, id: String, may_be_chosen: bool) -> Result<String, Status> {
    if id.is_empty() && may_be_chosen {
        return Ok(Uuid::now_v7().to_string());
    }
    name::is_name(&id, ID_BYTES_MAX)
        .then_some(id)
        .ok_or_else(|| failure::agent_field(field, name::rule(ID_BYTES_MAX)))
}

/// Derives the id of an agent whose registration has a request id and no id: a UUIDv8 (RFC 9562) over the request id.
/// Each repeat gives the same id.
pub(crate) fn id_of_request(request_id: &str) -> String {
    let digest = Sha256::digest(format!("agent\n{request_id}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

/// Validates capabilities and queues.
pub(crate) fn names(field: &str, names: Vec<String>) -> Result<BTreeSet<String>, Status> {
    if names.len() > NAMES_MAX {
        let rule = format!("has {} entries; at most {NAMES_MAX} are allowed", names.len());
        return Err(failure::agent_field(field, rule));
    }
    match names.iter().find(|queue| !name::is_name(queue, QUEUE_BYTES_MAX)) {
        Some(wrong) => Err(failure::agent_field(
            field,
            format!("{wrong:?} {}", name::rule(QUEUE_BYTES_MAX)),
        )),
        None => Ok(names.into_iter().collect()),
    }
}

/// Validates a text of an agent, or of a person who decides about one.
pub(crate) fn label(field: &str, text: String) -> Result<String, Status> {
    if text.len() > LABEL_BYTES_MAX || text.chars().any(char::is_control) {
        let rule = format!("must be at most {LABEL_BYTES_MAX} bytes without control characters");
        return Err(failure::agent_field(field, rule));
    }
    Ok(text)
}
