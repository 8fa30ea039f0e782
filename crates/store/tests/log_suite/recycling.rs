//! Segment files are reused, and no record of an earlier use is ever taken for live.

use minoots_store::io::Cut;

use super::support::*;

/// Fills segments with entries of one term, then purges them, so that spares with valid old records exist.
fn rig_with_spares() -> (Rig, u64) {
    let rig = Rig::in_memory();
    let log = rig.open();
    append_singly(&log, 0..100, 1, 600);
    wait(|done| log.purge(id(99, 1), done)).unwrap();
    log.close().unwrap();
    assert_eq!(rig.files("spare").len(), 2);
    (rig, 100)
}

#[test]
fn purged_segments_are_reused_and_spares_are_bounded() {
    let (rig, next) = rig_with_spares();
    let log = rig.open();
    append_singly(&log, next..next + 100, 1, 600);
    let stats = log.stats();
    assert!(stats.segments_recycled >= 2, "{stats:?}");
    wait(|done| log.purge(id(next + 99, 1), done)).unwrap();
    log.close().unwrap();
    assert_eq!((rig.files("log").len(), rig.files("spare").len()), (1, 2));
}

#[test]
fn stale_records_of_a_recycled_segment_are_never_read() {
    let (rig, next) = rig_with_spares();
    for used in 0..60 {
        let rig = Rig::on(rig.memory.fork());
        let log = rig.open();
        append_singly(&log, next..next + used, 2, 600);
        rig.memory.cut(Cut::Process);
        let (log, recovered) = rig.try_open().unwrap();
        assert_eq!(recovered.torn, None);
        assert_eq!(read_from(&log, next), entries(next..next + used, 2, 600));
        assert_eq!(log.state().last.unwrap().index, next + used - 1);
    }
}

#[test]
fn a_segment_moved_to_another_place_is_refused() {
    let rig = Rig::in_memory();
    let log = rig.open();
    append_singly(&log, 0..60, 1, 600);
    log.close().unwrap();
    let files = rig.files("log");
    let second = rig.memory.contents(&files[1]).unwrap();
    rig.memory.overwrite(&files[2], second);
    assert!(rig.try_open().is_err());
}

#[test]
fn a_spare_that_does_not_verify_is_not_reused() {
    let (rig, _) = rig_with_spares();
    let spare = rig.files("spare")[0].clone();
    let mut bytes = rig.memory.contents(&spare).unwrap();
    bytes[20] ^= 1;
    rig.memory.overwrite(&spare, bytes);
    rig.open().close().unwrap();
    assert!(!rig.files("spare").contains(&spare));
}

#[test]
fn the_segment_size_may_change_between_two_openings() {
    let (mut rig, next) = rig_with_spares();
    for segment_bytes in [64 << 10, 16 << 10, 32 << 10] {
        rig.options.segment_bytes = segment_bytes;
        let log = rig.open();
        let start = log.state().last.unwrap().index + 1;
        let largest = rig.options.entry_bytes_max();
        append(&log, start..start + 2, 1, largest);
        append(&log, start + 2..start + 10, 1, 5_000);
        log.close().unwrap();
    }
    let log = rig.open();
    assert_eq!(read_from(&log, next).len(), 30);
}

#[test]
fn reads_during_purge_and_reuse_give_the_entries_or_say_purged() {
    let mut rig = Rig::in_memory();
    rig.options.cache_bytes_max = 0;
    rig.options.prepare_ahead = true;
    let log = rig.open();
    append(&log, 0..200, 1, 600);
    let reader = {
        let log = log.clone();
        std::thread::spawn(move || {
            let (mut next, mut seen) = (0, 0);
            while next < 1_900 {
                match log.read(next..next + 20, 1 << 20) {
                    Ok(found) => {
                        seen += found.len();
                        assert!(found.iter().all(|read| *read == entry(read.index, 1, 600)));
                        next = found.last().map_or(next, |last| last.index + 1);
                    }
                    Err(minoots_store::log::Error::Purged { upto_index }) => next = upto_index + 1,
                    Err(error) => panic!("{error}"),
                }
            }
            seen
        })
    };
    for batch in 2..20 {
        append(&log, batch * 100..batch * 100 + 100, 1, 600);
        wait(|done| log.purge(id(batch * 100 - 50, 1), done)).unwrap();
    }
    assert!(reader.join().unwrap() > 0);
    assert!(log.stats().segments_recycled > 0);
}
