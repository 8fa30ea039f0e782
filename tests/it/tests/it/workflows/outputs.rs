//! Outputs of phases that are large, or against the rule of their phase.

use minoots_it::cli::Cli;
use minoots_it::consumer::Consumer;
use minoots_wire::error::Details;
use minoots_wire::workflow::v1::{CompletePhaseRequest, ListOutputsRequest, RegressPhaseRequest};
use serde_json::{Value, json};
use tonic::Code;

use super::*;
use crate::support::Node;

/// An output goes on behind the version that a caller wrote directly, and a deleted checkpoint is named in the refusal.
#[tokio::test]
async fn outputs_go_on_behind_versions_that_callers_wrote() {
    let node = Node::start().await;
    let workflows = &mut service(node.server.endpoint()).await;
    apply(workflows, DOCUMENT).await;
    workflows.start_execution(start("pages", "run")).await.unwrap();
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let file = node.home.path().join("output.json");
    std::fs::write(&file, "[0]").unwrap();
    let put = ["checkpoint", "put", "wf.run", "output.draft", file.to_str().unwrap()];
    for arguments in [&put[..], &[&put[..], &["--expected-version", "1"]].concat()] {
        let written = cli.run(arguments).await.unwrap();
        assert_eq!(written.code, Some(0), "{written:?}");
    }
    let done = workflows.complete_phase(completion("[1]")).await.unwrap().into_inner();
    let outputs = done.execution.unwrap().outputs;
    assert_eq!((outputs[0].phase.as_str(), outputs[0].version), ("draft", 3));
    let back = RegressPhaseRequest {
        id: "run".to_owned(),
        to: "draft".to_owned(),
        ..RegressPhaseRequest::default()
    };
    workflows.regress_phase(back).await.unwrap();
    let delete = [
        "checkpoint",
        "delete",
        "wf.run",
        "output.draft",
        "--expected-version",
        "3",
    ];
    let deleted = cli.run(&delete).await.unwrap();
    assert_eq!(deleted.code, Some(0), "{deleted:?}");
    let refused = workflows.complete_phase(completion("[2]")).await.unwrap_err();
    assert_eq!(Details::of(&refused).reason_text, "CHECKPOINT", "{refused:?}");
    assert!(
        refused.message().contains("wf.run output.draft was deleted"),
        "{refused:?}"
    );
    let written = cli.run(&put).await.unwrap();
    assert_eq!(written.code, Some(0), "{written:?}");
    let done = workflows.complete_phase(completion("[2]")).await.unwrap().into_inner();
    assert_eq!(done.execution.unwrap().outputs[0].version, 5);
}

const DOCUMENT: &str = "name: pages\nphases:\n- id: draft\n  output: { required: true, schema: { type: array } }\n  to: [more]\n- id: more\n  to: [edit]\n  regress: [draft]\n- id: edit\n  queue: editors\n  needs: [draft.output, more.output]\n";

fn completion(output: &str) -> CompletePhaseRequest {
    CompletePhaseRequest {
        id: "run".to_owned(),
        output: output.as_bytes().to_vec().into(),
        ..CompletePhaseRequest::default()
    }
}

#[tokio::test]
async fn outputs_that_no_message_holds_are_named_and_read() {
    let node = Node::start().await;
    let workflows = &mut service(node.server.endpoint()).await;
    apply(workflows, DOCUMENT).await;
    workflows.start_execution(start("pages", "run")).await.unwrap();
    let before = get(workflows, "run").await;
    for (output, code, reason) in [
        ("", Code::FailedPrecondition, "GATE_NOT_MET"),
        ("{}", Code::InvalidArgument, "EXECUTION_FIELD"),
        ("[1", Code::InvalidArgument, "EXECUTION_FIELD"),
        (
            &format!("{}{}", "[".repeat(91), "]".repeat(91)),
            Code::InvalidArgument,
            "EXECUTION_FIELD",
        ),
        (
            &format!("\"{}\"", "x".repeat(256 << 10)),
            Code::InvalidArgument,
            "EXECUTION_FIELD",
        ),
    ] {
        let refused = workflows.complete_phase(completion(output)).await.unwrap_err();
        let details = Details::of(&refused);
        assert_eq!(
            (refused.code(), details.reason_text.as_str()),
            (code, reason),
            "{refused:?}"
        );
    }
    assert_eq!(get(workflows, "run").await, before);
    // One of the outputs fits into the message, and the other does not.
    let large = format!("[\"{}\"]", "x".repeat((256 << 10) - 4));
    workflows.complete_phase(completion(&large)).await.unwrap();
    workflows
        .complete_phase(completion("[1e15, 12345678901234567890123]"))
        .await
        .unwrap();
    let mut consumer = Consumer::open(&node.client, "editors", 1).await.unwrap();
    let message = consumer.delivery().await.unwrap();
    let body: Value = serde_json::from_slice(&message.envelope().unwrap().payload).unwrap();
    let data = &body["data"];
    // The output is in the message as it was written.
    let text = String::from_utf8_lossy(&message.envelope().unwrap().payload).into_owned();
    assert!(text.contains("[1e15, 12345678901234567890123]"), "{text}");
    assert_eq!(
        (&data["needs"], &data["needsStored"]),
        (
            &json!({ "more": [1e15, 12345678901234567890123_f64] }),
            &json!(["draft"])
        )
    );
    let request = ListOutputsRequest {
        id: "run".to_owned(),
        phase: "draft".to_owned(),
        children: false,
    };
    let mut outputs = workflows.list_outputs(request.clone()).await.unwrap().into_inner();
    let output = outputs.message().await.unwrap().unwrap().output.unwrap();
    assert_eq!((output.version, output.data.as_ref()), (1, large.as_bytes()));
    assert!(outputs.message().await.unwrap().is_none());
    let both = ListOutputsRequest {
        children: true,
        ..request
    };
    let refused = workflows.list_outputs(both).await.unwrap_err();
    assert_eq!(Details::of(&refused).fields[0].path, "phase");
}
