//! The behaviour of a log on a good disk. Each story runs on the file system and in memory.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use minoots_store::io::RealIo;
use minoots_store::log::{Error, LogOptions, LogState, Refused};

use super::support::*;

/// Runs a story on every kind of disk, with and without the preparing thread.
fn everywhere(story: fn(Rig)) {
    for prepare_ahead in [false, true] {
        let mut rig = Rig::in_memory();
        rig.options.prepare_ahead = prepare_ahead;
        story(rig);
        let directory = tempfile::tempdir().unwrap();
        let mut rig = Rig::on_files(Arc::new(RealIo), &directory.path().join("deep").join("log"));
        rig.options.prepare_ahead = prepare_ahead;
        story(rig);
    }
}

#[test]
fn an_empty_directory_becomes_an_empty_log() {
    everywhere(|rig| {
        let (log, recovered) = rig.try_open().unwrap();
        assert_eq!(log.state(), LogState::default());
        assert_eq!(recovered.records, 0);
        assert_eq!(log.read(0..10, 100).unwrap(), []);
        log.close().unwrap();
        assert_eq!(rig.open().state(), LogState::default());
    });
}

#[test]
fn entries_are_read_back_before_and_after_reopening() {
    everywhere(|rig| {
        let log = rig.open();
        append(&log, 0..10, 1, 100);
        append(&log, 10..200, 3, 300);
        let all: Vec<_> = entries(0..10, 1, 100)
            .into_iter()
            .chain(entries(10..200, 3, 300))
            .collect();
        assert_eq!(read_from(&log, 0), all);
        assert_eq!(log.durable_index(), Some(199));
        let durable = [id(9, 1), id(10, 3), id(199, 3), id(10, 1), id(200, 3)].map(|entry| log.is_durable(entry));
        assert_eq!(durable, [true, true, true, false, false]);
        log.close().unwrap();
        let (log, recovered) = rig.try_open().unwrap();
        assert_eq!((recovered.entries, recovered.torn), (200, None));
        assert!(recovered.segments > 3);
        assert_eq!(read_from(&log, 0), all);
        assert_eq!((log.state().first_index, log.state().last), (Some(0), Some(id(199, 3))));
    });
}

#[test]
fn a_queued_entry_is_read_before_it_is_durable() {
    let rig = Rig::in_memory();
    let log = rig.open();
    rig.memory.hold_syncs();
    let pending = start(|done| log.append(entries(0..3, 1, 10), done));
    assert_eq!(read_from(&log, 0), entries(0..3, 1, 10));
    assert_eq!(log.state().last, Some(id(2, 1)));
    assert_eq!((log.durable_index(), log.is_durable(id(2, 1))), (None, false));
    rig.memory.release_syncs();
    pending.recv().unwrap().unwrap();
    assert_eq!((log.durable_index(), log.is_durable(id(2, 1))), (Some(2), true));
}

#[test]
fn a_read_stops_at_its_byte_limit_but_returns_at_least_one_entry() {
    everywhere(|mut rig| {
        rig.options.cache_bytes_max = 0;
        let log = rig.open();
        append(&log, 0..20, 1, 100);
        assert_eq!(log.read(3..20, 350).unwrap(), entries(3..6, 1, 100));
        assert_eq!(log.read(3..20, 0).unwrap(), entries(3..4, 1, 100));
        assert_eq!(log.read(3..5, 1000).unwrap(), entries(3..5, 1, 100));
        assert_eq!(log.read(20..30, 1000).unwrap(), []);
    });
}

#[test]
fn a_small_cache_and_a_large_one_read_the_same() {
    for cache_bytes_max in [0, 3_000, 1 << 20] {
        let mut rig = Rig::in_memory();
        rig.options.cache_bytes_max = cache_bytes_max;
        let log = rig.open();
        append_singly(&log, 0..100, 1, 200);
        wait(|done| log.truncate_after(Some(90), done)).unwrap();
        append_singly(&log, 91..120, 2, 150);
        let expected: Vec<_> = entries(0..91, 1, 200)
            .into_iter()
            .chain(entries(91..120, 2, 150))
            .collect();
        assert_eq!(read_from(&log, 0), expected);
    }
}

