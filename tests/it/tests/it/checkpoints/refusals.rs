//! Refusals, and that they change nothing.

use minoots_wire::checkpoint::v1::{
    DeleteCheckpointRequest, ListCheckpointsRequest, PutCheckpointRequest, RollbackCheckpointRequest,
};
use minoots_wire::error::Details;
use tonic::{Code, Status};

use super::{put, read, service, written};
use crate::support::Node;

/// Returns the code, the reason, and the named fields.
fn told(status: &Status) -> (Code, String, Vec<String>) {
    let details = Details::of(status);
    let fields = details.fields.iter().map(|field| field.path.clone()).collect();
    (status.code(), details.reason_text, fields)
}

fn refused(code: Code, reason: &str, fields: &[&str]) -> (Code, String, Vec<String>) {
    let fields = fields.iter().map(|field| (*field).to_owned()).collect();
    (code, reason.to_owned(), fields)
}

#[tokio::test]
async fn rows_32_33_and_40_and_the_rest_are_refused_and_change_nothing() {
    let node = Node::start().await;
    let mut service = service(node.server.endpoint()).await;
    written(&mut service, put(0, "one")).await.unwrap();
    written(&mut service, put(1, "two")).await.unwrap();
    let of = |change: fn(&mut PutCheckpointRequest)| {
        let mut request = put(2, "three");
        change(&mut request);
        request
    };
    let cases = [
        (put(1, "x"), refused(Code::Aborted, "VERSION_CONFLICT", &[])),
        (put(7, "x"), refused(Code::Aborted, "VERSION_CONFLICT", &[])),
        (put(0, "x"), refused(Code::FailedPrecondition, "VERSION_REQUIRED", &[])),
        (
            of(|request| request.data = vec![0; 262_145].into()),
            refused(Code::InvalidArgument, "PAYLOAD_TOO_LARGE", &["data"]),
        ),
        (
            of(|request| request.checksum = "ab".repeat(32)),
            refused(Code::InvalidArgument, "CHECKSUM_MISMATCH", &["checksum"]),
        ),
        (
            of(|request| request.keep_last = 1_001),
            refused(Code::InvalidArgument, "KEEP_LAST_RANGE", &["keep_last"]),
        ),
        (
            of(|request| request.timer_ids = vec!["t".to_owned(); 101]),
            refused(Code::InvalidArgument, "TIMER_COUNT", &["timer_ids"]),
        ),
        (
            of(|request| request.timer_ids = vec!["absent".to_owned()]),
            refused(Code::NotFound, "TIMER", &["timer_ids[0]"]),
        ),
        (
            of(|request| request.execution = "a/../b".to_owned()),
            refused(Code::InvalidArgument, "ID_CHARSET", &["execution"]),
        ),
        (
            of(|request| request.name.clear()),
            refused(Code::InvalidArgument, "ID_EMPTY", &["name"]),
        ),
        (
            of(|request| request.partition_key = "elsewhere".to_owned()),
            refused(Code::FailedPrecondition, "CHECKPOINT_PARTITION", &[]),
        ),
    ];
    for (request, expected) in cases {
        let status = written(&mut service, request).await.unwrap_err();
        assert_eq!(told(&status), expected, "{status:?}");
    }
    let stale = written(&mut service, put(1, "x")).await.unwrap_err();
    assert_eq!(Details::of(&stale).metadata["version"], "2");

    let back = |expected_version, version| RollbackCheckpointRequest {
        execution: "run-1".to_owned(),
        name: "state".to_owned(),
        expected_version,
        version,
        ..RollbackCheckpointRequest::default()
    };
    for (request, expected) in [
        (back(0, 1), refused(Code::FailedPrecondition, "VERSION_REQUIRED", &[])),
        (
            back(1, 1),
            refused(Code::InvalidArgument, "ROLLBACK_VERSION", &["version"]),
        ),
        (
            back(2, 2),
            refused(Code::InvalidArgument, "ROLLBACK_VERSION", &["version"]),
        ),
        (back(3, 1), refused(Code::Aborted, "VERSION_CONFLICT", &[])),
    ] {
        let status = service.rollback_checkpoint(request).await.unwrap_err();
        assert_eq!(told(&status), expected, "{status:?}");
    }
    let gone = DeleteCheckpointRequest {
        execution: "run-1".to_owned(),
        name: "state".to_owned(),
        ..DeleteCheckpointRequest::default()
    };
    let status = service.delete_checkpoint(gone).await.unwrap_err();
    assert_eq!(
        told(&status),
        refused(Code::FailedPrecondition, "VERSION_REQUIRED", &[])
    );

    let now = read(&mut service, 0).await.unwrap();
    assert_eq!((now.version, now.oldest_version, &now.data[..]), (2, 1, &b"two"[..]));
}

#[tokio::test]
async fn a_repeat_with_the_same_request_id_is_answered_as_the_first() {
    let node = Node::start().await;
    let mut service = service(node.server.endpoint()).await;
    let request = PutCheckpointRequest {
        request_id: "put-1".to_owned(),
        ..put(0, "one")
    };
    let first = written(&mut service, request.clone()).await.unwrap();
    written(&mut service, put(1, "two")).await.unwrap();
    let again = written(&mut service, request.clone()).await.unwrap();
    assert_eq!(again.checkpoint, first.checkpoint);
    assert_eq!(again.original_commit_index, first.commit_index);
    let other = PutCheckpointRequest {
        data: "other".into(),
        ..request
    };
    let status = written(&mut service, other).await.unwrap_err();
    assert_eq!(
        told(&status),
        refused(Code::FailedPrecondition, "IDEMPOTENCY_MISMATCH", &[])
    );
}

#[tokio::test]
async fn pages_go_through_all_versions_newest_first() {
    let node = Node::start().await;
    let mut service = service(node.server.endpoint()).await;
    for version in 0..7 {
        written(&mut service, put(version, "x")).await.unwrap();
    }
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListCheckpointsRequest {
            execution: "run-1".to_owned(),
            name: "state".to_owned(),
            page_size: 3,
            page_token,
            ..ListCheckpointsRequest::default()
        };
        let page = service.list_checkpoints(request).await.unwrap().into_inner();
        assert!(
            page.checkpoints
                .iter()
                .all(|version| version.data.is_empty() && version.data_size == 1)
        );
        seen.extend(page.checkpoints.iter().map(|version| version.version));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
}
