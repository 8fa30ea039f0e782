//! Silence is reported once, and no live agent is missed, although nodes are killed.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::tail::Tail;
use minoots_wire::workflow::v1::AgentStatus;
use tokio::time::sleep;

use super::*;
use crate::support::Node;

const AGENTS: usize = 12;
/// No second restart is requested during the test.
const RULES: &str = "heartbeat: { ttl: 1s }\ndegraded: []\nrestart: { force_after: 1h, max: 1 }\n";

#[tokio::test]
async fn g12_silence_is_told_once_though_the_node_is_killed_again_and_again() {
    let mut node = Node::start().await;
    let mut agents = service(node.server.endpoint()).await;
    for number in 0..AGENTS {
        let request = registration(&format!("a{number}"), RULES);
        agents.register_agent(request).await.unwrap();
    }
    for kill in 0..6 {
        sleep(Duration::from_millis(150 + 90 * kill)).await;
        node = node.kill_and_restart().await;
    }
    let mut agents = service(node.server.endpoint()).await;
    let until = Deadline::after(PATIENCE);
    for number in 0..AGENTS {
        let id = format!("a{number}");
        while get(&mut agents, &id).await.status() != AgentStatus::Unresponsive {
            assert!(!until.has_passed(), "{:?}", get(&mut agents, &id).await);
            // Also killed half-way.
            if number == 0 && get(&mut agents, &id).await.missed == 1 {
                node = node.kill_and_restart().await;
                agents = service(node.server.endpoint()).await;
            }
            sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(get(&mut agents, &id).await.restarts, 1);
    }
    // The budget of one restart is spent, regardless of kills since then.
    let request = registration("a0", RULES);
    agents.register_agent(request).await.unwrap();
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let (counts, escalated) = counts(&mut tail, ("agent.escalated", "agents/a0")).await;
    assert_eq!(escalated["why"]["rule"], "restart_budget", "{escalated}");
    for number in 1..AGENTS {
        for (kind, count) in [
            ("agent.registered", 1),
            ("agent.degraded", 2),
            ("agent.unresponsive", 1),
            ("agent.restart_requested", 1),
        ] {
            let named = (format!("agents/a{number}"), kind.to_owned());
            assert_eq!(counts.get(&named), Some(&count), "{named:?}: {counts:?}");
        }
    }
}

#[tokio::test]
async fn silent_agents_are_missed_and_beating_ones_are_not_across_a_leader_kill() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = (1..=3).find(|node| *node != leader).unwrap();
    let mut agents = service(&cluster.endpoint(follower).unwrap()).await;
    for number in 0..8 {
        let rules = "heartbeat: { ttl: 3s }\nrestart: { max: 0 }\n";
        agents
            .register_agent(registration(&format!("a{number}"), rules))
            .await
            .unwrap();
    }
    let rules = "heartbeat: { ttl: 3s, missed: [1, 2, 4] }\n";
    agents.register_agent(registration("silent", rules)).await.unwrap();
    let orchestrator = crate::workflows::orchestrator(&cluster);
    let until = Deadline::after(PATIENCE);
    let mut round = 0;
    // They send heartbeats until the silent agent has missed its first one, and for at least 6 s.
    while round < 20 || get(&mut agents, "silent").await.missed == 0 {
        for number in 0..8 {
            let answer = agents.heartbeat(beat(&format!("a{number}"))).await;
            // Without a leader a heartbeat fails; the next one comes soon.
            assert!(answer.is_ok() || round < 20, "{answer:?}");
        }
        if round == 4 {
            cluster.kill(leader).unwrap();
        }
        round += 1;
        assert!(!until.has_passed());
        sleep(Duration::from_millis(300)).await;
    }
    let new = cluster.leader().await.unwrap();
    let client = cluster.client(new).await.unwrap();
    let mut tail = Tail::from_start(&client).await.unwrap();
    let (counts, _) = counts(&mut tail, ("agent.degraded", "agents/silent")).await;
    let of_others = counts
        .keys()
        .filter(|(subject, kind)| subject != "agents/silent" && kind != "agent.registered");
    assert_eq!(of_others.count(), 0, "{counts:?}");
    drop(orchestrator);
}
