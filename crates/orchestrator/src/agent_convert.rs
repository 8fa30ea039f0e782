//! Conversions between the API's agents and the internal types, and the validation of requests.

use minoots_wire::time::{duration, instant};
use minoots_wire::workflow::v1 as proto;
use sha2::{Digest as _, Sha256};

use crate::agent::{Activity, State, Status as AgentStatus, Work};
use crate::agents::StoredAgent;

const NANOS_A_MILLISECOND: i64 = 1_000_000;

/// Converts an agent to the API's form.
pub(crate) fn agent(known: &StoredAgent) -> proto::Agent {
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

/// Derives the id of an agent whose registration has a request id and no id: a UUIDv8 (RFC 9562) over the request id.
/// Each repeat gives the same id.
pub(crate) fn id_of_request(request_id: &str) -> String {
    let digest = Sha256::digest(format!("agent\n{request_id}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}
