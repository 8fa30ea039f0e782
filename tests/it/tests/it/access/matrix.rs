//! Every method and route, with every role, on an object of one's own, of another tenant, and on one that is not there. What came of each
//! stands in `matrix.txt`; `UPDATE_GOLDEN=1` writes it anew, and the difference is to be read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::http1;
use minoots_it::raw::Raw;
use minoots_it::rest::Rest;
use minoots_wire::FILE_DESCRIPTOR_SET;
use minoots_wire::admin::v1::{
    ExchangeTokenRequest, ExportAuditRequest, GetKeyRequest, GetPolicyRequest, GetTenantRequest, GetTrustRequest,
    ListAuditRecordsRequest, PolicyQuery, RevokeKeyRequest, RevokeSigningKeyRequest, SetPolicyRequest, SetQuotaRequest,
    SetTrustRequest, TryPolicyRequest,
};
use minoots_wire::checkpoint::v1::{
    DeleteCheckpointRequest, GetCheckpointRequest, ListCheckpointsRequest, PutCheckpointRequest,
    RollbackCheckpointRequest, VerifyCheckpointRequest,
};
use minoots_wire::error::Details;
use minoots_wire::event::v1::{AckRequest, ConsumeOpen, ConsumeRequest, NackRequest, consume_request};
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{
    BatchCreateTimersRequest, CancelTimerRequest, CancelTimersRequest, CreateTimerRequest, GetTimerRequest,
    RescheduleTimerRequest, WaitTimerRequest,
};
use prost::Message;
use prost_types::FileDescriptorSet;
use tonic::Status;

use super::Guarded;

const ROLES: [&str; 6] = ["viewer", "operator", "writer", "admin", "auditor", "cluster-admin"];
const HOUR: Duration = Duration::from_secs(3_600);
/// A key that reads like one, and is none.
const UNKNOWN: &str = "Bearer mnt_000000000000_0000000000000000000000000000000000000000000_000000";
const FENCE: &str = "0000000-0000000000000002-000000000002-000001";

/// A method of the API.
struct Method {
    path: String,
    streams: bool,
}

fn methods() -> Vec<Method> {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut methods = Vec::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                methods.push(Method {
                    path: format!("{}.{}/{}", file.package(), service.name(), method.name()),
                    streams: method.client_streaming() || method.server_streaming(),
                });
            }
        }
    }
    methods.sort_by(|left, right| left.path.cmp(&right.path));
    methods
}

/// An object that a request is about.
#[derive(Clone, Copy)]
struct Object<'a> {
    name: &'a str,
    timer: &'a str,
    event: &'a str,
    key: &'a str,
    tenant: &'a str,
}

