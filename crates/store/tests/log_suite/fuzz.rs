//! Segment files changed in every way: a log returns only bytes that were written to it, or nothing (G20).

use std::collections::BTreeMap;

use minoots_fuzz::Campaign;
use minoots_store::io::Cut;
use minoots_store::log::LogEntry;

use super::support::*;

/// Creates a log with every kind of content: votes, groups of one and of many records, a truncation, a purge, entries
/// of three terms.
fn eventful() -> (Rig, BTreeMap<(u64, u64), LogEntry>) {
    let rig = Rig::in_memory();
    let log = rig.open();
    let mut written = BTreeMap::new();
    let mut append = |range: std::ops::Range<u64>, term: u64, length: usize| {
        for entry in entries(range.clone(), term, length) {
            written.insert((entry.index, entry.term), entry);
        }
        append(&log, range, term, length);
    };
    wait(|done| log.save_vote("vote 1".into(), done)).unwrap();
    append(0..6, 1, 40);
    append(6..7, 1, 700);
    log.save_committed(4);
    wait(|done| log.truncate_after(Some(5), done)).unwrap();
    append(6..9, 2, 90);
    wait(|done| log.save_vote("vote 2".into(), done)).unwrap();
    wait(|done| log.purge(id(1, 1), done)).unwrap();
    append(9..12, 3, 10);
    rig.memory.cut(Cut::Process);
    (rig, written)
}

#[test]
fn a_damaged_segment_gives_back_what_was_written_or_is_refused() {
    let (rig, written) = eventful();
    let file = rig.last_segment();
    let example = rig.memory.contents(&file).unwrap();
    Campaign::new("segment file")
        .examples([example])
        .slower_by(20)
        .run(|contents| {
            let mut damaged = Rig::on(rig.memory.fork());
            damaged.options = rig.options.clone();
            damaged.memory.overwrite(&file, contents.to_vec());
            let (log, recovered) = match damaged.try_open() {
                Ok(opened) => opened,
                Err(refused) => return refused.to_string(),
            };
            let first = log.state().purged.map_or(0, |purged| purged.index + 1);
            for entry in read_from(&log, first) {
                assert_eq!(Some(&entry), written.get(&(entry.index, entry.term)), "never written");
            }
            match recovered.torn {
                Some(torn) => format!("cut, {} records after it", torn.stray_records),
                None => "whole".to_owned(),
            }
        });
}
