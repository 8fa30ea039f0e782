//! Phases with a limit of concurrent executions: never exceeded, in the order of priorities, without starvation, under
//! kills of nodes and orchestrators.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_client::{Client, TailFrom, TailOptions};
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_wire::error::Details;
use minoots_wire::timer::v1::Priority;
use minoots_wire::workflow::v1::{CancelExecutionRequest, CompletePhaseRequest, ExecutionStatus, PhaseStatus};
use tokio::time::sleep;
use tokio_stream::StreamExt as _;
use tonic::Code;

use super::*;
use crate::support::Node;

/// Two phases: the first takes two executions at a time, and the second one.
const DOCUMENT: &str = "name: line\nphases:\n- id: build\n  queue: builders\n  wip: 2\n  to: [check]\n- id: check\n  exit: { checklist: [seen] }\n  wip: 1\n";

fn begin(id: &str, priority: Priority) -> StartExecutionRequest {
    StartExecutionRequest {
        priority: priority.into(),
        ..start("line", id)
    }
}

fn done(id: &str) -> CompletePhaseRequest {
    CompletePhaseRequest {
        id: id.to_owned(),
        checklist: vec!["seen".to_owned()],
        ..CompletePhaseRequest::default()
    }
}

/// Waits until this phase of an execution has this status.
pub(super) async fn comes_to(
    workflows: &mut WorkflowServiceClient<Channel>,
    id: &str,
    phase: &str,
    status: PhaseStatus,
) {
    until(workflows, id, |execution| {
        let at = execution.phase.clone().unwrap_or_default();
        (at.id.as_str(), at.status()) == (phase, status)
    })
    .await;
}

#[tokio::test]
async fn the_next_is_the_first_by_priority_and_then_by_age() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    apply(&mut workflows, DOCUMENT).await;
    for id in ["a", "b"] {
        workflows
            .start_execution(begin(id, Priority::Unspecified))
            .await
            .unwrap();
        comes_to(&mut workflows, id, "build", PhaseStatus::Working).await;
    }
    let later = [
        ("c", Priority::Future),
        ("d", Priority::Next),
        ("e", Priority::Next),
        ("f", Priority::Now),
    ];
    for (id, priority) in later {
        let started = workflows
            .start_execution(begin(id, priority))
            .await
            .unwrap()
            .into_inner();
        let execution = started.execution.unwrap();
        assert_eq!(execution.priority(), priority);
        assert_eq!(execution.phase.unwrap().status(), PhaseStatus::Queued);
        // A request takes effect once an orchestrator delivers it; the next one must be younger.
        sleep(Duration::from_millis(300)).await;
    }
    let early = workflows.complete_phase(done("f")).await.unwrap_err();
    assert_eq!(
        (early.code(), Details::of(&early).reason_text.as_str()),
        (Code::FailedPrecondition, "QUEUED")
    );
    let cancel = CancelExecutionRequest {
        id: "d".to_owned(),
        ..CancelExecutionRequest::default()
    };
    workflows.cancel_execution(cancel).await.unwrap();
    for (leaves, follows) in [("a", "f"), ("b", "e"), ("f", "c")] {
        workflows.complete_phase(done(leaves)).await.unwrap();
        comes_to(&mut workflows, follows, "build", PhaseStatus::Working).await;
    }
    // One at a time continues, by priority and then in order of arrival: b and f waited while a was checked.
    comes_to(&mut workflows, "a", "check", PhaseStatus::Working).await;
    comes_to(&mut workflows, "f", "check", PhaseStatus::Queued).await;
    sleep(Duration::from_millis(300)).await;
    workflows.complete_phase(done("a")).await.unwrap();
    comes_to(&mut workflows, "f", "check", PhaseStatus::Working).await;
    comes_to(&mut workflows, "b", "check", PhaseStatus::Queued).await;
    let unknown = StartExecutionRequest {
        priority: 9,
        ..start("line", "g")
    };
    let unknown = workflows.start_execution(unknown).await.unwrap_err();
    let details = Details::of(&unknown);
    assert_eq!(
        (unknown.code(), details.reason_text.as_str()),
        (Code::InvalidArgument, "EXECUTION_FIELD")
    );
    assert_eq!(details.fields[0].path, "priority");
}

const MANY: usize = 12;

/// Returns the largest number of executions in a phase, and the total, from the tenant's log.
async fn crowd(endpoint: &str, phase: &str) -> (usize, usize) {
    let client = Client::builder().endpoint(endpoint).build().unwrap();
    let options = TailOptions::default()
        .kind("workflow.placed")
        .kind("workflow.phase_completed");
    let mut tail = client.tail(TailFrom::Start, options);
    let (mut inside, mut most, mut came) = (BTreeSet::new(), 0, 0);
    while came < MANY || !inside.is_empty() {
        let event = tail.next().await.unwrap().unwrap().event;
        let payload: serde_json::Value = serde_json::from_slice(&event.payload).unwrap();
        let data = &payload["data"];
        if data["phase"] != phase {
            continue;
        }
        let id = data["execution"].as_str().unwrap().to_owned();
        if event.kind == "workflow.placed" {
            assert!(inside.insert(id), "{data}");
            came += 1;
            most = most.max(inside.len());
        } else {
            assert!(inside.remove(&id), "{data}");
        }
    }
    (most, came)
}

#[tokio::test]
async fn no_more_than_allowed_are_at_work_though_orchestrators_and_the_leader_are_killed() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = (1..=3).find(|node| *node != leader).unwrap();
    let endpoint = cluster.endpoint(follower).unwrap();
    let (mut one, mut two) = (orchestrator(&cluster), orchestrator(&cluster));
    let mut workflows = service(&endpoint).await;
    apply(&mut workflows, DOCUMENT).await;
    let ids: Vec<String> = (0..MANY).map(|number| format!("run-{number}")).collect();
    for id in &ids {
        workflows.start_execution(begin(id, Priority::Next)).await.unwrap();
    }
    // Deliveries of a killed orchestrator are redelivered after their acknowledgement deadline.
    let until = Deadline::after(PATIENCE * 4);
    let (mut stepped, mut open) = (0, MANY);
    while open > 0 {
        open = 0;
        for id in &ids {
            let execution = match workflows.complete_phase(done(id)).await {
                Ok(answer) => answer.into_inner().execution.unwrap(),
                Err(refused) if Details::of(&refused).reason_text == "TERMINAL" => continue,
                // It waits, or a leader is missing.
                Err(_) => {
                    open += 1;
                    continue;
                }
            };
            open += usize::from(execution.status() != ExecutionStatus::Completed);
            stepped += 1;
            if stepped % 4 == 0 {
                let dies = if stepped % 8 == 0 { &mut one } else { &mut two };
                dies.kill().await.unwrap();
                *dies = orchestrator(&cluster);
            }
            if stepped == MANY {
                cluster.kill(leader).unwrap();
            }
        }
        assert!(!until.has_passed(), "{open} have not come to their end");
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(crowd(&endpoint, "build").await, (2, MANY));
    assert_eq!(crowd(&endpoint, "check").await, (1, MANY));
    for id in &ids {
        assert_eq!(get(&mut workflows, id).await.status(), ExecutionStatus::Completed);
    }
    one.kill().await.unwrap();
    two.kill().await.unwrap();
}
