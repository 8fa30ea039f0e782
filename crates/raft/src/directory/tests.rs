#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn used(path: &Path, node: u64) -> u128 {
    let directory = DataDirectory::open(path, node).unwrap();
    fs::create_dir_all(directory.log()).unwrap();
    fs::create_dir_all(directory.tables()).unwrap();
    directory.establish(node).unwrap()
}

fn refusal(path: &Path, node: u64) -> StartError {
    DataDirectory::open(path, node)
        .err()
        .expect("the directory must be refused")
}

#[test]
fn a_directory_opened_twice_is_in_use_by_the_process_that_opened_it() {
    let temporary = tempfile::tempdir().unwrap();
    let _held = DataDirectory::open(temporary.path(), 1).unwrap();
    let error = refusal(temporary.path(), 1);
    assert!(
        matches!(error, StartError::InUse { pid: Some(pid), .. } if pid == std::process::id()),
        "{error}"
    );
    assert!(error.to_string().starts_with("DATA_IN_USE: "), "{error}");
}

#[test]
fn a_directory_keeps_its_incarnation_and_another_directory_has_another() {
    let temporary = tempfile::tempdir().unwrap();
    let (first, second) = (temporary.path().join("a"), temporary.path().join("b"));
    let incarnation = used(&first, 1);
    assert_eq!(used(&first, 1), incarnation);
    assert_ne!(used(&second, 1), incarnation);
}

#[test]
fn a_directory_is_refused_to_another_node() {
    let temporary = tempfile::tempdir().unwrap();
    used(temporary.path(), 1);
    assert!(matches!(
        refusal(temporary.path(), 2),
        StartError::OtherNode {
            found: 1,
            wanted: 2,
            ..
        }
    ));
}

#[test]
fn a_used_directory_without_its_log_or_tables_is_refused() {
    for part in ["log", "tables"] {
        let temporary = tempfile::tempdir().unwrap();
        used(temporary.path(), 1);
        fs::remove_dir(temporary.path().join(part)).unwrap();
        let error = refusal(temporary.path(), 1).to_string();
        assert!(
            error.contains(&format!("{part} is missing")) && error.contains("restore a backup"),
            "{error}"
        );
    }
}

#[test]
fn a_newer_format_is_refused_even_with_fields_this_release_does_not_know() {
    let temporary = tempfile::tempdir().unwrap();
    used(temporary.path(), 1);
    let mut record = encode(&NodeRecord {
        format: FORMAT + 1,
        node: 1,
        incarnation: vec![1; 16],
        installed: None,
        cluster: Vec::new(),
        wants_keys: false,
        has_secrets_key: false,
        has_synced_mark: false,
        log: Vec::new(),
    });
    record.extend_from_slice(&[0x78, 0x01]);
    let mut bytes = crc32c::crc32c(&record).to_le_bytes().to_vec();
    bytes.extend_from_slice(&record);
    fs::write(temporary.path().join("NODE"), bytes).unwrap();
    let error = refusal(temporary.path(), 1);
    assert!(
        matches!(
            error,
            StartError::UnknownFormat {
                found: 2,
                newest: 1,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_flipped_bit_in_the_identity_is_found() {
    let temporary = tempfile::tempdir().unwrap();
    used(temporary.path(), 1);
    let path = temporary.path().join("NODE");
    let good = fs::read(&path).unwrap();
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, bad).unwrap();
        assert!(
            matches!(refusal(temporary.path(), 1), StartError::Incomplete { .. }),
            "bit {bit}"
        );
    }
}

#[test]
fn an_installation_is_remembered() {
    let temporary = tempfile::tempdir().unwrap();
    used(temporary.path(), 1);
    let directory = DataDirectory::open(temporary.path(), 1).unwrap();
    assert_eq!(directory.installed(), None);
    directory.note_installation(0).unwrap();
    drop(directory);
    assert_eq!(DataDirectory::open(temporary.path(), 1).unwrap().installed(), Some(0));
}

#[test]
fn the_identity_file_is_golden() {
    let record = encode(&NodeRecord {
        format: 1,
        node: 3,
        incarnation: vec![0xAB; 16],
        installed: Some(7),
        cluster: Vec::new(),
        wants_keys: false,
        has_secrets_key: false,
        has_synced_mark: false,
        log: Vec::new(),
    });
    let golden = [&[0x08, 1, 0x10, 3, 0x1A, 16][..], &[0xAB; 16], &[0x20, 7]].concat();
    assert_eq!(record, golden);
}

#[test]
fn keys_are_wanted_until_they_are_made_and_again_in_another_life() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path();
    assert!(wants_keys(path), "a directory that is nobody's yet");
    used(path, 1);
    assert!(wants_keys(path), "a first start that was cut short");
    DataDirectory::open(path, 1).unwrap().note_keys(false).unwrap();
    assert!(!wants_keys(path) && !has_secrets_key(path));
    DataDirectory::open(path, 1).unwrap().note_keys(true).unwrap();
    assert!(!wants_keys(path) && has_secrets_key(path));
    DataDirectory::open(path, 1).unwrap().note_keys(false).unwrap();
    assert!(
        has_secrets_key(path),
        "it is there, though this start was given another"
    );
    let directory = DataDirectory::open(path, 1).unwrap();
    assert!(!directory.wants_keys());
    directory
        .begin_life(Life {
            node: 1,
            incarnation: 7,
            cluster: 8,
            installed: None,
        })
        .unwrap();
    assert!(directory.wants_keys(), "what a restore made has none");
}

#[test]
fn a_directory_that_is_gone_or_another_is_told() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("data");
    let held = DataDirectory::open(&path, 1).unwrap();
    assert_eq!(held.lost(), None);
    fs::rename(&path, temporary.path().join("moved")).unwrap();
    assert!(held.lost().unwrap().contains("is missing"));
    let _other = DataDirectory::open(&path, 1).unwrap();
    assert!(held.lost().unwrap().contains("is another file"));
}
