//! The measured executions.

use std::time::Duration;

use minoots_terminal::clock;
use minoots_terminal::connect::{Channel, retried};
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::agent_service_client::AgentServiceClient;
use minoots_wire::workflow::v1::handoff_service_client::HandoffServiceClient;
use minoots_wire::workflow::v1::workflow_service_client::WorkflowServiceClient;
use minoots_wire::workflow::v1::{
    AcceptHandoffRequest, ApplyDefinitionRequest, CompletePhaseRequest, Execution, GetExecutionRequest, HandoffParty,
    HandoffStatus, ProposeHandoffRequest, RegisterAgentRequest, StartExecutionRequest,
};

use super::records::Records;

pub const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// The interval at which an execution is polled.
pub const POLL: Duration = Duration::from_millis(50);
/// The deadline of phases and approvals.
const DEADLINE: Duration = Duration::from_secs(1);
/// The longest wait for an overdue action, which normally happens long before.
const PATIENCE: Duration = Duration::from_secs(120);
/// The definition of a silent agent's work.
pub const HELD: &str = "bench-held";
const LATE: &str = "bench-late";
const ASKED: &str = "bench-asked";
const HANDED: &str = "bench-handed";
const DEFINITIONS: [&str; 4] = [
    "name: bench-late\non_failure: fail\nphases: [{ id: work, queue: bench, deadline: 1s, on_timeout: fail }]\n",
    "name: bench-asked\non_failure: fail\nphases: [{ id: work, approval: { from: nobody, deadline: 1s, on_timeout: deny } }]\n",
    "name: bench-handed\nphases: [{ id: work, queue: bench, handoff: { deadline: 1h } }]\n",
    "name: bench-held\nphases: [{ id: work, queue: bench }]\n",
];
/// The agent that hands over, and the agent that accepts.
const PARTIES: [&str; 2] = ["bench-from", "bench-to"];

/// The measurement of an execution.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Its phase exceeds its deadline.
    Late,
    /// Its approval is never given.
    Asked,
    /// Its attempt is handed over.
    Handed,
}

/// Executions of one node. Cheap to clone.
#[derive(Clone)]
pub struct Runs {
    pub channel: Channel,
    records: Records,
}

impl Runs {
    pub fn new(channel: Channel, records: Records) -> Self {
        Self { channel, records }
    }

    /// Applies the definitions, and registers the agents of handoffs.
    pub async fn prepare(&self) -> Result<(), Failure> {
        for document in DEFINITIONS {
            let request = ApplyDefinitionRequest {
                document: document.to_owned(),
                dry_run: false,
            };
            let mut call = || {
                let (mut client, request) = (self.workflows(), request.clone());
                async move { client.apply_definition(request).await }
            };
            retried(&mut call, CALL_TIMEOUT).await?;
        }
        for agent in PARTIES {
            let request = RegisterAgentRequest {
                id: agent.to_owned(),
                rules: "heartbeat: { ttl: 1h }\nno_progress: { after: 1h }\nidle: { after: 1h }\nbetween_phases: { after: 1h }\n"
                    .to_owned(),
                ..RegisterAgentRequest::default()
            };
            let mut call = || {
                let (mut client, request) = (AgentServiceClient::new(self.channel.clone()), request.clone());
                async move { client.register_agent(request).await }
            };
            retried(&mut call, CALL_TIMEOUT).await?;
        }
        Ok(())
    }

    /// Runs one execution, and returns its duration.
    pub async fn one(self, kind: Kind, number: u32) -> Result<Duration, Failure> {
        match kind {
            Kind::Late => {
                let id = format!("{LATE}-{number}");
                let called_ns = clock::wall_ns();
                self.start(LATE, &id).await?;
                let records = ("workflow.phase_entered", "workflow.phase_timed_out");
                self.acted(&id, records, called_ns).await
            }
            Kind::Asked => {
                let id = format!("{ASKED}-{number}");
                self.start(ASKED, &id).await?;
                let request = CompletePhaseRequest {
                    id: id.clone(),
                    fence: 1,
                    ..CompletePhaseRequest::default()
                };
                let mut call = || {
                    let (mut client, request) = (self.workflows(), request.clone());
                    async move { client.complete_phase(request).await }
                };
                let called_ns = clock::wall_ns();
                retried(&mut call, CALL_TIMEOUT).await?;
                let records = ("approval.requested", "approval.timed_out");
                self.acted(&id, records, called_ns).await
            }
            Kind::Handed => self.handed(&format!("{HANDED}-{number}")).await,
        }
    }

