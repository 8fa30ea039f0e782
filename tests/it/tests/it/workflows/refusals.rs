//! Invalid requests about workflows: the exact response, and no change. The numbers are rows of the table of bad
//! inputs.

use minoots_client::{Client, Emit};
use minoots_wire::error::Details;
use minoots_wire::workflow::v1::{
    ApplyDefinitionRequest, CompletePhaseRequest, DecideApprovalRequest, GetDefinitionRequest, SignalExecutionRequest,
    SpawnChildRequest, StartExecutionRequest,
};
use tonic::{Code, Status};

use super::{apply, get, service, start, timeline};
use crate::support::Node;

fn check(number: &str, refused: &Status, code: Code, reason: &str) {
    let details = Details::of(refused);
    assert_eq!(
        (refused.code(), details.reason_text.as_str()),
        (code, reason),
        "{number}: {refused:?}"
    );
    assert!(!refused.message().is_empty(), "{number}: no words for people");
}

#[tokio::test]
async fn every_bad_definition_has_its_exact_answer_with_its_place() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    let many = |count: usize| {
        let phases: String = (0..count)
            .map(|number| format!("- id: p{number}\n  to: [end]\n"))
            .collect();
        format!("name: n\nphases:\n{phases}- id: end\n")
    };
    let round = "name: n\nphases:\n- id: a\n  to: [b]\n- id: b\n  to: [a]\n".to_owned();
    let unknown = "name: n\nphases:\n- id: a\n  to: [nowhere]\n".to_owned();
    let twice = "name: n\nphases:\n- id: a\n- id: a\n".to_owned();
    for (number, document, reason, line, column) in [
        ("34", round, "DEFINITION_NO_EXIT", "3", "7"),
        ("35", unknown, "DEFINITION_UNKNOWN_PHASE", "4", "8"),
        ("36", twice, "DEFINITION_DUPLICATE", "4", "7"),
        ("37 phases", many(1_000), "DEFINITION_TOO_LARGE", "0", "0"),
        ("37 many", many(5_000), "DEFINITION_TOO_LARGE", "0", "0"),
        ("no YAML", "name: [".to_owned(), "DEFINITION_INVALID", "1", "7"),
    ] {
        let request = ApplyDefinitionRequest {
            document,
            dry_run: false,
        };
        let refused = workflows.apply_definition(request).await.unwrap_err();
        check(number, &refused, Code::InvalidArgument, reason);
        let details = Details::of(&refused);
        assert_eq!(
            (details.metadata["line"].as_str(), details.metadata["column"].as_str()),
            (line, column),
            "{number}"
        );
        assert_eq!(details.fields[0].path, "document", "{number}");
    }
    let request = GetDefinitionRequest {
        name: "n".to_owned(),
        version: 0,
    };
    let absent = workflows.get_definition(request).await.unwrap_err();
    check("nothing was applied", &absent, Code::NotFound, "DEFINITION");
}

