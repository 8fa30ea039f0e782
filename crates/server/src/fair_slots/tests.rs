#![allow(clippy::unwrap_used)]

use super::*;
use futures::FutureExt as _;

#[tokio::test]
async fn with_one_slot_tenants_are_served_in_turn_however_many_ask_for_one_of_them() {
    let slots = FairSlots::new(1, 1);
    let first = slots.take("greedy").await.unwrap();
    let mut greedy: Vec<_> = (0..3).map(|_| Box::pin(slots.take("greedy"))).collect();
    for waiting in &mut greedy {
        assert!(waiting.now_or_never().is_none());
    }
    let mut other = Box::pin(slots.take("other"));
    assert!((&mut other).now_or_never().is_none());
    drop(first);
    let mut waiting = greedy.into_iter();
    let second = waiting.next().unwrap().now_or_never().unwrap();
    assert!((&mut other).now_or_never().is_none());
    // The turn is after the tenant that was served last, although more of its calls wait.
    drop(second);
    let place = other.now_or_never().unwrap();
    assert_eq!(slots.held(), 1);
    drop(place);
    let third = waiting.next().unwrap().now_or_never().unwrap();
    assert!(waiting.next().unwrap().now_or_never().is_none());
    drop(third);
    assert_eq!(slots.held(), 0);
}
