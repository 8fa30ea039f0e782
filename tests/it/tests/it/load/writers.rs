//! Clients that create timers, and cancel some of them.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{MS, now_ns};
use minoots_it::random::Random;
use minoots_wire::timer::v1::{CancelOutcome, CancelTimerRequest, CreateTimerRequest};

use super::{FURTHEST_NS, World, is_unknown};

/// Creates batches until the end of the world.
pub(super) async fn create_all(world: World, mut random: Random, name: String) {
    let mut client = world.connect().await;
    let mut number = 0;
    while !world.is_ending() {
        let mut batch = Vec::new();
        for _ in 0..random.between(1, 12) {
            number += 1;
            let due_ns = now_ns() + random.between(-500 * MS, FURTHEST_NS);
            batch.push(request(&format!("{name}{number:05}"), due_ns));
        }
        let made = loop {
            match client.create_batch(batch.clone()).await {
                Ok(made) => break made,
                Err(status) if is_unknown(&status) => {
                    world.know(|known| known.repeated += 1);
                    client = world.connect().await;
                }
                Err(status) => panic!("create: {status:?}"),
            }
        };
        world.know(|known| {
            known
                .created
                .extend(made.results.into_iter().map(|made| (made.id, made.state_version)))
        });
        tokio::time::sleep(Duration::from_millis(random.below(40))).await;
    }
}

fn request(id: &str, due_ns: i64) -> CreateTimerRequest {
    timer(id)
        .fire_at(due_ns)
        .ack_within(Duration::from_secs(1))
        .with_payload("text/plain", id)
}

/// Cancels some of the created timers, until the end of the world.
pub(super) async fn cancel_some(world: World, mut random: Random) {
    let mut client = world.connect().await;
    let mut done = BTreeSet::new();
    while !world.is_ending() {
        tokio::time::sleep(Duration::from_millis(random.below(20))).await;
        let back = usize::try_from(random.below(40)).unwrap();
        let picked = world.know(|known| known.created.keys().rev().nth(back).cloned());
        let Some(id) = picked.filter(|id| done.insert(id.clone())) else {
            continue;
        };
        let answer = loop {
            let request = CancelTimerRequest {
                id: id.clone(),
                ..CancelTimerRequest::default()
            };
            match client.cancel_with(request).await {
                Ok(answer) => break answer,
                Err(status) if is_unknown(&status) => {
                    world.know(|known| known.repeated += 1);
                    client = world.connect().await;
                }
                Err(status) => panic!("cancel of {id}: {status:?}"),
            }
        };
        world.know(|known| match answer.outcome() {
            CancelOutcome::Cancelled => known.cancelled.insert(id),
            CancelOutcome::TooLate => known.too_late.insert(id),
            other => panic!("{id}: {other:?}"),
        });
    }
}
