//! Decisions of workflows, requested in a channel and made there.

use std::time::Duration;

use minoots_client::Client;
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::receiver::Receiver;
use minoots_it::slack::{Slack, TEAM, TOKEN, button};
use minoots_wire::timer::v1::ListTimersRequest;
use minoots_wire::workflow::v1::{
    CompletePhaseRequest, ExecutionStatus, PauseExecutionRequest, PhaseStatus, ResumeExecutionRequest,
};
use serde_json::Value;
use tokio::time::sleep;

use super::{App, ok, text};
use crate::support::Node;
use crate::workflows::{apply, get, service, start};

const DEFINITION: &str = "
name: release
phases:
  - id: review
    approval: { from: lead, deadline: 10m }
    to: [done]
  - id: done
";

async fn asking(node: &Node, slack: &Receiver) -> Slack {
    let workspace = format!("{TEAM}=dev");
    let arguments = ["--workspace", &workspace, "--approvals", "C9APPROVE"];
    let variables = [("MINOOTS_SLACK_BOT_TOKEN", TOKEN)];
    let app = Slack::start_with(&node.home, node.server.endpoint(), slack, &arguments, &variables).await;
    app.unwrap()
}

/// Starts an execution that waits for its decision.
async fn run(node: &Node, id: &str) {
    let mut workflows = service(node.server.endpoint()).await;
    workflows.start_execution(start("release", id)).await.unwrap();
    let request = CompletePhaseRequest {
        id: id.to_owned(),
        ..CompletePhaseRequest::default()
    };
    workflows.complete_phase(request).await.unwrap();
    let phase = get(&mut workflows, id).await.phase.unwrap();
    assert_eq!(phase.status(), PhaseStatus::AwaitingApproval);
}

async fn status(app: &App, id: &str) -> ExecutionStatus {
    get(&mut service(app.node.server.endpoint()).await, id).await.status()
}

async fn asked(app: &App, id: &str) -> Value {
    let asked = app
        .told("/api/chat.postMessage", &format!("Approval needed: release {id}"))
        .await;
    assert_eq!(asked["channel"], "C9APPROVE");
    asked
}

/// Waits until an app follows the log: it reports only later requests.
pub async fn until_followed(client: &Client) {
    let deadline = Deadline::after(PATIENCE);
    while client.checkpoint(("slack.T0123ABCD", "approvals")).await.is_err() {
        assert!(!deadline.has_passed(), "nobody follows the log");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn until_it_follows(node: &Node) {
    let client = Client::builder().endpoint(node.server.endpoint()).build();
    until_followed(&client.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_asked_for_in_the_channel_and_made_by_its_button_once() {
    let node = Node::start().await;
    let slack = Receiver::start(|_, _| ok()).await.unwrap();
    let app = asking(&node, &slack).await;
    let app = App { node, app, slack };
    until_it_follows(&app.node).await;
    apply(&mut service(app.node.server.endpoint()).await, DEFINITION).await;
    run(&app.node, "run-1").await;
    let question = asked(&app, "run-1").await;
    assert!(question.to_string().contains("Asked: lead"), "{question}");

    let decided = app.press(&button(&question, "minoots.approve").unwrap(), "1").await;
    assert_eq!(text(&decided), "Approved: release run-1", "{decided}");
    assert_eq!(decided["replace_original"], true);
    assert_eq!(status(&app, "run-1").await, ExecutionStatus::Completed);

    let late = app.press(&button(&question, "minoots.deny").unwrap(), "2").await;
    assert_eq!(text(&late), "Decided before: release run-1", "{late}");
    // The decider stays visible.
    assert_eq!(late["replace_original"], false);
    assert_eq!(late["response_type"], "ephemeral");
    assert_eq!(status(&app, "run-1").await, ExecutionStatus::Completed);

    run(&app.node, "run-2").await;
    let question = asked(&app, "run-2").await;
    let decided = app.press(&button(&question, "minoots.deny").unwrap(), "3").await;
    assert_eq!(text(&decided), "Denied: release run-2", "{decided}");
    assert_eq!(status(&app, "run-2").await, ExecutionStatus::Blocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_requested_while_no_app_ran_are_posted_after_a_restart() {
    let node = Node::start().await;
    let slack = Receiver::start(|_, _| ok()).await.unwrap();
    let app = asking(&node, &slack).await;
    until_it_follows(&node).await;
    app.kill().await.unwrap();
    apply(&mut service(node.server.endpoint()).await, DEFINITION).await;
    run(&node, "run-1").await;
    let node = node.kill_and_restart().await;
    let app = asking(&node, &slack).await;
    // Another process does not ask again.
    let other = asking(&node, &slack).await;
    let app = App { node, app, slack };
    asked(&app, "run-1").await;
    run(&app.node, "run-2").await;
    asked(&app, "run-2").await;
    let posted = app.slack.posted();
    let questions = posted
        .iter()
        .filter(|posted| posted.event().unwrap().to_string().contains("Approval needed"));
    assert_eq!(questions.count(), 2);
    // The other app follows the log, too.
    let App { node, app, slack } = app;
    app.kill().await.unwrap();
    let app = App {
        node,
        app: other,
        slack,
    };
    run(&app.node, "run-3").await;
    asked(&app, "run-3").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paused_executions_keep_their_question_until_resumed() {
    let node = Node::start().await;
    let slack = Receiver::start(|_, _| ok()).await.unwrap();
    let app = asking(&node, &slack).await;
    let app = App { node, app, slack };
    until_it_follows(&app.node).await;
    let mut workflows = service(app.node.server.endpoint()).await;
    apply(&mut workflows, DEFINITION).await;
    run(&app.node, "run-1").await;
    let question = asked(&app, "run-1").await;
    let approve = button(&question, "minoots.approve").unwrap();
    let pause = |id: &str| PauseExecutionRequest {
        id: id.to_owned(),
        ..Default::default()
    };
    let resume = |id: &str| ResumeExecutionRequest {
        id: id.to_owned(),
        ..ResumeExecutionRequest::default()
    };
    workflows.pause_execution(pause("run-1")).await.unwrap();
    let told = app.press(&approve, "1").await;
    assert!(told.to_string().contains("`NOT_RUNNING`"), "{told}");
    assert_eq!(told["replace_original"], false);
    assert_eq!(status(&app, "run-1").await, ExecutionStatus::Paused);
    workflows.resume_execution(resume("run-1")).await.unwrap();
    let decided = app.press(&approve, "2").await;
    assert_eq!(text(&decided), "Approved: release run-1", "{decided}");

    // Requested during a pause: the app asks when it resumes.
    let App { node, app, slack } = app;
    app.kill().await.unwrap();
    run(&node, "run-2").await;
    workflows.pause_execution(pause("run-2")).await.unwrap();
    let app = asking(&node, &slack).await;
    let app = App { node, app, slack };
    let deadline = Deadline::after(PATIENCE);
    let is_given_back = async || {
        let timers = app.node.client.list(ListTimersRequest::default()).await.unwrap();
        let mut timers = timers.iter();
        timers.any(|timer| timer.name == "approval of run-2" && timer.attempts > 0)
    };
    while !is_given_back().await {
        assert!(!deadline.has_passed(), "its question is not given back");
        sleep(Duration::from_millis(50)).await;
    }
    workflows.resume_execution(resume("run-2")).await.unwrap();
    asked(&app, "run-2").await;
}
