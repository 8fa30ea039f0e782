//! A deterministic history of entries, and the expected tables after each.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use minoots_kernel::Failure;
use minoots_kernel::tables::{Read, Tables};
use minoots_store::tables::engine::EngineKind;
use minoots_store::tables::{TableOptions, TableStore};

/// The engine under test.
pub type Kind = &'static dyn EngineKind;

/// Runs tests on every engine, each in a module named after it.
#[allow(unused_macros)]
macro_rules! on_every_engine {
    ($($test:ident),* $(,)?) => {
        mod lsm {
            $(#[test]
            fn $test() {
                super::$test(&minoots_store::tables::lsm::Lsm);
            })*
        }
        mod sled {
            $(#[test]
            fn $test() {
                super::$test(&minoots_store::tables::sled::Sled);
            })*
        }
    };
}
#[allow(unused_imports)]
pub(crate) use on_every_engine;

/// The module that [`on_every_engine`] puts the tests of an engine into.
pub fn module(engine: Kind) -> &'static str {
    match engine.name() {
        name if name.starts_with("sled") => "sled",
        _ => "lsm",
    }
}

pub type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// A write of an entry: a key, and its value or nothing to delete it.
pub type Change = (Vec<u8>, Option<Vec<u8>>);

/// Options with small buffers, so that flushes and compactions happen all the time.
pub fn small() -> TableOptions {
    TableOptions {
        memtable_bytes: 16 << 10,
        sealed_bytes_max: 80 << 10,
        cache_bytes: 64 << 10,
        descriptors_max: 16,
        table_target_bytes: 32 << 10,
        ..TableOptions::default()
    }
}

pub fn open(engine: Kind, path: &Path, options: TableOptions) -> TableStore {
    let fatal = Arc::new(|failure: &Failure| panic!("{failure}"));
    TableStore::open_with(engine, path, options, fatal).unwrap()
}

/// A random number that depends on its arguments only.
pub fn draw(seed: u64, number: u64) -> u64 {
    let mut x = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number.wrapping_mul(0xD1B5_4A32_D192_ED03);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The writes of the entry with this index: one to eight keys out of 2,000, a quarter of them deleted.
pub fn changes(index: u64) -> Vec<Change> {
    (0..1 + draw(index, 0) % 8)
        .map(|write| {
            let random = draw(index, write + 1);
            let mut key = vec![(random % 5) as u8];
            key.extend_from_slice(&(random % 2_000).to_be_bytes());
            let value = vec![(random >> 32) as u8; (random >> 40) as usize % 200];
            (key, (random >> 20 & 3 != 0).then_some(value))
        })
        .collect()
}

pub fn meta(index: u64) -> Vec<u8> {
    format!("meta of {index}").into_bytes()
}

/// The content of a replica that never stops.
#[derive(Clone, Default)]
pub struct Expected {
    pub index: u64,
    pub rows: Rows,
    pub hash: u128,
}

impl Expected {
    pub fn at(index: u64) -> Self {
        let mut expected = Self::default();
        expected.advance_to(index);
        expected
    }

    pub fn advance_to(&mut self, index: u64) {
        while self.index < index {
            self.index += 1;
            self.apply(&changes(self.index));
        }
    }

    pub fn apply(&mut self, changes: &[Change]) {
        self.hash = hash_after(self.hash, changes);
        for (key, value) in changes {
            match value {
                Some(value) => self.rows.insert(key.clone(), value.clone()),
                None => self.rows.remove(key),
            };
        }
    }
}

/// The documented hash, computed independently of the store.
pub fn hash_after(hash: u128, changes: &[Change]) -> u128 {
    let mut bytes = hash.to_le_bytes().to_vec();
    let field = |bytes: &mut Vec<u8>, field: &[u8]| {
        bytes.extend_from_slice(&(field.len() as u32).to_le_bytes());
        bytes.extend_from_slice(field);
    };
    for (key, value) in changes {
        bytes.push(if value.is_some() { 1 } else { 2 });
        field(&mut bytes, key);
        if let Some(value) = value {
            field(&mut bytes, value);
        }
    }
    xxhash_rust::xxh3::xxh3_128(&bytes)
}

/// Applies the entries `first..=last` of the history as one batch.
pub fn apply(store: &TableStore, first: u64, last: u64) {
    let mut batch = store.begin().unwrap();
    for index in first..=last {
        for (key, value) in changes(index) {
            match value {
                Some(value) => batch.put(key, value),
                None => batch.delete(key),
            }
        }
        batch.end_entry().unwrap();
    }
    batch.commit(last, meta(last)).unwrap();
}

/// All rows of a state.
pub fn rows(state: &impl Read) -> Rows {
    state
        .scan(&[], &[0xFF, 0xFF, 0xFF], usize::MAX)
        .unwrap()
        .into_iter()
        .collect()
}

/// Checks that a store is exactly at one index of the history, and returns that index.
pub fn assert_in_history(store: &TableStore, expected: &mut Expected) -> u64 {
    let applied = store.applied();
    let index = applied.as_ref().map_or(0, |applied| applied.index);
    if index < expected.index {
        *expected = Expected::default();
    }
    expected.advance_to(index);
    let view = store.view().unwrap();
    assert_eq!(view.applied(), applied.as_ref());
    assert!(
        rows(&view) == expected.rows,
        "the rows are not those after entry {index}"
    );
    if let Some(applied) = applied {
        assert_eq!(applied.meta, meta(index));
        assert_eq!(applied.hash, expected.hash, "the rolling hash at {index}");
    }
    index
}
