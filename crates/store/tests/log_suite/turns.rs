//! A log without a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::support::*;

fn rig(rung: &Arc<AtomicUsize>) -> Rig {
    let rung = Arc::clone(rung);
    let mut rig = Rig::in_memory();
    rig.options.work_arrived = Some(Arc::new(move || {
        rung.fetch_add(1, Ordering::SeqCst);
    }));
    rig
}

#[test]
fn a_log_without_a_thread_says_that_there_is_work_and_writes_it_when_told_in_one_group() {
    let rung = Arc::<AtomicUsize>::default();
    let log = rig(&rung).open();
    let turns = log.turns();
    let first = start(|done| log.append(entries(1..3, 1, 10), done));
    let second = start(|done| log.append(entries(3..5, 1, 10), done));
    assert_eq!(rung.load(Ordering::SeqCst), 2);
    assert!(first.try_recv().is_err(), "nothing is on disk");
    assert_eq!(log.durable_index(), None);

    assert!(turns.take());
    assert!(first.recv().unwrap().is_ok() && second.recv().unwrap().is_ok());
    assert_eq!((log.durable_index(), log.stats().groups), (Some(4), 1));
    assert!(log.holds(4) && !log.has_failed());

    drop(log);
    assert!(!turns.take(), "it is gone");
}

#[test]
fn a_log_without_a_thread_writes_what_is_queued_when_it_is_closed_or_dropped() {
    let rung = Arc::<AtomicUsize>::default();
    let rig = rig(&rung);
    let log = rig.open();
    log.append(entries(1..3, 1, 10), Box::new(drop));
    log.close().unwrap();
    drop(log);
    let log = rig.open();
    assert_eq!(log.durable_index(), Some(2));
    log.append(entries(3..5, 1, 10), Box::new(drop));
    drop(log);
    assert_eq!(rig.open().durable_index(), Some(4));
}

#[test]
fn a_log_holds_what_is_on_disk_purged_or_beyond_its_end_and_nothing_in_between() {
    let rung = Arc::<AtomicUsize>::default();
    let log = rig(&rung).open();
    assert!(log.holds(7), "only a snapshot can have brought it");
    log.append(entries(1..8, 1, 10), Box::new(drop));
    assert!(!log.holds(7), "it is being written");
    assert!(log.turns().take());
    assert!(log.holds(7));
    log.purge(id(7, 1), Box::new(drop));
    assert!(log.turns().take());
    assert!(log.holds(7));
}
