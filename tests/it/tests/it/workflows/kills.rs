//! Deadlines and retries, although nodes and orchestrators are killed at any instant.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::server;
use minoots_wire::workflow::v1::ExecutionStatus;
use minoots_wire::workflow::v1::workflow_service_client::WorkflowServiceClient;
use tokio::process::{Child, Command};
use tokio::time::sleep;
use tonic::transport::Channel;

use super::{apply, get, service, start, timeline};
use crate::support::Node;

/// A definition with three attempts, each of which exceeds its deadline.
const LATE: &str = "
name: late
phases:
  - id: work
    queue: nobody
    deadline: 300ms
    on_timeout: retry
    retry: { attempts: 3, initial: 100ms, max: 200ms, jitter: 0.5 }
";
const EXECUTIONS: usize = 20;

/// Requires the result of each execution: three failed attempts, blocked, reported once.
async fn check(workflows: &mut WorkflowServiceClient<Channel>, id: &str) {
    let execution = get(workflows, id).await;
    assert_eq!(execution.status(), ExecutionStatus::Blocked, "{execution:?}");
    let phase = execution.phase.clone().unwrap();
    assert_eq!((phase.attempt, phase.fence), (3, 3), "{execution:?}");
    let mut counts = BTreeMap::new();
    for entry in timeline(workflows, id).await {
        *counts.entry(entry.r#type).or_insert(0) += 1;
    }
    let expected = [
        ("workflow.attempt_failed", 3),
        ("workflow.paused", 1),
        ("workflow.phase_entered", 1),
        ("workflow.phase_timed_out", 3),
        ("workflow.started", 1),
    ];
    let expected = expected.map(|(kind, count)| (kind.to_owned(), count));
    assert_eq!(counts, BTreeMap::from(expected), "{id}");
}

async fn until_blocked(workflows: &mut WorkflowServiceClient<Channel>, id: &str) {
    let until = Deadline::after(PATIENCE);
    while get(workflows, id).await.status() != ExecutionStatus::Blocked {
        assert!(!until.has_passed(), "{id}: {:?}", get(workflows, id).await);
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn deadlines_are_acted_on_exactly_once_though_the_node_is_killed_again_and_again() {
    let mut node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    apply(&mut workflows, LATE).await;
    for number in 0..EXECUTIONS {
        workflows
            .start_execution(start("late", &format!("x{number}")))
            .await
            .unwrap();
    }
    for kill in 0..8 {
        sleep(Duration::from_millis(60 + 37 * kill)).await;
        node = node.kill_and_restart().await;
    }
    let mut workflows = service(node.server.endpoint()).await;
    for number in 0..EXECUTIONS {
        let id = format!("x{number}");
        until_blocked(&mut workflows, &id).await;
        check(&mut workflows, &id).await;
    }
}

/// Starts an orchestrator beside the nodes of a cluster.
pub fn orchestrator(cluster: &Cluster) -> Child {
    let home = cluster.home(1).unwrap();
    let mut command = Command::from(server::command(home.path()).unwrap());
    command.arg("orchestrator").stderr(Stdio::null());
    for endpoint in cluster.endpoints() {
        command.args(["--endpoint", &endpoint]);
    }
    command.kill_on_drop(true).spawn().unwrap()
}

#[tokio::test]
async fn two_orchestrators_at_once_or_none_for_a_while_come_to_the_same() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let mut workflows = service(&cluster.endpoint(leader).unwrap()).await;
    apply(&mut workflows, LATE).await;
    for number in 0..EXECUTIONS {
        workflows
            .start_execution(start("late", &format!("x{number}")))
            .await
            .unwrap();
    }
    // Without an orchestrator, the deadlines pass without an effect.
    sleep(Duration::from_millis(600)).await;
    assert_eq!(get(&mut workflows, "x0").await.version, 1);
    let (mut one, mut two) = (orchestrator(&cluster), orchestrator(&cluster));
    for round in 0..4 {
        sleep(Duration::from_millis(150)).await;
        if round == 1 {
            cluster.kill(leader).unwrap();
        }
        let dies = if round % 2 == 0 { &mut one } else { &mut two };
        dies.kill().await.unwrap();
        *dies = orchestrator(&cluster);
    }
    cluster.restart(leader).await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let mut workflows = service(&cluster.endpoint(leader).unwrap()).await;
    for number in 0..EXECUTIONS {
        let id = format!("x{number}");
        until_blocked(&mut workflows, &id).await;
        check(&mut workflows, &id).await;
    }
    one.kill().await.unwrap();
    two.kill().await.unwrap();
}
