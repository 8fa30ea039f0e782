//! The synced mark: a log whose synced writes were changed in any way is refused, and the mark refuses nothing else.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use minoots_store::io::{Cut, Fault, Operation};
use minoots_store::log::{Demand, LogOptions, OpenError, Rule, SyncedMarkOptions};

use super::support::*;

const MARK: &str = "/SYNCED";

fn with_mark(demand: Demand) -> LogOptions {
    let mut options = small_options();
    options.synced_mark = Some(SyncedMarkOptions {
        path: MARK.into(),
        demand,
        log_id: 7,
        refuses_others: true,
    });
    options
}

/// Creates a log with a mark, killed after `count` groups of one entry each.
fn killed_after(count: u64) -> Rig {
    let mut rig = Rig::in_memory();
    rig.options = with_mark(Demand::IfPresent);
    let log = rig.open();
    append_singly(&log, 0..count, 1, 600);
    rig.memory.cut(Cut::Process);
    rig.options = with_mark(Demand::Present);
    rig
}

/// The rule with which opening refuses the log. Asserts that opening changed nothing.
fn refused(rig: &Rig) -> Rule {
    let files = rig.files("log");
    let before: Vec<_> = files.iter().map(|file| rig.memory.contents(file)).collect();
    let rule = match rig.try_open() {
        Err(OpenError::Corrupt(corruption)) => corruption.rule,
        Err(other) => panic!("{other}"),
        Ok((log, recovered)) => panic!("opened: {recovered:?}, {:?}", log.state()),
    };
    let after: Vec<_> = files.iter().map(|file| rig.memory.contents(file)).collect();
    assert!(before == after, "a refusal changed the log");
    rule
}

/// The end of the last record of a segment, according to the bytes of the file.
fn used_bytes(rig: &Rig, file: &Path) -> usize {
    let bytes = rig.memory.contents(file).unwrap();
    bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1
}

#[test]
fn synced_groups_are_never_cut_whatever_becomes_of_their_bytes() {
    let rig = killed_after(12);
    let file = rig.last_segment();
    let used = used_bytes(&rig, &file);
    for count in [1, 100, 512, 1_000, 5_000, used - 512] {
        for filler in [0x00, 0xff, 0x5a] {
            let overwritten = changed(&rig, &file, |bytes| bytes[used - count..used].fill(filler));
            let rule = refused(&overwritten);
            assert_eq!(rule, Rule::ReachedBySynced, "{count} bytes of {filler:#x}");
        }
        let cut = changed(&rig, &file, |bytes| bytes.truncate(used - count));
        assert_eq!(refused(&cut), Rule::ReachedBySynced, "{count} bytes cut");
    }
    for position in (512..used).step_by(7) {
        let flipped = changed(&rig, &file, |bytes| bytes[position] ^= 0x10);
        // No checksum covers the zeros after a group.
        match flipped.try_open() {
            Err(error) => assert!(matches!(error, OpenError::Corrupt(_)), "{position}: {error}"),
            Ok((log, _)) => assert_eq!(log.state().last, Some(id(11, 1)), "{position}"),
        }
    }
}

#[test]
fn a_log_that_is_empty_or_older_or_another_one_is_refused() {
    let rig = killed_after(30);
    let mut emptied = Rig::on(rig.memory.fork());
    emptied.options = rig.options.clone();
    emptied.directory = PathBuf::from("/emptied");
    assert_eq!(refused(&emptied), Rule::ReachedBySynced);
    // An older copy of the log, with the newer mark.
    let older = killed_after(20);
    for file in rig.files("log") {
        match older.memory.contents(&file) {
            Some(bytes) => rig.memory.overwrite(&file, bytes),
            None => rig.io().remove(&file).unwrap(),
        }
    }
    assert_eq!(refused(&rig), Rule::ReachedBySynced);
    // Another, longer log: its groups have the same positions and different content.
    let (ours, other) = (killed_after(3), {
        let mut rig = Rig::in_memory();
        rig.options = with_mark(Demand::IfPresent);
        let log = rig.open();
        append_singly(&log, 0..5, 2, 600);
        rig
    });
    let file = ours.last_segment();
    ours.memory.overwrite(&file, other.memory.contents(&file).unwrap());
    assert_eq!(refused(&ours), Rule::OtherThanSynced);
}

