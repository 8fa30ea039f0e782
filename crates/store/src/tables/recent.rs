//! Rows that entries looked at of late, in memory: a timer is read when it is armed, when it fires, when its delivery is recorded and when
//! it is acknowledged, and each look into the tables on disk costs more than what the entry does with the row.
//!
//! Invariants:
//! - What is held is what the tables hold: one batch at a time reads and writes both, and a write that did not go through forgets all.
//! - At most the given number of bytes is held, about. Rows that nobody looks at make room: there are two halves, and a row comes into the young
//!   one, which is old once it has half the size. When both together are full the old one goes, but for what was looked at since it is old.
//!   A look marks a row and moves nothing: of a crowd each row is looked at a few times, and moved each time it cost as much as it saved.
//! - A row that is only written is not held: most rows are written once, and read much later or never.
//! - Nor is a large one, such as a timer with a large payload: it would take the place of a hundred others, and looking it up saves little of
//!   what copying it costs.

use std::collections::HashMap;

use foldhash::quality::RandomState;

/// Bytes that a row takes beside its key and value, about.
const ROW_BYTES: usize = 120;

/// A row whose value is larger is not held.
const HELD_VALUE_BYTES_MAX: usize = 16 << 10;

struct Row {
    value: Vec<u8>,
    /// Since it is old.
    looked_at: bool,
}

/// One half of the rows.
#[derive(Default)]
struct Half {
    rows: HashMap<Vec<u8>, Row, RandomState>,
    bytes: usize,
}

pub(crate) struct Recent {
    young: Half,
    old: Half,
    bytes_max: usize,
    /// Tables, by the first byte of their keys, of which a row may be held: most writes are to others, which nothing looks a row up in.
    tables: [bool; 256],
    /// Rows were offered since the last rest.
    expecting: bool,
}

fn row_bytes(key: &[u8], value: &[u8]) -> usize {
    key.len() + value.len() + ROW_BYTES
}

fn table(key: &[u8]) -> usize {
    key.first().copied().map_or(0, usize::from)
}

impl Half {
    fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        let (key_bytes, bytes) = (key.len(), row_bytes(&key, &value));
        let looked_at = false;
        self.bytes += bytes;
        if let Some(before) = self.rows.insert(key, Row { value, looked_at }) {
            self.bytes = self.bytes.saturating_sub(key_bytes + before.value.len() + ROW_BYTES);
        }
    }

    /// Whether it was held.
    fn remove(&mut self, key: &[u8]) -> bool {
        let removed = self.rows.remove(key);
        if let Some(row) = &removed {
            self.bytes = self.bytes.saturating_sub(row_bytes(key, &row.value));
        }
        removed.is_some()
    }

    /// Changes a row that is held, or removes it (`None`, or a value too large to hold); false when it is not held.
    fn written(&mut self, key: &[u8], value: Option<&[u8]>) -> bool {
        let Some(value) = value.filter(|value| value.len() <= HELD_VALUE_BYTES_MAX) else {
            return self.remove(key);
        };
        let Some(held) = self.rows.get_mut(key) else {
            return false;
        };
        self.bytes = (self.bytes + value.len()).saturating_sub(held.value.len());
        value.clone_into(&mut held.value);
        true
    }
}

impl Recent {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self {
            young: Half::default(),
            old: Half::default(),
            bytes_max,
            tables: [false; 256],
            expecting: false,
        }
    }

    /// A row that is held.
    pub(crate) fn get(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        if let Some(row) = self.young.rows.get(key) {
            return Some(row.value.clone());
        }
        let row = self.old.rows.get_mut(key)?;
        row.looked_at = true;
        Some(row.value.clone())
    }

    /// A row was read from the tables.
    pub(crate) fn read(&mut self, key: &[u8], value: &[u8]) {
        if value.len() <= HELD_VALUE_BYTES_MAX {
            self.hold(key.to_vec(), value.to_vec());
        }
    }

    /// A row that will be looked at soon, as it is in the tables; false when others would have to make room for it. A large one is passed over.
    pub(crate) fn offered(&mut self, key: &[u8], value: &[u8]) -> bool {
        if value.len() > HELD_VALUE_BYTES_MAX {
            return true;
        }
        if self.young.bytes + self.old.bytes + row_bytes(key, value) > self.bytes_max {
            return false;
        }
        if !self.young.rows.contains_key(key) && !self.old.rows.contains_key(key) {
            self.hold(key.to_vec(), value.to_vec());
        }
        self.expecting = true;
        true
    }

    /// Forgets all, unless rows were offered since the last time; false then.
    pub(crate) fn rest(&mut self) -> bool {
        let rests = !std::mem::take(&mut self.expecting);
        if rests {
            self.clear();
        }
        rests
    }

    /// A row is about to be written, or (`None`) deleted.
    pub(crate) fn written(&mut self, key: &[u8], value: Option<&[u8]>) {
        if !self.tables[table(key)] {
            return;
        }
        let _ = self.young.written(key, value) || self.old.written(key, value);
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::new(self.bytes_max);
    }

    fn hold(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.tables[table(&key)] = true;
        self.young.put(key, value);
        if self.young.bytes + self.old.bytes > self.bytes_max {
            self.make_room();
        } else if self.young.bytes > self.bytes_max / 2 && self.old.rows.is_empty() {
            self.old = std::mem::take(&mut self.young);
        }
    }

    /// The young half is old now; of the old one stays what was looked at, up to half of all.
    fn make_room(&mut self) {
        let mut kept = Half::default();
        for (key, row) in std::mem::take(&mut self.old.rows) {
            if row.looked_at && kept.bytes + row_bytes(&key, &row.value) <= self.bytes_max / 2 {
                kept.put(key, row.value);
            }
        }
        self.old = std::mem::replace(&mut self.young, kept);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Uniform numbers (SplitMix64).
    fn random(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    #[test]
    fn what_is_held_is_what_the_tables_hold_and_is_bounded() {
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
                let rows = recent.young.rows.iter().chain(&recent.old.rows);
                let held: usize = rows.map(|(key, row)| row_bytes(key, &row.value)).sum();
                assert_eq!(held, recent.young.bytes + recent.old.bytes);
                // A row that grows where it is may add a little.
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
        assert_eq!(recent.young.bytes, 0);
    }

    #[test]
    fn what_is_offered_fills_what_is_free_and_outlasts_one_rest() {
        let mut recent = Recent::new(10 * (ROW_BYTES + 2));
        let offered = (0..90_u8).filter(|key| recent.offered(&[*key], b"1")).count();
        assert_eq!(offered, 10);
        assert!(!recent.rest());
        // Looking at all of it loses none of it.
        for key in 0..10_u8 {
            assert_eq!(recent.get(&[key]), Some(b"1".to_vec()));
        }
        assert!(recent.rest());
        assert_eq!(recent.get(&[0]), None);
    }

    #[test]
    fn what_is_looked_at_stays_and_what_is_not_goes() {
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
