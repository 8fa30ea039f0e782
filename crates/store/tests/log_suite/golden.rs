//! The on-disk bytes never change by accident: a log written once is compared, and opened, in every later release.
//!
//! After a deliberate change of the format, with a new version number, run the test once with `UPDATE_GOLDEN=1`.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use minoots_store::io::{Cut, MemoryIo};

use super::support::*;

fn golden_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// Writes every kind of record, in groups of one and of several, over two segments.
fn write_story(rig: &Rig) {
    let log = rig.open();
    append(&log, 0..1, 1, 0);
    wait(|done| log.save_vote(Bytes::from_static(b"node 2 in term 3"), done)).unwrap();
    append(&log, 1..5, 3, 37);
    log.save_committed(2);
    wait(|done| log.truncate_after(Some(3), done)).unwrap();
    wait(|done| log.purge(id(1, 3), done)).unwrap();
    append_singly(&log, 4..29, 4, 490);
    log.close().unwrap();
}

/// Removes the zeros at the end, which only mark bytes that were never written.
fn used(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    bytes.truncate(end);
    bytes
}

fn file_names() -> [(&'static str, &'static str); 2] {
    [
        ("0000000000000001.log", "log_segment_1.bin"),
        ("0000000000000002.log", "log_segment_2.bin"),
    ]
}

#[test]
fn the_bytes_written_are_the_golden_ones() {
    let rig = Rig::in_memory();
    write_story(&rig);
    assert_eq!(rig.files("log").len(), 2);
    for (file, golden) in file_names() {
        let written = used(rig.memory.contents(&rig.directory.join(file)).unwrap());
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(golden_path(golden), &written).unwrap();
        }
        assert!(
            written == std::fs::read(golden_path(golden)).unwrap(),
            "{golden} differs"
        );
    }
}

#[test]
fn a_log_from_the_golden_bytes_opens_and_goes_on() {
    let memory = MemoryIo::new();
    let rig = Rig::on(memory.clone());
    for (file, golden) in file_names() {
        let mut bytes = std::fs::read(golden_path(golden)).unwrap();
        bytes.resize(16 << 10, 0);
        memory.overwrite(&rig.directory.join(file), bytes);
    }
    let (log, recovered) = rig.try_open().unwrap();
    assert_eq!((recovered.segments, recovered.entries, recovered.torn), (2, 27, None));
    let state = log.state();
    assert_eq!((state.purged, state.last), (Some(id(1, 3)), Some(id(28, 4))));
    assert_eq!(state.vote.as_deref(), Some(&b"node 2 in term 3"[..]));
    assert_eq!(state.committed, Some(2));
    let expected = || entries(2..4, 3, 37).into_iter().chain(entries(4..29, 4, 490));
    assert!(read_from(&log, 2).into_iter().eq(expected()));
    append(&log, 29..30, 5, 1);
    memory.cut(Cut::Process);
    assert!(
        read_from(&rig.open(), 2)
            .into_iter()
            .eq(expected().chain(entries(29..30, 5, 1)))
    );
}
