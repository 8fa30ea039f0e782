use super::*;
use proptest::prelude::*;

fn wants() -> impl Strategy<Value = BTreeMap<u8, usize>> {
    proptest::collection::btree_map(any::<u8>(), 1..5_000_usize, 0..40)
}

proptest! {
    #[test]
    fn all_of_it_is_given_and_nobody_gets_less_than_an_equal_part(wants in wants(), room in 0..3_000_usize, last: Option<u8>) {
        let mut turn = last;
        let shares = share(&wants, room, &mut turn);
        prop_assert_eq!(shares.values().sum::<usize>(), room.min(wants.values().sum()));
        for (name, want) in &wants {
            let equal = room / wants.len();
            prop_assert!(shares[name] <= *want);
            prop_assert!(shares[name] >= equal.min(*want), "{} of {} for one of {}", shares[name], room, wants.len());
        }
    }

    #[test]
    fn each_has_a_turn_before_anybody_has_a_second(names in 1..40_usize, room in 1..10_usize) {
        let wants: BTreeMap<usize, usize> = (0..names).map(|name| (name, 1_000)).collect();
        let (mut turn, mut given) = (None, BTreeMap::<usize, usize>::new());
        for _ in 0..names.div_ceil(room) {
            for (name, share) in share(&wants, room, &mut turn) {
                *given.entry(name).or_default() += share;
            }
        }
        prop_assert!(given.values().all(|given| *given >= 1));
    }
}

#[test]
fn one_alone_gets_all_of_it() {
    let mut turn = None;
    let shares = share(&BTreeMap::from([("a", 5_000)]), 2_000, &mut turn);
    assert_eq!(shares, BTreeMap::from([("a", 2_000)]));
}

#[test]
fn small_demands_are_met_and_the_rest_is_split_equally() {
    let mut turn = None;
    let wants = BTreeMap::from([("a", 5_000), ("b", 10), ("c", 3_000)]);
    let shares = share(&wants, 2_000, &mut turn);
    assert_eq!(shares, BTreeMap::from([("a", 995), ("b", 10), ("c", 995)]));
}
