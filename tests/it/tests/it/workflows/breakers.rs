//! No further execution begins after successive failures, until a trial execution succeeds.

use std::time::{Duration, UNIX_EPOCH};

use minoots_client::{Client, TailFrom, TailOptions};
use minoots_it::clock::now_ns;
use minoots_it::metrics;
use minoots_wire::workflow::v1::{
    CompletePhaseRequest, ExecutionStatus, Failure, FailureClass, FailureType, PhaseStatus, ReportFailureRequest,
};
use tokio::time::sleep;
use tokio_stream::StreamExt as _;

use super::places::comes_to;
use super::*;
use crate::support::Node;

const DOCUMENT: &str = "
name: item
on_failure: fail
phases:
- { id: work, queue: autopilot, wip: 2, breaker: { failures: 3, pause: 2s }, retry: { attempts: 1 } }
";

async fn fails(workflows: &mut WorkflowServiceClient<Channel>, id: &str) {
    comes_to(workflows, id, "work", PhaseStatus::Working).await;
    let request = ReportFailureRequest {
        id: id.to_owned(),
        failure: Some(Failure {
            class: FailureClass::Permanent.into(),
            r#type: FailureType::ToolError.into(),
            signature: "no disk".to_owned(),
            message: "the disk is full".to_owned(),
        }),
        ..ReportFailureRequest::default()
    };
    let failed = workflows.report_failure(request).await.unwrap().into_inner();
    assert_eq!(failed.execution.unwrap().status(), ExecutionStatus::Failed);
}

async fn completes(workflows: &mut WorkflowServiceClient<Channel>, id: &str) {
    comes_to(workflows, id, "work", PhaseStatus::Working).await;
    let request = CompletePhaseRequest {
        id: id.to_owned(),
        ..CompletePhaseRequest::default()
    };
    workflows.complete_phase(request).await.unwrap();
}

#[tokio::test]
async fn after_failures_in_a_row_nobody_begins_until_one_was_tried_though_the_node_dies() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    apply(&mut workflows, DOCUMENT).await;
    for id in ["a", "b", "c", "d", "e", "f"] {
        workflows.start_execution(start("item", id)).await.unwrap();
        // In this order.
        let status = if id < "c" {
            PhaseStatus::Working
        } else {
            PhaseStatus::Queued
        };
        comes_to(&mut workflows, id, "work", status).await;
        sleep(Duration::from_millis(200)).await;
    }
    for id in ["a", "b"] {
        fails(&mut workflows, id).await;
    }
    let before_ns = now_ns();
    fails(&mut workflows, "c").await;
    // An execution in its slot continues, and its slot stays free afterwards.
    completes(&mut workflows, "d").await;
    for (kind, count) in [
        ("workflow.started", 6.0),
        ("workflow.failed", 3.0),
        ("workflow.completed", 1.0),
    ] {
        let (name, label) = ("minoots_workflow_events_total", format!("type=\"{kind}\""));
        let counted = metrics::labelled(node.server.address(), name, &label).await.unwrap();
        assert_eq!(counted, count, "{kind}");
    }
    let node = node.kill_and_restart().await;
    let mut workflows = service(node.server.endpoint()).await;
    // The trial execution, alone.
    comes_to(&mut workflows, "e", "work", PhaseStatus::Working).await;
    sleep(Duration::from_millis(500)).await;
    comes_to(&mut workflows, "f", "work", PhaseStatus::Queued).await;
    completes(&mut workflows, "e").await;
    completes(&mut workflows, "f").await;

    let client = Client::builder().endpoint(node.server.endpoint()).build().unwrap();
    let kinds = [
        "workflow.breaker_opened",
        "workflow.breaker_half_opened",
        "workflow.breaker_closed",
    ];
    let options = TailOptions::default().subject("workflow-definitions/item").verify();
    let options = kinds.into_iter().fold(options, |options, kind| options.kind(kind));
    let told = client.tail(TailFrom::Start, options).take(kinds.len());
    let told: Vec<_> = told.map(|event| event.unwrap().event).collect().await;
    assert_eq!(told.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), kinds);
    let opened: serde_json::Value = serde_json::from_slice(&told[0].payload).unwrap();
    let data = &opened["data"];
    assert_eq!((&data["phase"], &data["pauseSeconds"]), (&"work".into(), &2.0.into()));
    // By the machine's clock. The pause counts from the node's receipt of the request, a moment before the stamp of the
    // entry that opened the breaker.
    let half_opened = told[1].time.unwrap().duration_since(UNIX_EPOCH).unwrap();
    let pause = half_opened - Duration::from_nanos(u64::try_from(before_ns).unwrap());
    assert!(pause >= Duration::from_secs(2), "{pause:?}");
}
