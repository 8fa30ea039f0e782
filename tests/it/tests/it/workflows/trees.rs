//! Children whose parents end before they began, and parents with very many children.

use std::time::Duration;

use minoots_wire::error::Details;
use minoots_wire::workflow::v1::workflow_service_client::WorkflowServiceClient;
use minoots_wire::workflow::v1::{
    Child, CompletePhaseRequest, Execution, ExecutionStatus, Failure, FailureClass, GetExecutionRequest,
    ReportFailureRequest, RetryExecutionRequest, SignalExecutionRequest, SpawnChildRequest, StartExecutionRequest,
};
use tokio::task::JoinSet;
use tonic::Code;
use tonic::transport::Channel;

use super::{apply, get, service, start};
use crate::support::Node;

const PARENTS: usize = 24;

fn child(parent: &str, id: &str, reason: &str) -> SpawnChildRequest {
    SpawnChildRequest {
        id: parent.to_owned(),
        child_id: id.to_owned(),
        definition: "part".to_owned(),
        reason: reason.to_owned(),
        ..SpawnChildRequest::default()
    }
}

fn failure(id: &str) -> ReportFailureRequest {
    ReportFailureRequest {
        id: id.to_owned(),
        failure: Some(Failure {
            class: FailureClass::Permanent.into(),
            message: "no".to_owned(),
            ..Failure::default()
        }),
        ..ReportFailureRequest::default()
    }
}

async fn found(workflows: &mut WorkflowServiceClient<Channel>, id: &str) -> Option<Execution> {
    let request = GetExecutionRequest { id: id.to_owned() };
    match workflows.get_execution(request).await {
        Ok(answer) => answer.into_inner().execution,
        Err(absent) => {
            assert_eq!(absent.code(), Code::NotFound, "{absent:?}");
            None
        }
    }
}

/// In either order: the parent's end, or the order to start its child.
#[tokio::test]
async fn a_parent_that_ends_at_once_and_goes_on_knows_what_became_of_its_child() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    apply(&mut workflows, "name: part\nphases:\n- { id: do, queue: parts }\n").await;
    apply(
        &mut workflows,
        "name: whole\non_failure: fail\nphases:\n- { id: do, queue: wholes }\n",
    )
    .await;
    let mut parents = JoinSet::new();
    for number in 0..PARENTS {
        let mut workflows = workflows.clone();
        parents.spawn(async move {
            let (parent, part) = (format!("whole-{number}"), format!("part-{number}"));
            workflows.start_execution(start("whole", &parent)).await.unwrap();
            workflows.spawn_child(child(&parent, &part, "a part")).await.unwrap();
            tokio::time::sleep(Duration::from_micros(number as u64 * 100)).await;
            workflows.report_failure(failure(&parent)).await.unwrap();
            if number % 2 == 1 {
                let retry = RetryExecutionRequest { id: parent };
                workflows.retry_execution(retry).await.unwrap();
            }
        });
    }
    parents.join_all().await;
    for number in 0..PARENTS {
        let (parent, part) = (format!("whole-{number}"), format!("part-{number}"));
        let mut agree = 0;
        // Orders in flight may still change both; a report that has not arrived by then never will.
        for _ in 0..600 {
            let known = get(&mut workflows, &parent).await.children.swap_remove(0).status();
            let is = found(&mut workflows, &part).await.map(|part| part.status());
            let agrees = match number % 2 {
                0 => known == ExecutionStatus::Cancelled && is.is_none_or(|is| is == known),
                _ => is.map_or(known == ExecutionStatus::Cancelled, |is| is == known),
            };
            agree = if agrees { agree + 1 } else { 0 };
            if agree > 3 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(
            agree > 3,
            "{:?}, {:?}",
            get(&mut workflows, &parent).await,
            found(&mut workflows, &part).await
        );
    }
}

#[tokio::test]
async fn executions_at_their_size_limit_refuse_children_and_still_end() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    // Quotes take twice their bytes in storage, so that fewer children fill the limit.
    apply(
        &mut workflows,
        &format!("name: part\nphases:\n- id: {}\n", "p".repeat(60)),
    )
    .await;
    apply(&mut workflows, "name: whole\nphases:\n- { id: do, queue: wholes }\n").await;
    let input = format!("\"{}\"", r#"\""#.repeat(8_000)).into_bytes();
    let whole = StartExecutionRequest {
        input: input.into(),
        ..start("whole", "whole")
    };
    workflows.start_execution(whole).await.unwrap();
    let reason = "\"".repeat(255);
    let mut refused = None;
    for number in 0..1_000 {
        let spawn = child("whole", &format!("part-{number:0>60}"), &reason);
        if let Err(status) = workflows.spawn_child(spawn).await {
            refused = Some((number, status));
            break;
        }
    }
    let (number, refused) = refused.unwrap();
    assert_eq!(refused.code(), Code::ResourceExhausted, "{refused:?}");
    assert_eq!(
        Details::of(&refused).reason_text,
        "EXECUTION_FULL",
        "after {number} children: {refused:?}"
    );
    // There is space for less than that child.
    let mut full = None;
    for number in 0..100 {
        let signal = SignalExecutionRequest {
            id: "whole".to_owned(),
            name: "more".to_owned(),
            signal_id: format!("{number:0>60}"),
            ..SignalExecutionRequest::default()
        };
        full = full.or(workflows.signal_execution(signal).await.err());
    }
    let full = full.unwrap();
    assert_eq!(Details::of(&full).reason_text, "EXECUTION_FULL", "{full:?}");
    // Each child ends at once, and its end is recorded.
    let is_done = |child: &Child| child.status() == ExecutionStatus::Completed;
    while !get(&mut workflows, "whole").await.children.iter().all(is_done) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let complete = CompletePhaseRequest {
        id: "whole".to_owned(),
        ..CompletePhaseRequest::default()
    };
    let whole = workflows
        .complete_phase(complete)
        .await
        .unwrap()
        .into_inner()
        .execution
        .unwrap();
    assert_eq!(
        (whole.status(), whole.children.len()),
        (ExecutionStatus::Completed, number)
    );
    assert!(whole.children.iter().all(is_done));
}
