#![allow(clippy::unwrap_used)]

use super::{Change, EntryIndex, Slot};

fn slot(offset: u32) -> Slot {
    Slot {
        sequence: 1,
        offset,
        body_length: 0,
    }
}

fn filled(first: u64, terms: &[u64]) -> EntryIndex {
    let mut index = EntryIndex::default();
    for (position, &term) in terms.iter().enumerate() {
        let change = Change::Append {
            index: first + position as u64,
            term,
            slot: slot(position as u32),
        };
        index.apply(change);
    }
    index
}

fn terms(index: &EntryIndex, range: std::ops::Range<u64>) -> Vec<Option<u64>> {
    range.map(|at| index.term(at)).collect()
}

#[test]
fn terms_are_found_across_runs_and_not_beyond_the_ends() {
    let index = filled(5, &[1, 1, 3, 7, 7]);
    assert_eq!(
        terms(&index, 4..11),
        [None, Some(1), Some(1), Some(3), Some(7), Some(7), None]
    );
    assert_eq!(index.get(7), Some(slot(2)));
    assert_eq!(index.last_index(), Some(9));
}

#[test]
fn truncation_forgets_the_terms_it_removes() {
    let mut index = filled(5, &[1, 1, 3, 7, 7]);
    index.apply(Change::Truncate { first_removed: 7 });
    assert_eq!(terms(&index, 5..8), [Some(1), Some(1), None]);
    index.apply(Change::Append {
        index: 7,
        term: 9,
        slot: slot(9),
    });
    assert_eq!(terms(&index, 5..9), [Some(1), Some(1), Some(9), None]);
}

#[test]
fn purging_keeps_the_terms_of_what_remains() {
    let mut index = filled(5, &[1, 1, 3, 7, 7]);
    index.apply(Change::Purge { upto_index: 5 });
    assert_eq!(terms(&index, 5..8), [None, Some(1), Some(3)]);
    index.apply(Change::Purge { upto_index: 7 });
    assert_eq!(terms(&index, 6..10), [None, None, Some(7), Some(7)]);
    index.apply(Change::Purge { upto_index: 100 });
    assert_eq!(index.len(), 0);
    index.apply(Change::Append {
        index: 101,
        term: 8,
        slot: slot(0),
    });
    assert_eq!(terms(&index, 100..103), [None, Some(8), None]);
}
