//! Signing keys that change while events are in flight.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, SECOND, now_ns};
use minoots_it::cluster::{Cluster, Plan};
use minoots_it::consumer::{Consumer, Received};
use minoots_it::tail::Tail;
use minoots_wire::admin::v1::{RevokeSigningKeyRequest, RotateSigningKeyRequest};
use minoots_wire::envelope::VerifyError;
use minoots_wire::error::Details;
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::{ListVerificationKeysRequest, LogEvent, TailRequest};
use serde_json::Value;
use tokio::time::sleep;
use tonic::Code;

use super::Guarded;
use crate::support::Node;

const MINUTE: Duration = Duration::from_secs(60);

/// Returns the id of an event's signing key.
fn kid(received: &Received) -> String {
    kid_of(&received.envelope().unwrap().signature)
}

fn kid_of(signature: &str) -> String {
    let (header, _) = signature.split_once("..").unwrap();
    let header = URL_SAFE_NO_PAD.decode(header).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

/// Returns the next delivery of this timer.
async fn until(consumer: &mut Consumer, id: &str) -> Received {
    loop {
        let received = consumer.delivery().await.unwrap();
        if received.id().contains(id) {
            return received;
        }
    }
}

async fn json(cli: &Cli, arguments: &[&str]) -> Value {
    let ended = cli.run(&[arguments, &["-o", "json"]].concat()).await.unwrap();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.json().unwrap()
}

async fn fire(client: &Client, id: &str) {
    client
        .create(timer(id).fire_after(Duration::ZERO).into_queue("work"))
        .await
        .unwrap();
}

/// Makes this node the leader, and returns its signing key then.
async fn signs(cluster: &Cluster, cli: &Cli, node: u64) -> String {
    let patience = Deadline::after(PATIENCE);
    let ended = loop {
        let to = node.to_string();
        let ended = cli.run(&["cluster", "transfer", "--to", &to]).await.unwrap();
        if ended.code == Some(0) || patience.has_passed() {
            break ended;
        }
        sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let client = cluster.client(node).await.unwrap();
    let mut consumer = Consumer::open(&client, &format!("of-{node}"), 10).await.unwrap();
    let id = format!("t{}", minoots_it::clock::now_ns());
    let request = timer(&id).fire_after(Duration::ZERO).into_queue(&format!("of-{node}"));
    client.create(request).await.unwrap();
    kid(&until(&mut consumer, &id).await)
}

/// Reads the event log from its start to the first fired timer, as this node signs it.
async fn log(client: &Client) -> Vec<LogEvent> {
    let request = TailRequest {
        position: Some(Position::Start(true)),
        ..TailRequest::default()
    };
    let mut tail = Tail::open(client, request).await.unwrap();
    tail.until(|event| minoots_it::tail::kind(event) == "timer.fired")
        .await
        .unwrap()
}

#[tokio::test]
async fn f44_g17_events_verify_before_during_and_after_a_rotation_and_not_after_a_revocation() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    fire(&node.client, "before").await;
    let before = consumer.delivery().await.unwrap();
    let first = kid(&before);
    // Signed ahead with the first key, delivered under the second.
    let across = timer("across").fire_after(Duration::from_secs(2)).into_queue("work");
    node.client.create(across).await.unwrap();
    let rotated = json(&cli, &["cluster", "rotate-key"]).await;
    assert_eq!(rotated["previousKid"], first);
    let second = rotated["kid"].as_str().unwrap().to_owned();
    fire(&node.client, "after").await;
    let after = consumer.delivery().await.unwrap();
    assert_eq!(kid(&after), second);
    let across = consumer.delivery().await.unwrap();
    let verifier = node.client.verifier().await.unwrap();
    for received in [&before, &after, &across] {
        let envelope = received.envelope().unwrap();
        verifier.verify(&envelope.payload, &envelope.signature).unwrap();
    }

    // The key on disk is the second one.
    let node = node.kill_and_restart().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    fire(&node.client, "restarted").await;
    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    let restarted = until(&mut consumer, "restarted").await;
    assert_eq!(kid(&restarted), second);

    // The current key is revoked: there is a third at once, and no event signed with the second is delivered,
    // regardless of the time of signing.
    let mut gone = vec![first, second.clone()];
    let waiting = loop {
        let name = format!("waiting-{}", gone.len());
        let due = now_ns() + 2 * SECOND;
        let waiting = timer(&name).fire_at(due).into_queue("work");
        node.client.create(waiting).await.unwrap();
        sleep(Duration::from_millis(1_700)).await;
        json(
            &cli,
            &["cluster", "revoke-key", &gone[gone.len() - 1], "--reason", "stolen"],
        )
        .await;
        let in_time = now_ns() < due;
        let waiting = until(&mut consumer, &name).await;
        if in_time {
            break waiting;
        }
        // A busy machine revoked the key only after the timer had fired: the test repeats with the current key.
        let name = format!("late-{}", gone.len());
        fire(&node.client, &name).await;
        gone.push(kid(&until(&mut consumer, &name).await));
    };
    assert!(
        !gone.contains(&kid(&waiting)),
        "signed by a key that is revoked, or gone"
    );
    let verifier = node.client.verifier().await.unwrap();
    let envelope = waiting.envelope().unwrap();
    verifier.verify(&envelope.payload, &envelope.signature).unwrap();
    let revoked = after.envelope().unwrap();
    assert!(matches!(
        verifier.verify(&revoked.payload, &revoked.signature),
        Err(VerifyError::KeyUnknown(_))
    ));
    let kept = before.envelope().unwrap();
    verifier.verify(&kept.payload, &kept.signature).unwrap();
    // The log is signed again for each reader.
    let request = TailRequest {
        position: Some(Position::Start(true)),
        ..TailRequest::default()
    };
    let mut tail = Tail::open(&node.client, request).await.unwrap();
    let events = tail
        .until(|event| minoots_it::tail::kind(event) == "signing_key.revoked")
        .await
        .unwrap();
    for event in events {
        let envelope = event.envelope.unwrap();
        verifier.verify(&envelope.payload, &envelope.signature).unwrap();
    }
    let again = cli.run(&["cluster", "revoke-key", &second]).await.unwrap();
    assert_eq!(again.code, Some(0), "{again:?}");
    let absent = cli.run(&["cluster", "revoke-key", "nobodys"]).await.unwrap();
    assert_eq!(absent.code, Some(3), "{absent:?}");
    assert!(absent.stderr.contains("SIGNING_KEY"), "{absent:?}");
}

#[tokio::test]
async fn only_cluster_admins_change_signing_keys() {
    let node = Guarded::start().await;
    let root = node.client(&node.root).await;
    let kids = async || {
        let listed = root
            .events
            .clone()
            .list_verification_keys(ListVerificationKeysRequest {})
            .await;
        let keys = listed.unwrap().into_inner().keys;
        keys.into_iter().map(|key| key.kid).collect::<Vec<_>>()
    };
    let before = kids().await;
    for role in ["viewer", "operator", "writer", "admin", "auditor"] {
        let mut cluster = node.client(&node.key("acme", &[role]).await).await.cluster;
        let revoke = RevokeSigningKeyRequest {
            kid: before[0].clone(),
            ..RevokeSigningKeyRequest::default()
        };
        for refused in [
            cluster.rotate_signing_key(RotateSigningKeyRequest {}).await.map(drop),
            cluster.revoke_signing_key(revoke).await.map(drop),
        ] {
            let refused = refused.unwrap_err();
            let details = Details::of(&refused);
            assert_eq!(refused.code(), Code::PermissionDenied, "{role} {refused:?}");
            assert_eq!(details.reason_text, "ROLE_INSUFFICIENT", "{role} {refused:?}");
            assert_eq!(details.metadata["permission"], "cluster.admin", "{role} {refused:?}");
        }
    }
    assert_eq!(kids().await, before);
    let mut cluster = node.client(&node.key("acme", &["cluster-admin"]).await).await.cluster;
    let rotated = cluster
        .rotate_signing_key(RotateSigningKeyRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!(rotated.previous_kid, before[0]);
    assert!(kids().await.contains(&rotated.kid));
}

#[tokio::test]
async fn f44_a_node_whose_key_was_revoked_while_another_led_leads_with_a_new_one() {
    let cluster = Plan::of(3).start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let other = (1..=3).find(|node| *node != leader).unwrap();
    let home = cluster.home(1).unwrap();
    let cli = Cli::new(home.path(), &cluster.endpoint(leader).unwrap());
    // Another node's key is known once that node has led.
    let theirs = signs(&cluster, &cli, other).await;
    assert_eq!(signs(&cluster, &cli, other).await, theirs, "a key stays");
    signs(&cluster, &cli, leader).await;
    json(&cli, &["cluster", "revoke-key", &theirs]).await;
    let rotated = json(&cli, &["cluster", "rotate-key", "--node", &leader.to_string()]).await;
    assert_eq!(rotated["node"], leader);
    let renewed = tokio::time::timeout(MINUTE, signs(&cluster, &cli, other))
        .await
        .unwrap();
    assert_ne!(renewed, theirs);
}

#[tokio::test]
async fn f44_g17_a_node_forgets_what_a_key_signed_that_was_revoked_while_another_led() {
    let cluster = Plan::of(3).start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let other = (1..=3).find(|node| *node != leader).unwrap();
    let home = cluster.home(1).unwrap();
    let cli = Cli::new(home.path(), &cluster.endpoint(leader).unwrap());
    let first = signs(&cluster, &cli, leader).await;
    let client = cluster.client(leader).await.unwrap();
    // The node keeps its own signatures for readers of the log, even over a rotation.
    for event in log(&client).await {
        assert_eq!(kid_of(&event.envelope.unwrap().signature), first);
    }
    json(&cli, &["cluster", "rotate-key", "--node", &leader.to_string()]).await;
    signs(&cluster, &cli, other).await;
    json(&cli, &["cluster", "revoke-key", &first]).await;
    let second = signs(&cluster, &cli, leader).await;
    assert_ne!(second, first);
    let verifier = client.verifier().await.unwrap();
    for event in log(&client).await {
        let envelope = event.envelope.unwrap();
        verifier.verify(&envelope.payload, &envelope.signature).unwrap();
    }
}
