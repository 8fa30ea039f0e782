//! `minoots.workflow.v1.AgentService`.

use std::time::UNIX_EPOCH;

use minoots_wire::rules::Ruled;
use minoots_wire::time::duration::span;
use minoots_wire::time::instant;
use minoots_wire::violations::Violations;
use minoots_wire::workflow::v1 as proto;
use minoots_wire::workflow::v1::agent_service_server::AgentService;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::agent::{Beat, Doing, Input, Registration, Work, rules};
use crate::agents::Agents;
use crate::connections::Connections;
use crate::convert::id_or_new;
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

    fn unjudged<T: Ruled>(&self, request: Request<T>) -> Result<(Agents, T, Violations), Status> {
        let (store, message) = self.connections.unjudged(request)?;
        let (message, violations) = message.judge();
        Ok((store.agents, message, violations))
    }

    fn agents<T: Ruled>(&self, request: Request<T>) -> Result<(Agents, T), Status> {
        let (store, message) = self.connections.admitted(request)?;
        Ok((store.agents, message))
    }
}

fn called(call: &str) -> Cause {
    Cause::Request(call.to_owned())
}

/// The activity in a heartbeat.
fn doing(request: &proto::HeartbeatRequest) -> Result<Doing, Status> {
    let Some(work) = &request.work else {
        return Ok(match request.doing() {
            proto::AgentDoing::Unspecified => Doing::Same,
            proto::AgentDoing::Working => Doing::Working(None),
            proto::AgentDoing::Idle => Doing::Idle,
            proto::AgentDoing::Between => Doing::Between,
        });
    };
    let works = matches!(
        request.doing(),
        proto::AgentDoing::Unspecified | proto::AgentDoing::Working
    );
    if !works {
        return Err(failure::agent_field("work", "only an agent that is WORKING has some"));
    }
    Ok(Doing::Working(Some(Work {
        execution: work.execution.clone(),
        fence: work.fence,
    })))
}

type CallResult<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl AgentService for AgentApi {
    async fn register_agent(
        &self,
        request: Request<proto::RegisterAgentRequest>,
    ) -> CallResult<proto::RegisterAgentResponse> {
        let (agents, request, mut violations) = self.unjudged(request)?;
        let id = match request.id.as_str() {
            // A repeated registration yields the same id.
            "" if !request.request_id.is_empty() => convert::id_of_request(&request.request_id),
            _ => id_or_new(request.id),
        };
        let ttl = request.ttl.as_ref().map(span);
        let rules = rules::parse(&request.rules, ttl).map_err(|problem| failure::rules(&problem));
        let rules = violations.absorb(rules)?;
        violations.finish()?;
        let registration = Registration {
            id: request.request_id,
            capabilities: request.capabilities.into_iter().collect(),
            queues: request.queues.into_iter().collect(),
            rules,
            expected: request.expected,
        };
        let input = Input::Register(Box::new(registration));
        let known = agents.step(&id, &input, called("RegisterAgent"), None).await?;
        Ok(Response::new(proto::RegisterAgentResponse {
            agent: Some(convert::agent(&known)),
        }))
    }

    async fn heartbeat(&self, request: Request<proto::HeartbeatRequest>) -> CallResult<proto::HeartbeatResponse> {
        let (agents, request, mut violations) = self.unjudged(request)?;
        let id = request.id.clone();
        let doing = violations.absorb(doing(&request))?;
        violations.finish()?;
        let beat = Beat {
            epoch: request.epoch,
            doing,
            id: id_or_new(request.heartbeat_id),
            progress: request.progress,
            fingerprint: request.fingerprint,
            failure: request.failure,
            tokens: request.tokens,
            money_micros: request.money_micros,
        };
        let alive = agents.beat(&id, &beat).await?;
        let until = alive.until.and_then(|until| until.duration_since(UNIX_EPOCH).ok());
        let until = until.and_then(|until| i64::try_from(until.as_nanos()).ok());
        Ok(Response::new(proto::HeartbeatResponse {
            status: convert::status(alive.status).into(),
            epoch: alive.epoch,
            alive_until: until.map(instant::to_proto),
        }))
    }

    async fn get_agent(&self, request: Request<proto::GetAgentRequest>) -> CallResult<proto::GetAgentResponse> {
        let (agents, request) = self.agents(request)?;
        let known = agents.existing(&request.id).await?;
        Ok(Response::new(proto::GetAgentResponse {
            agent: Some(convert::agent(&known)),
        }))
    }

    type ListAgentsStream = ReceiverStream<Result<proto::ListAgentsResponse, Status>>;

    async fn list_agents(&self, request: Request<proto::ListAgentsRequest>) -> CallResult<Self::ListAgentsStream> {
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

    async fn retire_agent(
        &self,
        request: Request<proto::RetireAgentRequest>,
    ) -> CallResult<proto::RetireAgentResponse> {
        let (agents, request) = self.agents(request)?;
        let (id, reason) = (request.id, request.reason);
        let epoch = request.epoch;
        let retire = Input::Retire { epoch, reason };
        let known = agents.step(&id, &retire, called("RetireAgent"), None).await?;
        Ok(Response::new(proto::RetireAgentResponse {
            agent: Some(convert::agent(&known)),
        }))
    }

    async fn quarantine_agent(
        &self,
        request: Request<proto::QuarantineAgentRequest>,
    ) -> CallResult<proto::QuarantineAgentResponse> {
        let (agents, request) = self.agents(request)?;
        let (id, reason) = (request.id, request.reason);
        let known = agents
            .step(&id, &Input::Quarantine { reason }, called("QuarantineAgent"), None)
            .await?;
        Ok(Response::new(proto::QuarantineAgentResponse {
            agent: Some(convert::agent(&known)),
        }))
    }

    async fn release_agent(
        &self,
        request: Request<proto::ReleaseAgentRequest>,
    ) -> CallResult<proto::ReleaseAgentResponse> {
        let (agents, request) = self.agents(request)?;
        let id = request.id;
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
