//! Appends that run on the caller's thread.

use std::io::ErrorKind;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use minoots_store::io::{Fault, Operation};
use minoots_store::log::Error;

use super::support::*;

/// Creates a log whose segments have space for all writes of these tests.
fn roomy() -> Rig {
    let mut rig = Rig::in_memory();
    rig.options.segment_bytes = 4 << 20;
    rig
}

#[test]
fn inline_appends_are_durable_and_acknowledged_on_return_if_idle() {
    let log = roomy().open();
    let mut at_once = 0;
    for index in 1..101 {
        let told = start(|done| log.append_here(entries(index..index + 1, 1, 10), done));
        // The log thread may still be working, at its start and after such an append.
        match told.try_recv() {
            Ok(result) => {
                result.unwrap();
                assert_eq!(log.durable_index(), Some(index));
                at_once += 1;
            }
            Err(_) => told.recv().unwrap().unwrap(),
        }
    }
    assert!(at_once > 50, "{at_once}");
    assert_eq!(log.stats().groups, 100);
}

#[test]
fn queued_appends_are_written_and_acknowledged_before_inline_ones() {
    let names = Arc::<Mutex<Vec<&'static str>>>::default();
    let rig = roomy();
    let log = rig.open();
    rig.memory.hold_syncs();
    log.append(entries(1..2, 1, 10), noting(&names, "first"));
    log.save_vote(Bytes::from_static(b"vote"), noting(&names, "vote"));
    let here = {
        let (log, done) = (log.clone(), noting(&names, "here"));
        thread::spawn(move || log.append_here(entries(2..3, 1, 10), done))
    };
    rig.memory.release_syncs();
    here.join().unwrap();
    append(&log, 3..4, 1, 10);
    assert_eq!(*names.lock().unwrap(), ["first", "vote", "here"]);
    drop(log);
    assert_eq!(read_from(&rig.open(), 1), entries(1..4, 1, 10));
}

#[test]
fn the_thread_and_those_who_write_here_take_turns() {
    let rig = roomy();
    let log = rig.open();
    let told = Arc::<Mutex<Vec<u64>>>::default();
    for index in 0..2_000 {
        let told = Arc::clone(&told);
        let done = Box::new(move |result: Result<(), Error>| {
            result.unwrap();
            told.lock().unwrap().push(index);
        });
        match index % 3 {
            0 => log.append_here(entries(index..index + 1, 1, 10), done),
            _ => log.append(entries(index..index + 1, 1, 10), done),
        }
    }
    log.close().unwrap();
    assert_eq!(*told.lock().unwrap(), (0..2_000).collect::<Vec<_>>());
    assert_eq!(read_from(&rig.open(), 0), entries(0..2_000, 1, 10));
}

#[test]
fn a_failed_sync_here_is_final_and_a_refused_call_is_told_at_once() {
    let rig = roomy();
    let log = rig.open();
    let gap = wait(|done| {
        log.append_here(entries(1..2, 1, 10), Box::new(drop));
        log.append_here(entries(3..4, 1, 10), done);
    });
    assert!(matches!(gap, Err(Error::Refused(_))), "{gap:?}");
    rig.memory.inject(Fault {
        operation: Operation::SyncData,
        after_count: 0,
        fail_count: 1,
        error: ErrorKind::Other,
    });
    let failed = wait(|done| log.append_here(entries(2..3, 1, 10), done));
    assert!(matches!(failed, Err(Error::Failed(_))), "{failed:?}");
    let later = wait(|done| log.append_here(entries(2..3, 1, 10), done));
    assert!(matches!(later, Err(Error::Failed(_))), "{later:?}");
    assert_eq!(rig.fatal_count(), 1);
    assert!(matches!(log.close(), Err(Error::Failed(_))));
}

#[test]
fn inline_appends_do_not_wait_for_a_segment_on_a_full_disk() {
    let mut rig = Rig::in_memory();
    rig.options.segment_bytes = 64 << 10;
    let log = rig.open();
    rig.memory.inject(Fault {
        operation: Operation::Allocate,
        after_count: 0,
        fail_count: u64::MAX,
        error: ErrorKind::StorageFull,
    });
    let told = (1..101).map(|index| start(|done| log.append_here(entries(index..index + 1, 1, 1_000), done)));
    let told: Vec<_> = told.collect();
    assert!(told[0].recv().unwrap().is_ok(), "there was room");
    let last = &told[99];
    assert!(last.try_recv().is_err(), "there is no room");
    while log.stats().disk_full == 0 {
        thread::sleep(Duration::from_millis(1));
    }
    rig.memory.clear_faults();
    assert!(last.recv().unwrap().is_ok());
    assert_eq!(rig.fatal_count(), 0);
    assert_eq!(read_from(&log, 1), entries(1..101, 1, 1_000));
}

#[test]
fn a_completion_may_close_the_log_and_does_not_wait_for_itself() {
    let rig = roomy();
    let log = rig.open();
    let closing = log.clone();
    let done = Box::new(move |result: Result<(), Error>| {
        result.unwrap();
        closing.close().unwrap();
    });
    log.append_here(entries(1..2, 1, 10), done);
    log.close().unwrap();
    let later = wait(|done| log.append_here(entries(2..3, 1, 10), done));
    assert!(matches!(later, Err(Error::Closed)), "{later:?}");
    assert_eq!(read_from(&rig.open(), 1).len(), 1);
}

#[test]
fn a_completion_that_panics_here_makes_the_log_fail() {
    let rig = roomy();
    let log = rig.open();
    let panics = {
        let log = log.clone();
        thread::spawn(move || log.append_here(entries(1..2, 1, 10), Box::new(|_| panic!("on purpose"))))
    };
    panics.join().expect_err("it does not go on");
    assert_eq!(rig.fatal_count(), 1);
    let later = wait(|done| log.append(entries(2..3, 1, 10), done));
    assert!(matches!(later, Err(Error::Failed(_))), "{later:?}");
}

#[test]
fn only_what_is_not_in_memory_needs_the_disk() {
    let mut rig = roomy();
    rig.options.cache_bytes_max = 1_000;
    let log = rig.open();
    assert!(!log.reads_disk(0), "there is nothing");
    append_singly(&log, 1..100, 1, 100);
    assert!(log.reads_disk(1) && !log.reads_disk(99) && !log.reads_disk(100));
    let first_in_memory = (1..100).find(|index| !log.reads_disk(*index));
    assert!((90..99).contains(&first_in_memory.unwrap()));
}
