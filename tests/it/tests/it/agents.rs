//! Agents from outside: missed heartbeats, their times, and the reactions, under kills of nodes.

mod handoffs;
mod kills;
mod refusals;
mod work;

use std::collections::BTreeMap;

use minoots_it::tail::{Tail, cloud_event, kind, subject};
use minoots_wire::workflow::v1::agent_service_client::AgentServiceClient;
use minoots_wire::workflow::v1::{Agent, GetAgentRequest, HeartbeatRequest, RegisterAgentRequest};
use serde_json::Value;
use tonic::transport::Channel;

async fn service(endpoint: &str) -> AgentServiceClient<Channel> {
    AgentServiceClient::connect(endpoint.to_owned()).await.unwrap()
}

fn registration(id: &str, rules: &str) -> RegisterAgentRequest {
    RegisterAgentRequest {
        id: id.to_owned(),
        rules: rules.to_owned(),
        ..RegisterAgentRequest::default()
    }
}

fn beat(id: &str) -> HeartbeatRequest {
    HeartbeatRequest {
        id: id.to_owned(),
        ..HeartbeatRequest::default()
    }
}

async fn get(agents: &mut AgentServiceClient<Channel>, id: &str) -> Agent {
    let request = GetAgentRequest { id: id.to_owned() };
    agents.get_agent(request).await.unwrap().into_inner().agent.unwrap()
}

/// Counts the events of each type and agent, up to the first with this type and subject, and returns the data of that
/// one.
async fn counts(tail: &mut Tail, last: (&str, &str)) -> (BTreeMap<(String, String), u32>, Value) {
    let until = tail.until(|event| (kind(event), subject(event)) == last).await.unwrap();
    let mut counts = BTreeMap::new();
    for event in &until {
        if kind(event).starts_with("agent.") {
            let named = (subject(event).to_owned(), kind(event).to_owned());
            *counts.entry(named).or_insert(0) += 1;
        }
    }
    let data = cloud_event(until.last().unwrap()).unwrap()["data"].clone();
    (counts, data)
}
