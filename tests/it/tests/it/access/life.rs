//! The lifecycle of a key, from creation to revocation.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::now_ns;
use minoots_it::files;
use minoots_it::raw::{Raw, frame};
use minoots_it::server::Server;
use minoots_wire::admin::v1::{CreateKeyRequest, ListKeysRequest};
use minoots_wire::error::Details;
use minoots_wire::event::v1::{ConsumeOpen, ConsumeRequest, TailRequest, consume_request::Request};
use minoots_wire::time::instant;
use minoots_wire::timer::v1::{GetTimerRequest, ListTimersRequest, SubmitRequest, TimerStatus, WaitUntil};
use prost::Message as _;
use tokio_stream::StreamExt as _;
use tonic::{Code, Status};

use super::{Guarded, create_key, id_of, secret, with_root_key};
use crate::support::{Node, reason};

const HOUR: Duration = Duration::from_secs(3_600);
const GET: &str = "minoots.timer.v1.TimerService/GetTimer";

fn get(id: &str) -> Vec<u8> {
    GetTimerRequest {
        id: id.to_owned(),
        ..GetTimerRequest::default()
    }
    .encode_to_vec()
}

#[tokio::test]
async fn row_69_another_tenants_timer_is_answered_with_the_bytes_of_none() {
    let node = Guarded::start().await;
    let (ours, theirs) = (node.key("acme", &["admin"]).await, node.key("rival", &["admin"]).await);
    node.client(&theirs)
        .await
        .create(timer("secret-plan").fire_after(HOUR))
        .await
        .unwrap();
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let raw = raw.showing(&[&format!("Bearer {ours}")]);
    let (foreign, absent) = (get("secret-plan"), get("secret-plot"));
    let foreign = raw.call(GET, None, frame(false, &foreign)).await.unwrap().status;
    let absent = raw.call(GET, None, frame(false, &absent)).await.unwrap().status;
    assert_eq!((foreign.code(), reason(&foreign).as_str()), (Code::NotFound, "TIMER"));
    assert_eq!(foreign.message(), absent.message());
    assert_eq!(foreign.details(), absent.details());
    // Row 15 is a cancel. Every other change has the same response, and no effect.
    let client = node.client(&ours).await;
    let answers = |id: &'static str| {
        let client = client.clone();
        async move {
            [
                client.cancel(id).await.map(drop).unwrap_err(),
                client.reschedule(id, now_ns()).await.map(drop).unwrap_err(),
                client
                    .wait(id, WaitUntil::Fired, Duration::ZERO)
                    .await
                    .map(drop)
                    .unwrap_err(),
            ]
        }
    };
    for (foreign, absent) in answers("secret-plan").await.iter().zip(&answers("secret-plot").await) {
        assert_eq!((foreign.code(), reason(foreign).as_str()), (Code::NotFound, "TIMER"));
        assert_eq!(foreign.message(), absent.message());
        assert_eq!(foreign.details(), absent.details());
    }
    let kept = node.client(&theirs).await.get("secret-plan").await.unwrap();
    assert_eq!(kept.status(), TimerStatus::Scheduled);
    assert_eq!(client.list(ListTimersRequest::default()).await.unwrap().len(), 0);
}

#[tokio::test]
async fn rows_61_to_63_where_nobody_is_asked_a_credential_that_is_shown_must_hold() {
    let node = Node::start().await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let ask = async |shown: &[&str]| {
        let answer = raw
            .clone()
            .showing(shown)
            .call(GET, None, frame(false, &get("tea")))
            .await;
        reason(&answer.unwrap().status)
    };
    assert_eq!(ask(&[]).await, "TIMER", "nobody is asked");
    assert_eq!(ask(&["Bearer dev"]).await, "TIMER");
    assert_eq!(ask(&["bearer dev"]).await, "TIMER", "the scheme is read in any case");
    for shown in [
        "Bearer ",
        "Bearer",
        "Basic dev",
        "dev",
        "Bearer mnt_x",
        "Bearer dev dev",
        "\u{e9}",
    ] {
        assert_eq!(ask(&[shown]).await, "CREDENTIALS_INVALID", "{shown}");
    }
    assert_eq!(ask(&["Bearer dev", "Bearer dev"]).await, "CREDENTIALS_AMBIGUOUS");
    let made = create_key(
        &super::cli(&node.home, node.server.endpoint(), "dev"),
        "acme",
        &["viewer"],
    )
    .await;
    let shown = format!("Bearer {}", secret(&made));
    assert_eq!(ask(&[&shown]).await, "TIMER");
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    assert_eq!(ask(&[]).await, "", "it is there for its own tenant");
    assert_eq!(ask(&[&shown]).await, "TIMER", "and for no other");
}

