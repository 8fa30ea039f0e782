//! A node that is alone of three: it changes nothing and makes no fresh claims, and answers local reads.

use std::fmt::Debug;
use std::time::Duration;

use anyhow::Error;
use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::raw::{Raw, frame};
use minoots_wire::admin::v1::{GetClusterStatusRequest, NodeRole};
use minoots_wire::error::Details;
use minoots_wire::timer::v1::{CreateTimerRequest, TimerStatus};
use minoots_wire::workflow::v1::GetExecutionRequest;
use prost::Message as _;
use rustix::process::Signal;
use tokio::task::JoinSet;
use tonic::{Code, Status};

use super::patiently;
use crate::support::reason;
use crate::workflows::service;

fn hourly(id: &str) -> CreateTimerRequest {
    timer(id).fire_after(Duration::from_secs(3_600))
}

/// Less than a client's own timeout.
const SERVICES_WITHIN: Duration = Duration::from_secs(8);

const NO_LEADER: [&str; 2] = ["NO_QUORUM", "NOT_LEADER"];

/// Requires that a write at a node without a majority was refused, or has an unknown outcome.
pub fn check_refused<T: Debug>(answer: Result<T, Status>) {
    let refused = answer.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    let reason = reason(&refused);
    assert!(
        NO_LEADER.contains(&reason.as_str()) || reason == "OUTCOME_UNKNOWN",
        "{refused:?}"
    );
}

/// Requires that a node without a majority answers no linearizable read, and answers local reads, including this timer.
pub async fn check_reads(client: &Client, known: &str) {
    for answer in [
        client.get(known).await.map(drop).map_err(Error::from),
        client.list_of(TimerStatus::Scheduled).await.map(drop),
    ] {
        let refused = answer.unwrap_err().downcast::<Status>().unwrap();
        assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
        assert!(NO_LEADER.contains(&reason(&refused).as_str()), "{refused:?}");
    }
    assert_eq!(client.get_local(known).await.unwrap().id, known);
}

/// Requires that services which call the node in their callers' names relay its answer, well within the deadline of
/// their own calls.
async fn check_services(endpoint: &str) {
    let mut request = tonic::Request::new(GetExecutionRequest { id: "none".to_owned() });
    request.set_timeout(SERVICES_WITHIN);
    let refused = service(endpoint).await.get_execution(request).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert!(NO_LEADER.contains(&reason(&refused).as_str()), "{refused:?}");
}