    /// The delay with which its deadline was acted on: the time between two of its records, minus the deadline. The
    /// deadline counts from the moment the call was accepted. That is after the call was made, and before its record.
    async fn acted(&self, id: &str, (from, to): (&str, &str), called_ns: i64) -> Result<Duration, Failure> {
        let between = |from: i64, to: i64| Duration::from_nanos(u64::try_from(to - from).unwrap_or_default());
        let begun = clock::monotonic();
        loop {
            if let (Some(from), Some(to)) = (self.records.time(id, from), self.records.time(id, to)) {
                let took = between(called_ns, to);
                if took < DEADLINE {
                    return Err(Failure::failed(format!(
                        "{id} was acted on after {took:?}: before its time"
                    )));
                }
                return Ok(between(from, to).saturating_sub(DEADLINE));
            }
            if begun.elapsed() > PATIENCE {
                return Err(Failure::failed(format!("{id} was not acted on within {PATIENCE:?}")));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn handed(&self, id: &str) -> Result<Duration, Failure> {
        self.start(HANDED, id).await?;
        let [from, to] = PARTIES.map(|agent| {
            let agent = agent.to_owned();
            Some(HandoffParty { agent, epoch: 0 })
        });
        let proposal = ProposeHandoffRequest {
            execution: id.to_owned(),
            id: "first".to_owned(),
            from,
            to: to.clone(),
            fence: 1,
            state: b"{}".to_vec().into(),
            ..ProposeHandoffRequest::default()
        };
        let acceptance = AcceptHandoffRequest {
            execution: id.to_owned(),
            id: "first".to_owned(),
            by: to,
        };
        let mut propose = || {
            let (mut client, request) = (HandoffServiceClient::new(self.channel.clone()), proposal.clone());
            async move { client.propose_handoff(request).await }
        };
        let mut accept = || {
            let (mut client, request) = (HandoffServiceClient::new(self.channel.clone()), acceptance.clone());
            async move { client.accept_handoff(request).await }
        };
        let begun = clock::monotonic();
        retried(&mut propose, CALL_TIMEOUT).await?;
        let answer = retried(&mut accept, CALL_TIMEOUT).await?.into_inner();
        let took = begun.elapsed();
        match answer.handoff.unwrap_or_default().status() {
            HandoffStatus::Committed => Ok(took),
            status => Err(Failure::failed(format!(
                "the handoff of {id} is {}",
                status.as_str_name()
            ))),
        }
    }

    pub async fn start(&self, definition: &str, id: &str) -> Result<(), Failure> {
        let request = StartExecutionRequest {
            definition: definition.to_owned(),
            id: id.to_owned(),
            ..StartExecutionRequest::default()
        };
        let mut call = || {
            let (mut client, request) = (self.workflows(), request.clone());
            async move { client.start_execution(request).await }
        };
        retried(&mut call, CALL_TIMEOUT).await?;
        Ok(())
    }

    pub async fn read(&self, id: &str) -> Result<Execution, Failure> {
        let request = GetExecutionRequest { id: id.to_owned() };
        let mut call = || {
            let (mut client, request) = (self.workflows(), request.clone());
            async move { client.get_execution(request).await }
        };
        Ok(retried(&mut call, CALL_TIMEOUT)
            .await?
            .into_inner()
            .execution
            .unwrap_or_default())
    }

    fn workflows(&self) -> WorkflowServiceClient<Channel> {
        WorkflowServiceClient::new(self.channel.clone())
    }
}
