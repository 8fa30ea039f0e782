//! `minoots.workflow.v1.HandoffService`.
//!
//! An agent and an execution are in different partitions. So the service reads the agent's epoch before the step, and
//! the entry does not guard it. The entry guards the attempt: its fence, and the version of the execution's state.

use minoots_wire::time::duration::span;
use minoots_wire::workflow::v1 as proto;
use minoots_wire::workflow::v1::handoff_service_server::HandoffService;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::agent;
use crate::connections::Connections;
use crate::execution::handoff::{Act, Party, Proposal, Vote};
use crate::execution::{Cause, Input, Refusal};
use crate::loaded::Loaded;
use crate::store::Store;
use crate::{convert, failure, handoff_convert, listing};

/// The gRPC service for handoffs. Each call uses its caller's credential.
#[derive(Debug, Clone)]
pub struct HandoffApi {
    connections: Connections,
}

impl HandoffApi {
    /// Creates the service on these connections.
    pub fn new(connections: Connections) -> Self {
        Self { connections }
    }
}

/// Validates the acting party: the newest instance of an agent that may work.
async fn party(store: &Store, field: &str, party: Option<proto::HandoffParty>) -> Result<Party, Status> {
    judged(store, field, party, agent::party).await
}

/// Validates the party that steps back: the newest instance of an agent, even if it gets no more work.
async fn leaver(store: &Store, party: Option<proto::HandoffParty>) -> Result<Party, Status> {
    judged(store, "by", party, agent::speaker).await
}

async fn judged(
    store: &Store,
    field: &str,
    party: Option<proto::HandoffParty>,
    judge: fn(Option<&agent::State>, u64) -> Result<u64, agent::Refusal>,
) -> Result<Party, Status> {
    let party = party.ok_or_else(|| failure::field(field, "must say which agent"))?;
    let agent = party.agent;
    let known = store.agents.load(&agent).await?;
    let epoch = judge(known.as_ref().map(|known| &known.state), party.epoch);
    let epoch = epoch.map_err(|refusal| failure::agent(&refusal))?;
    Ok(Party { agent, epoch })
}

/// Finds a handoff of an execution.
fn shown(loaded: &Loaded, id: &str) -> Result<proto::Handoff, Status> {
    let known = loaded.state.handoffs.iter().find(|known| known.id == id);
    let known = known.ok_or_else(|| failure::refusal(&Refusal::Handoff { id: id.to_owned() }))?;
    Ok(handoff_convert::handoff(loaded, known))
}

/// Applies a requested act to a handoff.
async fn act(store: &Store, (execution, id): (&str, &str), act: Act, call: &str) -> Result<proto::Handoff, Status> {
    let cause = Cause::Request(call.to_owned());
    let stepped = store.step(execution, &Input::Handoff(act), cause, None).await?;
    shown(&stepped.execution, id)
}

