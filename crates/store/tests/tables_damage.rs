//! Damage at rest: a read returns an error or the right rows, never wrong rows, an abort or a hang.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

#[path = "tables_support/child.rs"]
mod child;
#[path = "tables_support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use minoots_kernel::Failure;
use minoots_kernel::tables::Read;
use minoots_store::tables::{OpenError, TableStore};
use support::{Expected, Kind, apply, draw, module, on_every_engine, open, rows, small};

const LAST: u64 = 3_000;
const FLIPS_PER_FILE: u64 = 40;
const RIGHT: i32 = 40;
const REFUSED: i32 = 41;
const WRONG: i32 = 42;

/// Creates tables with every kind of file that the engine writes: several levels, several files.
fn build(engine: Kind, path: &Path) {
    let store = open(engine, path, small());
    for first in (1..=LAST - 40).step_by(20) {
        apply(&store, first, first + 19);
    }
    store.flush().unwrap();
    settle(&store, path);
    for first in [LAST - 39, LAST - 19] {
        apply(&store, first, first + 19);
        store.flush().unwrap();
    }
    settle(&store, path);
}

/// Waits until nothing is left to merge, so that the tables need every file.
fn settle(store: &TableStore, path: &Path) {
    let (mut before, mut unchanged) = (Vec::new(), 0);
    while unchanged < 5 {
        std::thread::sleep(Duration::from_millis(20));
        let now = files(path);
        unchanged = if now == before && store.usage().unsorted_runs < 4 {
            unchanged + 1
        } else {
            0
        };
        before = now;
    }
}

fn a_flipped_bit_in_any_file_gives_an_error_or_the_right_rows(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    build(engine, directory.path());
    let mut outcomes = BTreeMap::<&str, u64>::new();
    let files = files(directory.path());
    let (kinds, refused_min): (&[&str], u64) = match module(engine) {
        "sled" => (&["TABLES", "/db", "/conf", "/snap.", "/floor"], 2 * FLIPS_PER_FILE),
        _ => (&["TABLES", "current", "/v", "/tables/"], 4 * FLIPS_PER_FILE),
    };
    for kind in kinds {
        assert!(
            files.iter().any(|file| file.to_string_lossy().contains(kind)),
            "no file of the kind {kind}"
        );
    }
    for (number, file) in files.iter().enumerate() {
        let intact = fs::read(file).unwrap();
        for flip in 0..FLIPS_PER_FILE.min(intact.len() as u64 * 8) {
            let bit = chosen_bit(number as u64, flip, intact.len());
            let mut damaged = intact.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            fs::write(file, &damaged).unwrap();
            *outcomes
                .entry(outcome(engine, directory.path(), file, bit))
                .or_default() += 1;
        }
        fs::write(file, &intact).unwrap();
    }
    assert_eq!(outcome(engine, directory.path(), Path::new("none"), 0), "right");
    assert!(
        outcomes["refused"] >= refused_min,
        "few flips were noticed: {outcomes:?}"
    );
}

/// A third of the flips hit the end of the file, which describes its structure.
fn chosen_bit(file: u64, flip: u64, bytes: usize) -> usize {
    let random = draw(file, flip) as usize;
    let span = if flip.is_multiple_of(3) { bytes.min(300) } else { bytes };
    (bytes - span) * 8 + random % (span * 8)
}

fn outcome(engine: Kind, directory: &Path, file: &Path, bit: usize) -> &'static str {
    // The engine deletes files that a damaged manifest does not name, so each trial has its own copy.
    let copy = tempfile::tempdir().unwrap();
    for file in files(directory) {
        let to = copy.path().join(file.strip_prefix(directory).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(file, to).unwrap();
    }
    let test = format!("{}::reads_everything_and_ends_with_what_it_saw", module(engine));
    let mut child = child::start(&test, copy.path());
    let status = child::wait(&mut child, Duration::from_secs(20));
    match status.map(|status| status.code()) {
        Some(Some(RIGHT)) => "right",
        Some(Some(REFUSED)) => "refused",
        Some(Some(WRONG)) => panic!("wrong rows, silently: bit {bit} of {}", file.display()),
        Some(_) => panic!(
            "aborted, {}: bit {bit} of {}",
            child::output(&mut child),
            file.display()
        ),
        None => panic!("hung: bit {bit} of {}", file.display()),
    }
}