#[test]
fn a_log_is_refused_that_was_replaced_together_with_its_mark() {
    let mut rig = killed_after(3);
    let options = rig.options.synced_mark.as_mut().unwrap();
    options.log_id += 1;
    assert_eq!(refused(&rig), Rule::SyncedMarkOfAnother);
    // A directory of an earlier release does not record the log's id: it accepts the present log, and from then on no
    // other.
    let options = rig.options.synced_mark.as_mut().unwrap();
    options.refuses_others = false;
    drop(rig.open());
    let options = rig.options.synced_mark.as_mut().unwrap();
    options.refuses_others = true;
    drop(rig.open());
    rig.options = with_mark(Demand::Present);
    assert_eq!(refused(&rig), Rule::SyncedMarkOfAnother);
}

#[test]
fn a_mark_that_is_missing_or_damaged_is_refused_once_it_was_made() {
    let rig = killed_after(3);
    let mark = Path::new(MARK);
    for position in 0..48 {
        let damaged = changed(&rig, mark, |bytes| {
            bytes[position] ^= 1;
            bytes[position + 512] ^= 1;
        });
        assert_eq!(refused(&damaged), Rule::SyncedMark, "byte {position}");
        let half = changed(&rig, mark, |bytes| bytes[position + 512] ^= 1);
        assert_eq!(half.open().state().last, Some(id(2, 1)), "byte {position}");
    }
    let emptied = changed(&rig, mark, Vec::clear);
    assert_eq!(refused(&emptied), Rule::SyncedMark);
    rig.io().remove(mark).unwrap();
    assert_eq!(refused(&rig), Rule::SyncedMarkMissing);
}

#[test]
fn an_operator_who_accepts_the_loss_goes_on_with_what_is_left() {
    let rig = killed_after(12);
    let file = rig.last_segment();
    let used = used_bytes(&rig, &file);
    let mut cut = changed(&rig, &file, |bytes| bytes[used - 2_000..used].fill(0));
    refused(&cut);
    cut.options = with_mark(Demand::Nothing);
    let log = cut.open();
    let last = log.state().last.unwrap().index;
    assert!(last < 11, "{last}");
    append_singly(&log, last + 1..last + 3, 2, 600);
    cut.memory.cut(Cut::Process);
    cut.options = with_mark(Demand::Present);
    assert_eq!(cut.open().state().last, Some(id(last + 2, 2)));
}

#[test]
fn a_log_goes_on_over_segments_stops_and_power_failures_with_its_mark() {
    for seed in 0..40 {
        let mut rig = Rig::in_memory();
        rig.options = with_mark(Demand::IfPresent);
        let mut next = 0;
        for life in 0..6 {
            let log = rig.open();
            rig.options = with_mark(Demand::Present);
            next = log.state().last.map_or(0, |last| last.index + 1).max(next);
            append_singly(&log, next..next + 15, 1, 600);
            next += 15;
            match life % 3 {
                0 => log.close().unwrap(),
                1 => rig.memory.cut(Cut::Process),
                _ => {
                    let _ = start(|done| log.append(entries(next..next + 3, 1, 600), done));
                    rig.memory.cut(Cut::Power { seed });
                }
            }
        }
        assert!(rig.open().state().last.unwrap().index + 1 >= next);
    }
}

#[test]
fn a_write_that_finds_no_room_is_repeated_until_there_is() {
    for operation in [Operation::Write, Operation::Rename, Operation::Remove] {
        let rig = Rig::in_memory();
        let log = rig.open();
        append(&log, 0..1, 1, 600);
        rig.memory.inject(Fault {
            operation,
            after_count: 0,
            fail_count: 5,
            error: ErrorKind::StorageFull,
        });
        let pending = start(|done| log.append(entries(1..100, 1, 600), done));
        pending.recv_timeout(Duration::from_secs(60)).unwrap().unwrap();
        wait(|done| log.purge(id(90, 1), done)).unwrap();
        assert_eq!(rig.fatal_count.load(Ordering::SeqCst), 0, "{operation:?}");
        log.close().unwrap();
        let log = rig.open();
        assert_eq!(read_from(&log, 91), entries(91..100, 1, 600), "{operation:?}");
    }
}
