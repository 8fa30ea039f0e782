//! Invalid requests about agents: the exact response, and no change. The numbers are rows of the table of bad inputs.

use minoots_wire::error::Details;
use minoots_wire::workflow::v1::{AgentWork, QuarantineAgentRequest, ReleaseAgentRequest, RetireAgentRequest};
use tonic::{Code, Status};

use super::*;
use crate::support::Node;

fn check(what: &str, refused: &Status, code: Code, reason: &str) {
    let details = Details::of(refused);
    let is = (refused.code(), details.reason_text.as_str());
    assert_eq!(is, (code, reason), "{what}: {refused:?}");
    assert!(!refused.message().is_empty(), "{what}: no words for people");
}

#[tokio::test]
async fn rows_45_and_46_and_what_else_is_wrong_about_agents() {
    let node = Node::start().await;
    let mut agents = service(node.server.endpoint()).await;
    let unknown = agents.heartbeat(beat("nobody")).await.unwrap_err();
    check("45", &unknown, Code::NotFound, "AGENT");
    let short = registration("a", "heartbeat: { ttl: 30s }\nno_progress: { after: 10s }\n");
    let short = agents.register_agent(short).await.unwrap_err();
    check("46", &short, Code::InvalidArgument, "PHASE_TIMEOUT");
    assert_eq!(Details::of(&short).metadata["line"], "2");
    let odd = agents
        .register_agent(registration("a", "warned: [shout]"))
        .await
        .unwrap_err();
    check("an action", &odd, Code::InvalidArgument, "AGENT_RULES");
    let long = "x".repeat(300);
    for (field, request) in [
        ("id", registration("no id", "")),
        (
            "capabilities[0]",
            RegisterAgentRequest {
                capabilities: vec![String::new()],
                ..registration("a", "")
            },
        ),
        (
            "queues",
            RegisterAgentRequest {
                queues: vec!["q".to_owned(); 65],
                ..registration("a", "")
            },
        ),
        (
            "ttl",
            RegisterAgentRequest {
                ttl: Some(minoots_wire::time::duration::to_proto(10_000_000)),
                ..registration("a", "")
            },
        ),
    ] {
        let refused = agents.register_agent(request).await.unwrap_err();
        check(field, &refused, Code::InvalidArgument, "AGENT_FIELD");
        assert_eq!(Details::of(&refused).fields[0].path, field);
    }
    let none = agents.heartbeat(beat("a")).await.unwrap_err();
    check("nothing was registered", &none, Code::NotFound, "AGENT");

    agents.register_agent(registration("a", "")).await.unwrap();
    agents.register_agent(registration("a", "")).await.unwrap();
    let work = |fence| {
        Some(AgentWork {
            execution: "run".to_owned(),
            fence,
        })
    };
    for (what, code, reason, request) in [
        (
            "stale",
            Code::FailedPrecondition,
            "STALE_EPOCH",
            HeartbeatRequest { epoch: 1, ..beat("a") },
        ),
        (
            "unborn",
            Code::InvalidArgument,
            "AGENT_FIELD",
            HeartbeatRequest { epoch: 3, ..beat("a") },
        ),
        (
            "words",
            Code::InvalidArgument,
            "AGENT_FIELD",
            HeartbeatRequest {
                progress: long,
                ..beat("a")
            },
        ),
        (
            "no fence",
            Code::InvalidArgument,
            "AGENT_FIELD",
            HeartbeatRequest {
                work: work(0),
                ..beat("a")
            },
        ),
        (
            "idle at work",
            Code::InvalidArgument,
            "AGENT_FIELD",
            HeartbeatRequest {
                work: work(1),
                doing: 2,
                ..beat("a")
            },
        ),
    ] {
        let refused = agents.heartbeat(request).await.unwrap_err();
        check(what, &refused, code, reason);
    }
    let named = |id: &str| ReleaseAgentRequest { id: id.to_owned() };
    // Releasing an agent that is not quarantined succeeds.
    agents.release_agent(named("a")).await.unwrap();
    let quarantine = QuarantineAgentRequest {
        id: "a".to_owned(),
        reason: "odd".to_owned(),
    };
    agents.quarantine_agent(quarantine).await.unwrap();
    let again = agents.register_agent(registration("a", "")).await.unwrap_err();
    check("quarantined", &again, Code::FailedPrecondition, "AGENT_NOT_ACTIVE");
    let heard = agents.heartbeat(beat("a")).await.unwrap().into_inner();
    assert!(heard.alive_until.is_none() && heard.status == 6, "{heard:?}");
    agents.release_agent(named("a")).await.unwrap();
    let retire = RetireAgentRequest {
        id: "a".to_owned(),
        ..RetireAgentRequest::default()
    };
    agents.retire_agent(retire).await.unwrap();
    let over = agents.release_agent(named("a")).await.unwrap_err();
    check("retired", &over, Code::FailedPrecondition, "AGENT_NOT_ACTIVE");
    let gone = agents.heartbeat(beat("a")).await.unwrap_err();
    check("retired", &gone, Code::FailedPrecondition, "AGENT_NOT_ACTIVE");
    assert_eq!(get(&mut agents, "a").await.epoch, 2);
}
