use std::collections::BTreeMap;

use proptest::prelude::*;

use super::Replay;
use crate::Refused;

#[test]
fn each_once_until_it_is_over() {
    let mut replay = Replay::new(10);
    assert_eq!(replay.admit("i", "a", 100, 50), Ok(()));
    assert_eq!(replay.admit("i", "a", 100, 50), Err(Refused::Replayed));
    assert_eq!(replay.admit("i", "a", 100, 100), Err(Refused::Replayed));
    assert_eq!(replay.admit("j", "a", 100, 100), Ok(()), "another issuer's");
    assert_eq!(replay.admit("i", "b", 300, 101), Ok(()));
    assert_eq!(replay.len(), 1, "what is over is forgotten");
}

#[test]
fn issuer_and_id_are_not_run_together() {
    let mut replay = Replay::new(10);
    assert_eq!(replay.admit("ab", "c", 100, 50), Ok(()));
    assert_eq!(replay.admit("a", "bc", 100, 50), Ok(()));
}

#[test]
fn a_full_memory_refuses_and_keeps_what_it_has() {
    let mut replay = Replay::new(2);
    assert_eq!(replay.admit("i", "a", 100, 50), Ok(()));
    assert_eq!(replay.admit("i", "b", 90, 50), Ok(()));
    assert_eq!(
        replay.admit("i", "c", 100, 50),
        Err(Refused::ReplayFull { retry_after_s: 41 })
    );
    assert_eq!(replay.admit("i", "a", 100, 50), Err(Refused::Replayed));
    assert_eq!(replay.admit("i", "c", 100, 91), Ok(()), "at the time it named");
}

proptest! {
    #[test]
    fn no_token_passes_twice_while_it_lives(
        steps in prop::collection::vec((0u8..20, 0u64..50, 0u64..20), 0..200),
        tokens_max in 1usize..12,
    ) {
        let mut replay = Replay::new(tokens_max);
        let mut taken = BTreeMap::<u8, u64>::new();
        let mut now = 0;
        for (token, life, wait) in steps {
            now += wait;
            let until = now + life;
            let is_alive = taken.get(&token).is_some_and(|end| *end >= now);
            let result = replay.admit("i", &token.to_string(), until, now);
            prop_assert!(replay.len() <= tokens_max);
            if is_alive {
                prop_assert_eq!(&result, &Err(Refused::Replayed));
            }
            if result.is_ok() {
                taken.insert(token, until);
            } else if let Err(Refused::ReplayFull { retry_after_s }) = result {
                prop_assert!(retry_after_s >= 1);
                prop_assert_eq!(replay.len(), tokens_max);
            }
        }
    }
}
