//! Attempts that go from one agent to another: each handoff has one result, whatever becomes of nodes and orchestrators.

mod commands;
mod kills;
mod refusals;

use minoots_wire::workflow::v1::handoff_service_client::HandoffServiceClient;
use minoots_wire::workflow::v1::{
    AcceptHandoffRequest, GetHandoffRequest, Handoff, HandoffParty, ProposeHandoffRequest, RegisterAgentRequest,
};
use tonic::transport::Channel;

use super::registration;

/// Agents whose silence is nobody's concern here.
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

/// From ann to bob, of the first attempt.
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
