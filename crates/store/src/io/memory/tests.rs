#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use super::{Cut, Fault, MemoryIo, Operation};
use crate::io::Io;

const DIRECTORY: &str = "/d";

fn synced_file(io: &MemoryIo, path: &str, bytes: &[u8]) -> std::sync::Arc<dyn crate::io::IoFile> {
    let file = io.create(Path::new(path), bytes.len() as u64).unwrap();
    file.write_all_at(bytes, 0).unwrap();
    file.sync_data().unwrap();
    io.sync_directory(Path::new(DIRECTORY)).unwrap();
    file
}

#[test]
fn synced_bytes_survive_every_power_cut() {
    for seed in 0..50 {
        let io = MemoryIo::new();
        synced_file(&io, "/d/a", &[7; 3000]);
        io.cut(Cut::Power { seed });
        assert_eq!(io.contents(Path::new("/d/a")).unwrap(), [7; 3000]);
    }
}

#[test]
fn unsynced_bytes_survive_in_any_part() {
    let mut kept = BTreeSet::new();
    for seed in 0..200 {
        let io = MemoryIo::new();
        let file = synced_file(&io, "/d/a", &[0; 2048]);
        file.write_all_at(&[1; 2048], 0).unwrap();
        io.cut(Cut::Power { seed });
        let bytes = io.contents(Path::new("/d/a")).unwrap();
        kept.insert(bytes.iter().filter(|&&byte| byte == 1).count());
    }
    assert!(kept.contains(&0) && kept.contains(&2048));
    assert!(kept.iter().any(|count| count % 512 != 0), "no sector was torn");
    assert!(kept.iter().any(|count| (512..2048).contains(count)));
}

#[test]
fn unsynced_names_may_be_lost_and_synced_ones_are_not() {
    let mut found = BTreeSet::new();
    for seed in 0..100 {
        let io = MemoryIo::new();
        synced_file(&io, "/d/a", b"x");
        io.rename(Path::new("/d/a"), Path::new("/d/b")).unwrap();
        io.cut(Cut::Power { seed });
        found.insert(io.list(Path::new(DIRECTORY)).unwrap());
    }
    assert_eq!(found, BTreeSet::from([vec!["a".to_owned()], vec!["b".to_owned()]]));
}

#[test]
fn a_failed_sync_forgets_what_it_did_not_write() {
    let io = MemoryIo::new();
    let file = synced_file(&io, "/d/a", &[0; 512]);
    file.write_all_at(&[1; 512], 0).unwrap();
    io.inject(Fault {
        operation: Operation::SyncData,
        after_count: 0,
        fail_count: 1,
        error: ErrorKind::Other,
    });
    assert!(file.sync_data().is_err());
    assert!(file.sync_data().is_ok());
    assert_eq!(io.contents(Path::new("/d/a")).unwrap(), [1; 512]);
    io.cut(Cut::Power { seed: 1 });
    assert_eq!(io.contents(Path::new("/d/a")).unwrap(), [0; 512]);
}

#[test]
fn a_process_crash_keeps_everything_but_ends_its_handles() {
    let io = MemoryIo::new();
    let mount = io.mount();
    let file = synced_file(&mount, "/d/a", &[0; 4]);
    file.write_all_at(b"last", 0).unwrap();
    io.cut(Cut::Process);
    assert_eq!(io.contents(Path::new("/d/a")).unwrap(), b"last");
    assert!(file.write_all_at(b"late", 0).is_err());
    assert!(mount.remove(Path::new("/d/a")).is_err());
    assert!(io.mount().open(Path::new("/d/a")).is_ok());
}

#[test]
fn a_halted_disk_does_nothing_until_it_is_cut() {
    let io = MemoryIo::new();
    let file = synced_file(&io, "/d/a", &[0; 8]);
    io.halt_at(io.operation_count() + 1);
    file.write_all_at(b"done", 0).unwrap();
    assert!(file.sync_data().is_err());
    assert!(io.list(Path::new(DIRECTORY)).is_err());
    io.cut(Cut::Process);
    assert_eq!(io.list(Path::new(DIRECTORY)).unwrap(), ["a"]);
}
