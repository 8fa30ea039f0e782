//! Agents that fail while somebody watches: they hang, lie about progress, go round in circles or spend too much, until their work is given to another.

use std::thread;
use std::time::Duration;

use minoots_wire::workflow::v1::agent_service_client::AgentServiceClient;
use minoots_wire::workflow::v1::{AgentDoing, AgentWork, HeartbeatRequest, RegisterAgentRequest};
use tokio::time::sleep;
use tonic::Status;

use super::stage::Stage;

/// Between two heartbeats.
const BEAT: Duration = Duration::from_millis(100);
/// Longer than the rule of those who hang waits. It does not look around meanwhile.
const HANGS: Duration = Duration::from_secs(2);

/// How an agent fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It says once that it works, and hangs.
    Silent,
    /// It says the same of its progress again and again.
    Lying,
    /// It calls the same tool again and again.
    Looping,
    /// It spends more than it may.
    Spending,
}

/// All of them, in the order of their executions.
pub const ALL: [How; 4] = [How::Silent, How::Lying, How::Looping, How::Spending];

impl How {
    /// In names of agents and executions' ends.
    pub fn name(self) -> &'static str {
        match self {
            How::Silent => "silent",
            How::Lying => "lying",
            How::Looping => "looping",
            How::Spending => "spending",
        }
    }

    /// By which rule that is noticed, and nothing else is.
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

    /// The agent that fails so at an execution.
    pub fn agent(self, execution: &str) -> String {
        format!("{}.{execution}", self.name())
    }
}

/// Registers, and fails at its first attempt until that is somebody else's.
pub async fn fail(stage: &Stage, how: How, execution: &str, fence: u64) -> Result<(), Status> {
    stage.fails(execution, "work", how.name());
    let agent = how.agent(execution);
    register(stage, &agent, how).await?;
    for beats in 0_u64.. {
        if is_over(stage, execution, fence).await {
            break;
        }
        if how == How::Silent && beats > 0 {
            // All of the process.
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
        // Another process of the same agent may have beaten before.
        heartbeat_id: format!("{}.{beats}", std::process::id()),
        ..HeartbeatRequest::default()
    };
    let beaten = stage.call(|node| {
        let request = request.clone();
        async move { AgentServiceClient::new(node).heartbeat(request).await }
    });
    beaten.await.map(drop)
}
