//! `minoots.workflow.v1.AgentService`.

use std::time::UNIX_EPOCH;

use minoots_wire::time::instant;
use minoots_wire::workflow::v1 as proto;
use minoots_wire::workflow::v1::agent_service_server::AgentService;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::agent::{Beat, Doing, Input, Registration, Work, rules};
use crate::agents::Agents;
use crate::connections::Connections;
use crate::execution::Cause;
use crate::{agent_convert as convert, failure, listing};

/// The gRPC service for agents. Each call uses its caller's credential.
#[derive(Debug, Clone)]
pub struct AgentApi {
    connections: Connections,
}

impl AgentApi {
    /// Creates the service on these connections.
    pub fn new(connections: Connections) -> Self {
        Self { connections }
    }

    fn agents<T>(&self, request: Request<T>) -> Result<(Agents, T), Status> {
        let agents = self.connections.of(&request)?.agents;
        Ok((agents, request.into_inner()))
    }
}

fn called(call: &str) -> Cause {
    Cause::Request(call.to_owned())
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl AgentService for AgentApi {
    async fn register_agent(
        &self,
        request: Request<proto::RegisterAgentRequest>,
    ) -> Answer<proto::RegisterAgentResponse> {
        let (agents, request) = self.agents(request)?;
        let id = match request.id.as_str() {
            // A repeated registration yields the same id.
            "" if !request.request_id.is_empty() => convert::id_of_request(&request.request_id),
            _ => convert::id("id", request.id, true)?,
        };
        let ttl = request.ttl.map(convert::ttl).transpose()?;
        let registration = Registration {
            id: convert::label("request_id", request.request_id)?,
            capabilities: convert::names("capabilities", request.capabilities)?,
            queues: convert::names("queues", request.queues)?,
            rules: rules::parse(&request.rules, ttl).map_err(|problem| failure::rules(&problem))?,
            expected: request.expected,
        };
        let input = Input::Register(Box::new(registration));
        let known = agents.step(&id, &input, called("RegisterAgent"), None).await?;
        Ok(Response::new(proto::RegisterAgentResponse {
            agent: Some(convert::agent(&known)),
        }))
    }

    async fn heartbeat(&self, request: Request<proto::HeartbeatRequest>) -> Answer<proto::HeartbeatResponse> {
        let (agents, request) = self.agents(request)?;
        let doing = match (request.doing(), &request.work) {
            (proto::AgentDoing::Unspecified, None) => Doing::Same,
            (_, Some(work)) if work.fence == 0 => {
                return Err(failure::agent_field(
                    "work.fence",
                    "must be that of the attempt's message",
                ));
            }
            (proto::AgentDoing::Unspecified | proto::AgentDoing::Working, Some(work)) => Doing::Working(Some(Work {
                execution: convert::id("work.execution", work.execution.clone(), false)?,
                fence: work.fence,
            })),
            (proto::AgentDoing::Working, None) => Doing::Working(None),
            (_, Some(_)) => return Err(failure::agent_field("work", "only an agent that is WORKING has some")),
            (proto::AgentDoing::Idle, None) => Doing::Idle,
            (proto::AgentDoing::Between, None) => Doing::Between,
        };
        let beat = Beat {
            epoch: request.epoch,
            id: convert::id("heartbeat_id", request.heartbeat_id, true)?,
            progress: convert::label("progress", request.progress)?,
            fingerprint: convert::label("fingerprint", request.fingerprint)?,
            failure: convert::label("failure", request.failure)?,
            tokens: request.tokens,
            money_micros: request.money_micros,
            doing,
        };
        let alive = agents.beat(&convert::id("id", request.id, false)?, &beat).await?;
        let until = alive.until.and_then(|until| until.duration_since(UNIX_EPOCH).ok());
        let until = until.and_then(|until| i64::try_from(until.as_nanos()).ok());
        Ok(Response::new(proto::HeartbeatResponse {
            status: convert::status(alive.status).into(),
            epoch: alive.epoch,
            alive_until: until.map(instant::to_proto),
        }))
    }

    async fn get_agent(&self, request: Request<proto::GetAgentRequest>) -> Answer<proto::GetAgentResponse> {
        let (agents, request) = self.agents(request)?;
        let known = agents.existing(&convert::id("id", request.id, false)?).await?;
        Ok(Response::new(proto::GetAgentResponse {
            agent: Some(convert::agent(&known)),
        }))
    }

    type ListAgentsStream = ReceiverStream<Result<proto::ListAgentsResponse, Status>>;

    async fn list_agents(&self, request: Request<proto::ListAgentsRequest>) -> Answer<Self::ListAgentsStream> {
        let (agents, request) = self.agents(request)?;
        let ids = agents.ids(&request.id_prefix);
        let answers = listing::each(ids, move |id| {
            let (agents, request) = (agents.clone(), request.clone());
            async move {
                let agent = one_of(&agents, &id, &request).await?;
                Ok(agent.map(|agent| proto::ListAgentsResponse { agent: Some(agent) }))
            }
        });
        Ok(Response::new(answers))
    }

    async fn retire_agent(&self, request: Request<proto::RetireAgentRequest>) -> Answer<proto::RetireAgentResponse> {
        let (agents, request) = self.agents(request)?;
        let id = convert::id("id", request.id, false)?;
        let retire = Input::Retire {
            epoch: request.epoch,
            reason: convert::label("reason", request.reason)?,
        };
        let known = agents.step(&id, &retire, called("RetireAgent"), None).await?;
        Ok(Response::new(proto::RetireAgentResponse {
            agent: Some(convert::agent(&known)),
        }))
    }

    async fn quarantine_agent(
        &self,
        request: Request<proto::QuarantineAgentRequest>,
    ) -> Answer<proto::QuarantineAgentResponse> {
        let (agents, request) = self.agents(request)?;
        let id = convert::id("id", request.id, false)?;
        let reason = convert::label("reason", request.reason)?;
        let known = agents
            .step(&id, &Input::Quarantine { reason }, called("QuarantineAgent"), None)
            .await?;
        Ok(Response::new(proto::QuarantineAgentResponse {
            agent: Some(convert::agent(&known)),
        }))
    }

    async fn release_agent(&self, request: Request<proto::ReleaseAgentRequest>) -> Answer<proto::ReleaseAgentResponse> {
        let (agents, request) = self.agents(request)?;
        let id = convert::id("id", request.id, false)?;
        let known = agents.step(&id, &Input::Release, called("ReleaseAgent"), None).await?;
        Ok(Response::new(proto::ReleaseAgentResponse {
            agent: Some(convert::agent(&known)),
        }))
    }
}

/// Returns an agent of a list, if it matches the request.
async fn one_of(agents: &Agents, id: &str, request: &proto::ListAgentsRequest) -> Result<Option<proto::Agent>, Status> {
    let Some(known) = agents.load(id).await? else {
        return Ok(None);
    };
    let agent = convert::agent(&known);
    let retired = i32::from(proto::AgentStatus::Retired);
    let has_status = match request.statuses.is_empty() {
        true => agent.status != retired,
        false => request.statuses.contains(&agent.status),
    };
    let is_able = request.capability.is_empty() || agent.capabilities.contains(&request.capability);
    Ok(Some(agent).filter(|_| has_status && is_able))
}
