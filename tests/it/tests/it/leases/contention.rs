//! G14: one holder at a time, and growing tokens, under changes of leader.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use minoots_it::cluster::Cluster;
use minoots_wire::error::{Details, Reason};
use minoots_wire::lease::v1::{AcquireLeaseRequest, GetLeaseRequest, Lease, ReleaseLeaseRequest, RenewLeaseRequest};
use minoots_wire::time::duration;

use super::{SECOND, acquisition, held, nanos, service};
use crate::support::{Node, reason};

const CLIENTS: usize = 6;

/// A grant, and its end: the expiry, or no later than the request for its release.
struct Grant {
    lease: Lease,
    commit_index: u64,
    /// The commit index of the release, if it was answered.
    released: Option<u64>,
}

/// Acquires the lease repeatedly until the end of the test. Each call is repeated at another node while no leader
/// answers.
async fn contend(endpoints: Vec<String>, name: String, stop: Arc<AtomicBool>) -> Vec<Grant> {
    let (mut grants, mut at, mut round) = (Vec::new(), 0, 0);
    let short = |round: u32| if round.is_multiple_of(3) { SECOND } else { 5 * SECOND };
    while !stop.load(Ordering::Relaxed) {
        round += 1;
        let request = AcquireLeaseRequest {
            request_id: format!("{name}.{round}"),
            ..acquisition("leader", &name, short(round))
        };
        let granted = loop {
            let Ok(mut leases) = minoots_wire::lease::v1::lease_service_client::LeaseServiceClient::connect(
                endpoints[at % endpoints.len()].clone(),
            )
            .await
            else {
                at += 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            };
            match leases.acquire_lease(request.clone()).await {
                Ok(answer) => break Some(answer.into_inner()),
                Err(refused) if Reason::of(&refused) == Some(Reason::LeaseHeld) => {
                    assert!(Details::of(&refused).retry_delay.is_some(), "{refused:?}");
                    break None;
                }
                // The outcome is unknown; the same request returns it.
                Err(_) => {
                    at += 1;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            if stop.load(Ordering::Relaxed) {
                break None;
            }
        };
        let Some(granted) = granted else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let original = granted.original_commit_index;
        let commit_index = if original == 0 { granted.commit_index } else { original };
        let lease = granted.lease.unwrap();
        // Every third expires; the others are released, if a leader accepts it.
        let mut released = None;
        if !round.is_multiple_of(3) {
            let request = ReleaseLeaseRequest {
                id: "leader".to_owned(),
                token: lease.token,
                ..ReleaseLeaseRequest::default()
            };
            let connected = minoots_wire::lease::v1::lease_service_client::LeaseServiceClient::connect(
                endpoints[at % endpoints.len()].clone(),
            );
            if let Ok(mut leases) = connected.await {
                let answer = leases.release_lease(request).await;
                released = answer.ok().map(|answer| answer.into_inner().commit_index);
            }
        }
        grants.push(Grant {
            lease,
            commit_index,
            released,
        });
    }
    grants
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g14_there_is_one_holder_at_a_time_and_tokens_grow_though_leaders_are_killed() {
    let mut cluster = Cluster::start().await.unwrap();
    cluster.leader().await.unwrap();
    let (endpoints, stop) = (cluster.endpoints(), Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            tokio::spawn(contend(
                endpoints.clone(),
                format!("client-{client}"),
                Arc::clone(&stop),
            ))
        })
        .collect();
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let leader = cluster.leader().await.unwrap();
        cluster.kill(leader).unwrap();
        let next = cluster.leader().await.unwrap();
        assert_ne!(next, leader);
        cluster.restart(leader).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    stop.store(true, Ordering::Relaxed);
    let mut grants = Vec::new();
    for client in clients {
        grants.extend(client.await.unwrap());
    }
    grants.sort_by_key(|grant| grant.commit_index);
    assert!(grants.len() >= 6, "{} grants say little", grants.len());
    for pair in grants.windows(2) {
        let (first, then) = (&pair[0], &pair[1]);
        assert!(
            first.lease.token < then.lease.token,
            "{:?} {:?}",
            first.lease,
            then.lease
        );
        let over = held(&first.lease).1 <= held(&then.lease).0;
        // A lease whose release was not answered may have been released all the same.
        let given_back = first.released.map_or(!over, |index| index <= then.commit_index);
        assert!(
            over || given_back,
            "{:?} held as {:?} was granted",
            first.lease,
            then.lease
        );
        let is_silent = first.released.is_none() && first.lease.ttl.as_ref().map(|ttl| ttl.seconds) == Some(1);
        assert!(over || !is_silent, "{:?} was not given back", first.lease);
    }
}

#[tokio::test]
async fn g14_a_lease_outlives_the_node_that_granted_it_and_old_tokens_are_refused() {
    let node = Node::start().await;
    let mut leases = service(node.server.endpoint()).await;
    let first = leases.acquire_lease(acquisition("leader", "a", 600 * SECOND)).await;
    let first = first.unwrap().into_inner().lease.unwrap();
    let short = leases.acquire_lease(acquisition("short", "a", SECOND)).await;
    let short = short.unwrap().into_inner().lease.unwrap();
    let node = node.kill_and_restart().await;
    let mut leases = service(node.server.endpoint()).await;
    let get = GetLeaseRequest {
        id: "leader".to_owned(),
        ..GetLeaseRequest::default()
    };
    let seen = leases.get_lease(get.clone()).await.unwrap().into_inner();
    assert_eq!(seen.lease.as_ref(), Some(&first));
    let refused = leases
        .acquire_lease(acquisition("leader", "b", SECOND))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "LEASE_HELD");
    let details = Details::of(&refused);
    assert_eq!(details.metadata.get("holder").map(String::as_str), Some("a"));
    let delay = details.retry_delay.unwrap();
    assert!(
        delay <= Duration::from_secs(600) && delay > Duration::from_secs(60),
        "{delay:?}"
    );

    let renewal = |token, ttl: Option<i64>| RenewLeaseRequest {
        id: "leader".to_owned(),
        token,
        ttl: ttl.map(duration::to_proto),
        ..RenewLeaseRequest::default()
    };
    let renewed = leases.renew_lease(renewal(first.token, None)).await.unwrap();
    let renewed = renewed.into_inner().lease.unwrap();
    assert_eq!(
        (renewed.token, &renewed.acquire_time),
        (first.token, &first.acquire_time)
    );
    assert!(held(&renewed).1 > held(&first).1);
    let release = |token| ReleaseLeaseRequest {
        id: "leader".to_owned(),
        token,
        ..ReleaseLeaseRequest::default()
    };
    leases.release_lease(release(first.token)).await.unwrap();
    leases.release_lease(release(first.token)).await.unwrap();
    assert_eq!(reason(&leases.get_lease(get).await.unwrap_err()), "LEASE");
    let late = leases.renew_lease(renewal(first.token, None)).await.unwrap_err();
    assert_eq!(reason(&late), "LEASE_EXPIRED");

    let second = leases.acquire_lease(acquisition("leader", "b", 60 * SECOND)).await;
    let second = second.unwrap().into_inner().lease.unwrap();
    assert!(second.token > first.token.max(short.token));
    for token in [first.token, second.token + 1] {
        let stale = leases.renew_lease(renewal(token, Some(SECOND))).await.unwrap_err();
        assert_eq!(reason(&stale), "STALE_FENCE");
        let stale = leases.release_lease(release(token)).await.unwrap_err();
        assert_eq!(reason(&stale), "STALE_FENCE");
    }
    // The other one ends exactly at its instant by log time, without a release.
    let taken = loop {
        match leases.acquire_lease(acquisition("short", "c", SECOND)).await {
            Ok(answer) => break answer.into_inner().lease.unwrap(),
            Err(refused) => {
                assert_eq!(reason(&refused), "LEASE_HELD");
                tokio::time::sleep(Details::of(&refused).retry_delay.unwrap()).await;
            }
        }
    };
    assert!(nanos(taken.acquire_time.as_ref()) >= held(&short).1);
    assert!(taken.token > second.token);
}

#[tokio::test]
async fn asked_again_an_acquisition_is_answered_as_at_first() {
    let node = Node::start().await;
    let mut leases = service(node.server.endpoint()).await;
    let request = AcquireLeaseRequest {
        request_id: "once".to_owned(),
        ..acquisition("leader", "a", 60 * SECOND)
    };
    let first = leases.acquire_lease(request.clone()).await.unwrap().into_inner();
    let node = node.kill_and_restart().await;
    let mut leases = service(node.server.endpoint()).await;
    let again = leases.acquire_lease(request.clone()).await.unwrap().into_inner();
    assert_eq!(again.lease, first.lease);
    assert_eq!(
        (first.original_commit_index, again.original_commit_index),
        (0, first.commit_index)
    );
    let other = AcquireLeaseRequest {
        holder: "b".to_owned(),
        ..request
    };
    let refused = leases.acquire_lease(other).await.unwrap_err();
    assert_eq!(reason(&refused), "IDEMPOTENCY_MISMATCH");
}
