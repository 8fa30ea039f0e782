//! A disk that reports errors.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use minoots_store::io::{Cut, Fault, Operation};
use minoots_store::log::{Error, Log, OpenError};

use super::support::*;

fn once(operation: Operation, error: ErrorKind) -> Fault {
    Fault {
        operation,
        after_count: 0,
        fail_count: 1,
        error,
    }
}

fn assert_dead(rig: &Rig, log: &Log) {
    assert_eq!(rig.fatal_count(), 1);
    assert!(matches!(
        wait(|done| log.save_vote(Bytes::from_static(b"later"), done)),
        Err(Error::Failed(_))
    ));
    assert!(matches!(
        wait(|done| log.append(entries(1..2, 1, 10), done)),
        Err(Error::Failed(_))
    ));
    assert!(matches!(log.read(0..1, 1), Err(Error::Failed(_))));
    assert!(matches!(log.close(), Err(Error::Failed(_))));
    assert_eq!(rig.fatal_count(), 1);
}

#[test]
fn a_failed_sync_or_write_is_final_although_the_next_would_succeed() {
    for operation in [Operation::SyncData, Operation::Write] {
        let rig = Rig::in_memory();
        let log = rig.open();
        append(&log, 0..1, 1, 10);
        rig.memory.inject(once(operation, ErrorKind::Other));
        assert!(matches!(
            wait(|done| log.append(entries(1..2, 1, 10), done)),
            Err(Error::Failed(_))
        ));
        assert_dead(&rig, &log);
    }
}

#[test]
fn everything_queued_behind_a_failed_sync_fails_with_it() {
    let rig = Rig::in_memory();
    let log = rig.open();
    append(&log, 0..1, 1, 10);
    rig.memory.hold_syncs();
    rig.memory.inject(once(Operation::SyncData, ErrorKind::Other));
    let pending: Vec<_> = (1..20)
        .map(|index| start(|done| log.append(entries(index..index + 1, 1, 10), done)))
        .collect();
    let vote = start(|done| log.save_vote(Bytes::from_static(b"vote"), done));
    rig.memory.release_syncs();
    for result in pending {
        assert!(matches!(result.recv().unwrap(), Err(Error::Failed(_))));
    }
    assert!(matches!(vote.recv().unwrap(), Err(Error::Failed(_))));
    assert_dead(&rig, &log);
}

#[test]
fn the_hook_runs_before_anyone_is_told() {
    let mut rig = Rig::in_memory();
    rig.options.prepare_ahead = true;
    let log = rig.open();
    rig.memory.inject(once(Operation::SyncData, ErrorKind::Other));
    let fatal_count = Arc::clone(&rig.fatal_count);
    let (sender, receiver) = std::sync::mpsc::channel();
    let done = move |_| {
        sender
            .send(fatal_count.load(std::sync::atomic::Ordering::SeqCst))
            .unwrap()
    };
    log.append(entries(0..1, 1, 10), Box::new(done));
    assert_eq!(receiver.recv().unwrap(), 1);
}

#[test]
fn entries_behind_a_failed_sync_are_on_the_disk_once_a_restart_accepted_them() {
    let rig = Rig::in_memory();
    let log = rig.open();
    append(&log, 0..1, 1, 10);
    rig.memory.inject(once(Operation::SyncData, ErrorKind::Other));
    assert!(wait(|done| log.append(entries(1..3, 1, 10), done)).is_err());
    rig.memory.cut(Cut::Process);
    let log = rig.open();
    assert_eq!(
        read_from(&log, 0).len(),
        3,
        "the kernel still shows what it failed to write"
    );
    for seed in 0..20 {
        let rig = Rig::on(rig.memory.fork());
        rig.memory.cut(Cut::Power { seed });
        assert_eq!(read_from(&rig.open(), 0), entries(0..3, 1, 10), "seed {seed}");
    }
}

#[test]
fn failures_while_a_segment_is_prepared_or_retired_are_final() {
    for operation in [Operation::Rename, Operation::SyncDirectory, Operation::Allocate] {
        for prepare_ahead in [false, true] {
            let mut rig = Rig::in_memory();
            rig.options.prepare_ahead = prepare_ahead;
            let log = rig.open();
            append(&log, 0..1, 1, 10);
            rig.memory.inject(once(operation, ErrorKind::Other));
            let mut index = 1;
            while wait(|done| log.append(entries(index..index + 1, 1, 600), done)).is_ok() {
                index += 1;
                assert!(index < 100, "{operation:?} never failed the log");
            }
            assert_dead(&rig, &log);
            rig.memory.cut(Cut::Process);
            assert!(read_from(&rig.open(), 1).len() as u64 >= index - 1);
        }
    }
}

