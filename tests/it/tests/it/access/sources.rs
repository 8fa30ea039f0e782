//! The client's address in the audit: its own, whichever node it called, and whatever it claims.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{Deadline, SECOND};
use minoots_it::cluster::{PATIENT, Plan};
use minoots_it::frames::connect_from;
use minoots_it::raw::Raw;
use minoots_it::server::Home;
use minoots_wire::time::duration;
use minoots_wire::workflow::v1::RegisterAgentRequest;
use prost::Message as _;
use serde_json::Value;

use super::{cli, create_key, root_key, secret};
use crate::cluster::patiently;

/// The client's address differs from the nodes'.
const HOST: u8 = 2;
const SOURCE: &str = "127.0.0.2";
const CREATE: &str = "minoots.timer.v1.TimerService/CreateTimer";
/// A method of a service that is mounted on the node and calls it in-process.
const REGISTER: &str = "minoots.workflow.v1.AgentService/RegisterAgent";
/// The marks of nodes on forwarded calls. A client's own marks are ignored.
const MARKS: [(&str, &str); 2] = [("minoots-forwarded", "1"), ("minoots-source", "192.0.2.9")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g15_the_audit_names_a_client_by_its_own_address_whichever_node_it_called() {
    let shared = Home::new().unwrap();
    let (path, root) = root_key(&shared);
    let flags = ["--root-key-file", path.to_str().unwrap()];
    let cluster = Plan::of(3).with(&PATIENT).with(&flags).start().await.unwrap();
    let first = cluster.endpoint(1).unwrap();
    let admin = cli(&shared, &first, &root);
    let writer = secret(&create_key(&admin, "acme", &["writer"]).await);
    let auditor = secret(&create_key(&admin, "acme", &["auditor"]).await);
    for node in 1..=3 {
        let endpoint = cluster.endpoint(node).unwrap();
        let address = endpoint.trim_start_matches("http://");
        let from_afar = |marks| async move {
            let stream = connect_from(HOST, address).await.unwrap();
            Raw::over(stream, address).await.unwrap().carrying(marks)
        };
        // With the first mark, the response would name the leader.
        let (made, refused) = (from_afar(&MARKS[1..]).await, from_afar(&MARKS).await);
        let made = made.showing(&[&format!("Bearer {writer}")]);
        let message = timer(&format!("of-{node}"))
            .fire_after(Duration::from_secs(3_600))
            .encode_to_vec();
        let agent = RegisterAgentRequest {
            id: format!("of-{node}"),
            ttl: Some(duration::to_proto(3_600 * SECOND)),
            ..RegisterAgentRequest::default()
        };
        // An auditor may create neither timers nor agents.
        let refused = refused.showing(&[&format!("Bearer {auditor}")]);
        for (method, message) in [(CREATE, message), (REGISTER, agent.encode_to_vec())] {
            patiently(|| async {
                match made.refusal(method, &message, false).await.unwrap() {
                    Some(refused) => Err(refused),
                    None => Ok(()),
                }
            })
            .await;
            assert!(refused.refusal(method, &message, false).await.unwrap().is_some());
        }
    }
    let reader = cli(&shared, &first, &auditor);
    let told = |records: &[Value]| -> Vec<String> {
        // The keys were created from another address.
        let of_these = |record: &&Value| !record["type"].as_str().unwrap_or_default().starts_with("credential.");
        let made = records.iter().filter(of_these);
        let sources = made.flat_map(|record| {
            let count = record["count"].as_str().map_or(1, |count| count.parse().unwrap());
            vec![record["source"].as_str().unwrap_or_default().to_owned(); count]
        });
        sources.collect()
    };
    for denials in [false, true] {
        let patience = Deadline::after(PATIENCE);
        loop {
            let more: &[&str] = if denials { &["--denials"] } else { &[] };
            let listed = reader
                .run(&[&["audit", "list", "-o", "json"], more].concat())
                .await
                .unwrap();
            let records = listed.json().unwrap()["records"].as_array().unwrap().clone();
            let sources = told(&records);
            if sources.len() >= 6 {
                assert!(sources.iter().all(|source| source == SOURCE), "{denials}: {records:?}");
                break;
            }
            assert!(!patience.has_passed(), "not everything was recorded: {records:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