#[test]
fn truncation_makes_room_for_other_entries() {
    everywhere(|rig| {
        let log = rig.open();
        append(&log, 5..60, 1, 500);
        wait(|done| log.truncate_after(Some(9), done)).unwrap();
        assert_eq!(log.state().last, Some(id(9, 1)));
        append(&log, 10..12, 2, 500);
        let expected: Vec<_> = entries(5..10, 1, 500)
            .into_iter()
            .chain(entries(10..12, 2, 500))
            .collect();
        assert_eq!(read_from(&log, 5), expected);
        log.close().unwrap();
        let log = rig.open();
        assert_eq!(read_from(&log, 5), expected);
        wait(|done| log.truncate_after(None, done)).unwrap();
        assert_eq!((log.state().last, log.state().first_index), (None, None));
        append(&log, 1..3, 3, 10);
        log.close().unwrap();
        assert_eq!(read_from(&rig.open(), 1), entries(1..3, 3, 10));
    });
}

#[test]
fn truncation_finds_the_term_of_what_it_keeps() {
    let mut rig = Rig::in_memory();
    rig.options.cache_bytes_max = 0;
    let log = rig.open();
    append(&log, 0..5, 1, 10);
    append(&log, 5..9, 4, 10);
    wait(|done| log.truncate_after(Some(6), done)).unwrap();
    assert_eq!(log.state().last, Some(id(6, 4)));
    wait(|done| log.truncate_after(Some(2), done)).unwrap();
    assert_eq!(log.state().last, Some(id(2, 1)));
    wait(|done| log.truncate_after(Some(50), done)).unwrap();
    assert_eq!(log.state().last, Some(id(2, 1)));
    log.close().unwrap();
    assert_eq!(rig.open().state().last, Some(id(2, 1)));
}

#[test]
fn purged_entries_are_gone_and_the_rest_stays() {
    everywhere(|rig| {
        let log = rig.open();
        append_singly(&log, 0..100, 1, 600);
        let size_bytes = log.size_bytes();
        wait(|done| log.purge(id(69, 1), done)).unwrap();
        assert!(log.size_bytes() < size_bytes / 2);
        assert!(matches!(log.read(69..71, 100), Err(Error::Purged { upto_index: 69 })));
        assert_eq!(read_from(&log, 70), entries(70..100, 1, 600));
        wait(|done| log.purge(id(10, 1), done)).unwrap();
        assert_eq!(log.state().purged, Some(id(69, 1)));
        log.close().unwrap();
        let log = rig.open();
        assert_eq!(
            (log.state().purged, log.state().first_index),
            (Some(id(69, 1)), Some(70))
        );
        assert_eq!(read_from(&log, 70), entries(70..100, 1, 600));
    });
}

#[test]
fn a_purge_beyond_the_end_moves_the_end() {
    everywhere(|rig| {
        let log = rig.open();
        append(&log, 0..10, 1, 600);
        wait(|done| log.purge(id(1_000, 7), done)).unwrap();
        assert_eq!((log.state().last, log.state().first_index), (Some(id(1_000, 7)), None));
        append(&log, 1_001..1_003, 7, 10);
        wait(|done| log.truncate_after(Some(1_000), done)).unwrap();
        append(&log, 1_001..1_004, 8, 10);
        log.close().unwrap();
        let log = rig.open();
        assert_eq!(read_from(&log, 1_001), entries(1_001..1_004, 8, 10));
        assert_eq!(log.state().last, Some(id(1_003, 8)));
    });
}

