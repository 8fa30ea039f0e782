//! Budgets are exact, even under kills.

use std::time::Duration;

use minoots_it::cluster::Cluster;
use minoots_wire::error::Details;
use minoots_wire::lease::v1::lease_service_client::LeaseServiceClient;
use minoots_wire::lease::v1::{GetBudgetRequest, SetBudgetRequest, SpendBudgetRequest};
use minoots_wire::time::duration;
use tonic::transport::Channel;

use super::{SECOND, nanos, service};
use crate::support::{Node, reason};

const HOUR: i64 = 3_600 * SECOND;

fn budget(id: &str, limit: u32, window: i64, cooldown: i64) -> SetBudgetRequest {
    SetBudgetRequest {
        id: id.to_owned(),
        limit,
        window: Some(duration::to_proto(window)),
        cooldown: Some(duration::to_proto(cooldown)),
        ..SetBudgetRequest::default()
    }
}

fn spend(id: &str, amount: u32, request_id: &str) -> SpendBudgetRequest {
    SpendBudgetRequest {
        request_id: request_id.to_owned(),
        id: id.to_owned(),
        amount,
        ..SpendBudgetRequest::default()
    }
}

/// Requires a refusal. Returns bounds on the instant from which the spend would be granted, from the caller's clock.
async fn refused(leases: &mut LeaseServiceClient<Channel>, id: &str) -> (i64, i64) {
    let before = minoots_it::clock::now_ns();
    let refused = leases.spend_budget(spend(id, 1, "")).await.unwrap_err();
    let after = minoots_it::clock::now_ns();
    assert_eq!(reason(&refused), "BUDGET_SPENT");
    let delay = Details::of(&refused).retry_delay.unwrap();
    let delay = i64::try_from(delay.as_nanos()).unwrap();
    (before + delay, after + delay)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_an_hour_with_a_cooldown_is_the_same_budget_after_every_node_was_killed() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let mut leases = service(&cluster.endpoint(leader).unwrap()).await;
    leases
        .set_budget(budget("restarts", 3, HOUR, 60 * SECOND))
        .await
        .unwrap();
    leases.set_budget(budget("deploys", 3, HOUR, 0)).await.unwrap();
    let first = leases
        .spend_budget(spend("restarts", 1, "r1"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(first.remaining, 2);
    let three = leases.spend_budget(spend("deploys", 3, "")).await.unwrap().into_inner();
    assert_eq!(three.remaining, 0);
    let rested = nanos(first.spend_time.as_ref()) + 60 * SECOND;
    let hour = nanos(three.spend_time.as_ref()) + HOUR;
    for round in 0..2 {
        // By log time, which is behind the caller's clock by no more than two clocks of one machine differ: not at all.
        let (from, until) = refused(&mut leases, "restarts").await;
        assert!((from..=until).contains(&rested), "{round}: {from} {rested} {until}");
        let (from, until) = refused(&mut leases, "deploys").await;
        assert!((from..=until).contains(&hour), "{round}: {from} {hour} {until}");
        let again = leases
            .spend_budget(spend("restarts", 1, "r1"))
            .await
            .unwrap()
            .into_inner();
        assert_eq!((again.spend_time, again.remaining), (first.spend_time, 2));
        let seen = GetBudgetRequest {
            id: "restarts".to_owned(),
            ..GetBudgetRequest::default()
        };
        let seen = leases.get_budget(seen).await.unwrap().into_inner().budget.unwrap();
        assert_eq!((seen.remaining, seen.spent_total, seen.spend_count), (2, 1, 1));
        assert_eq!(nanos(seen.next_spend_time.as_ref()), rested);
        if round == 0 {
            for node in cluster.running() {
                cluster.kill(node).unwrap();
            }
            cluster.begin().await.unwrap();
            let leader = cluster.leader().await.unwrap();
            leases = service(&cluster.endpoint(leader).unwrap()).await;
        }
    }
}

#[tokio::test]
async fn any_window_has_no_more_than_its_limit_and_the_delay_is_exact() {
    let node = Node::start().await;
    let mut leases = service(node.server.endpoint()).await;
    leases.set_budget(budget("b", 2, SECOND, 200_000_000)).await.unwrap();
    let mut spends = Vec::new();
    while spends.len() < 6 {
        match leases.spend_budget(spend("b", 1, "")).await {
            Ok(answer) => spends.push(nanos(answer.into_inner().spend_time.as_ref())),
            Err(refused) => {
                assert_eq!(reason(&refused), "BUDGET_SPENT");
                let delay = Details::of(&refused).retry_delay.unwrap();
                assert!(delay > Duration::ZERO && delay <= Duration::from_secs(1), "{delay:?}");
                tokio::time::sleep(delay).await;
            }
        }
    }
    assert!(
        spends.windows(2).all(|pair| pair[1] - pair[0] >= 200_000_000),
        "{spends:?}"
    );
    assert!(
        spends.windows(3).all(|three| three[2] - three[0] >= SECOND),
        "{spends:?}"
    );
}
