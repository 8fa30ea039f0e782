//! Phases that wait for others: each continues once, or times out once, under kills of the node.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;
use minoots_wire::error::Details;
use minoots_wire::workflow::v1::{
    ArriveRequest, CompletePhaseRequest, ExecutionStatus, PhaseStatus, SpawnChildRequest,
};
use serde_json::Value;
use tokio::time::sleep;
use tonic::Code;

use super::*;
use crate::support::Node;

const CHILDREN: usize = 6;

/// Returns a definition that waits for all its children, and for one arrival.
fn document(timeout: &str) -> String {
    format!(
        "name: whole\nphases:\n- id: split\n  to: [gather]\n- id: gather\n  \
         join: {{ children: {CHILDREN}, arrivals: 1, timeout: {timeout}, on_timeout: fail }}\n  to: [merge]\n- id: merge\n  queue: q\n  \
         needs: [split.output, 'children.*.output']\n"
    )
}

fn complete(id: &str) -> CompletePhaseRequest {
    CompletePhaseRequest {
        id: id.to_owned(),
        phase: if id == "whole" { "split" } else { "do" }.to_owned(),
        output: format!("\"output of {id}\"").into_bytes().into(),
        ..CompletePhaseRequest::default()
    }
}

fn arrival(who: &str) -> ArriveRequest {
    ArriveRequest {
        id: "whole".to_owned(),
        point: "gather".to_owned(),
        who: who.to_owned(),
        arrival_id: format!("arrival-of-{who}"),
    }
}

/// Starts an execution with all its children, at the waiting phase.
async fn gather(endpoint: &str, timeout: &str) {
    let mut workflows = service(endpoint).await;
    apply(&mut workflows, &document(timeout)).await;
    apply(&mut workflows, "name: part\nphases:\n- id: do\n  queue: parts\n").await;
    workflows.start_execution(start("whole", "whole")).await.unwrap();
    for number in 0..CHILDREN {
        let child = SpawnChildRequest {
            id: "whole".to_owned(),
            child_id: format!("part-{number}"),
            definition: "part".to_owned(),
            reason: "a part of it".to_owned(),
            ..SpawnChildRequest::default()
        };
        workflows.spawn_child(child).await.unwrap();
    }
    let waits = workflows.complete_phase(complete("whole")).await.unwrap().into_inner();
    let phase = waits.execution.unwrap().phase.unwrap();
    assert_eq!((phase.id.as_str(), phase.status()), ("gather", PhaseStatus::Joining));
    assert_eq!(phase.join.unwrap().children_needed as usize, CHILDREN);
}

/// Returns how often each type of event was written about it.
async fn counts(endpoint: &str) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for entry in timeline(&mut service(endpoint).await, "whole").await {
        *counts.entry(entry.r#type).or_insert(0) += 1;
    }
    counts
}