/// A request about an object; `None` where a method is about none.
fn about(method: &str, object: Object<'_>) -> Option<Vec<u8>> {
    let (id, event_id) = (object.timer.to_owned(), object.event.to_owned());
    let (_, name) = method.rsplit_once('.').unwrap();
    Some(match name {
        "TimerService/GetTimer" => encoded(&GetTimerRequest {
            id,
            ..GetTimerRequest::default()
        }),
        "TimerService/WaitTimer" => encoded(&WaitTimerRequest {
            id,
            timeout: Some(duration::to_proto(1_000_000)),
            ..WaitTimerRequest::default()
        }),
        "TimerService/RescheduleTimer" => encoded(&RescheduleTimerRequest {
            id,
            delay: Some(duration::to_proto(3_600_000_000_000)),
            ..RescheduleTimerRequest::default()
        }),
        "TimerService/CancelTimer" => encoded(&CancelTimerRequest {
            id,
            ..CancelTimerRequest::default()
        }),
        // Each of those who have a timer has a checkpoint of the same id.
        "CheckpointService/GetCheckpoint" => encoded(&GetCheckpointRequest {
            execution: id,
            name: "state".to_owned(),
            ..GetCheckpointRequest::default()
        }),
        "CheckpointService/ListCheckpoints" => encoded(&ListCheckpointsRequest {
            execution: id,
            name: "state".to_owned(),
            ..ListCheckpointsRequest::default()
        }),
        "CheckpointService/VerifyCheckpoint" => encoded(&VerifyCheckpointRequest {
            execution: id,
            name: "state".to_owned(),
            ..VerifyCheckpointRequest::default()
        }),
        "CheckpointService/PutCheckpoint" => encoded(&PutCheckpointRequest {
            execution: id,
            name: "state".to_owned(),
            expected_version: 1,
            ..PutCheckpointRequest::default()
        }),
        "CheckpointService/RollbackCheckpoint" => encoded(&RollbackCheckpointRequest {
            execution: id,
            name: "state".to_owned(),
            expected_version: 2,
            version: 1,
            ..RollbackCheckpointRequest::default()
        }),
        "CheckpointService/DeleteCheckpoint" => encoded(&DeleteCheckpointRequest {
            execution: id,
            name: "state".to_owned(),
            // It comes first, and the others want something to be there: what may be removed has another version.
            expected_version: 9,
            ..DeleteCheckpointRequest::default()
        }),
        "EventService/Ack" => encoded(&AckRequest {
            event_id,
            fence: FENCE.to_owned(),
            ..AckRequest::default()
        }),
        "EventService/Nack" => encoded(&NackRequest {
            event_id,
            fence: FENCE.to_owned(),
            ..NackRequest::default()
        }),
        "TenantService/GetTenant" => encoded(&GetTenantRequest {
            tenant: object.tenant.to_owned(),
        }),
        "AuditService/ListAuditRecords" => encoded(&ListAuditRecordsRequest {
            tenant: object.tenant.to_owned(),
            ..ListAuditRecordsRequest::default()
        }),
        "AuditService/ExportAudit" => encoded(&ExportAuditRequest {
            tenant: object.tenant.to_owned(),
            ..ExportAuditRequest::default()
        }),
        "TenantService/SetQuota" => encoded(&SetQuotaRequest {
            tenant: object.tenant.to_owned(),
            quota: None,
        }),
        "TenantService/GetPolicy" => encoded(&GetPolicyRequest {
            tenant: object.tenant.to_owned(),
        }),
        // Of none there is nothing to take away.
        "TenantService/SetPolicy" => encoded(&SetPolicyRequest {
            tenant: object.tenant.to_owned(),
            ..SetPolicyRequest::default()
        }),
        "TenantService/TryPolicy" => encoded(&TryPolicyRequest {
            tenant: object.tenant.to_owned(),
            query: Some(PolicyQuery {
                action: "list".to_owned(),
                ..PolicyQuery::default()
            }),
            ..TryPolicyRequest::default()
        }),
        "KeyService/GetTrust" => encoded(&GetTrustRequest {
            tenant: object.tenant.to_owned(),
        }),
        "KeyService/SetTrust" => encoded(&SetTrustRequest {
            tenant: object.tenant.to_owned(),
            ..SetTrustRequest::default()
        }),
        // Who is asked for nothing is told nothing: the node looks at no tokens.
        "KeyService/ExchangeToken" => encoded(&ExchangeTokenRequest {
            tenant: object.tenant.to_owned(),
            ..ExchangeTokenRequest::default()
        }),
        "KeyService/GetKey" => encoded(&GetKeyRequest {
            id: object.key.to_owned(),
            ..GetKeyRequest::default()
        }),
        "KeyService/RevokeKey" => encoded(&RevokeKeyRequest {
            id: object.key.to_owned(),
            ..RevokeKeyRequest::default()
        }),
        _ => return None,
    })
}

/// A request of a method that is about no object: one that does something harmless where that takes fields, else an empty one.
fn plain(method: &str) -> Vec<u8> {
    let (_, name) = method.rsplit_once('.').unwrap();
    match name {
        "TimerService/CreateTimer" => encoded(&new_timer()),
        "TimerService/BatchCreateTimers" => encoded(&BatchCreateTimersRequest {
            requests: vec![new_timer()],
        }),
        "TimerService/CancelTimers" => encoded(&CancelTimersRequest {
            id_prefix: "nothing-begins-so".to_owned(),
            ..CancelTimersRequest::default()
        }),
        "ClusterService/RevokeSigningKey" => encoded(&RevokeSigningKeyRequest {
            kid: "nobodys".to_owned(),
            ..RevokeSigningKeyRequest::default()
        }),
        "EventService/Consume" => encoded(&ConsumeRequest {
            request: Some(consume_request::Request::Open(ConsumeOpen::default())),
        }),
        _ => Vec::new(),
    }
}

