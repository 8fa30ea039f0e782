//! Conditions of a write on the replaced and on the new data, and versions that are never reused.

use minoots_it::cli::Cli;
use minoots_wire::checkpoint::v1::{
    Comparison, Condition, DeleteCheckpointRequest, PutCheckpointRequest, RollbackCheckpointRequest,
};
use minoots_wire::error::Details;
use tonic::{Code, Status};

use super::{put, read, service, written};
use crate::support::Node;

fn step(comparison: Comparison, value: &str) -> Condition {
    Condition {
        pointer: "/step".to_owned(),
        comparison: comparison.into(),
        value: value.to_owned(),
    }
}

fn under(before: Vec<Condition>, after: Vec<Condition>, request: PutCheckpointRequest) -> PutCheckpointRequest {
    PutCheckpointRequest {
        preconditions: before,
        postconditions: after,
        ..request
    }
}

/// Returns the condition that does not hold, and the version.
fn failed(status: &Status) -> (String, String) {
    let details = Details::of(status);
    assert_eq!(
        (status.code(), details.reason_text.as_str()),
        (Code::Aborted, "CONDITION_FAILED"),
        "{status:?}"
    );
    (
        details.metadata["condition"].clone(),
        details.metadata["version"].clone(),
    )
}

fn named(condition: &str, version: &str) -> (String, String) {
    (condition.to_owned(), version.to_owned())
}

const PLAN: &str = r#"{"step":"plan"}"#;
const ACT: &str = r#"{"step":"act"}"#;

#[tokio::test]
async fn a_write_whose_conditions_do_not_hold_changes_nothing_and_one_whose_do_is_written() {
    let node = Node::start().await;
    let mut service = service(node.server.endpoint()).await;
    let is = |value| vec![step(Comparison::Equal, value)];
    let absent = || vec![step(Comparison::Absent, "")];

    let late = written(&mut service, under(is("\"plan\""), vec![], put(0, PLAN))).await;
    assert_eq!(failed(&late.unwrap_err()), named("preconditions[0]", "0"));
    let wrong = written(&mut service, under(absent(), is("\"act\""), put(0, PLAN))).await;
    assert_eq!(failed(&wrong.unwrap_err()), named("postconditions[0]", "0"));
    written(&mut service, under(absent(), is("\"plan\""), put(0, PLAN)))
        .await
        .unwrap();

    let not_so = written(&mut service, under(is("\"act\""), vec![], put(1, ACT))).await;
    assert_eq!(failed(&not_so.unwrap_err()), named("preconditions[0]", "1"));
    assert_eq!(read(&mut service, 0).await.unwrap().version, 1);
    let so = PutCheckpointRequest {
        request_id: "once".to_owned(),
        ..under(is("\"plan\""), is("\"act\""), put(1, ACT))
    };
    let first = written(&mut service, so.clone()).await.unwrap();
    // It would no longer hold, and is not evaluated again. Under other conditions it is another request.
    let again = written(&mut service, so.clone()).await.unwrap();
    assert_eq!(again.original_commit_index, first.commit_index);
    let other = under(is("\"act\""), vec![], so.clone());
    let of_now = PutCheckpointRequest {
        expected_version: 2,
        ..so
    };
    for other in [other, under(is("\"plan\""), vec![], of_now)] {
        let mismatch = written(&mut service, other).await.unwrap_err();
        assert_eq!(Details::of(&mismatch).reason_text, "IDEMPOTENCY_MISMATCH");
    }

    // A wrong expected version is reported first.
    let stale = written(&mut service, under(is("\"plan\""), vec![], put(1, ACT)))
        .await
        .unwrap_err();
    assert_eq!(Details::of(&stale).reason_text, "VERSION_CONFLICT");
    let data = under(absent(), vec![], put(2, "no json"));
    assert_eq!(
        failed(&written(&mut service, data).await.unwrap_err()),
        named("preconditions[0]", "2")
    );

    let back = |preconditions, postconditions| RollbackCheckpointRequest {
        execution: "run-1".to_owned(),
        name: "state".to_owned(),
        expected_version: 2,
        version: 1,
        preconditions,
        postconditions,
        ..RollbackCheckpointRequest::default()
    };
    let refused = service.rollback_checkpoint(back(is("\"plan\""), vec![])).await;
    assert_eq!(failed(&refused.unwrap_err()), named("preconditions[0]", "2"));
    let refused = service.rollback_checkpoint(back(vec![], is("\"act\""))).await;
    assert_eq!(failed(&refused.unwrap_err()), named("postconditions[0]", "2"));
    assert_eq!(read(&mut service, 0).await.unwrap().version, 2);
    // A missing version is refused as without conditions.
    let mut elsewhere = back(absent(), vec![]);
    elsewhere.name = "other".to_owned();
    let refused = service.rollback_checkpoint(elsewhere).await.unwrap_err();
    assert_eq!(Details::of(&refused).reason_text, "CHECKPOINT");
    let back = back(is("\"act\""), is("\"plan\""));
    let done = service.rollback_checkpoint(back).await.unwrap().into_inner();
    assert_eq!(done.checkpoint.unwrap().version, 3);
}

