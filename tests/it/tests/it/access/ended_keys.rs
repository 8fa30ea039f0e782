//! Keys that end during a call: the call has no further effect under the key, and returns no further data.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::raw::{Raw, exchange, frame};
use minoots_wire::admin::v1::ExportAuditRequest;
use minoots_wire::admin::v1::audit_service_client::AuditServiceClient;
use minoots_wire::timer::v1::BatchCreateTimersRequest;
use tonic::Code;
use tonic::transport::Endpoint;

use super::policy::wholes::shown;
use super::{Guarded, id_of};
use crate::rest::browsers::methods;
use crate::support::reason;

const HOUR: Duration = Duration::from_secs(3_600);
/// The number of calls in flight, which a connection's streams limit.
const CALLS: usize = 50;
/// The window of a slow reader.
const WINDOW_BYTES: u32 = 65_535;

async fn revoke(node: &Guarded, key: &str, tenant: &str) {
    let line = ["key", "revoke", id_of(key), "--tenant", tenant];
    let revoked = node.cli(&node.root).run(&line).await.unwrap();
    assert_eq!(revoked.code, Some(0), "{revoked:?}");
}

/// The headers of each call arrive before the key is revoked, its message after.
#[tokio::test]
async fn a_message_that_comes_after_its_key_was_revoked_does_nothing() {
    let node = Guarded::start().await;
    let nobody = Raw::connect(node.server.address()).await.unwrap();
    let mut all = Vec::new();
    for path in methods().iter().filter_map(|path| path.strip_prefix('/')) {
        let answer = nobody.call(path, None, frame(false, &[])).await;
        if answer.is_ok_and(|answer| answer.status.code() == Code::Unauthenticated) {
            all.push(path.to_owned());
        }
    }
    let (mut judged, mut wrong) = (0, Vec::new());
    for (tenant, roles) in [("acme", ["admin"]), ("system", ["cluster-admin"])] {
        for paths in all.chunks(CALLS) {
            let key = node.key(tenant, &roles).await;
            let raw = Raw::connect(node.server.address()).await.unwrap();
            let raw = raw.showing(&[&format!("Bearer {key}")]);
            let mut held = Vec::new();
            for path in paths {
                held.push((path, raw.begin(path, None).await.unwrap()));
            }
            // The node reads headers in order. Once this call is answered, it has read those of all calls.
            raw.call("minoots.admin.v1.SystemService/GetVersion", None, frame(false, &[]))
                .await
                .unwrap();
            revoke(&node, &key, tenant).await;
            for (path, (response, stream)) in held {
                // A call that was refused by its headers takes no message.
                let Ok(answer) = exchange(response, stream, frame(false, &[])).await else {
                    continue;
                };
                match reason(&answer.status).as_str() {
                    "CREDENTIALS_INVALID" => judged += 1,
                    "ROLE_INSUFFICIENT" => {}
                    // These services call the node with the same key for all their work.
                    _ if path.starts_with("minoots.workflow.") && answer.status.code() == Code::InvalidArgument => {}
                    other => wrong.push(format!("{path} as {roles:?}: {other} {:?}", answer.status)),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(judged > all.len() / 2, "{judged} of {} were judged", all.len());
}

#[tokio::test]
async fn an_export_ends_with_its_key() {
    let node = Guarded::start().await;
    let (writer, auditor) = (
        node.key("acme", &["writer"]).await,
        node.key("acme", &["auditor"]).await,
    );
    let client = node.client(&writer).await;
    for _ in 0..4 {
        let requests = (0..1_000).map(|_| timer("").fire_after(HOUR)).collect();
        let batch = BatchCreateTimersRequest { requests };
        client.timers.clone().batch_create_timers(batch).await.unwrap();
    }
    let endpoint = Endpoint::from_shared(node.server.endpoint().to_owned()).unwrap();
    let narrow = endpoint
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES);
    let mut audit = AuditServiceClient::new(narrow.connect().await.unwrap());
    let export = shown(&auditor, ExportAuditRequest::default());
    let mut lines = audit.export_audit(export).await.unwrap().into_inner();
    lines.message().await.unwrap().expect("it begins");
    revoke(&node, &auditor, "acme").await;
    let mut count = 0;
    let ended = loop {
        match lines.message().await {
            Ok(Some(part)) => count += part.lines.len(),
            Ok(None) => panic!("all of it came: {count} lines"),
            Err(status) => break status,
        }
    };
    assert_eq!(reason(&ended), "CREDENTIALS_INVALID", "{ended:?}");
}