#[tokio::test]
async fn a_key_outlives_a_kill_and_its_revocation_does_too() {
    let node = Guarded::start().await;
    let (kept, ended) = (node.key("acme", &["writer"]).await, node.key("acme", &["writer"]).await);
    let revoked = node
        .cli(&node.root)
        .run(&["key", "revoke", id_of(&ended), "--tenant", "acme"])
        .await
        .unwrap();
    assert_eq!(revoked.code, Some(0), "{revoked:?}");
    let Guarded { home, server, root } = node;
    server.kill().unwrap();
    let server = Server::start(&home).await.unwrap();
    let node = Guarded { home, server, root };
    node.client(&kept)
        .await
        .create(timer("tea").fire_after(HOUR))
        .await
        .unwrap();
    let refused = node
        .client(&ended)
        .await
        .create(timer("cup").fire_after(HOUR))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "CREDENTIALS_INVALID");
    let listed = node
        .cli(&node.root)
        .run(&["key", "list", "--tenant", "acme", "-o", "json"])
        .await
        .unwrap();
    let listed = listed.json().unwrap();
    let keys = listed["keys"].as_array().unwrap();
    let revoked: Vec<&str> = keys
        .iter()
        .filter(|key| key["revokeTime"].is_string())
        .map(|key| key["id"].as_str().unwrap())
        .collect();
    assert_eq!((keys.len(), revoked), (2, vec![id_of(&ended)]));
}

