//! Leases and budgets against a real node.

use std::time::Duration;

use futures::TryStreamExt as _;
use minoots_client::{AcquireLease, Acquired, Error, Grant, Key, Spend};

use super::node::Node;
use super::{client, within};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_lease_has_one_holder_who_renews_and_releases_it() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let acquire = AcquireLease::new("deploy", "one", MINUTE);
    let Acquired { lease, existing } = client.acquire_lease(acquire.clone()).await.unwrap();
    assert!(!existing);
    assert_eq!((lease.holder.as_str(), lease.ttl), ("one", MINUTE));
    assert_eq!(lease.expire_time, lease.acquire_time + MINUTE);
    let repeat = client.acquire_lease(acquire).await.unwrap();
    assert!(repeat.existing && repeat.lease == lease);
    assert_eq!(client.lease("deploy").await.unwrap(), lease);

    let error = client
        .acquire_lease(AcquireLease::new("deploy", "two", MINUTE))
        .await
        .unwrap_err();
    let Error::Conflict {
        reason,
        retry_after,
        metadata,
        ..
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!(reason, "LEASE_HELD");
    assert_eq!(metadata["holder"], "one");
    assert!(retry_after.is_some_and(|delay| delay > Duration::ZERO && delay <= MINUTE));

    let renewed = client.renew_lease(&lease, Some(2 * MINUTE)).await.unwrap();
    assert!(renewed.token == lease.token && renewed.expire_time > lease.expire_time);
    client.release_lease(&lease).await.unwrap();
    client.release_lease(&lease).await.unwrap();
    assert!(matches!(
        client.lease("deploy").await.unwrap_err(),
        Error::NotFound { .. }
    ));
    assert_eq!(
        client.renew_lease(&lease, None).await.unwrap_err().reason(),
        "LEASE_EXPIRED"
    );

    let elsewhere = AcquireLease::new(Key::new("deploy", "eu"), "three", MINUTE);
    let second = client
        .acquire_lease(AcquireLease::new("deploy", "two", MINUTE))
        .await
        .unwrap()
        .lease;
    assert!(second.token > lease.token);
    assert_eq!(client.release_lease(&lease).await.unwrap_err().reason(), "STALE_FENCE");
    let third = client.acquire_lease(elsewhere).await.unwrap().lease;
    let held: Vec<_> = client.leases("dep").try_collect().await.unwrap();
    let mut tokens: Vec<_> = held.iter().map(|lease| lease.token).collect();
    tokens.sort_unstable();
    assert_eq!(tokens, [second.token, third.token]);
    assert_eq!(Grant::from(&third).lease, Key::new("deploy", "eu"));
}

#[tokio::test]
async fn a_held_lease_outlives_its_ttl_and_a_restart_of_the_server() {
    let mut node = Node::durable().await;
    let client = client(&[node.endpoint()]);
    // The holder rightly gives up if the restart takes two thirds of this time, as it does if the disk is busy.
    let acquire = AcquireLease::new("leader", "one", Duration::from_secs(60));
    let held = client.hold_lease(acquire.clone()).await.unwrap();
    let granted = held.lease().clone();
    node.kill();
    node.start_again().await;
    let renewed = within(async {
        loop {
            let lease = client.lease("leader").await.unwrap();
            if lease.expire_time > granted.expire_time {
                return lease;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    assert_eq!(renewed.token, held.token());
    assert!(held.is_held());
    // As after a lost answer: the lease is found again, and a released one is acquired anew.
    let found = client.hold_lease(acquire.clone()).await.unwrap();
    assert_eq!(found.token(), granted.token);
    drop(found);
    held.release().await.unwrap();
    let again = client.hold_lease(acquire).await.unwrap();
    assert!(again.token() > granted.token && again.is_held());
}

#[tokio::test]
async fn a_holder_learns_that_its_lease_is_lost() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let held = client
        .hold_lease(AcquireLease::new("leader", "one", Duration::from_secs(3)))
        .await
        .unwrap();
    // An operator's release, to allow another holder.
    client.release_lease(held.lease()).await.unwrap();
    let error = within(held.lost()).await;
    assert_eq!(error.reason(), "LEASE_EXPIRED");
    assert!(!held.is_held());
}

#[tokio::test]
async fn a_lease_too_short_to_be_renewed_is_not_held() {
    let client = client(&["http://127.0.0.1:1"]);
    let acquire = AcquireLease::new("leader", "one", Duration::from_secs(1));
    let error = client.hold_lease(acquire).await.unwrap_err();
    assert!(
        matches!(&error, Error::Invalid { fields, .. } if fields[0].path == "ttl"),
        "{error:?}"
    );
}

#[tokio::test]
async fn without_a_server_a_lease_is_lost_when_its_time_is_over() {
    let mut node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let held = client
        .hold_lease(AcquireLease::new("leader", "one", Duration::from_secs(2)))
        .await
        .unwrap();
    node.kill();
    let error = within(held.lost()).await;
    assert!(
        matches!(error, Error::Unavailable { .. } | Error::Unknown { .. }),
        "{error:?}"
    );
    assert!(!held.is_held());
}

#[tokio::test]
async fn a_budget_is_spent_down_to_its_limit_and_refused_at_once() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let hour = 60 * MINUTE;
    let set = client.set_budget("restarts", 3, hour, None).await.unwrap();
    assert_eq!((set.limit, set.window, set.remaining), (3, hour, 3));
    let spend = Spend::of("restarts", 2);
    let spent = client.spend(spend.clone()).await.unwrap();
    assert_eq!((spent.remaining, spent.existing), (1, false));
    let repeat = client.spend(spend).await.unwrap();
    assert_eq!((repeat.spend_time, repeat.existing), (spent.spend_time, true));
    let Error::Refused {
        reason, retry_after, ..
    } = client.spend(Spend::of("restarts", 2)).await.unwrap_err()
    else {
        panic!("not refused");
    };
    assert_eq!(reason, "BUDGET_SPENT");
    assert!(retry_after.is_some_and(|delay| delay > MINUTE && delay <= hour));
    let error = client.spend(Spend::of("restarts", 0)).await.unwrap_err();
    assert!(matches!(&error, Error::Invalid { fields, .. } if fields[0].path == "amount"));
    let cooled = client.set_budget("restarts", 3, hour, Some(MINUTE)).await.unwrap();
    assert_eq!((cooled.cooldown, cooled.remaining), (MINUTE, 1));
    assert!(cooled.next_spend_time.is_some(), "its cooldown is not over");
    assert_eq!(client.budget("restarts").await.unwrap(), cooled);
    client.delete_budget("restarts").await.unwrap();
    assert!(matches!(
        client.budget("restarts").await.unwrap_err(),
        Error::NotFound { .. }
    ));
}
