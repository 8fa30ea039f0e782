//! An agent dies, and another agent gets its work; later calls of the first are too late.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::tail::Tail;
use minoots_wire::error::{Details, Reason};
use minoots_wire::workflow::v1::{
    AgentStatus, AgentWork, CompletePhaseRequest, ExecutionStatus, ListAgentsRequest, ListExecutionsRequest,
};
use tokio::time::sleep;

use super::*;
use crate::support::Node;
use crate::workflows;

const RULES: &str = "heartbeat: { ttl: 1s }\nunresponsive: [reassign]\n";

fn works_on(agent: &str, execution: &str, fence: u64) -> HeartbeatRequest {
    HeartbeatRequest {
        work: Some(AgentWork {
            execution: execution.to_owned(),
            fence,
        }),
        ..beat(agent)
    }
}

fn done(id: &str, fence: u64) -> CompletePhaseRequest {
    CompletePhaseRequest {
        id: id.to_owned(),
        fence,
        ..CompletePhaseRequest::default()
    }
}

#[tokio::test]
async fn the_work_of_a_dead_agent_is_begun_anew_and_what_is_finished_stays_so() {
    let node = Node::start().await;
    let mut agents = service(node.server.endpoint()).await;
    let mut flows = workflows::service(node.server.endpoint()).await;
    workflows::apply(
        &mut flows,
        "name: n\nphases:\n- id: a\n  queue: q\n  retry: { initial: 100ms }\n",
    )
    .await;
    for id in ["lost", "finished"] {
        flows.start_execution(workflows::start("n", id)).await.unwrap();
        let agent = format!("of-{id}");
        agents.register_agent(registration(&agent, RULES)).await.unwrap();
        agents.heartbeat(works_on(&agent, id, 1)).await.unwrap();
    }
    flows.complete_phase(done("finished", 1)).await.unwrap();
    let until = Deadline::after(PATIENCE);
    let again = loop {
        let execution = workflows::get(&mut flows, "lost").await;
        let phase = execution.phase.clone().unwrap();
        if phase.fence == 2 {
            break execution;
        }
        assert!(!until.has_passed(), "{execution:?}");
        sleep(Duration::from_millis(50)).await;
    };
    assert!(again.failure.unwrap().message.contains("of-lost"));
    while get(&mut agents, "of-finished").await.status() != AgentStatus::Unresponsive {
        assert!(!until.has_passed());
        sleep(Duration::from_millis(50)).await;
    }
    let late = flows.complete_phase(done("lost", 1)).await.unwrap_err();
    assert_eq!(Reason::of(&late), Some(Reason::StaleFence), "row 47");
    flows.complete_phase(done("lost", 2)).await.unwrap();
    sleep(Duration::from_millis(500)).await;
    for id in ["lost", "finished"] {
        let execution = workflows::get(&mut flows, id).await;
        assert_eq!(execution.status(), ExecutionStatus::Completed, "{execution:?}");
    }
    // The agent returns.
    let alive = agents.heartbeat(beat("of-lost")).await.unwrap().into_inner();
    assert_eq!(alive.status(), AgentStatus::Live);
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let (_, recovered) = counts(&mut tail, ("agent.recovered", "agents/of-lost")).await;
    assert_eq!(recovered["was"], "UNRESPONSIVE", "{recovered}");
}

#[tokio::test]
async fn lists_have_who_is_asked_for() {
    let node = Node::start().await;
    let mut agents = service(node.server.endpoint()).await;
    let mut flows = workflows::service(node.server.endpoint()).await;
    workflows::apply(&mut flows, "name: n\nphases:\n- id: a\n  queue: q\n").await;
    for number in 0..70 {
        let id = format!("{}{number:02}", ["x", "y"][number % 2]);
        let request = RegisterAgentRequest {
            capabilities: vec![["read", "write"][number / 2 % 2].to_owned()],
            ..registration(&id, "heartbeat: { ttl: 1h }")
        };
        agents.register_agent(request).await.unwrap();
        flows.start_execution(workflows::start("n", &id)).await.unwrap();
    }
    let mut listed = async |request: ListAgentsRequest| {
        let mut answers = agents.list_agents(request).await.unwrap().into_inner();
        let mut ids = Vec::new();
        while let Some(answer) = answers.message().await.unwrap() {
            ids.push(answer.agent.unwrap().id);
        }
        ids
    };
    let all = listed(ListAgentsRequest::default()).await;
    assert!(all.len() == 70 && all.is_sorted(), "{all:?}");
    let some = ListAgentsRequest {
        id_prefix: "x".to_owned(),
        capability: "write".to_owned(),
        ..ListAgentsRequest::default()
    };
    assert_eq!(listed(some).await.len(), 17);
    let retired = ListAgentsRequest {
        statuses: vec![AgentStatus::Retired.into()],
        ..ListAgentsRequest::default()
    };
    assert!(listed(retired).await.is_empty());
    let request = ListExecutionsRequest {
        id_prefix: "y".to_owned(),
        statuses: vec![ExecutionStatus::Running.into()],
        ..ListExecutionsRequest::default()
    };
    let mut answers = flows.list_executions(request).await.unwrap().into_inner();
    let mut count = 0;
    while let Some(answer) = answers.message().await.unwrap() {
        assert!(answer.execution.unwrap().id.starts_with('y'));
        count += 1;
    }
    assert_eq!(count, 35);
    assert_eq!(
        Details::of(&agents.heartbeat(beat("z")).await.unwrap_err()).reason_text,
        "AGENT"
    );
}