fn reads_everything_and_ends_with_what_it_saw(engine: Kind) {
    let by_hand = tempfile::tempdir().unwrap();
    let directory = child::directory().unwrap_or_else(|| {
        build(engine, by_hand.path());
        by_hand.path().to_owned()
    });
    let seen = match TableStore::open_with(engine, &directory, small(), Arc::new(|_| {})) {
        Ok(store) => saw(&store).unwrap_or(REFUSED),
        Err(_) => REFUSED,
    };
    if child::directory().is_some() {
        std::process::exit(seen);
    }
    assert_eq!(seen, RIGHT);
}

fn saw(store: &TableStore) -> Result<i32, Failure> {
    let expected = Expected::at(LAST);
    let view = store.view()?;
    let found = view.scan(&[], &[0xFF], usize::MAX)?;
    let mut right = view.index() == Some(LAST) && found.into_iter().eq(expected.rows.clone());
    for (key, value) in &expected.rows {
        right &= view.get(key)?.as_ref() == Some(value);
    }
    Ok(if right { RIGHT } else { WRONG })
}

fn a_missing_file_is_damage_and_not_an_empty_store(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    build(engine, directory.path());
    let generation = directory.path().join("generation-1");
    let parts = match module(engine) {
        "sled" => ["db", "conf", "floor"].map(|name| generation.join(name)).to_vec(),
        _ => {
            let mut tables = fs::read_dir(generation.join("tables")).unwrap();
            vec![generation.join("current"), tables.next().unwrap().unwrap().path()]
        }
    };
    for missing in [vec![directory.path().join("TABLES"), generation], parts].concat() {
        let aside = directory.path().join("aside");
        fs::rename(&missing, &aside).unwrap();
        let opened = TableStore::open_with(engine, directory.path(), small(), Arc::new(|_| {}));
        assert!(
            matches!(opened, Err(OpenError::Corrupt(_))),
            "{} missing: {:?}",
            missing.display(),
            opened.err()
        );
        fs::rename(&aside, &missing).unwrap();
    }
    assert_eq!(
        rows(&open(engine, directory.path(), small()).view().unwrap()),
        Expected::at(LAST).rows
    );
}

/// Uses only the default engine, because sled reads everything when it opens.
#[test]
fn damage_met_while_running_is_told_once_and_ends_the_tables() {
    let engine: Kind = &minoots_store::tables::lsm::Lsm;
    let directory = tempfile::tempdir().unwrap();
    build(engine, directory.path());
    let (told, count) = (Arc::new(Mutex::new(None)), Arc::new(AtomicUsize::new(0)));
    let on_fatal = {
        let (told, count) = (Arc::clone(&told), Arc::clone(&count));
        move |failure: &Failure| {
            *told.lock().unwrap() = Some(failure.clone());
            count.fetch_add(1, Ordering::Release);
        }
    };
    for file in files(&directory.path().join("generation-1/tables")) {
        let mut bytes = fs::read(&file).unwrap();
        bytes[100] ^= 1;
        fs::write(&file, bytes).unwrap();
    }
    let store = TableStore::open_with(engine, directory.path(), small(), Arc::new(on_fatal)).unwrap();
    let failure = store
        .view()
        .and_then(|view| view.scan(&[], &[0xFF], usize::MAX))
        .unwrap_err();
    // A worker may have found the damage first, on its own thread.
    while count.load(Ordering::Acquire) == 0 {
        std::thread::yield_now();
    }
    assert_eq!(told.lock().unwrap().as_ref(), Some(&failure));
    assert_eq!(store.view().err(), Some(failure.clone()));
    assert_eq!(store.begin().err(), Some(failure.clone()));
    assert_eq!(store.flush().err(), Some(failure));
    assert_eq!(count.load(Ordering::Acquire), 1);
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

on_every_engine!(
    a_flipped_bit_in_any_file_gives_an_error_or_the_right_rows,
    reads_everything_and_ends_with_what_it_saw,
    a_missing_file_is_damage_and_not_an_empty_store,
);
