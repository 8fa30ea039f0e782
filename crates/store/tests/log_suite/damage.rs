//! Damaged files: recovery cuts and counts exactly the parts that may be cut, and refuses and names all other damage.

use std::path::PathBuf;

use bytes::Bytes;
use minoots_store::io::Cut;
use minoots_store::log::{Corruption, OpenError, Rule};

use super::support::*;

const SECTOR: usize = 512;
/// The size of a record's header.
const HEADER: usize = 48;
/// The kind of an entry, the ninth byte of its header.
const ENTRY: u8 = 2;
/// The size of one read when a log is opened.
const PIECE: usize = 256 << 10;
/// The size of a head without a vote.
const HEAD: usize = HEADER + 40;

/// Creates a log that is killed after these appends, each in its own group.
fn killed_after(count: u64, length: usize) -> Rig {
    let rig = Rig::in_memory();
    let log = rig.open();
    append_singly(&log, 0..count, 1, length);
    rig.memory.cut(Cut::Process);
    rig
}

fn refusal(rig: &Rig) -> Corruption {
    match rig.try_open() {
        Err(OpenError::Corrupt(corruption)) => corruption,
        Err(other) => panic!("{other}"),
        Ok((log, recovered)) => panic!("opened: {recovered:?}, {:?}", log.state()),
    }
}

/// The offset of an entry's record.
fn find(bytes: &[u8], index: u64, length: usize) -> usize {
    let word = |at: usize| u64::from_le_bytes(*bytes[at..].first_chunk().unwrap());
    let is_it = |start: &usize| {
        let (body_length, kind) = (word(start + 4) as u32, bytes[start + 8]);
        (body_length as usize, kind, word(start + 24)) == (length, ENTRY, index)
    };
    let places = (SECTOR..bytes.len() - HEADER).step_by(8);
    places.into_iter().find(is_it).unwrap()
}

/// Asserts that the log still works: it can be extended and read again.
fn assert_usable(rig: &Rig, first_missing: u64, length: usize) {
    let log = rig.open();
    append(&log, first_missing..first_missing + 3, 2, length);
    rig.memory.cut(Cut::Process);
    let (log, recovered) = rig.try_open().unwrap();
    assert_eq!(recovered.torn, None);
    let found = read_from(&log, 0);
    assert_eq!(
        found[..first_missing as usize],
        entries(0..first_missing, 1, length)[..]
    );
    assert_eq!(
        found[first_missing as usize..],
        entries(first_missing..first_missing + 3, 2, length)[..]
    );
}

#[test]
fn a_file_truncated_anywhere_in_its_last_record_loses_only_that_record() {
    let rig = killed_after(5, 100);
    let file = rig.last_segment();
    let start = find(&rig.memory.contents(&file).unwrap(), 4, 100);
    for length in start..start + HEADER + 100 {
        let rig = changed(&rig, &file, |bytes| bytes.truncate(length));
        let (log, recovered) = rig.try_open().unwrap();
        assert_eq!(read_from(&log, 0), entries(0..4, 1, 100), "{length}");
        if length >= start + 16 {
            let torn = recovered.torn.unwrap();
            assert_eq!((torn.file, torn.stray_records), (file.clone(), 0));
        }
        log.close().unwrap();
        assert_usable(&rig, 4, 100);
    }
}

#[test]
fn a_torn_group_keeps_the_records_before_the_tear() {
    let rig = killed_after(2, 100);
    let log = rig.open();
    append(&log, 2..8, 1, 700);
    rig.memory.cut(Cut::Process);
    let file = rig.last_segment();
    let bytes = rig.memory.contents(&file).unwrap();
    for lost in 2..8 {
        let start = find(&bytes, lost, 700);
        for offset in [0, 20, HEADER, HEADER + 699] {
            let rig = changed(&rig, &file, |bytes| bytes[start + offset] ^= 0x10);
            let (log, recovered) = rig.try_open().unwrap();
            let torn = recovered.torn.unwrap();
            assert_eq!(torn.stray_records, 7 - lost);
            // The padding of the previous group precedes the first record of a group.
            assert!(torn.position_bytes <= start as u64 && torn.position_bytes + SECTOR as u64 > start as u64);
            assert_eq!(log.state().last.unwrap().index, lost - 1);
            append(&log, lost..lost + 2, 2, 50);
            rig.memory.cut(Cut::Power { seed: lost });
            let (log, recovered) = rig.try_open().unwrap();
            assert_eq!(recovered.torn, None);
            assert_eq!(log.state().last, Some(id(lost + 1, 2)));
        }
    }
}

