//! Attempts that move from one agent to another: each handoff has one result, under kills of nodes and orchestrators.

mod commands;
mod kills;
mod refusals;

use minoots_wire::workflow::v1::handoff_service_client::HandoffServiceClient;
use minoots_wire::workflow::v1::{
    AcceptHandoffRequest, GetHandoffRequest, Handoff, HandoffParty, ProposeHandoffRequest, RegisterAgentRequest,
};
use tonic::transport::Channel;

use super::registration;

/// Rules under which the agents' silence has no effect.
const RULES: &str = "heartbeat: { ttl: 1h }\n";

async fn service(endpoint: &str) -> HandoffServiceClient<Channel> {
    HandoffServiceClient::connect(endpoint.to_owned()).await.unwrap()
}

fn agent(id: &str) -> RegisterAgentRequest {
    registration(id, RULES)
}

fn party(agent: &str, epoch: u64) -> Option<HandoffParty> {
    let agent = agent.to_owned();
    Some(HandoffParty { agent, epoch })
}

/// Builds a handoff of the first attempt from ann to bob.
fn proposal(execution: &str, id: &str) -> ProposeHandoffRequest {
    ProposeHandoffRequest {
        execution: execution.to_owned(),
        id: id.to_owned(),
        from: party("ann", 0),
        to: party("bob", 0),
        fence: 1,
        state: b"{\"page\":2}".to_vec().into(),
        ..ProposeHandoffRequest::default()
    }
}

fn acceptance(execution: &str, id: &str) -> AcceptHandoffRequest {
    AcceptHandoffRequest {
        execution: execution.to_owned(),
        id: id.to_owned(),
        by: party("bob", 0),
    }
}

async fn get(handoffs: &mut HandoffServiceClient<Channel>, execution: &str, id: &str) -> Handoff {
    let request = GetHandoffRequest {
        execution: execution.to_owned(),
        id: id.to_owned(),
    };
    let answer = handoffs.get_handoff(request).await.unwrap();
    answer.into_inner().handoff.unwrap()
}
