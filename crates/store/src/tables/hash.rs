//! The rolling hash of table writes.
//!
//! After each entry, `hash = xxh3-128(hash before, little-endian ‖ the entry's writes in the order they were made)`. A
//! write is its kind (1 put, 2 delete), then key and, for a put, value, each preceded by its length as a little-endian
//! u32. The grouping of entries into batches does not matter. Replicas at an equal index therefore have an equal hash
//! if and only if their entries made equal writes in equal order.

use xxhash_rust::xxh3::Xxh3;

const PUT: u8 = 1;
const DELETE: u8 = 2;

/// The hash up to the last whole entry, and the writes since.
pub(crate) struct RollingHash {
    hash: u128,
    entry: Box<Xxh3>,
    writes: usize,
}

impl RollingHash {
    pub(crate) fn new(hash: u128) -> Self {
        let mut rolling = Self {
            hash,
            entry: Box::new(Xxh3::new()),
            writes: 0,
        };
        rolling.start_entry();
        rolling
    }

    pub(crate) fn put(&mut self, key: &[u8], value: &[u8]) {
        self.entry.update(&[PUT]);
        self.field(key);
        self.field(value);
        self.writes += 1;
    }

    pub(crate) fn delete(&mut self, key: &[u8]) {
        self.entry.update(&[DELETE]);
        self.field(key);
        self.writes += 1;
    }

    pub(crate) fn end_entry(&mut self) {
        self.hash = self.entry.digest128();
        self.start_entry();
    }

    /// The hash after the last whole entry; `None` amid an entry.
    pub(crate) fn value(&self) -> Option<u128> {
        (self.writes == 0).then_some(self.hash)
    }

    fn start_entry(&mut self) {
        self.entry.reset();
        self.entry.update(&self.hash.to_le_bytes());
        self.writes = 0;
    }

    /// Hashes a field with its length. The length fits, because the batch rejects longer keys and values first.
    fn field(&mut self, bytes: &[u8]) {
        self.entry
            .update(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.entry.update(bytes);
    }
}
