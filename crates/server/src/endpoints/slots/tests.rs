#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use futures::FutureExt as _;
use tokio::task::unconstrained;

fn pace(concurrency: u32) -> Arc<Pace> {
    let limits = Limits {
        per_second: 10_000,
        burst: 10_000,
        concurrency,
    };
    Arc::new(Pace::new(limits))
}

#[tokio::test]
async fn one_tenants_receivers_that_hang_leave_slots_for_others() {
    let (slots, clock) = (Slots::default(), Clock::default());
    let hanging = pace(1_000);
    let mut held = Vec::new();
    // Unconstrained, because the runtime would pause a task that takes so many at once.
    while let Some(slot) = unconstrained(slots.take("hostile", &hanging, &clock)).now_or_never() {
        held.push(slot);
    }
    assert_eq!(held.len(), TENANT_MAX);
    let other = pace(1);
    let slot = unconstrained(slots.take("other", &other, &clock)).now_or_never();
    assert!(slot.is_some(), "another tenant waits");
    // The same tenant's second endpoint waits too, and proceeds when an attempt ends.
    let second = pace(1);
    assert!(
        unconstrained(slots.take("hostile", &second, &clock))
            .now_or_never()
            .is_none()
    );
    held.pop();
    assert!(
        unconstrained(slots.take("hostile", &second, &clock))
            .now_or_never()
            .is_some()
    );
}

#[tokio::test]
async fn an_endpoint_has_no_more_under_way_than_it_is_allowed() {
    let (slots, clock) = (Slots::default(), Clock::default());
    let pace = pace(2);
    let first = slots.take("dev", &pace, &clock).await;
    let _second = slots.take("dev", &pace, &clock).await;
    assert!(slots.take("dev", &pace, &clock).now_or_never().is_none());
    let waiting = slots.take("dev", &pace, &clock);
    let (third, ()) = tokio::join!(waiting, async { drop(first) });
    drop(third);
}

#[tokio::test]
async fn however_many_tenants_have_receivers_that_hang_one_that_comes_finds_a_slot() {
    let (slots, clock) = (Slots::default(), Clock::default());
    let mut held = Vec::new();
    for tenant in 0..7 {
        let hanging = pace(1_000);
        while let Some(slot) = unconstrained(slots.take(&format!("hostile-{tenant}"), &hanging, &clock)).now_or_never()
        {
            held.push(slot);
        }
    }
    assert!(held.len() < NODE_MAX);
    let other = pace(2);
    assert!(
        unconstrained(slots.take("other", &other, &clock))
            .now_or_never()
            .is_some()
    );
    assert_eq!(slots.under_way(), held.len() as u64);
    drop(held);
    assert_eq!(slots.under_way(), 0);
}

#[tokio::test]
async fn slots_are_granted_in_order_and_abandoned_waits_cost_none() {
    let (slots, clock) = (Slots::default(), Clock::default());
    let (a, b) = (pace(1_000), pace(1_000));
    let mut held = Vec::new();
    while let Some(slot) = unconstrained(slots.take("a", &a, &clock)).now_or_never() {
        held.push(slot);
    }
    // It waited, and then gave up.
    assert!(unconstrained(slots.take("a", &a, &clock)).now_or_never().is_none());
    let mut waiting = Box::pin(slots.take("a", &a, &clock));
    assert!(unconstrained(waiting.as_mut()).now_or_never().is_none());
    held.pop();
    let slot = unconstrained(waiting).now_or_never().expect("one is free");
    assert_eq!(slots.under_way(), TENANT_MAX as u64);
    let of_b = unconstrained(slots.take("b", &b, &clock)).now_or_never();
    assert!(of_b.is_some());
    drop((slot, of_b, held));
    assert_eq!(slots.under_way(), 0);
}