#[test]
fn vote_and_purge_point_outlive_the_segments_they_were_written_in() {
    everywhere(|rig| {
        let log = rig.open();
        wait(|done| log.save_vote(Bytes::from_static(b"term 1, node 2"), done)).unwrap();
        append_singly(&log, 0..100, 1, 600);
        wait(|done| log.purge(id(80, 1), done)).unwrap();
        log.close().unwrap();
        assert!(!rig.files("log").contains(&rig.directory.join("0000000000000001.log")));
        let log = rig.open();
        append_singly(&log, 100..200, 2, 600);
        log.close().unwrap();
        let state = rig.open().state();
        assert_eq!(state.vote.as_deref(), Some(&b"term 1, node 2"[..]));
        assert_eq!(state.purged, Some(id(80, 1)));
    });
}

#[test]
fn the_commit_mark_is_carried_by_later_records_and_by_a_clean_stop() {
    let rig = Rig::in_memory();
    let log = rig.open();
    append(&log, 0..5, 1, 10);
    log.save_committed(3);
    append(&log, 5..6, 1, 10);
    rig.memory.cut(minoots_store::io::Cut::Process);
    let log = rig.open();
    assert_eq!(log.state().committed, Some(3));
    log.save_committed(5);
    log.save_committed(4);
    log.close().unwrap();
    assert_eq!(rig.open().state().committed, Some(5));
}

#[test]
fn the_commit_mark_on_disk_never_exceeds_what_was_durable_before() {
    let rig = Rig::in_memory();
    let log = rig.open();
    append(&log, 0..5, 1, 10);
    log.save_committed(100);
    append(&log, 5..6, 1, 10);
    rig.memory.cut(minoots_store::io::Cut::Process);
    assert_eq!(rig.open().state().committed, Some(4));
}

#[test]
fn completions_run_in_the_order_of_the_calls_and_a_vote_after_earlier_appends() {
    let rig = Rig::in_memory();
    let log = rig.open();
    let names = Arc::new(Mutex::new(Vec::new()));
    rig.memory.hold_syncs();
    log.append(entries(0..1, 1, 10), noting(&names, "first append"));
    log.append(entries(1..300, 1, 100), noting(&names, "append over several segments"));
    log.save_vote(Bytes::from_static(b"vote"), noting(&names, "vote"));
    log.truncate_after(Some(10), noting(&names, "truncate"));
    log.purge(id(5, 1), noting(&names, "purge"));
    let last = start(|done| log.append(entries(11..12, 2, 10), done));
    std::thread::sleep(std::time::Duration::from_millis(30));
    assert!(names.lock().unwrap().is_empty(), "acknowledged before a sync");
    rig.memory.release_syncs();
    last.recv().unwrap().unwrap();
    let expected = [
        "first append",
        "append over several segments",
        "vote",
        "truncate",
        "purge",
    ];
    assert_eq!(*names.lock().unwrap(), expected);
}

#[test]
fn appends_during_a_sync_share_the_next_one() {
    let rig = Rig::in_memory();
    let log = rig.open();
    append(&log, 0..1, 1, 10);
    let groups = log.stats().groups;
    rig.memory.hold_syncs();
    let pending: Vec<_> = (1..51)
        .map(|index| start(|done| log.append(entries(index..index + 1, 1, 10), done)))
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(30));
    rig.memory.release_syncs();
    pending.into_iter().for_each(|result| result.recv().unwrap().unwrap());
    assert!(log.stats().groups - groups <= 2, "{:?}", log.stats());
}