fn new_timer() -> CreateTimerRequest {
    CreateTimerRequest {
        name: "made".to_owned(),
        ..timer("made").fire_after(HOUR)
    }
}

fn encoded(message: &impl Message) -> Vec<u8> {
    message.encode_to_vec()
}

/// What a method answers. A node makes one backup at a time, and the caller before may have hung up on one that has not stopped yet:
/// who is told to come back does.
async fn answer(raw: &Raw, method: &Method, message: &[u8]) -> anyhow::Result<Option<Status>> {
    for _ in 0..60 {
        let refused = raw.refusal(&method.path, message, method.streams).await?;
        let details = refused.as_ref().map(Details::of);
        match details.filter(|details| details.reason_text == "OVERLOADED") {
            Some(details) => tokio::time::sleep(details.retry_delay.expect("a hint when to come back")).await,
            None => return Ok(refused),
        }
    }
    anyhow::bail!("overloaded for good")
}

fn outcome(refused: Option<Status>) -> String {
    match refused {
        None => "ok".to_owned(),
        Some(status) => match Details::of(&status).reason_text {
            reason if reason.is_empty() => format!("{:?}", status.code()),
            reason => reason,
        },
    }
}

/// A caller: how it is called in the table, and what it shows.
type Caller = (String, Vec<String>);

async fn callers(node: &Guarded) -> Vec<Caller> {
    let mut callers = vec![
        ("nobody".to_owned(), Vec::new()),
        ("unknown".to_owned(), vec![UNKNOWN.to_owned()]),
        ("two".to_owned(), vec![UNKNOWN.to_owned(); 2]),
    ];
    for role in ROLES {
        let key = node.key("acme", &[role]).await;
        callers.push((role.to_owned(), vec![format!("Bearer {key}")]));
    }
    callers.push(("root".to_owned(), vec![format!("Bearer {}", node.root)]));
    callers
}

fn write_rows(table: &mut String, what: &str, outcomes: &[(String, String)]) {
    let mut by_outcome: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (caller, outcome) in outcomes {
        by_outcome.entry(outcome).or_default().push(caller);
    }
    writeln!(table, "{what}").unwrap();
    for (outcome, callers) in by_outcome {
        writeln!(table, "  {outcome}: {}", callers.join(", ")).unwrap();
    }
}

fn compare(name: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/access").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, table).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(known, table, "{name} says otherwise");
}

