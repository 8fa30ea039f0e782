//! An in-memory cache of rows that entries recently read. The kernel reads a timer when it is armed, when it fires,
//! when its delivery is recorded and when it is acknowledged. Each lookup in the tables on disk costs more than the
//! entry's own work on the row.
//!
//! The rows of a burst lie all over the memory, so the number of memory locations determines the cost of a lookup.
//! There is one hash table, each key is hashed once, and a row is one allocation with its key before its value.
//!
//! Invariants:
//! - The cached rows equal the rows of the tables. One batch at a time reads and writes both, and a failed write clears
//!   the cache.
//! - The cache holds approximately `bytes_max` at most, and evicts rows that are not read. A new row is young. When the
//!   young rows reach half the size, all of them become old. When both together are full, the old rows are evicted,
//!   except those read since they became old. A read marks a row and moves nothing: each row of a burst is read a few
//!   times, and moving it each time cost as much as it saved.
//! - A row that is only written is not cached: most rows are written once, and read much later or never.
//! - A large row, such as a timer with a large payload, is not cached either. It would displace a hundred others, and
//!   caching saves little compared with the cost of copying it.

use std::hash::BuildHasher as _;

use foldhash::quality::RandomState;
use hashbrown::HashTable;

/// The approximate memory that a row takes beside its key and value.
const ROW_BYTES: usize = 80;

/// The largest cached value.
const HELD_VALUE_BYTES_MAX: usize = 16 << 10;

struct Row {
    /// The key, followed by the value.
    bytes: Box<[u8]>,
    /// The hash of the key. A growing table needs the hashes of all rows.
    hash: u64,
    key_bytes: u32,
    /// The generation of young rows to which it belongs.
    age: u16,
    /// Whether the row was read since it became old.
    looked_at: bool,
}

impl Row {
    /// Creates a row. The key's length fits, because tables accept no longer keys.
    fn new(hash: u64, (key, value): (&[u8], &[u8]), age: u16) -> Row {
        Row {
            bytes: [key, value].concat().into_boxed_slice(),
            hash,
            key_bytes: u32::try_from(key.len()).unwrap_or(u32::MAX),
            age,
            looked_at: false,
        }
    }

    fn halves(&self) -> (&[u8], &[u8]) {
        let at = usize::try_from(self.key_bytes).unwrap_or(usize::MAX);
        self.bytes.split_at_checked(at).unwrap_or((&self.bytes, &[]))
    }

    fn is_of(&self, key: &[u8]) -> bool {
        self.halves().0 == key
    }

    fn counted(&self) -> usize {
        self.bytes.len() + ROW_BYTES
    }
}

pub(crate) struct Recent {
    rows: HashTable<Row>,
    hasher: RandomState,
    /// The generation of the present young rows.
    age: u16,
    young_bytes: usize,
    old_bytes: usize,
    bytes_max: usize,
    /// The tables, by the first byte of their keys, that may have cached rows. Most writes go to other tables, for
    /// which this saves the lookup.
    tables: [bool; 256],
    /// Whether rows were offered since the last rest.
    expecting: bool,
}

fn table(key: &[u8]) -> usize {
    key.first().copied().map_or(0, usize::from)
}