type CallResult<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl HandoffService for HandoffApi {
    async fn propose_handoff(
        &self,
        request: Request<proto::ProposeHandoffRequest>,
    ) -> CallResult<proto::ProposeHandoffResponse> {
        let (store, request) = self.connections.unjudged(request)?;
        let (request, mut violations) = request.judge();
        let (execution, id) = (request.execution, convert::id_or_new(request.id));
        let data = violations.absorb(convert::json("state", &request.state))?;
        violations.finish()?;
        let newest = |party: proto::HandoffParty| proto::HandoffParty { epoch: 0, ..party };
        let proposal = Proposal {
            id: id.clone(),
            from: party(&store, "from", request.from).await?,
            to: party(&store, "to", request.to.map(newest)).await?.agent,
            fence: request.fence,
            data,
            reason: request.reason,
            deadline: request.deadline.as_ref().map(span),
        };
        let handoff = act(&store, (&execution, &id), Act::Propose(proposal), "ProposeHandoff").await?;
        Ok(Response::new(proto::ProposeHandoffResponse { handoff: Some(handoff) }))
    }

    async fn accept_handoff(
        &self,
        request: Request<proto::AcceptHandoffRequest>,
    ) -> CallResult<proto::AcceptHandoffResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, id) = (request.execution, request.id);
        let by = party(&store, "by", request.by).await?;
        let accept = Act::Accept { id: id.clone(), by };
        let handoff = act(&store, (&execution, &id), accept, "AcceptHandoff").await?;
        Ok(Response::new(proto::AcceptHandoffResponse { handoff: Some(handoff) }))
    }

    async fn reject_handoff(
        &self,
        request: Request<proto::RejectHandoffRequest>,
    ) -> CallResult<proto::RejectHandoffResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, id, why) = (request.execution, request.id, request.why);
        let by = leaver(&store, request.by).await?;
        let reject = Act::Reject {
            id: id.clone(),
            by,
            why,
        };
        let handoff = act(&store, (&execution, &id), reject, "RejectHandoff").await?;
        Ok(Response::new(proto::RejectHandoffResponse { handoff: Some(handoff) }))
    }

    async fn vote_handoff(
        &self,
        request: Request<proto::VoteHandoffRequest>,
    ) -> CallResult<proto::VoteHandoffResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, id) = (request.execution, request.id);
        let vote = Vote {
            approved: request.approved,
            why: request.why,
        };
        let asked = shown(&store.existing(&execution).await?, &id)?.to.unwrap_or_default();
        let known = store.agents.load(&asked.agent).await?;
        let vote = Act::Vote {
            id: id.clone(),
            voter: request.voter,
            vote,
            newest: agent::party(known.as_ref().map(|known| &known.state), 0).ok(),
        };
        let handoff = act(&store, (&execution, &id), vote, "VoteHandoff").await?;
        Ok(Response::new(proto::VoteHandoffResponse { handoff: Some(handoff) }))
    }

    async fn withdraw_handoff(
        &self,
        request: Request<proto::WithdrawHandoffRequest>,
    ) -> CallResult<proto::WithdrawHandoffResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, id, why) = (request.execution, request.id, request.why);
        let by = leaver(&store, request.by).await?;
        let withdraw = Act::Withdraw {
            id: id.clone(),
            by,
            why,
        };
        let handoff = act(&store, (&execution, &id), withdraw, "WithdrawHandoff").await?;
        Ok(Response::new(proto::WithdrawHandoffResponse { handoff: Some(handoff) }))
    }

    async fn get_handoff(&self, request: Request<proto::GetHandoffRequest>) -> CallResult<proto::GetHandoffResponse> {
        let (store, request) = self.connections.admitted(request)?;
        let (execution, id) = (request.execution, request.id);
        Ok(Response::new(proto::GetHandoffResponse {
            handoff: Some(shown(&store.existing(&execution).await?, &id)?),
        }))
    }

    type ListHandoffsStream = ReceiverStream<Result<proto::ListHandoffsResponse, Status>>;

    async fn list_handoffs(
        &self,
        request: Request<proto::ListHandoffsRequest>,
    ) -> CallResult<Self::ListHandoffsStream> {
        let (store, request) = self.connections.admitted(request)?;
        if !request.execution.is_empty() {
            // A missing execution is an error, not an empty list.
            store.existing(&request.execution).await?;
        }
        let ids = store.ids(&request.execution);
        Ok(Response::new(listing::each(ids, move |id| {
            let (store, request) = (store.clone(), request.clone());
            async move {
                if !request.execution.is_empty() && request.execution != id {
                    return Ok(None);
                }
                let loaded = store.load(&id).await?;
                let handoffs = loaded.map(|loaded| of(&loaded, &request)).unwrap_or_default();
                Ok(Some(proto::ListHandoffsResponse { handoffs }).filter(|answer| !answer.handoffs.is_empty()))
            }
        })))
    }
}

/// The handoffs of an execution that match the request.
fn of(loaded: &Loaded, request: &proto::ListHandoffsRequest) -> Vec<proto::Handoff> {
    let known = loaded.state.handoffs.iter();
    let of_agent = known.filter(|known| {
        request.agent.is_empty() || known.from.agent == request.agent || known.to.agent == request.agent
    });
    of_agent
        .map(|known| handoff_convert::handoff(loaded, known))
        .filter(|handoff| request.statuses.is_empty() || request.statuses.contains(&handoff.status))
        .collect()
}