#[tokio::test]
async fn the_last_child_lets_it_go_on_once_though_orchestrators_and_the_leader_are_killed() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = (1..=3).find(|node| *node != leader).unwrap();
    let endpoint = cluster.endpoint(follower).unwrap();
    let (mut one, mut two) = (orchestrator(&cluster), orchestrator(&cluster));
    gather(&endpoint, "1h").await;
    let mut workflows = service(&endpoint).await;
    workflows.arrive(arrival("editor")).await.unwrap();
    // Deliveries of a killed orchestrator are redelivered after their acknowledgement deadline.
    let until = Deadline::after(PATIENCE * 3);
    for number in 0..CHILDREN {
        if number == 3 {
            cluster.kill(leader).unwrap();
        }
        let dies = if number % 2 == 0 { &mut one } else { &mut two };
        dies.kill().await.unwrap();
        *dies = orchestrator(&cluster);
        // It exists once an orchestrator has started it.
        while let Err(error) = workflows.complete_phase(complete(&format!("part-{number}"))).await {
            assert!(!until.has_passed(), "{error:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }
    let merged = loop {
        let execution = get(&mut workflows, "whole").await;
        if execution.phase.as_ref().is_some_and(|phase| phase.id == "merge") {
            break execution;
        }
        assert!(!until.has_passed(), "{execution:?}");
        sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(merged.visits["merge"], 1, "{merged:?}");
    // The next phase has the outputs of the first one and of all children.
    let client = cluster.client(follower).await.unwrap();
    let mut consumer = Consumer::open(&client, "q", 1).await.unwrap();
    let message = consumer.delivery().await.unwrap();
    let body: Value = serde_json::from_slice(&message.envelope().unwrap().payload).unwrap();
    let needs = &body["data"]["needs"];
    assert_eq!(needs["split"], "output of whole");
    let children = needs["children"].as_array().unwrap();
    assert_eq!(children.len(), CHILDREN);
    for (number, child) in children.iter().enumerate() {
        assert_eq!(child["output"], format!("output of part-{number}"), "{needs}");
    }
    let counts = counts(&endpoint).await;
    for (kind, count) in [
        ("workflow.arrived", 1),
        ("workflow.child_ended", CHILDREN as u32),
        ("workflow.joined", 1),
        ("workflow.phase_entered", 3),
    ] {
        assert_eq!(counts.get(kind), Some(&count), "{kind}: {counts:?}");
    }
    assert_eq!(counts.get("workflow.join_timed_out"), None, "{counts:?}");
    one.kill().await.unwrap();
    two.kill().await.unwrap();
}

#[tokio::test]
async fn join_timeouts_are_reported_once_across_repeated_kills() {
    let mut node = Node::start().await;
    gather(node.server.endpoint(), "1s").await;
    for kill in 0..5 {
        sleep(Duration::from_millis(120 + 50 * kill)).await;
        node = node.kill_and_restart().await;
    }
    let mut workflows = service(node.server.endpoint()).await;
    let until = Deadline::after(PATIENCE);
    let failed = loop {
        let execution = get(&mut workflows, "whole").await;
        if execution.status() == ExecutionStatus::Failed {
            break execution;
        }
        assert!(!until.has_passed(), "{execution:?}");
        sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(
        failed.reason,
        format!("not all came in time: 0 of {CHILDREN} children, 0 of 1 arrivals")
    );
    let late = workflows.arrive(arrival("editor")).await.unwrap_err();
    assert_eq!(Details::of(&late).reason_text, "TERMINAL");
    let counts = counts(node.server.endpoint()).await;
    assert_eq!(counts.get("workflow.join_timed_out"), Some(&1), "{counts:?}");
    assert_eq!(counts.get("workflow.failed"), Some(&1), "{counts:?}");
    assert_eq!(counts.get("workflow.joined"), None, "{counts:?}");
}

#[tokio::test]
async fn completions_at_a_join_and_arrivals_without_one_are_refused() {
    let node = Node::start().await;
    gather(node.server.endpoint(), "1h").await;
    let mut workflows = service(node.server.endpoint()).await;
    let before = get(&mut workflows, "whole").await;
    let early = CompletePhaseRequest {
        phase: "gather".to_owned(),
        ..complete("whole")
    };
    let early = workflows.complete_phase(early).await.unwrap_err();
    for (refused, code, reason, field) in [
        (early, Code::FailedPrecondition, "JOINING", ""),
        (
            workflows
                .arrive(ArriveRequest {
                    point: "split".to_owned(),
                    ..arrival("editor")
                })
                .await
                .unwrap_err(),
            Code::FailedPrecondition,
            "NO_POINT",
            "",
        ),
        (
            workflows
                .arrive(ArriveRequest {
                    point: "no name".to_owned(),
                    ..arrival("editor")
                })
                .await
                .unwrap_err(),
            Code::InvalidArgument,
            "EXECUTION_FIELD",
            "point",
        ),
        (
            workflows.arrive(arrival("")).await.unwrap_err(),
            Code::InvalidArgument,
            "EXECUTION_FIELD",
            "who",
        ),
    ] {
        let details = Details::of(&refused);
        assert_eq!(
            (refused.code(), details.reason_text.as_str()),
            (code, reason),
            "{refused:?}"
        );
        let named = details.fields.first().map(|field| field.path.as_str());
        assert_eq!(named.unwrap_or_default(), field, "{refused:?}");
    }
    assert_eq!(get(&mut workflows, "whole").await, before);
}
