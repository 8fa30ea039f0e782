//! Agents that fall silent during their work.

use std::time::Duration;

use minoots_terminal::clock;
use minoots_terminal::connect::retried;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::agent_service_client::AgentServiceClient;
use minoots_wire::workflow::v1::{AgentDoing, AgentWork, HeartbeatRequest, RegisterAgentRequest};

use super::runs::{CALL_TIMEOUT, HELD, POLL, Runs};

/// The time from the only heartbeat of an agent until another agent may have its work.
pub async fn replaced(runs: Runs, number: u32, ttl: Duration) -> Result<Duration, Failure> {
    let (agent, execution) = (format!("bench-{number}"), format!("bench-held-{number}"));
    let registration = RegisterAgentRequest {
        id: agent.clone(),
        rules: format!("heartbeat: {{ ttl: {}s }}\n", ttl.as_secs()),
        ..RegisterAgentRequest::default()
    };
    let mut register = || {
        let (mut agents, request) = (AgentServiceClient::new(runs.channel.clone()), registration.clone());
        async move { agents.register_agent(request).await }
    };
    retried(&mut register, CALL_TIMEOUT).await?;
    runs.start(HELD, &execution).await?;
    let heartbeat = HeartbeatRequest {
        id: agent,
        doing: AgentDoing::Working.into(),
        work: Some(AgentWork {
            execution: execution.clone(),
            fence: 1,
        }),
        ..HeartbeatRequest::default()
    };
    let mut beat = || {
        let (mut agents, request) = (AgentServiceClient::new(runs.channel.clone()), heartbeat.clone());
        async move { agents.heartbeat(request).await }
    };
    let begun = clock::monotonic();
    retried(&mut beat, CALL_TIMEOUT).await?;
    // Three times to live, and the pause before the next attempt, doubled: after this the replacement has failed.
    let late = ttl * 6 + Duration::from_secs(30);
    while begun.elapsed() < late {
        let phase = runs.read(&execution).await?.phase;
        if phase.is_some_and(|phase| phase.fence > 1) {
            return Ok(begun.elapsed());
        }
        tokio::time::sleep(POLL).await;
    }
    Err(Failure::failed(format!(
        "{execution} was not given to somebody else within {late:?}"
    )))
}
