//! Applied fuzz entries: every decodable entry has a deterministic outcome, on sound tables and on damaged ones.

use crate::{bytes_of, golden};
use minoots_fuzz::{Campaign, Random};
use minoots_kernel::{Applied, Entry, Failure, apply, memory::MemoryTables, tables::Tables};

/// Creates tables by applying each example entry in turn.
fn prepared() -> MemoryTables {
    let mut tables = MemoryTables::default();
    for ((name, bytes), index) in golden("entry").into_iter().zip(1..) {
        let entry = Entry::from_bytes(&bytes).unwrap();
        apply(&mut tables, index, &entry).unwrap_or_else(|failure| panic!("{name}: {failure}"));
    }
    tables
}

fn answer(applied: &Result<Applied, Failure>) -> String {
    match applied {
        Ok(applied) => {
            let kinds = applied.replies.iter().map(|reply| {
                let shown = format!("{reply:?}");
                shown
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '(')
                    .collect::<String>()
            });
            kinds.take(2).collect::<Vec<_>>().join(" ")
        }
        Err(failure) => failure.to_string(),
    }
}

#[test]
fn an_entry_that_decodes_has_one_outcome() {
    let tables = prepared();
    Campaign::new("apply")
        .examples(bytes_of("entry"))
        .slower_by(2)
        .run(|input| {
            let Ok(entry) = Entry::from_bytes(input) else {
                return "not an entry".to_owned();
            };
            let (mut one, mut other) = (tables.clone(), tables.clone());
            let applied = apply(&mut one, 100, &entry);
            assert_eq!(applied, apply(&mut other, 100, &entry));
            assert_eq!(one, other, "two replicas differ");
            answer(&applied)
        });
}

#[test]
fn a_damaged_row_stops_the_node_or_changes_nothing_it_should_not() {
    let tables = prepared();
    let rows: Vec<(Vec<u8>, Vec<u8>)> = tables
        .rows()
        .map(|(key, value)| (key.to_vec(), value.to_vec()))
        .collect();
    let entries: Vec<Entry> = bytes_of("entry")
        .iter()
        .map(|bytes| Entry::from_bytes(bytes).unwrap())
        .collect();
    let mut random = Random::new(0);
    Campaign::new("damaged row")
        .examples(rows.iter().map(|(_, value)| value))
        .slower_by(2)
        .run(|value| {
            let mut damaged = tables.clone();
            let (key, _) = random.pick(&rows).unwrap();
            damaged.put(key.clone(), value.to_vec());
            let outcomes = entries
                .iter()
                .zip(100..)
                .map(|(entry, index)| apply(&mut damaged, index, entry));
            let failed = outcomes.into_iter().find(Result::is_err);
            failed.map_or_else(|| "went on".to_owned(), |failure| answer(&failure))
        });
}
