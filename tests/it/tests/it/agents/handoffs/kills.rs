//! One result per handoff, although parties, nodes and orchestrators are killed.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::tail::{Tail, cloud_event, kind, subject};
use minoots_wire::error::Reason;
use minoots_wire::time::duration;
use minoots_wire::workflow::v1::{HandoffStatus, ProposeHandoffRequest};
use tokio::time::sleep;
use tonic::{Code, Status};

use super::*;
use crate::support::Node;
use crate::{agents, workflows};

const DEFINITION: &str = "name: n\nphases:\n- id: a\n  queue: q\n";
const EXECUTIONS: usize = 16;
const RESULTS: [&str; 4] = [
    "handoff.committed",
    "handoff.expired",
    "handoff.rejected",
    "handoff.withdrawn",
];

fn within_a_second(execution: &str) -> ProposeHandoffRequest {
    ProposeHandoffRequest {
        deadline: Some(duration::to_proto(1_000_000_000)),
        ..proposal(execution, "h")
    }
}

async fn prepare(endpoint: &str) {
    let mut agents = agents::service(endpoint).await;
    let mut flows = workflows::service(endpoint).await;
    workflows::apply(&mut flows, DEFINITION).await;
    for id in ["ann", "bob"] {
        agents.register_agent(agent(id)).await.unwrap();
    }
    for number in 0..EXECUTIONS {
        let start = workflows::start("n", &format!("x{number}"));
        flows.start_execution(start).await.unwrap();
    }
}

/// Returns the results of all handoffs from the log, once each has one. A node that has just lost its leader ends the
/// tail, which is then read again.
async fn results(client: &minoots_it::client::Client) -> Vec<(String, String)> {
    let until = Deadline::after(PATIENCE);
    loop {
        match results_of_one_tail(client).await {
            Ok(results) => return results,
            Err(error) => {
                let status = error.downcast_ref::<Status>();
                let is_broken = status.is_some_and(|status| status.code() == Code::Unavailable);
                assert!(is_broken && !until.has_passed(), "{error:?}");
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn results_of_one_tail(client: &minoots_it::client::Client) -> anyhow::Result<Vec<(String, String)>> {
    let mut tail = Tail::from_start(client).await?;
    let mut seen: Vec<(String, String)> = Vec::new();
    while seen.len() < EXECUTIONS {
        let event = tail.next().await?;
        if RESULTS.contains(&kind(&event)) {
            assert_eq!(cloud_event(&event).unwrap()["data"]["handoff"], "h");
            seen.push((subject(&event).to_owned(), kind(&event).to_owned()));
        }
    }
    // A second result would come soon.
    while let Some(event) = tail.next_within(Duration::from_secs(2)).await? {
        assert!(!RESULTS.contains(&kind(&event)), "{event:?}");
    }
    seen.sort();
    Ok(seen)
}

#[tokio::test]
async fn a_handoff_whose_parties_are_dead_expires_once_though_the_node_is_killed_again_and_again() {
    let mut node = Node::start().await;
    prepare(node.server.endpoint()).await;
    let mut handoffs = service(node.server.endpoint()).await;
    for number in 0..EXECUTIONS {
        let request = within_a_second(&format!("x{number}"));
        handoffs.propose_handoff(request).await.unwrap();
    }
    for kill in 0..6 {
        sleep(Duration::from_millis(110 + 40 * kill)).await;
        node = node.kill_and_restart().await;
    }
    let results = results(&node.client).await;
    let mut handoffs = service(node.server.endpoint()).await;
    for number in 0..EXECUTIONS {
        let execution = format!("x{number}");
        let expected = (format!("workflows/{execution}"), "handoff.expired".to_owned());
        assert!(results.contains(&expected), "{results:?}");
        let handoff = get(&mut handoffs, &execution, "h").await;
        assert_eq!(
            (handoff.status(), handoff.why.as_str()),
            (HandoffStatus::Expired, "nobody answered in time")
        );
    }
}

#[tokio::test]
async fn a_yes_at_the_last_instant_and_the_deadline_give_one_result_though_orchestrators_and_the_leader_are_killed() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = (1..=3).find(|node| *node != leader).unwrap();
    let endpoint = cluster.endpoint(follower).unwrap();
    prepare(&endpoint).await;
    let (mut one, mut two) = (workflows::orchestrator(&cluster), workflows::orchestrator(&cluster));
    let mut handoffs = service(&endpoint).await;
    for number in 0..EXECUTIONS {
        let request = within_a_second(&format!("x{number}"));
        handoffs.propose_handoff(request).await.unwrap();
    }
    // Those with even numbers are accepted close to their deadlines; the others get no answer.
    for number in (0..EXECUTIONS).step_by(2) {
        if number == EXECUTIONS / 2 {
            cluster.kill(leader).unwrap();
        }
        let dies = if number % 4 == 0 { &mut one } else { &mut two };
        dies.kill().await.unwrap();
        *dies = workflows::orchestrator(&cluster);
        sleep(Duration::from_millis(100)).await;
        let execution = format!("x{number}");
        let until = Deadline::after(PATIENCE);
        loop {
            match handoffs.accept_handoff(acceptance(&execution, "h")).await {
                Ok(answer) => {
                    let status = answer.into_inner().handoff.unwrap().status();
                    assert_eq!(status, HandoffStatus::Committed);
                    break;
                }
                Err(late) if Reason::of(&late) == Some(Reason::HandoffOver) => break,
                // Without a leader the call fails; a repeat is safe.
                Err(error) => assert!(!until.has_passed(), "{error:?}"),
            }
            sleep(Duration::from_millis(50)).await;
        }
    }
    let client = cluster.client(follower).await.unwrap();
    let results = results(&client).await;
    let mut flows = workflows::service(&endpoint).await;
    for number in 0..EXECUTIONS {
        let execution = format!("x{number}");
        let handoff = get(&mut handoffs, &execution, "h").await;
        let phase = workflows::get(&mut flows, &execution).await.phase.unwrap();
        let (kind, fence, holder) = match handoff.status() {
            HandoffStatus::Committed => ("handoff.committed", 2, "bob"),
            HandoffStatus::Expired => ("handoff.expired", 1, ""),
            other => panic!("{execution}: {other:?}"),
        };
        assert!(results.contains(&(format!("workflows/{execution}"), kind.to_owned())));
        assert_eq!((phase.fence, phase.held_by.as_str()), (fence, holder), "{handoff:?}");
        if number % 2 == 1 {
            assert_eq!(handoff.status(), HandoffStatus::Expired, "{execution}");
        }
    }
    one.kill().await.unwrap();
    two.kill().await.unwrap();
}