/// Creates a log of large segments, killed after records of which some are longer than one read of recovery.
fn killed_after_long(lengths: &[usize]) -> Rig {
    let mut rig = Rig::in_memory();
    rig.options.segment_bytes = 4 << 20;
    let log = rig.open();
    for (index, length) in (0..).zip(lengths) {
        append(&log, index..index + 1, 1, *length);
    }
    rig.memory.cut(Cut::Process);
    rig
}

const LONG: [usize; 8] = [100, 300_000, 7, 262_144 - HEADER, 262_144, 700, 1_000_000, 90];

#[test]
fn records_longer_than_what_is_read_at_once_are_found_again_and_so_is_damage_far_before_the_end() {
    let rig = killed_after_long(&LONG);
    let written: Vec<_> = (0..).zip(LONG).map(|(index, length)| entry(index, 1, length)).collect();
    let (log, recovered) = rig.try_open().unwrap();
    assert_eq!(recovered.torn, None);
    assert_eq!(read_from(&log, 0), written);
    log.close().unwrap();
    let file = rig.last_segment();
    let bytes = rig.memory.contents(&file).unwrap();
    // The last record is cut instead.
    for (index, length) in (0..).zip(LONG).take(LONG.len() - 1) {
        let start = find(&bytes, index, length);
        for offset in [0, 4, 20, HEADER + length - 1] {
            let rig = changed(&rig, &file, |bytes| bytes[start + offset] ^= 0x10);
            let corruption = refusal(&rig);
            assert_eq!((corruption.rule, &corruption.file), (Rule::DamageBeforeSynced, &file));
            // The end of the previous record.
            let place = corruption.position_bytes as usize;
            assert!(place <= start && start < place + SECTOR, "{place} for {start}");
        }
    }
}

/// A record of the first segment, re-encoded for another offset in it.
fn moved(record: &[u8], offset: usize) -> Vec<u8> {
    let mut place = 1_u64.to_le_bytes().to_vec();
    place.extend_from_slice(&record[12..16]);
    place.extend_from_slice(&(offset as u32).to_le_bytes());
    let checksum = crc32c::crc32c_append(crc32c::crc32c(&place), &record[4..]);
    [&checksum.to_le_bytes(), &record[4..]].concat()
}

#[test]
fn a_record_behind_damage_is_found_wherever_it_lies_in_what_is_read_at_once() {
    let mut rig = Rig::in_memory();
    rig.options.segment_bytes = 1 << 20;
    let log = rig.open();
    append_singly(&log, 0..2, 1, 100);
    log.close().unwrap();
    let file = rig.last_segment();
    let bytes = rig.memory.contents(&file).unwrap();
    let (first, second) = (find(&bytes, 0, 100), find(&bytes, 1, 100));
    let later = &bytes[second..second + (HEADER + 100).next_multiple_of(8)];
    for before_border in (0..=160).step_by(8) {
        let start = SECTOR + PIECE - before_border;
        let rig = changed(&rig, &file, |bytes| {
            bytes[first..].fill(0);
            bytes[start..start + later.len()].copy_from_slice(&moved(later, start));
        });
        assert_eq!(refusal(&rig).rule, Rule::DamageBeforeSynced, "{before_border}");
    }
}

#[test]
fn a_torn_tail_longer_than_what_is_read_at_once_is_cut() {
    let rig = killed_after_long(&LONG);
    let file = rig.last_segment();
    let start = find(&rig.memory.contents(&file).unwrap(), 7, 90);
    let rig = changed(&rig, &file, |bytes| bytes[start - 512..start].fill(0));
    let corruption = refusal(&rig);
    assert_eq!(corruption.rule, Rule::DamageBeforeSynced);
    let rig = killed_after_long(&LONG[..7]);
    let start = find(&rig.memory.contents(&file).unwrap(), 6, 1_000_000);
    let rig = changed(&rig, &file, |bytes| bytes[start + 900_000] ^= 1);
    let (log, recovered) = rig.try_open().unwrap();
    assert_eq!(recovered.torn.unwrap().stray_records, 0);
    assert_eq!(log.state().last, Some(id(5, 1)));
    log.close().unwrap();
    assert_eq!(rig.try_open().unwrap().1.torn, None);
}

