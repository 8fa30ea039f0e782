//! Agents that fail under watch: they hang, report false progress, repeat themselves or overspend, until their work is
//! given to another agent.

use std::thread;
use std::time::Duration;

use minoots_wire::workflow::v1::agent_service_client::AgentServiceClient;
use minoots_wire::workflow::v1::{AgentDoing, AgentWork, HeartbeatRequest, RegisterAgentRequest};
use tokio::time::sleep;
use tonic::Status;

use super::stage::Stage;

/// The pause between two heartbeats.
const BEAT: Duration = Duration::from_millis(100);
/// Longer than the rule for hanging agents allows. The agent does nothing in that time.
const HANGS: Duration = Duration::from_secs(2);

/// The kind of an agent's failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It reports its work once, and hangs.
    Silent,
    /// It reports the same progress repeatedly.
    Lying,
    /// It calls the same tool repeatedly.
    Looping,
    /// It exceeds its budget.
    Spending,
}

/// All kinds, in the order of their executions.
pub const ALL: [How; 4] = [How::Silent, How::Lying, How::Looping, How::Spending];

impl How {
    /// Returns the name in agent ids and results.
    pub fn name(self) -> &'static str {
        match self {
            How::Silent => "silent",
            How::Lying => "lying",
            How::Looping => "looping",
            How::Spending => "spending",
        }
    }

    /// Returns the one rule that detects the failure.
    fn rules(self) -> &'static str {
        match self {
            How::Silent => "heartbeat: { ttl: 1s }\ndegraded: []\nunresponsive: [reassign]\n",
            How::Lying => {
                "heartbeat: { ttl: 1s }\ndegraded: []\nunresponsive: []\nno_progress: { after: 1s, do: [reassign] }\n"
            }
            How::Looping => {
                "heartbeat: { ttl: 1h }\nno_progress: { after: 1h, do: [] }\nidle: { after: 1h }\nbetween_phases: { after: 1h }\n\
                 looping: { same: 3, of: 5, failures: 3, do: [reassign] }\n"
            }
            How::Spending => {
                "heartbeat: { ttl: 1h }\nno_progress: { after: 1h, do: [] }\nidle: { after: 1h }\nbetween_phases: { after: 1h }\n\
                 over_budget: { tokens: 10, do: [quarantine, reassign] }\n"
            }
        }
    }

    /// Returns the agent that fails in this way at an execution.
    pub fn agent(self, execution: &str) -> String {
        format!("{}.{execution}", self.name())
    }
}

/// Registers, and fails at its first attempt until another agent has it.
pub async fn fail(stage: &Stage, how: How, execution: &str, fence: u64) -> Result<(), Status> {
    stage.fails(execution, "work", how.name());
    let agent = how.agent(execution);
    register(stage, &agent, how).await?;
    for beats in 0_u64.. {
        if is_over(stage, execution, fence).await {
            break;
        }
        if how == How::Silent && beats > 0 {
            // Blocks the whole process.
            thread::sleep(HANGS);
            continue;
        }
        beat(stage, how, &agent, (execution, fence), beats).await?;
        sleep(BEAT).await;
    }
    Ok(())
}

async fn is_over(stage: &Stage, execution: &str, fence: u64) -> bool {
    let execution = stage.execution(execution).await;
    let phase = execution.and_then(|execution| execution.phase);
    phase.is_none_or(|phase| phase.fence != fence)
}

async fn register(stage: &Stage, agent: &str, how: How) -> Result<(), Status> {
    let request = RegisterAgentRequest {
        id: agent.to_owned(),
        rules: how.rules().to_owned(),
        ..RegisterAgentRequest::default()
    };
    let registered = stage.call(|node| {
        let request = request.clone();
        async move { AgentServiceClient::new(node).register_agent(request).await }
    });
    registered.await.map(drop)
}

async fn beat(stage: &Stage, how: How, agent: &str, (execution, fence): (&str, u64), beats: u64) -> Result<(), Status> {
    let request = HeartbeatRequest {
        id: agent.to_owned(),
        doing: AgentDoing::Working.into(),
        work: Some(AgentWork {
            execution: execution.to_owned(),
            fence,
        }),
        progress: if how == How::Lying { "almost done" } else { "" }.to_owned(),
        fingerprint: if how == How::Looping { "grep" } else { "" }.to_owned(),
        tokens: if how == How::Spending { 20 } else { 0 },
        // Another process of the same agent may have sent heartbeats before.
        heartbeat_id: format!("{}.{beats}", std::process::id()),
        ..HeartbeatRequest::default()
    };
    let beaten = stage.call(|node| {
        let request = request.clone();
        async move { AgentServiceClient::new(node).heartbeat(request).await }
    });
    beaten.await.map(drop)
}