#[tokio::test]
async fn g18_every_method_answers_every_role_as_the_table_says() {
    let node = Guarded::start().await;
    let callers = callers(&node).await;
    let (own, foreign) = (node.key("acme", &["admin"]).await, node.key("rival", &["admin"]).await);
    // Each caller has a timer and a key of its own tenant to end.
    let mut spare = BTreeMap::new();
    for (caller, _) in &callers {
        let id = format!("of-{caller}");
        let made = node
            .client(&own)
            .await
            .create(timer(&id).fire_after(HOUR))
            .await
            .unwrap();
        let key = node.key("acme", &["viewer"]).await;
        spare.insert(
            caller.clone(),
            (id, made.timer.unwrap().state_version, super::id_of(&key).to_owned()),
        );
    }
    let theirs = node
        .client(&foreign)
        .await
        .create(timer("theirs").fire_after(HOUR))
        .await
        .unwrap();
    let ids = spare.values().map(|(id, ..)| (&own, id.as_str()));
    for (key, execution) in ids.chain([(&foreign, "theirs")]) {
        let bearer = format!("Bearer {key}");
        let raw = Raw::connect(node.server.address()).await.unwrap().showing(&[&bearer]);
        let put = PutCheckpointRequest {
            execution: execution.to_owned(),
            name: "state".to_owned(),
            ..PutCheckpointRequest::default()
        };
        let path = "minoots.checkpoint.v1.CheckpointService/PutCheckpoint";
        assert!(raw.refusal(path, &encoded(&put), false).await.unwrap().is_none());
    }
    let mut table = String::new();
    for method in methods() {
        let mut rows: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for (caller, shown) in &callers {
            let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
            let raw = Raw::connect(node.server.address()).await.unwrap().showing(&shown);
            let (id, version, key) = &spare[caller];
            let events = [
                format!("timer:acme:{id}:{version}"),
                format!("timer:rival:theirs:{}", theirs.timer.as_ref().unwrap().state_version),
                "timer:acme:absent:1".to_owned(),
            ];
            let objects = [
                ("own", id.as_str(), key.as_str(), "acme"),
                ("foreign", "theirs", super::id_of(&foreign), "rival"),
                ("absent", "absent", "000000000000", "nobodys"),
            ];
            let of_objects = objects
                .iter()
                .zip(&events)
                .filter_map(|((name, timer, key, tenant), event)| {
                    let object = Object {
                        name,
                        timer,
                        event,
                        key,
                        tenant,
                    };
                    Some((format!("{} {}", method.path, object.name), about(&method.path, object)?))
                });
            let mut requests: Vec<(String, Vec<u8>)> = of_objects.collect();
            if requests.is_empty() {
                requests.push((method.path.clone(), plain(&method.path)));
            }
            for (at, (what, message)) in requests.into_iter().enumerate() {
                let refused = answer(&raw, &method, &message).await;
                let refused = refused.unwrap_or_else(|error| panic!("{what} as {caller}: {error:#}"));
                if rows.len() <= at {
                    rows.push((what, Vec::new()));
                }
                rows[at].1.push((caller.clone(), outcome(refused)));
            }
        }
        for (what, outcomes) in rows {
            write_rows(&mut table, &what, &outcomes);
        }
    }
    compare("matrix.txt", &table);
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    let node = Guarded::start().await;
    let callers = callers(&node).await;
    let document = Rest::at(node.server.address()).await.unwrap();
    let paths = document.document()["paths"].as_object().unwrap().clone();
    let mut routes: Vec<(String, String)> = Vec::new();
    for (path, operations) in &paths {
        for method in ["get", "post"] {
            if operations[method].is_object() {
                routes.push((method.to_uppercase(), path.clone()));
            }
        }
    }
    for path in [
        "/healthz",
        "/readyz",
        "/metrics",
        "/.well-known/jwks.json",
        "/openapi.json",
        "/nothing",
        "/v1/nothing",
    ] {
        routes.push(("GET".to_owned(), path.to_owned()));
    }
    routes.sort();
    let mut table = String::new();
    for (method, path) in routes {
        let target = path
            .replace("{id}", "absent")
            .replace("{eventId}", "timer:acme:absent:1");
        let mut outcomes = Vec::new();
        for (caller, shown) in &callers {
            let mut headers: Vec<(&str, &str)> = shown.iter().map(|value| ("authorization", value.as_str())).collect();
            if method == "POST" {
                headers.push(("content-type", "application/json"));
            }
            let body: &[u8] = if method == "POST" { b"{}" } else { b"" };
            let outcome = if target == "/v1/events:tail" {
                stream_status(node.server.address(), &headers).await
            } else {
                let answer = http1::send(node.server.address(), &method, &target, &headers, body)
                    .await
                    .unwrap();
                assert_eq!(
                    answer.header("www-authenticate").is_some(),
                    answer.status == 401,
                    "{path} {answer:?}"
                );
                answer.status
            };
            outcomes.push((caller.clone(), outcome.to_string()));
        }
        write_rows(&mut table, &format!("{method} {path}"), &outcomes);
    }
    compare("routes.txt", &table);
}

/// The status of a stream that would not end by itself.
async fn stream_status(address: &str, headers: &[(&str, &str)]) -> u16 {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = http1::request(address, "GET", "/v1/events:tail", headers, b"");
    stream.write_all(&request).await.unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await.unwrap();
    line.split(' ').nth(1).unwrap().parse().unwrap()
}