#[test]
fn a_tail_that_the_tables_applied_is_never_cut() {
    let rig = killed_after(5, 100);
    let file = rig.last_segment();
    let start = find(&rig.memory.contents(&file).unwrap(), 4, 100);
    let spoil: [fn(&mut [u8]); 2] = [|record| record[60] ^= 1, |record| record[..SECTOR].fill(0)];
    for spoil in spoil {
        let mut rig = changed(&rig, &file, |bytes| spoil(&mut bytes[start..]));
        rig.options.applied_index = Some(4);
        let corruption = refusal(&rig);
        assert_eq!((corruption.rule, &corruption.file), (Rule::ReachedByApplied, &file));
        rig.options.applied_index = Some(3);
        assert_eq!(read_from(&rig.open(), 0), entries(0..4, 1, 100));
    }
}

#[test]
fn an_empty_directory_is_refused_if_the_tables_applied_anything() {
    let mut rig = Rig::in_memory();
    rig.options.applied_index = Some(0);
    let corruption = refusal(&rig);
    assert_eq!(
        (corruption.rule, corruption.file),
        (Rule::ReachedByApplied, PathBuf::from(DIRECTORY))
    );
}

#[test]
fn after_a_clean_stop_no_entry_can_be_lost_silently() {
    let rig = killed_after(5, 100);
    let log = rig.open();
    log.save_committed(4);
    log.close().unwrap();
    let file = rig.last_segment();
    let start = find(&rig.memory.contents(&file).unwrap(), 4, 100);
    for byte in start..start + HEADER + 100 {
        let rig = changed(&rig, &file, |bytes| bytes[byte] ^= 0x40);
        assert_eq!(refusal(&rig).rule, Rule::DamageBeforeSynced);
    }
}

#[test]
fn a_log_that_ends_below_its_own_commit_mark_is_refused() {
    let rig = killed_after(5, 100);
    let log = rig.open();
    log.save_committed(4);
    append(&log, 5..6, 1, 100);
    rig.memory.cut(Cut::Process);
    let file = rig.last_segment();
    let start = find(&rig.memory.contents(&file).unwrap(), 4, 100);
    let rig = changed(&rig, &file, |bytes| bytes[start] ^= 1);
    assert_eq!(refusal(&rig).position_bytes, {
        let before = start - SECTOR;
        (before + (HEADER + 100).next_multiple_of(8)) as u64
    });
}

/// Flips every bit before the last group. Recovery must detect exactly the bits of headers and records: the rest is
/// padding.
#[test]
fn every_bit_flip_before_the_last_group_is_refused_and_none_is_cut() {
    const COUNT: usize = 4;
    let rig = killed_after(COUNT as u64 + 1, 100);
    let file = rig.last_segment();
    let last = find(&rig.memory.contents(&file).unwrap(), COUNT as u64, 100);
    let record = (HEADER + 100).next_multiple_of(8);
    let mut refused = 0;
    for bit in 0..last * 8 {
        let rig = changed(&rig, &file, |bytes| bytes[bit / 8] ^= 1 << (bit % 8));
        match rig.try_open() {
            Err(OpenError::Corrupt(corruption)) => {
                assert_eq!(corruption.file, file);
                assert!(corruption.position_bytes as usize <= bit / 8);
                refused += 1;
            }
            Err(other) => panic!("{other}"),
            Ok((log, recovered)) => {
                assert_eq!(recovered.torn, None, "cut because of bit {bit}");
                assert_eq!(read_from(&log, 0), entries(0..COUNT as u64 + 1, 1, 100));
            }
        }
    }
    assert_eq!(refused, 8 * (SECTOR + HEAD + COUNT * record));
}