/// Returns the end of a stream, after any number of messages.
async fn end<T>(mut stream: tonic::Streaming<T>) -> Status {
    let ended = async {
        loop {
            match stream.next().await {
                Some(Ok(_)) => {}
                Some(Err(status)) => return status,
                None => panic!("it ended without a reason"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.expect("the stream goes on")
}

#[tokio::test]
async fn streams_opened_with_a_key_end_with_it() {
    ends_with_its_key("acme").await;
}

#[tokio::test]
async fn streams_opened_with_an_operator_key_end_with_it() {
    ends_with_its_key("system").await;
}

async fn ends_with_its_key(tenant: &str) {
    let node = Guarded::start().await;
    let (key, other) = (node.key(tenant, &["writer"]).await, node.key(tenant, &["writer"]).await);
    let mut client = node.client(&key).await;
    let tail = client.events.tail(TailRequest::default()).await.unwrap().into_inner();
    let open = ConsumeRequest {
        request: Some(Request::Open(ConsumeOpen {
            queue: "work".to_owned(),
            credits: 10,
            paused: false,
        })),
    };
    let requests = tokio_stream::once(open).chain(tokio_stream::pending());
    let consume = client.events.consume(requests).await.unwrap().into_inner();
    let submit = client
        .timers
        .submit(tokio_stream::pending::<SubmitRequest>())
        .await
        .unwrap()
        .into_inner();
    let (mut waiting, mut others) = (client.clone(), node.client(&other).await);
    client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let wait = tokio::spawn(async move {
        let request = minoots_wire::timer::v1::WaitTimerRequest {
            id: "tea".to_owned(),
            ..Default::default()
        };
        waiting.timers.wait_timer(request).await
    });
    let kept = others.events.tail(TailRequest::default()).await.unwrap().into_inner();
    let revoked = node
        .cli(&node.root)
        .run(&["key", "revoke", id_of(&key), "--tenant", tenant])
        .await
        .unwrap();
    assert_eq!(revoked.code, Some(0), "{revoked:?}");
    assert_eq!(reason(&end(tail).await), "CREDENTIALS_INVALID");
    assert_eq!(reason(&end(consume).await), "CREDENTIALS_INVALID");
    assert_eq!(reason(&end(submit).await), "CREDENTIALS_INVALID");
    let waited = tokio::time::timeout(PATIENCE, wait)
        .await
        .unwrap()
        .unwrap()
        .unwrap_err();
    assert_eq!(reason(&waited), "CREDENTIALS_INVALID");
    let refused = client.create(timer("cup").fire_after(HOUR)).await.unwrap_err();
    assert_eq!(reason(&refused), "CREDENTIALS_INVALID");
    // Another key's stream continues, and gets the events.
    let mut kept = kept;
    let seen = tokio::time::timeout(PATIENCE, kept.next())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(seen.event.unwrap().envelope.unwrap().r#type, "credential.revoked");
}

#[tokio::test]
async fn a_key_expires_by_itself_and_ends_what_it_opened() {
    let node = Guarded::start().await;
    let made = node
        .cli(&node.root)
        .run(&[
            "key", "create", "--role", "writer", "--name", "short", "--tenant", "acme", "--ttl", "2s", "-o", "json",
        ])
        .await
        .unwrap();
    let mut client = node.client(&secret(&made.json().unwrap())).await;
    let tail = client.events.tail(TailRequest::default()).await.unwrap().into_inner();
    assert_eq!(reason(&end(tail).await), "CREDENTIALS_INVALID");
    let refused = client.create(timer("tea").fire_after(HOUR)).await.unwrap_err();
    assert_eq!(reason(&refused), "CREDENTIALS_INVALID");
}

#[tokio::test]
async fn row_68_who_may_not_is_told_what_it_takes() {
    let node = Guarded::start().await;
    let writer = node.client(&node.key("acme", &["writer"]).await).await;
    writer.create(timer("cup").fire_after(HOUR)).await.unwrap();
    let viewer = node.client(&node.key("acme", &["viewer"]).await).await;
    let refused = viewer.create(timer("tea").fire_after(HOUR)).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::PermissionDenied, "ROLE_INSUFFICIENT")
    );
    assert_eq!(Details::of(&refused).metadata["permission"], "timer.write");
    assert!(
        refused.message().contains("timer.write") && refused.message().contains("viewer"),
        "{refused}"
    );
    let refused = viewer.cancel("cup").await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::PermissionDenied, "ROLE_INSUFFICIENT")
    );
    assert_eq!(Details::of(&refused).metadata["permission"], "timer.cancel");
    assert_eq!(writer.get("cup").await.unwrap().status(), TimerStatus::Scheduled);
}

#[tokio::test]
async fn denied_callers_see_the_reason_once_from_every_service() {
    let node = Guarded::start().await;
    let auditor = node.cli(&node.key("acme", &["auditor"]).await);
    for arguments in [["timer", "list"], ["workflow", "list"], ["agent", "list"]] {
        let refused = auditor.run(&arguments).await.unwrap();
        assert_eq!(refused.code, Some(1), "{arguments:?} {refused:?}");
        assert_eq!(
            refused.stderr.matches("ROLE_INSUFFICIENT").count(),
            1,
            "{arguments:?} {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_root_key_that_others_may_read_is_told_of_at_each_start() {
    for (mode, is_told) in [(0o644, true), (0o640, true), (0o600, false)] {
        let (home, _) = with_root_key();
        let file = home.path().join("root.key");
        std::fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        for _ in 0..2 {
            let before = home.errors().unwrap_or_default().len();
            let server = Server::start(&home).await.unwrap();
            let errors = home.errors().unwrap()[before..].to_owned();
            let words = format!(
                "--root-key-file {} may be read or changed by others (mode {mode:o}); chmod 600 it",
                file.display()
            );
            assert_eq!(errors.contains(&words), is_told, "{mode:o}: {errors}");
            server.kill().unwrap();
        }
    }
}

#[tokio::test]
async fn root_key_has_to_name_the_tenant_of_a_new_key() {
    let node = Guarded::start().await;
    let root = node.cli(&node.root);
    let create = ["key", "create", "--name", "x", "--role", "auditor"];
    let refused = root.run(&create).await.unwrap();
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("--tenant system"), "{refused:?}");
    let listed = root.run(&["key", "list", "-o", "json"]).await.unwrap().json().unwrap();
    assert_eq!(listed["keys"], serde_json::json!([]), "nothing was made: {listed}");
    let meant = root
        .run(&[&create[..], &["--tenant", "system"]].concat())
        .await
        .unwrap();
    assert_eq!(meant.code, Some(0), "{meant:?}");
    let admin = node.cli(&node.key("acme", &["admin"]).await);
    let own = admin
        .run(&["key", "create", "--name", "x", "--role", "viewer"])
        .await
        .unwrap();
    assert_eq!(own.code, Some(0), "{own:?}");
}

#[tokio::test]
async fn a_tenants_administrator_reaches_no_other_tenant_and_gives_no_role_beyond_it() {
    let node = Guarded::start().await;
    let admin = node.cli(&node.key("acme", &["admin"]).await);
    let refused = async |arguments: &[&str]| {
        let ended = admin.run(arguments).await.unwrap();
        assert_eq!(ended.code, Some(1), "{arguments:?} {ended:?}");
        ended.stderr
    };
    let create = ["key", "create", "--name", "x", "--role"];
    assert!(
        refused(&[&create[..], &["viewer", "--tenant", "rival"]].concat())
            .await
            .contains("TENANT_FORBIDDEN")
    );
    assert!(
        refused(&[&create[..], &["cluster-admin"]].concat())
            .await
            .contains("ROLE_INSUFFICIENT")
    );
    assert!(
        refused(&["key", "list", "--tenant", "rival"])
            .await
            .contains("TENANT_FORBIDDEN")
    );
    let theirs = node.key("rival", &["viewer"]).await;
    let ended = admin.run(&["key", "revoke", id_of(&theirs)]).await.unwrap();
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert_eq!(secret(&create_key(&admin, "acme", &["admin"]).await).len(), 67);
}

#[tokio::test]
async fn a_key_needs_roles_that_there_are_and_an_end_within_ten_years() {
    let node = Guarded::start().await;
    let admin = node.client(&node.key("acme", &["admin"]).await).await;
    let listed = async || {
        let all = admin.keys.clone().list_keys(ListKeysRequest::default()).await;
        all.unwrap().into_inner().keys.len()
    };
    let before = listed().await;
    let now = now_ns();
    let year = 365 * 24 * HOUR;
    let ends = |from_now: i64| Some(instant::to_proto(now + from_now));
    let eleven = i64::try_from(11 * year.as_nanos()).unwrap();
    for (roles, expire_time, field, reason) in [
        (vec![], None, "roles", "ROLE_UNKNOWN"),
        (vec!["owner"], None, "roles", "ROLE_UNKNOWN"),
        (vec!["viewer", "Viewer"], None, "roles", "ROLE_UNKNOWN"),
        (vec!["viewer"], ends(0), "expire_time", "EXPIRE_TIME"),
        (vec!["viewer"], ends(-eleven), "expire_time", "EXPIRE_TIME"),
        (vec!["viewer"], ends(eleven), "expire_time", "EXPIRE_TIME"),
    ] {
        let request = CreateKeyRequest {
            name: "a key".to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            expire_time,
            ..CreateKeyRequest::default()
        };
        let refused = admin.keys.clone().create_key(request).await.unwrap_err();
        let fields = Details::of(&refused).fields;
        assert_eq!(refused.code(), Code::InvalidArgument, "{roles:?} {refused:?}");
        let named: Vec<_> = fields.iter().map(|it| (it.path.as_str(), it.reason.as_str())).collect();
        assert_eq!(named, [(field, reason)], "{roles:?} {refused:?}");
    }
    assert_eq!(listed().await, before);
}

#[tokio::test]
async fn no_secret_is_kept_or_told_anywhere_but_in_the_answer() {
    let node = Guarded::start().await;
    let key = node.key("acme", &["admin"]).await;
    let client = node.client(&key).await;
    client
        .create(timer("tea").fire_after(Duration::from_millis(100)))
        .await
        .unwrap();
    let other = if key.ends_with('x') { 'y' } else { 'x' };
    let refused = node
        .cli(&format!("{}{other}", &key[..key.len() - 1]))
        .run(&["timer", "list"])
        .await
        .unwrap();
    assert_eq!(refused.code, Some(1), "{refused:?}");
    // By now everything is written, at least to the log.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let Guarded { home, server, root } = node;
    let output = [home.output().unwrap(), home.errors().unwrap()].concat();
    server.kill().unwrap();
    let secrets = [&key[17..60], &root[17..60]];
    let told = files::holding(&home.data(), &secrets).unwrap();
    assert!(told.is_empty(), "a secret stands in {told:?}");
    assert!(
        secrets
            .iter()
            .all(|secret| !output.contains(secret) && !refused.stderr.contains(secret))
    );
}