#[test]
fn calls_that_break_the_rules_are_refused_and_change_nothing() {
    let mut rig = Rig::in_memory();
    rig.options.queue_bytes_max = 100_000;
    let log = rig.open();
    append(&log, 0..10, 5, 10);
    log.save_committed(6);
    wait(|done| log.purge(id(3, 5), done)).unwrap();
    let state = log.state();
    let refused = |result: Result<(), Error>| match result {
        Err(Error::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    };
    let too_large = rig.options.entry_bytes_max() + 1;
    assert_eq!(
        refused(wait(|done| log.append(entries(11..12, 5, 1), done))),
        Refused::IndexGap {
            expected: 10,
            found: 11
        }
    );
    assert_eq!(
        refused(wait(|done| log.append(entries(10..11, 4, 1), done))),
        Refused::TermDecreases {
            index: 10,
            previous: 5,
            found: 4
        }
    );
    assert_eq!(
        refused(wait(|done| log.append(entries(10..11, 5, too_large), done))),
        Refused::EntryTooLarge {
            bytes: too_large,
            bytes_max: too_large - 1
        }
    );
    assert_eq!(
        refused(wait(|done| log.truncate_after(Some(5), done))),
        Refused::TruncatesCommitted {
            after: Some(5),
            committed: 6
        }
    );
    assert_eq!(
        refused(wait(|done| log.truncate_after(None, done))),
        Refused::TruncatesPurged { after: None, purged: 3 }
    );
    assert_eq!(
        refused(wait(|done| log.purge(id(7, 4), done))),
        Refused::PurgeTermMismatch {
            index: 7,
            expected: 5,
            found: 4
        }
    );
    let vote = Bytes::from(vec![0; 5_000]);
    assert!(matches!(
        refused(wait(|done| log.save_vote(vote, done))),
        Refused::VoteTooLarge { .. }
    ));
    assert_eq!(log.state(), state);
    append(&log, 10..11, 5, 10);
}

#[test]
fn a_full_queue_refuses_until_it_drains() {
    let mut rig = Rig::in_memory();
    rig.options.queue_bytes_max = 10_000;
    let log = rig.open();
    rig.memory.hold_syncs();
    let accepted = start(|done| log.append(entries(0..30, 1, 400), done));
    let refused = wait(|done| log.append(entries(30..31, 1, 1), done));
    assert!(
        matches!(refused, Err(Error::Refused(Refused::QueueFull { .. }))),
        "{refused:?}"
    );
    rig.memory.release_syncs();
    accepted.recv().unwrap().unwrap();
    assert_eq!(log.stats().queued_bytes, 0);
    append(&log, 30..31, 1, 1);
}

#[test]
fn the_largest_entry_fits_whatever_else_its_segment_holds() {
    everywhere(|mut rig| {
        let largest = rig.options.entry_bytes_max();
        rig.options.group_bytes_max = 64;
        let log = rig.open();
        wait(|done| log.save_vote(Bytes::from(vec![7; 4096]), done)).unwrap();
        append(&log, 0..4, 1, largest);
        append(&log, 4..20, 1, 1_000);
        append(&log, 20..22, 1, largest);
        log.close().unwrap();
        let log = rig.open();
        let found = read_from(&log, 0);
        assert_eq!(found[..4], entries(0..4, 1, largest)[..]);
        assert_eq!(found[4..20], entries(4..20, 1, 1_000)[..]);
        assert_eq!(found[20..], entries(20..22, 1, largest)[..]);
    });
}

#[test]
fn a_closed_log_refuses_calls_and_has_written_what_was_queued() {
    let rig = Rig::in_memory();
    let log = rig.open();
    let pending: Vec<_> = (0..50)
        .map(|index| start(|done| log.append(entries(index..index + 1, 1, 10), done)))
        .collect();
    log.close().unwrap();
    pending.into_iter().for_each(|result| result.recv().unwrap().unwrap());
    assert!(matches!(
        wait(|done| log.append(entries(50..51, 1, 10), done)),
        Err(Error::Closed)
    ));
    assert!(matches!(log.read(0..1, 1), Err(Error::Closed)));
    log.close().unwrap();
    assert_eq!(read_from(&rig.open(), 0).len(), 50);
    assert_eq!(rig.fatal_count(), 0);
}

#[test]
fn impossible_options_are_refused() {
    for segment_bytes in [0, 4096, (16 << 10) + 1, 1 << 40] {
        let mut rig = Rig::in_memory();
        rig.options.segment_bytes = segment_bytes;
        assert!(rig.try_open().is_err(), "{segment_bytes}");
    }
    assert!(LogOptions::default().entry_bytes_max() > 60 << 20);
}