#[tokio::test]
async fn invalid_execution_commands_are_refused_and_change_nothing() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    apply(
        &mut workflows,
        "name: one\nphases:\n- id: a\n  queue: q\n  to: [b]\n- id: b\nchildren_max: 1\n",
    )
    .await;
    let absent = workflows.start_execution(start("other", "x")).await.unwrap_err();
    check("definition", &absent, Code::NotFound, "DEFINITION");
    let wrong = workflows.start_execution(start("one", "no id!")).await.unwrap_err();
    check("id", &wrong, Code::InvalidArgument, "EXECUTION_FIELD");
    workflows.start_execution(start("one", "x")).await.unwrap();
    let other = StartExecutionRequest {
        input: b"1".to_vec().into(),
        ..start("one", "x")
    };
    let exists = workflows.start_execution(other).await.unwrap_err();
    check("exists", &exists, Code::AlreadyExists, "EXECUTION_EXISTS");
    let complete = |fence, phase: &str| CompletePhaseRequest {
        id: "x".to_owned(),
        fence,
        phase: phase.to_owned(),
        ..CompletePhaseRequest::default()
    };
    let before = get(&mut workflows, "x").await;
    let stale = workflows.complete_phase(complete(9, "")).await.unwrap_err();
    check("47", &stale, Code::FailedPrecondition, "STALE_FENCE");
    assert_eq!(Details::of(&stale).metadata["fence"], "1");
    let elsewhere = workflows.complete_phase(complete(0, "b")).await.unwrap_err();
    check("phase", &elsewhere, Code::FailedPrecondition, "NOT_IN_PHASE");
    let decision = DecideApprovalRequest {
        id: "x".to_owned(),
        by: "me".to_owned(),
        ..DecideApprovalRequest::default()
    };
    let unasked = workflows.decide_approval(decision).await.unwrap_err();
    check("unasked", &unasked, Code::FailedPrecondition, "NOT_AWAITING_APPROVAL");
    let signal = SignalExecutionRequest {
        id: "x".to_owned(),
        name: "s".to_owned(),
        data: b"{".to_vec().into(),
        ..SignalExecutionRequest::default()
    };
    let malformed = workflows.signal_execution(signal).await.unwrap_err();
    check("data", &malformed, Code::InvalidArgument, "EXECUTION_FIELD");
    assert_eq!(get(&mut workflows, "x").await, before);
    let child = |id: &str| SpawnChildRequest {
        id: "x".to_owned(),
        child_id: id.to_owned(),
        definition: "one".to_owned(),
        reason: "more".to_owned(),
        ..SpawnChildRequest::default()
    };
    workflows.spawn_child(child("c1")).await.unwrap();
    let many = workflows.spawn_child(child("c2")).await.unwrap_err();
    check("37 children", &many, Code::ResourceExhausted, "CHILDREN");
    workflows.complete_phase(complete(1, "a")).await.unwrap();
    workflows.complete_phase(complete(1, "a")).await.unwrap();
    let ended = workflows.complete_phase(complete(0, "")).await.unwrap_err();
    check("39", &ended, Code::FailedPrecondition, "TERMINAL");
}

/// A caller with permission to write events may write events like those of an execution.
#[tokio::test]
async fn events_that_others_write_about_an_execution_are_not_in_its_timeline_and_move_nothing() {
    let node = Node::start().await;
    let mut workflows = service(node.server.endpoint()).await;
    let client = Client::builder().endpoint(node.server.endpoint()).build().unwrap();
    apply(
        &mut workflows,
        "name: one\nphases:\n- id: a\n  queue: q\n  to: [b]\n- id: b\n",
    )
    .await;
    let forge = async |kind: &str, data: &str| {
        let event = Emit::new(kind, "workflows/x").json(data.to_owned());
        client.emit(event).await.unwrap();
    };
    workflows.start_execution(start("one", "x")).await.unwrap();
    forge("workflow.completed", r#"{"execution":"x","number":2}"#).await;
    forge("workflow.cancelled", r#"{"execution":"x"}"#).await;
    forge("workflow.phase_entered", r#"{"execution":"x","number":1}"#).await;
    forge("workflow.phase_entered", r#"{"execution":"y","number":3}"#).await;
    forge("workflow.phase_entered", r#"{"execution":"x","number":900}"#).await;
    let completion = CompletePhaseRequest {
        id: "x".to_owned(),
        fence: 1,
        ..CompletePhaseRequest::default()
    };
    workflows.complete_phase(completion).await.unwrap();
    let timeline = timeline(&mut workflows, "x").await;
    let seen: Vec<(u64, &str)> = timeline
        .iter()
        .map(|entry| (entry.number, entry.r#type.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            (1, "workflow.started"),
            (2, "workflow.phase_entered"),
            (3, "workflow.phase_completed"),
            (4, "workflow.phase_entered"),
            (5, "workflow.completed"),
        ]
    );
}
