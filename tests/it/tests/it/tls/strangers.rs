//! Calls without a certificate, and the record of their refusals in the audit (G15).

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::clock::Deadline;
use minoots_it::raw::Raw;
use minoots_it::server::Home;
use minoots_it::tls;
use prost::Message;
use rcgen::{CertificateParams, KeyPair, SanType};
use serde_json::Value;
use tonic::Status;

use super::joins::{Begun, joining, secret, text};
use crate::access::root_key;
use crate::cluster::membership::add;
use crate::cluster::patiently;
use crate::support::reason;

const METHOD: &str = "minoots.peer.v1.JoinService/Join";

/// `JoinRequest` of the nodes' own protocol.
#[derive(Clone, PartialEq, Message)]
struct JoinRequest {
    #[prost(string, tag = "1")]
    secret: String,
    #[prost(bytes = "vec", tag = "2")]
    certificate_request: Vec<u8>,
}

/// Builds a request with a new key.
pub(super) fn request(name: &str) -> Vec<u8> {
    let mut params = CertificateParams::default();
    params.subject_alt_names = vec![SanType::URI(name.try_into().unwrap())];
    let key = KeyPair::generate().unwrap();
    params.serialize_request(&key).unwrap().der().to_vec()
}

/// Returns the first node's refusal of an unauthenticated call.
pub(super) async fn strangers_call(begun: &Begun, method: &str, message: &[u8]) -> Option<Status> {
    let ca = std::fs::read_to_string(begun.folder.path().join("certs/peer-ca.pem")).unwrap();
    let address = begun.cluster.peer_address(1).unwrap();
    let stream = tls::connect(&address, "127.0.0.1", &ca, None, b"minoots-join/1")
        .await
        .unwrap();
    let raw = Raw::over(stream, &address).await.unwrap();
    raw.refusal(method, message, false).await.unwrap()
}

/// Requests a certificate from the first node.
pub(super) async fn ask(begun: &Begun, secret: &str, certificate_request: Vec<u8>) -> Option<Status> {
    let message = JoinRequest {
        secret: secret.to_owned(),
        certificate_request,
    };
    strangers_call(begun, METHOD, &message.encode_to_vec()).await
}

/// Returns the refusals of joining nodes, once this number is recorded.
async fn denials(cli: &Cli, count: u64) -> Vec<Value> {
    let patience = Deadline::after(PATIENCE);
    loop {
        let listed = cli.run(&["audit", "list", "--denials", "-o", "json"]).await.unwrap();
        assert_eq!(listed.code, Some(0), "{listed:?}");
        let mut all = listed.json().unwrap()["records"].as_array().unwrap().clone();
        all.retain(|record| record["method"] == METHOD);
        let counts = all
            .iter()
            .map(|record| record["count"].as_str().map_or(1, |count| count.parse().unwrap()));
        if counts.sum::<u64>() >= count {
            return all;
        }
        assert!(!patience.has_passed(), "never recorded: {all:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Returns reason and node, each pair once.
fn told(records: &[Value]) -> Vec<(&str, &str)> {
    let mut told: Vec<(&str, &str)> = records
        .iter()
        .map(|record| {
            (
                record["reason"].as_str().unwrap(),
                record["subject"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    told.sort_unstable();
    told.dedup();
    told
}

#[tokio::test]
async fn g15_a_refused_join_stands_in_the_audit_alike_ones_as_one() {
    let shared = Home::new().unwrap();
    let (path, root) = root_key(&shared);
    let flags = ["--root-key-file", path.to_str().unwrap()];
    let begun = Begun::start_with(Vec::new(), &flags, Some(root)).await;
    let token = text(&begun.token(&[]).await);
    assert!(
        ask(&begun, secret(&token), request("minoots://here/node/4"))
            .await
            .is_none()
    );

    // A token used by another node, and by another key of the same node; an unknown token; the id of a member. The last
    // attempt uses up no token.
    let fresh = text(&begun.token(&[]).await);
    let wrong = [
        (secret(&token), "minoots://here/node/5", "JOIN_TOKEN"),
        (secret(&token), "minoots://here/node/4", "JOIN_TOKEN"),
        ("no token at all", "minoots://here/node/6", "JOIN_TOKEN"),
        (secret(&fresh), "minoots://here/node/1", "NODE_ID_BURNED"),
    ];
    for (secret, name, why) in wrong {
        for _ in 0..3 {
            let refused = ask(&begun, secret, request(name)).await.unwrap();
            assert_eq!(reason(&refused), why);
        }
    }
    let made = begun
        .cli()
        .run(&[
            "key", "create", "--name", "a key", "--tenant", "system", "--role", "auditor", "-o", "json",
        ])
        .await
        .unwrap();
    let key = made.json().unwrap()["secret"].as_str().unwrap().to_owned();
    let auditor = begun.cli().with_variable("MINOOTS_API_KEY", &key);
    let records = denials(&auditor, 12).await;
    assert_eq!(
        told(&records),
        [
            ("JOIN_TOKEN", "node:4"),
            ("JOIN_TOKEN", "node:5"),
            ("JOIN_TOKEN", "node:6"),
            ("NODE_ID_BURNED", "node:1")
        ]
    );
    for record in &records {
        assert_eq!(
            (&record["type"], &record["source"]),
            (&"request.denied".into(), &"127.0.0.1".into())
        );
        // The record names the token's creator, if there is one.
        let known = record["credential"]
            .as_str()
            .is_some_and(|credential| !credential.is_empty());
        assert_eq!(known, record["subject"] != "node:6", "{record}");
        assert!(!record.to_string().contains(secret(&token)), "a secret: {record}");
    }
    // None of this changed anything: the token of the request with a member's id is still valid.
    assert!(
        ask(&begun, secret(&fresh), request("minoots://here/node/7"))
            .await
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g15_what_a_follower_refuses_a_node_that_joins_the_leader_records() {
    let home = joining();
    let place = home.path().to_owned();
    let mut begun = Begun::start_with(vec![(2, home)], &[], None).await;
    let token = begun.token_for(&place).await;
    add(&mut begun.cluster, 1, 2).await;
    let client = begun.cluster.client(1).await.unwrap();
    assert_eq!(patiently(|| client.transfer_to(2)).await, 2);
    // The first node has the authority's key, and does not lead.
    let deadline = Deadline::after(PATIENCE);
    loop {
        let refused = ask(&begun, secret(&token), request("minoots://here/node/5"))
            .await
            .unwrap();
        if reason(&refused) == "JOIN_TOKEN" {
            break;
        }
        // There is no leader for a moment.
        assert!(!deadline.has_passed(), "{refused:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let records = denials(&begun.cli(), 1).await;
    assert_eq!(told(&records), [("JOIN_TOKEN", "node:5")]);
}
