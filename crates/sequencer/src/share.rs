//! Shares a number of slots fairly between names.
//!
//! Invariants: the shares never exceed the slots, and no name gets more than it wants. A name that wants no more than
//! an equal part gets all of it. While there are fewer slots than names that want one, each name has a turn before any
//! has a second.

use std::collections::BTreeMap;

/// Shares `room` slots. `turn` is the name that last got an indivisible slot; the next one in the order of names is
/// first.
pub(crate) fn share<K: Ord + Clone>(
    wants: &BTreeMap<K, usize>,
    room: usize,
    turn: &mut Option<K>,
) -> BTreeMap<K, usize> {
    let mut sizes: Vec<usize> = wants.values().copied().collect();
    sizes.sort_unstable();
    let (mut left, mut level, mut rest) = (room, usize::MAX, 0);
    for (at, want) in sizes.iter().enumerate() {
        let others = sizes.len() - at;
        if *want > left / others {
            (level, rest) = (left / others, left % others);
            break;
        }
        left -= want;
    }
    let mut shares: BTreeMap<K, usize> = wants
        .iter()
        .map(|(name, want)| (name.clone(), level.min(*want)))
        .collect();
    let behind = |name: &K| turn.as_ref().is_none_or(|last| name > last);
    let (first, then): (Vec<&K>, Vec<&K>) = wants.keys().partition(|name| behind(name));
    let more = first.into_iter().chain(then).filter(|name| wants[*name] > level);
    let mut last = None;
    for name in more.take(rest) {
        if let Some(share) = shares.get_mut(name) {
            *share += 1;
        }
        last = Some(name.clone());
    }
    if last.is_some() {
        *turn = last;
    }
    shares
}

#[cfg(test)]
mod tests;