/// Requires that a node names no leader after two leases without contact to one, as does a leader without a quorum.
async fn check_no_leader(client: &Client) {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let mut service = client.cluster.clone();
        let status = service.get_cluster_status(GetClusterStatusRequest {}).await;
        let status = status.unwrap().into_inner();
        if status.leader == 0 {
            assert!(
                status.nodes.iter().all(|node| node.role() != NodeRole::Leader),
                "{status:?}"
            );
            return;
        }
        assert!(!deadline.has_passed(), "{status:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Kills two nodes and restarts one.
async fn leave_alone(mut cluster: Cluster, left: u64) {
    let client = cluster.client(left).await.unwrap();
    patiently(|| client.create(hourly("before"))).await;
    assert_eq!(patiently(|| client.get("before")).await.id, "before");
    let gone: Vec<u64> = (1..=3).filter(|node| *node != left).collect();
    for node in &gone {
        cluster.kill(*node).unwrap();
    }
    check_refused(client.create(hourly("alone")).await);
    check_reads(&client, "before").await;
    check_services(&cluster.endpoint(left).unwrap()).await;
    check_no_leader(&client).await;
    cluster.restart(gone[0]).await.unwrap();
    let made = patiently(|| client.create(hourly("alone"))).await;
    assert_eq!(made.timer.unwrap().id, "alone");
    assert_eq!(patiently(|| client.get("before")).await.id, "before");
    let returned = cluster.client(gone[0]).await.unwrap();
    assert_eq!(patiently(|| returned.get("alone")).await.id, "alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_without_followers_refuses_writes_and_linearizable_reads_until_one_returns() {
    let cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    leave_alone(cluster, leader).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_alone_refuses_writes_and_linearizable_reads_until_another_returns() {
    let cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    leave_alone(cluster, leader % 3 + 1).await;
}

/// Calls until the refusal `NO_QUORUM`. Returns the ids with unknown outcome, and the refused one.
async fn until_no_quorum(client: Client, round: usize) -> (Vec<String>, Vec<String>) {
    let mut calls = JoinSet::new();
    let deadline = Deadline::after(PATIENCE);
    for caller in 0..8 {
        let client = client.clone();
        calls.spawn(async move {
            let mut unknown = Vec::new();
            for number in 0.. {
                let id = format!("r{round}-c{caller}-{number}");
                assert!(!deadline.has_passed(), "a minority is never told so");
                let Err(refused) = client.create(hourly(&id)).await else {
                    continue;
                };
                assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
                assert!(Details::of(&refused).retry_delay.is_some(), "{refused:?}");
                match reason(&refused).as_str() {
                    "OUTCOME_UNKNOWN" => unknown.push(id),
                    "NO_QUORUM" => return (unknown, id),
                    // Until it learns that the leader lost its majority.
                    "NOT_LEADER" => {}
                    other => panic!("{other}: {refused:?}"),
                }
            }
            unreachable!("numbers end");
        });
    }
    let told = calls.join_all().await;
    let refused = told.iter().map(|(_, id)| id.clone()).collect();
    (told.into_iter().flat_map(|(unknown, _)| unknown).collect(), refused)
}

/// Stops all others during writes at the leader, and resumes them after the writes were refused.
async fn stop_a_majority(cluster: &Cluster, round: usize) -> (Vec<String>, Vec<String>) {
    let leader = cluster.leader().await.unwrap();
    let client = cluster.client(leader).await.unwrap();
    patiently(|| client.create(hourly("before"))).await;
    let calls = tokio::spawn(until_no_quorum(client.clone(), round));
    // From here on there is always a call in flight, unless a busy machine has held an election.
    let deadline = Deadline::after(PATIENCE);
    while client.get(&format!("r{round}-c0-5")).await.is_err() && !calls.is_finished() {
        assert!(!deadline.has_passed(), "nobody creates anything");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let others: Vec<u64> = (1..=3).filter(|node| *node != leader).collect();
    for node in &others {
        cluster.signal(*node, Signal::STOP).unwrap();
    }
    let told = calls.await.unwrap();
    for node in &others {
        cluster.signal(*node, Signal::CONT).unwrap();
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_79_a_write_in_a_minority_did_not_happen_and_one_that_was_under_way_is_of_unknown_outcome() {
    let cluster = Plan::of(3).with(&PATIENT).start().await.unwrap();
    let deadline = Deadline::after(PATIENCE);
    let (mut unknown, mut refused) = (Vec::new(), Vec::new());
    for round in 0.. {
        let (in_doubt, without) = stop_a_majority(&cluster, round).await;
        refused.extend(without);
        unknown.extend(in_doubt);
        if !unknown.is_empty() {
            break;
        }
        assert!(
            !deadline.has_passed(),
            "what had been proposed was lost, and nobody was told"
        );
    }
    // No refused write happened; each unknown one is created once, however often it is repeated.
    for id in &refused {
        let absent = refused_read(&cluster, 1, id).await;
        assert_eq!(
            (absent.code(), reason(&absent).as_str()),
            (Code::NotFound, "TIMER"),
            "{id}"
        );
    }
    let client = cluster.client(1).await.unwrap();
    for id in &unknown {
        patiently(|| client.create(hourly(id))).await;
        assert!(patiently(|| client.create(hourly(id))).await.existing, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_a_follower_has_passed_on_are_answered_when_both_other_nodes_stop() {
    let cluster = Plan::of(3).with(&PATIENT).start().await.unwrap();
    for round in 0..3 {
        let leader = cluster.leader().await.unwrap();
        let left = leader % 3 + 1;
        let client = cluster.client(left).await.unwrap();
        patiently(|| client.create(hourly("before"))).await;
        let calls = tokio::spawn(until_no_quorum(client.clone(), round));
        let reads = tokio::spawn(reads_until_no_quorum(client.clone()));
        tokio::time::sleep(Duration::from_millis(200)).await;
        let others: Vec<u64> = (1..=3).filter(|node| *node != left).collect();
        for node in &others {
            cluster.signal(*node, Signal::STOP).unwrap();
        }
        calls.await.unwrap();
        reads.await.unwrap();
        for node in &others {
            cluster.signal(*node, Signal::CONT).unwrap();
        }
    }
}

/// Reads until the refusal `NO_QUORUM`.
async fn reads_until_no_quorum(client: Client) {
    let mut calls = JoinSet::new();
    let deadline = Deadline::after(PATIENCE);
    for _ in 0..8 {
        let client = client.clone();
        calls.spawn(async move {
            loop {
                assert!(!deadline.has_passed(), "a reader in a minority is never told so");
                let Err(refused) = client.get("before").await else {
                    continue;
                };
                assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
                if reason(&refused) == "NO_QUORUM" {
                    return;
                }
            }
        });
    }
    calls.join_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_79_a_follower_that_may_not_pass_a_request_on_says_who_leads() {
    let cluster = Cluster::start().await.unwrap();
    let deadline = Deadline::after(PATIENCE);
    loop {
        let leader = cluster.leader().await.unwrap();
        let endpoint = cluster.endpoint(leader % 3 + 1).unwrap();
        let raw = Raw::connect(endpoint.trim_start_matches("http://")).await.unwrap();
        // Marked as already forwarded, so it goes no further.
        let message = frame(false, &hourly("tea").encode_to_vec());
        let answer = raw
            .carrying(&[("minoots-forwarded", "1")])
            .call("minoots.timer.v1.TimerService/CreateTimer", None, message)
            .await
            .unwrap();
        if answer.status.code() == Code::Ok || reason(&answer.status) == "NO_QUORUM" {
            // Leadership moved at that moment.
            assert!(!deadline.has_passed(), "{answer:?}");
            continue;
        }
        let status = answer.status;
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::Unavailable, "NOT_LEADER")
        );
        let details = Details::of(&status);
        assert!(details.retry_delay.is_some(), "{status:?}");
        let named: u64 = details.metadata["leader"].parse().unwrap();
        let hint = status.metadata().get("minoots-leader").unwrap().to_str().unwrap();
        assert_eq!(hint, cluster.endpoint(named).unwrap());
        let absent = refused_read(&cluster, named, "tea").await;
        assert_eq!(absent.code(), Code::NotFound, "{absent:?}");
        return;
    }
}

/// Returns the refusal of a read of a missing timer, once a majority confirms it.
async fn refused_read(cluster: &Cluster, node: u64, id: &str) -> Status {
    let client = cluster.client(node).await.unwrap();
    let deadline = Deadline::after(PATIENCE);
    loop {
        let refused = client.get(id).await.unwrap_err();
        if refused.code() != Code::Unavailable || deadline.has_passed() {
            return refused;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
