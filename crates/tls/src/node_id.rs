//! Ids of a node over its lives.
//!
//! A node that lost its data comes back under another id: its first id, the one in its settings and its certificate,
//! plus 1,000 for each life. So node 3 continues as 1003 and then as 2003, and one certificate covers them all.

/// The distance between two ids of one node, and the bound of first ids.
pub const IDS_STEP: u64 = 1_000;

/// The id of a node's first life. A multiple of [`IDS_STEP`] has no earlier life.
#[must_use]
pub const fn first_id(node: u64) -> u64 {
    match node % IDS_STEP {
        0 => node,
        first => first,
    }
}

/// The id of the next life of a node: the lowest that `is_taken` does not know; `None` if there is none, or if ids of
/// other nodes would be among them.
pub fn next_id(node: u64, is_taken: impl Fn(u64) -> bool) -> Option<u64> {
    let first = first_id(node);
    if first == 0 || first >= IDS_STEP {
        return None;
    }
    let mut id = first;
    while is_taken(id) {
        id = id.checked_add(IDS_STEP)?;
    }
    Some(id)
}

/// Whether a certificate of `certified` is one of `node`: its own, or that of its first life.
#[must_use]
pub const fn is_certificate_of(certified: u64, node: u64) -> bool {
    certified == node || certified == first_id(node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_life_has_an_id_of_its_own_and_all_share_the_first() {
        let taken = [3, 1_003];
        let next = next_id(3, |id| taken.contains(&id));
        assert_eq!(next, Some(2_003));
        assert_eq!(next_id(1_003, |id| taken.contains(&id)), next);
        assert_eq!(next_id(4, |id| taken.contains(&id)), Some(4));
        assert!([3, 1_003, 2_003].into_iter().all(|id| first_id(id) == 3));
        assert_eq!(first_id(2_000), 2_000);
        assert_eq!(next_id(2_000, |_| false), None);
        assert_eq!(next_id(0, |_| false), None);
    }

    #[test]
    fn a_certificate_covers_later_lives_and_no_other_node() {
        assert!(is_certificate_of(3, 3) && is_certificate_of(3, 1_003) && is_certificate_of(1_003, 1_003));
        assert!(!is_certificate_of(1_003, 3) && !is_certificate_of(3, 1_004) && !is_certificate_of(1_003, 2_003));
    }
}
