#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::core::{QueueKey, Source};
use minoots_kernel::{ReadyPlace, internal::Lane};

fn prepare(tenant: &str, arm: u64) -> Action {
    Action::Prepare {
        queue: QueueKey::new(tenant, "q"),
        place: ReadyPlace {
            available: 0,
            arm,
            lane: Lane::Unspecified,
        },
        source: Source::Tables {
            id: "t".to_owned(),
            version: 1,
        },
    }
}

fn done(turn: Turn<'_>) -> Vec<(String, u64)> {
    turn.map(|action| match action {
        Action::Prepare { queue, place, .. } => (queue.tenant.to_string(), place.arm),
        _ => panic!("nothing else was asked for"),
    })
    .collect()
}

#[test]
fn small_tenants_wait_for_one_portion_of_another() {
    let mut waiting = Waiting::default();
    waiting.extend((0..10_000).map(|arm| prepare("a", arm)));
    assert_eq!(done(waiting.turn().expect("work waits")).len(), PORTION);
    waiting.extend((0..3).map(|arm| prepare("b", arm)));
    assert!(
        done(waiting.turn().expect("work waits"))
            .iter()
            .map(|(tenant, arm)| (tenant.as_str(), *arm))
            .eq([("b", 0), ("b", 1), ("b", 2)])
    );
    assert!(
        done(waiting.turn().expect("work waits"))
            .iter()
            .all(|(tenant, _)| tenant == "a")
    );
}

#[test]
fn all_is_done_in_the_order_in_which_a_tenant_asked_for_it() {
    let mut waiting = Waiting::default();
    for arm in 0..500 {
        waiting.extend(vec![prepare(["a", "b", "c"][arm as usize % 3], arm)]);
    }
    let mut all: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    while let Some(turn) = waiting.turn() {
        for (tenant, arm) in done(turn) {
            all.entry(tenant).or_default().push(arm);
        }
    }
    assert!(waiting.is_empty());
    assert_eq!(all.values().map(Vec::len).sum::<usize>(), 500);
    assert!(all.values().all(|arms| arms.is_sorted()));
}
