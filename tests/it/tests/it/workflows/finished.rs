//! Finished work stays finished: a late decision does not repeat it, and neither does one about work that overspent.

use minoots_it::consumer::Consumer;
use minoots_wire::timer::v1::{ListTimersRequest, Timer, target};
use minoots_wire::workflow::v1::{
    CompletePhaseRequest, DecideApprovalRequest, ExecutionStatus, PhaseStatus, ResumeExecutionRequest,
    RetryExecutionRequest,
};

use super::*;
use crate::support::Node;

/// A definition whose work is done once, followed by a decision or an exceeded budget.
struct Case {
    id: String,
    document: String,
    /// The status of an execution after its work.
    stops_as: ExecutionStatus,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, rule) in [
        ("deny", "on_timeout: deny"),
        ("halt", "on_timeout: halt"),
        ("escalate", "on_timeout: escalate, escalation: [director]"),
    ] {
        for on_failure in ["block", "fail"] {
            let approval = format!("{{ from: lead, deadline: 3s, {rule} }}");
            let phases = format!("[{{ id: a, queue: QUEUE, approval: {approval}, to: [b] }}, {{ id: b }}]");
            // A halt waits for a person, whatever the rule for failures is.
            let stops_as = match (name, on_failure) {
                ("deny" | "escalate", "fail") => ExecutionStatus::Failed,
                _ => ExecutionStatus::Blocked,
            };
            cases.push(Case {
                id: format!("{name}-{on_failure}"),
                document: format!("on_failure: {on_failure}\nphases: {phases}\n"),
                stops_as,
            });
        }
    }
    cases.push(Case {
        id: "spent".to_owned(),
        document: "budgets: { tokens: 5 }\nphases: [{ id: a, queue: QUEUE, approval: { from: lead } }]\n".to_owned(),
        stops_as: ExecutionStatus::Blocked,
    });
    cases.push(Case {
        id: "spent-by-the-last".to_owned(),
        document: "budgets: { tokens: 5 }\nphases: [{ id: a, queue: QUEUE }]\n".to_owned(),
        stops_as: ExecutionStatus::Completed,
    });
    cases
}

async fn comes_to(workflows: &mut WorkflowServiceClient<Channel>, id: &str, status: ExecutionStatus) {
    until(workflows, id, |execution| execution.status() == status).await;
}

/// Waits for the work of an execution and completes it.
async fn work(node: &Node, workflows: &mut WorkflowServiceClient<Channel>, id: &str) {
    let mut consumer = Consumer::open(&node.client, id, 1).await.unwrap();
    let message = consumer.delivery().await.unwrap();
    consumer.ack(&message).await.unwrap();
    consumer.half_close().await.unwrap();
    let done = CompletePhaseRequest {
        id: id.to_owned(),
        tokens: 9,
        ..CompletePhaseRequest::default()
    };
    workflows.complete_phase(done).await.unwrap();
}

/// Returns the queue of a timer.
fn queue(timer: &Timer) -> Option<&str> {
    match timer.target.as_ref()?.target.as_ref()? {
        target::Target::Queue(queue) => Some(queue),
        _ => None,
    }
}

#[tokio::test]
async fn work_is_not_done_again_for_a_late_decision_or_a_spent_budget() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    for case in cases() {
        let id = case.id.as_str();
        apply(
            &mut workflows,
            &format!("name: {id}\n{}", case.document.replace("QUEUE", id)),
        )
        .await;
        workflows.start_execution(start(id, id)).await.unwrap();
        work(&node, &mut workflows, id).await;
    }
    for case in cases() {
        let id = case.id.as_str();
        comes_to(&mut workflows, id, case.stops_as).await;
        if case.stops_as == ExecutionStatus::Completed {
            continue;
        }
        let execution = match case.stops_as {
            ExecutionStatus::Failed => {
                let again = RetryExecutionRequest { id: id.to_owned() };
                let retried = workflows.retry_execution(again).await.unwrap();
                retried.into_inner().execution
            }
            _ => {
                let on = ResumeExecutionRequest {
                    id: id.to_owned(),
                    ..ResumeExecutionRequest::default()
                };
                let resumed = workflows.resume_execution(on).await.unwrap();
                resumed.into_inner().execution
            }
        };
        let phase = execution.unwrap().phase.unwrap();
        assert_eq!(phase.status(), PhaseStatus::AwaitingApproval, "{id}: {phase:?}");
        let yes = DecideApprovalRequest {
            id: id.to_owned(),
            approved: true,
            by: "lead".to_owned(),
            ..DecideApprovalRequest::default()
        };
        workflows.decide_approval(yes).await.unwrap();
        comes_to(&mut workflows, id, ExecutionStatus::Completed).await;
        let all = ListTimersRequest {
            page_size: 1_000,
            ..ListTimersRequest::default()
        };
        let timers = node.client.list(all).await.unwrap();
        let asked = timers.iter().filter(|timer| queue(timer) == Some(id)).count();
        assert_eq!(asked, 1, "{id}: work was asked for again");
    }
}