#[test]
fn a_bit_flip_in_any_but_the_last_segment_is_refused_wherever_it_is() {
    let rig = killed_after(70, 600);
    let files = rig.files("log");
    assert!(files.len() > 3);
    for file in &files[..files.len() - 1] {
        let bytes = rig.memory.contents(file).unwrap();
        let used = bytes
            .chunks(SECTOR)
            .position(|sector| sector.iter().all(|&byte| byte == 0));
        let used = used.map_or(bytes.len(), |sectors| sectors * SECTOR);
        for start in (SECTOR..used).step_by(2 * SECTOR) {
            let rig = changed(&rig, file, |bytes| bytes[start + 30] ^= 2);
            assert_eq!(refusal(&rig).rule, Rule::DamageBeforeSynced);
        }
    }
}

#[test]
fn a_zeroed_block_inside_the_log_is_refused() {
    let rig = Rig::in_memory();
    let log = rig.open();
    append_singly(&log, 0..8, 1, 100);
    append(&log, 8..12, 1, 1_000);
    append_singly(&log, 12..14, 1, 100);
    rig.memory.cut(Cut::Process);
    let file = rig.last_segment();
    let last = find(&rig.memory.contents(&file).unwrap(), 13, 100);
    for block in [SECTOR, 4096] {
        for start in (0..last - block).step_by(SECTOR) {
            let rig = changed(&rig, &file, |bytes| bytes[start..start + block].fill(0));
            let corruption = refusal(&rig);
            assert_eq!(corruption.file, file);
            assert!(corruption.position_bytes as usize <= start + block);
        }
    }
}

#[test]
fn a_group_written_over_an_earlier_one_is_refused() {
    let rig = killed_after(6, 100);
    let file = rig.last_segment();
    let bytes = rig.memory.contents(&file).unwrap();
    let at = |index| find(&bytes, index, 100);
    for (from, to) in [(4, 2), (1, 3), (5, 1)] {
        let rig = changed(&rig, &file, |bytes| {
            bytes.copy_within(at(from)..at(from) + SECTOR, at(to))
        });
        assert_eq!(refusal(&rig).rule, Rule::DamageBeforeSynced);
    }
    let beyond = at(5) + SECTOR;
    let rig = changed(&rig, &file, |bytes| bytes.copy_within(at(2)..at(2) + SECTOR, beyond));
    assert_eq!(read_from(&rig.open(), 0), entries(0..6, 1, 100));
}

#[test]
fn a_missing_segment_is_refused() {
    let rig = killed_after(70, 600);
    let files = rig.files("log");
    let (last, others) = files.split_last().unwrap();
    for missing in others {
        let copy = Rig::on(rig.memory.fork());
        copy.io().remove(missing).unwrap();
        let expected = if missing == &files[0] {
            Rule::PurgeCoverage
        } else {
            Rule::SegmentMissing
        };
        assert_eq!(refusal(&copy).rule, expected);
    }
    let mut copy = Rig::on(rig.memory.fork());
    copy.io().remove(last).unwrap();
    copy.options.applied_index = Some(69);
    assert_eq!(refusal(&copy).rule, Rule::ReachedByApplied);
}

#[test]
fn a_shortened_segment_before_the_last_is_refused() {
    let rig = killed_after(70, 600);
    let file = &rig.files("log")[1];
    for length in (0..15 << 10).step_by(700) {
        let rig = changed(&rig, file, |bytes| bytes.truncate(length));
        assert_eq!(&refusal(&rig).file, file);
    }
}

#[test]
fn damage_to_vote_truncation_and_purge_is_refused_too() {
    let rig = Rig::in_memory();
    let log = rig.open();
    append(&log, 0..4, 1, 10);
    let vote = Bytes::from_static(b"a vote of some length");
    wait(|done| log.save_vote(vote.clone(), done)).unwrap();
    wait(|done| log.truncate_after(Some(2), done)).unwrap();
    wait(|done| log.purge(id(1, 1), done)).unwrap();
    append(&log, 3..4, 2, 10);
    rig.memory.cut(Cut::Process);
    let file = rig.last_segment();
    let bytes = rig.memory.contents(&file).unwrap();
    let place = bytes
        .windows(vote.len())
        .position(|window| window == &vote[..])
        .unwrap();
    let start = place - HEADER;
    for group in [start, start + SECTOR, start + 2 * SECTOR] {
        for offset in 0..HEADER {
            let rig = changed(&rig, &file, |bytes| bytes[group + offset] ^= 0x80);
            assert_eq!(refusal(&rig).rule, Rule::DamageBeforeSynced);
        }
    }
    assert_eq!(rig.open().state().vote, Some(vote));
}