impl Recent {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self {
            rows: HashTable::new(),
            hasher: RandomState::default(),
            age: 0,
            young_bytes: 0,
            old_bytes: 0,
            bytes_max,
            tables: [false; 256],
            expecting: false,
        }
    }

    /// Returns the value of a cached row.
    pub(crate) fn get(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        let row = self.rows.find_mut(self.hasher.hash_one(key), |row| row.is_of(key))?;
        row.looked_at |= row.age != self.age;
        Some(row.halves().1.to_vec())
    }

    /// Adds a row that was read from the tables.
    pub(crate) fn read(&mut self, key: &[u8], value: &[u8]) {
        if value.len() <= HELD_VALUE_BYTES_MAX {
            self.hold(self.hasher.hash_one(key), key, value);
        }
    }

    /// Adds a row that will be read soon, as it is in the tables. Returns false if other rows would have to be evicted
    /// for it. Skips a large row.
    pub(crate) fn offered(&mut self, key: &[u8], value: &[u8]) -> bool {
        if value.len() > HELD_VALUE_BYTES_MAX {
            return true;
        }
        if self.young_bytes + self.old_bytes + key.len() + value.len() + ROW_BYTES > self.bytes_max {
            return false;
        }
        let hash = self.hasher.hash_one(key);
        if self.rows.find(hash, |row| row.is_of(key)).is_none() {
            self.hold(hash, key, value);
        }
        self.expecting = true;
        true
    }

    /// Clears the cache and returns true. If rows were offered since the last call, keeps it and returns false.
    pub(crate) fn rest(&mut self) -> bool {
        let rests = !std::mem::take(&mut self.expecting);
        if rests {
            self.clear();
        }
        rests
    }

    /// Updates the cache for a row that is about to be written, or deleted (`None`).
    pub(crate) fn written(&mut self, key: &[u8], value: Option<&[u8]>) {
        if !self.tables[table(key)] {
            return;
        }
        self.change(self.hasher.hash_one(key), key, value);
    }

    /// Changes a cached row. Without a value, or with a value that is too large to cache, the row is removed.
    fn change(&mut self, hash: u64, key: &[u8], value: Option<&[u8]>) {
        let Ok(mut place) = self.rows.find_entry(hash, |row| row.is_of(key)) else {
            return;
        };
        let row = place.get_mut();
        let bytes = match row.age == self.age {
            true => &mut self.young_bytes,
            false => &mut self.old_bytes,
        };
        *bytes = bytes.saturating_sub(row.counted());
        match value.filter(|value| value.len() <= HELD_VALUE_BYTES_MAX) {
            Some(value) => {
                row.bytes = [key, value].concat().into_boxed_slice();
                *bytes += row.counted();
            }
            None => drop(place.remove()),
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::new(self.bytes_max);
    }

    fn hold(&mut self, hash: u64, key: &[u8], value: &[u8]) {
        self.tables[table(key)] = true;
        self.change(hash, key, None);
        let row = Row::new(hash, (key, value), self.age);
        self.young_bytes += row.counted();
        self.rows.insert_unique(hash, row, |row| row.hash);
        if self.young_bytes + self.old_bytes > self.bytes_max {
            self.make_room();
        } else if self.young_bytes > self.bytes_max / 2 && self.old_bytes == 0 {
            self.grow_old();
        }
    }

    /// Makes all young rows old.
    fn grow_old(&mut self) {
        self.age = self.age.wrapping_add(1);
        self.old_bytes += std::mem::take(&mut self.young_bytes);
    }

    /// Evicts the old rows. Rows read since they became old become young again, up to half the size. The young rows
    /// become old.
    fn make_room(&mut self) {
        let (young, next, room) = (self.age, self.age.wrapping_add(1), self.bytes_max / 2);
        let mut kept = 0;
        self.rows.retain(|row| {
            if row.age == young {
                return true;
            }
            let stays = row.looked_at && kept + row.counted() <= room;
            if stays {
                kept += row.counted();
                (row.age, row.looked_at) = (next, false);
            }
            stays
        });
        self.age = next;
        (self.old_bytes, self.young_bytes) = (self.young_bytes, kept);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Uniform random numbers (SplitMix64).
    fn random(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    #[test]
    fn cached_rows_match_the_tables_and_are_bounded() {
        for bytes_max in [0, 2_000, 100_000] {
            let (mut tables, mut recent, mut state) = (BTreeMap::<Vec<u8>, Vec<u8>>::new(), Recent::new(bytes_max), 7);
            let mut hits = 0;
            for step in 0..50_000_u64 {
                let key = (random(&mut state) % 300).to_be_bytes().to_vec();
                match random(&mut state) % 8 {
                    0 => {
                        recent.written(&key, None);
                        tables.remove(&key);
                    }
                    1 | 2 => {
                        let value = step
                            .to_be_bytes()
                            .repeat(1 + usize::try_from(step % 3).unwrap_or_default());
                        recent.written(&key, Some(&value));
                        tables.insert(key, value);
                    }
                    _ => match recent.get(&key) {
                        Some(held) => {
                            hits += 1;
                            assert_eq!(tables.get(&key), Some(&held));
                        }
                        None => {
                            if let Some(value) = tables.get(&key) {
                                recent.read(&key, value);
                            }
                        }
                    },
                }
                let of = |young| recent.rows.iter().filter(move |row| (row.age == recent.age) == young);
                assert_eq!(recent.young_bytes, of(true).map(Row::counted).sum::<usize>());
                assert_eq!(recent.old_bytes, of(false).map(Row::counted).sum::<usize>());
                let held = recent.young_bytes + recent.old_bytes;
                // A row that grows in place may add a little.
                assert!(held <= bytes_max + bytes_max / 8 + 300, "{held} of {bytes_max}");
            }
            assert_eq!(hits > 10_000, bytes_max == 100_000, "{hits} of {bytes_max}");
        }
    }

    #[test]
    fn a_large_row_is_not_held() {
        let (large, small) = (vec![1; HELD_VALUE_BYTES_MAX + 1], vec![1; HELD_VALUE_BYTES_MAX]);
        let mut recent = Recent::new(1 << 20);
        recent.read(b"a", &large);
        assert!(recent.offered(b"b", &large));
        assert_eq!((recent.get(b"a"), recent.get(b"b")), (None, None));
        recent.read(b"a", &small);
        assert_eq!(recent.get(b"a").as_ref(), Some(&small));
        recent.written(b"a", Some(&large));
        assert_eq!(recent.get(b"a"), None, "it is not what it was");
        assert_eq!(recent.young_bytes, 0);
    }

    #[test]
    fn offered_rows_fill_free_space_and_survive_one_rest() {
        let mut recent = Recent::new(10 * (ROW_BYTES + 2));
        let offered = (0..90_u8).filter(|key| recent.offered(&[*key], b"1")).count();
        assert_eq!(offered, 10);
        assert!(!recent.rest());
        // Reading all rows evicts none.
        for key in 0..10_u8 {
            assert_eq!(recent.get(&[key]), Some(b"1".to_vec()));
        }
        assert!(recent.rest());
        assert_eq!(recent.get(&[0]), None);
    }

    #[test]
    fn recently_read_rows_stay_cached_and_unread_ones_are_evicted() {
        let mut recent = Recent::new(20 * (ROW_BYTES + 2));
        recent.read(b"a", b"1");
        for other in 0..90_u8 {
            recent.read(&[other], b"2");
            assert_eq!(recent.get(b"a"), Some(b"1".to_vec()));
        }
        assert_eq!(recent.get(&[0]), None);
        recent.clear();
        assert_eq!(recent.get(b"a"), None);
    }
}