#[tokio::test]
async fn malformed_conditions_are_refused_with_their_field() {
    let node = Node::start().await;
    let mut service = service(node.server.endpoint()).await;
    let cases = [
        (vec![step(Comparison::Unspecified, "")], "preconditions[0].comparison"),
        (vec![step(Comparison::Equal, "plan")], "preconditions[0].value"),
        (vec![step(Comparison::Exists, ""); 17], "preconditions"),
    ];
    for (conditions, field) in cases {
        let request = under(conditions, vec![], put(0, PLAN));
        let status = written(&mut service, request).await.unwrap_err();
        let details = Details::of(&status);
        assert_eq!(
            (
                status.code(),
                details.reason_text.as_str(),
                details.fields[0].path.as_str()
            ),
            (Code::InvalidArgument, "CONDITION", field)
        );
    }
    assert_eq!(read(&mut service, 0).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn conditions_hold_of_large_data_as_of_small() {
    let node = Node::start().await;
    let mut service = service(node.server.endpoint()).await;
    let is = |value| vec![step(Comparison::Equal, value)];
    let large = |step: &str| format!(r#"{{"filler":"{}","step":"{step}"}}"#, "x".repeat(200 << 10));
    let wrong = written(&mut service, under(vec![], is("\"act\""), put(0, &large("plan")))).await;
    assert_eq!(failed(&wrong.unwrap_err()), named("postconditions[0]", "0"));
    let made = written(&mut service, under(vec![], is("\"plan\""), put(0, &large("plan")))).await;
    assert_eq!(made.unwrap().checkpoint.unwrap().version, 1);
    let late = written(&mut service, under(is("\"act\""), vec![], put(1, ACT))).await;
    assert_eq!(failed(&late.unwrap_err()), named("preconditions[0]", "1"));
    let next = written(&mut service, under(is("\"plan\""), is("\"act\""), put(1, ACT))).await;
    assert_eq!(next.unwrap().checkpoint.unwrap().version, 2);
}

#[tokio::test]
async fn the_command_line_says_conditions_and_ends_with_4_where_they_do_not_hold() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let put = async |arguments: &[&str]| {
        let all = [&["checkpoint", "put", "run", "state", "-"], arguments].concat();
        cli.run_with_input(&all, r#"{"step":"plan","attempts":4}"#)
            .await
            .unwrap()
    };
    assert_eq!(
        put(&["--if", "/step absent", "--ensure", "/attempts < 5"]).await.code,
        Some(0)
    );
    let over = ["--expected-version", "1"];
    let refused = put(&[&over[..], &["--if", "/step == \"act\""]].concat()).await;
    assert_eq!(refused.code, Some(4), "{refused:?}");
    assert!(refused.stderr.contains("CONDITION_FAILED"), "{refused:?}");
    let refused = put(&[&over[..], &["--if", "/step ~ 1"]].concat()).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert_eq!(put(&[&over[..], &["--if", ". exists"]].concat()).await.code, Some(0));
}

#[tokio::test]
async fn after_a_delete_no_version_comes_twice_though_the_node_is_killed() {
    let node = Node::start().await;
    let mut service_ = service(node.server.endpoint()).await;
    written(&mut service_, put(0, PLAN)).await.unwrap();
    written(&mut service_, put(1, ACT)).await.unwrap();
    let delete = DeleteCheckpointRequest {
        execution: "run-1".to_owned(),
        name: "state".to_owned(),
        expected_version: 2,
        ..DeleteCheckpointRequest::default()
    };
    service_.delete_checkpoint(delete).await.unwrap();
    let node = node.kill_and_restart().await;
    let mut service = service(node.server.endpoint()).await;
    let made = written(&mut service, put(0, PLAN)).await.unwrap().checkpoint.unwrap();
    assert_eq!((made.version, made.oldest_version), (3, 3));
    for late in [1, 2] {
        let status = written(&mut service, put(late, ACT)).await.unwrap_err();
        assert_eq!(Details::of(&status).metadata["version"], "3");
    }
}
