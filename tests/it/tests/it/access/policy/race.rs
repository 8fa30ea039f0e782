//! Policies that change while requests are in flight, on three nodes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::Client;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Plan;
use minoots_it::server::Home;
use minoots_it::tail::{self, Tail};
use minoots_wire::admin::v1::{GetPolicyRequest, Policy, SetPolicyRequest};
use tokio::time::sleep;
use tonic::Status;

use super::super::{cli, create_key, root_key, secret};
use super::of;
use crate::support::reason;

/// The number of policy changes; every other one forbids.
const CHANGES: usize = 30;
const PAUSE: Duration = Duration::from_millis(5);
const FORBIDS: &str =
    r#"@id("none") @message("none for now") forbid(principal, action == Action::"create", resource);"#;
const ALLOWS: &str = "// anything";

/// Whether the refusal is due to an election or to load, so that the call is repeated.
fn is_for_later(refused: &Status) -> bool {
    let reasons = [
        "NO_QUORUM",
        "NOT_LEADER",
        "OUTCOME_UNKNOWN",
        "OVERLOADED",
        "CREDENTIALS_INVALID",
        "POLICY_CHANGED",
        "INDEX_NOT_REACHED",
    ];
    reasons.contains(&reason(refused).as_str())
}

/// The results of creates.
#[derive(Default)]
struct Counts {
    made: AtomicU64,
    denied: AtomicU64,
    stop: AtomicBool,
}

/// Creates timers until the end of the test.
async fn create(client: Client, writer: u64, counts: Arc<Counts>) {
    let mut number = 0;
    while !counts.stop.load(Ordering::Relaxed) {
        number += 1;
        match client.create(of(&format!("t{writer}-{number}"), None)).await {
            Ok(_) => counts.made.fetch_add(1, Ordering::Relaxed),
            Err(refused) if reason(&refused) == "POLICY_DENIED" => counts.denied.fetch_add(1, Ordering::Relaxed),
            Err(refused) => {
                assert!(is_for_later(&refused), "{refused}");
                sleep(PAUSE).await;
                continue;
            }
        };
    }
}

/// Sets a text, regardless of the current one, and returns the policy.
async fn set(client: &Client, text: &str) -> Policy {
    let patience = Deadline::after(PATIENCE);
    loop {
        let mut tenants = client.tenants.clone();
        let standing = tenants.get_policy(GetPolicyRequest::default()).await;
        let done = match standing {
            Ok(answer) => match answer.into_inner().policy {
                Some(policy) if policy.text == text => return policy,
                standing => {
                    let request = SetPolicyRequest {
                        text: text.to_owned(),
                        version: standing.map_or(0, |policy| policy.version),
                        ..SetPolicyRequest::default()
                    };
                    tenants.set_policy(request).await.map(|_| ())
                }
            },
            Err(refused) => Err(refused),
        };
        if let Err(refused) = done {
            assert!(is_for_later(&refused), "{refused}");
            assert!(!patience.has_passed(), "the policy is never set");
            sleep(PAUSE).await;
        }
    }
}

#[tokio::test]
async fn no_timer_is_made_by_a_policy_that_was_replaced_before() {
    let shared = Home::new().unwrap();
    let (path, root) = root_key(&shared);
    let cluster = Plan::of(3)
        .with(&["--root-key-file", path.to_str().unwrap()])
        .start()
        .await
        .unwrap();
    let made = create_key(&cli(&shared, &cluster.endpoint(1).unwrap(), &root), "acme", &["admin"]).await;
    let key = secret(&made);
    let mut clients = Vec::new();
    for node in 1..=3 {
        let endpoint = cluster.endpoint(node).unwrap();
        clients.push(Client::connect_showing(&endpoint, Some(&key)).await.unwrap());
    }
    let counts = Arc::new(Counts::default());
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..6 {
        let client = clients[usize::try_from(writer).unwrap() % 3].clone();
        writers.spawn(create(client, writer, counts.clone()));
    }
    let operator = Client::connect_showing(&cluster.endpoint(1).unwrap(), Some(&root))
        .await
        .unwrap();
    let (mut forbidding, mut last) = (String::new(), Policy::default());
    for change in 0..CHANGES {
        let forbids = change % 2 == 0;
        last = set(&clients[change % 3], if forbids { FORBIDS } else { ALLOWS }).await;
        if forbids {
            forbidding = last.digest.clone();
        }
        // Some creates succeed or are refused under it before the next change.
        let counter = if forbids { &counts.denied } else { &counts.made };
        let (before, patience) = (counter.load(Ordering::Relaxed), Deadline::after(PATIENCE));
        while counter.load(Ordering::Relaxed) < before + 3 {
            assert!(!patience.has_passed(), "change {change} is never seen");
            sleep(PAUSE).await;
        }
        if change == CHANGES / 2 {
            operator.transfer().await.unwrap();
        }
    }
    counts.stop.store(true, Ordering::Relaxed);
    while let Some(ended) = writers.join_next().await {
        ended.unwrap();
    }
    let mut tail = Tail::from_start(&clients[0]).await.unwrap();
    let (mut is_forbidden, mut scheduled, mut changes) = (false, 0, 0);
    loop {
        let event = tail.next().await.unwrap();
        match tail::kind(&event) {
            "policy.changed" => {
                let told = tail::cloud_event(&event).unwrap();
                is_forbidden = told["data"]["digest"] == forbidding.as_str();
                changes += 1;
                if told["data"]["version"] == last.version.to_string().as_str() {
                    break;
                }
            }
            "timer.scheduled" => {
                assert!(
                    !is_forbidden,
                    "{} was made under a policy that forbids it",
                    tail::id(&event)
                );
                scheduled += 1;
            }
            _ => {}
        }
    }
    assert_eq!(changes, CHANGES);
    assert!(
        scheduled >= counts.made.load(Ordering::Relaxed).min(3 * CHANGES as u64 / 2),
        "{scheduled}"
    );
    assert!(counts.denied.load(Ordering::Relaxed) >= 3 * CHANGES as u64 / 2);
}