#[test]
fn a_full_disk_holds_up_the_log_until_there_is_room() {
    for prepare_ahead in [false, true] {
        let mut rig = Rig::in_memory();
        rig.options.prepare_ahead = prepare_ahead;
        let log = rig.open();
        rig.memory.inject(Fault {
            fail_count: u64::MAX,
            ..once(Operation::Allocate, ErrorKind::StorageFull)
        });
        let pending = start(|done| log.append(entries(0..100, 1, 600), done));
        assert!(
            pending.recv_timeout(Duration::from_millis(250)).is_err(),
            "acknowledged without room"
        );
        assert_eq!(read_from(&log, 0).len(), 100);
        rig.memory.clear_faults();
        pending.recv().unwrap().unwrap();
        assert!(log.stats().disk_full > 0);
        assert_eq!(rig.fatal_count(), 0);
        log.close().unwrap();
        assert_eq!(read_from(&rig.open(), 0), entries(0..100, 1, 600));
    }
}

#[test]
fn a_failed_read_is_reported_and_the_log_works_on() {
    let mut rig = Rig::in_memory();
    rig.options.cache_bytes_max = 0;
    let log = rig.open();
    append(&log, 0..3, 1, 10);
    rig.memory.inject(once(Operation::Read, ErrorKind::Other));
    assert!(matches!(log.read(0..3, 100), Err(Error::Read(_))));
    assert_eq!(log.read(0..3, 100).unwrap(), entries(0..3, 1, 10));
    append(&log, 3..4, 1, 10);
}

#[test]
fn a_read_that_fails_while_the_log_is_opened_is_told_and_changes_nothing() {
    let mut rig = Rig::in_memory();
    rig.options.segment_bytes = 2 << 20;
    let log = rig.open();
    append_singly(&log, 0..10, 1, 300_000);
    log.close().unwrap();
    let contents = || {
        let files = rig.files("log").into_iter();
        files
            .map(|file| rig.memory.contents(&file).unwrap())
            .collect::<Vec<_>>()
    };
    let written = contents();
    let mut failed = 0;
    for after_count in 0.. {
        rig.memory.clear_faults();
        rig.memory.inject(Fault {
            after_count,
            ..once(Operation::Read, ErrorKind::Other)
        });
        match rig.try_open() {
            Err(OpenError::Io(_)) => {
                failed += 1;
                rig.memory.clear_faults();
                assert!(contents() == written, "changed by failure {after_count}");
            }
            Err(other) => panic!("{other}"),
            Ok((log, recovered)) => {
                assert_eq!(recovered.torn, None);
                rig.memory.clear_faults();
                assert_eq!(read_from(&log, 0), entries(0..10, 1, 300_000));
                break;
            }
        }
    }
    // The reads of two segments in pieces, their headers, and the group that is written again.
    assert!(failed > 10, "{failed} reads");
}

#[test]
fn a_record_that_rots_while_the_log_is_open_is_found_when_it_is_read() {
    let mut rig = Rig::in_memory();
    rig.options.cache_bytes_max = 0;
    let log = rig.open();
    append_singly(&log, 0..3, 1, 100);
    let file = rig.last_segment();
    let mut bytes = rig.memory.contents(&file).unwrap();
    let body = entry(1, 1, 100).body;
    let place = bytes.windows(100).position(|window| window == &body[..]).unwrap();
    bytes[place + 50] ^= 4;
    rig.memory.overwrite(&file, bytes);
    let Err(Error::Corrupt(corruption)) = log.read(1..2, 100) else {
        panic!("not found")
    };
    assert_eq!(corruption.file, file);
    assert_eq!(corruption.position_bytes, place as u64 - 48);
    let told = corruption.to_string();
    assert!(
        told.contains("0000000000000001.log") && told.contains("backup"),
        "{told}"
    );
    assert_eq!(log.read(2..3, 100).unwrap(), entries(2..3, 1, 100));
}

#[test]
fn a_completion_that_panics_makes_the_log_fail() {
    let rig = Rig::in_memory();
    let log = rig.open();
    log.append(
        entries(0..1, 1, 10),
        Box::new(|_| std::panic::panic_any("a defect in a completion")),
    );
    assert!(log.close().is_err());
    assert_eq!(rig.fatal_count(), 1);
    assert!(matches!(
        wait(|done| log.append(entries(1..2, 1, 10), done)),
        Err(Error::Failed(_))
    ));
}
