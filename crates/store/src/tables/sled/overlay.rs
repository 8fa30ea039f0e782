//! Row versions that differ from the tree: batches that are not in the tree yet, and older values that open views need.
//!
//! A version applies from its batch up to the next version of the row. If a state finds no version, the tree has the
//! row.
//!
//! Invariants:
//! - Versions of a row ascend by batch. Versions after `drained` are not in the tree. The last of the other versions
//!   equals the tree's row.
//! - If the overlay keeps an older version of a row for a view, it also keeps the last version. Otherwise a newer view
//!   would read the older version instead of the tree's row.

use std::collections::BTreeMap;
use std::ops::Bound;

use ::sled::IVec;

use super::views::Views;
use crate::tables::engine::Write;

/// The approximate memory that a version takes beside its key and value.
const VERSION_BYTES: u64 = 64;

/// The value of a row from a batch on; `None` if the row is absent.
struct Version {
    batch: u64,
    value: Option<IVec>,
}

impl Version {
    fn bytes(&self) -> u64 {
        VERSION_BYTES + self.value.as_ref().map_or(0, |value| value.len() as u64)
    }
}

/// See the module.
#[derive(Default)]
pub(super) struct Overlay {
    rows: BTreeMap<IVec, Vec<Version>>,
    /// Rows whose last version is not in the tree, once each.
    fresh: Vec<IVec>,
    /// The size of those rows, counting only their last versions.
    fresh_bytes: u64,
    /// The bytes written since the last drain, counting repeated writes of the same rows.
    written_bytes: u64,
    /// The size of everything.
    bytes: u64,
    /// The last batch in the tree.
    drained: u64,
}

impl Overlay {
    /// Adds a batch after all others.
    pub(super) fn write(&mut self, batch: u64, writes: Vec<Write>, views: &Views) {
        for Write { key, value } in writes {
            let (key, value) = (IVec::from(key), value.map(IVec::from));
            let key_bytes = key.len() as u64;
            let version = Version { batch, value };
            let versions = self.rows.entry(key.clone()).or_default();
            let before = weight(key_bytes, versions);
            match versions.last().filter(|last| last.batch > self.drained) {
                Some(replaced) => self.fresh_bytes -= key_bytes + replaced.bytes(),
                None => self.fresh.push(key),
            }
            self.fresh_bytes += key_bytes + version.bytes();
            self.written_bytes += key_bytes + version.bytes();
            versions.push(version);
            prune(versions, self.drained, views);
            self.bytes = self.bytes + weight(key_bytes, versions) - before;
        }
    }

    /// The value that a state reads; `None` if the tree has it.
    pub(super) fn get(&self, key: &[u8], at: u64) -> Option<&Option<IVec>> {
        self.rows.get(key).and_then(|versions| read(versions, at))
    }

    /// The rows of a range that a state does not read from the tree.
    pub(super) fn range(&self, from: &[u8], until: &[u8], at: u64) -> impl Iterator<Item = (&IVec, &Option<IVec>)> {
        let bounds = (Bound::Included(from), Bound::Excluded(until));
        let rows = self.rows.range::<[u8], _>(bounds);
        rows.filter_map(move |(key, versions)| read(versions, at).map(|value| (key, value)))
    }

    /// The rows to write into the tree: key, and last value.
    pub(super) fn fresh(&self) -> impl Iterator<Item = (&IVec, Option<&IVec>)> {
        self.fresh.iter().map(|key| {
            let last = self.rows.get(key).and_then(|versions| versions.last());
            (key, last.and_then(|last| last.value.as_ref()))
        })
    }

    /// Whether a view reads the row from the tree, and would lose that value to a drain.
    pub(super) fn needs_past(&self, key: &[u8], views: &Views) -> bool {
        let first = self.rows.get(key).and_then(|versions| versions.first());
        first.is_some_and(|first| views.any_in(0, first.batch))
    }

    /// Records that everything goes into the tree. `past` holds the previous values that views need.
    pub(super) fn drain(&mut self, batch: u64, past: Vec<(IVec, Option<IVec>)>, views: &Views) {
        for (key, value) in past {
            let version = Version { batch: 0, value };
            self.bytes += version.bytes();
            self.rows.entry(key).or_default().insert(0, version);
        }
        self.drained = batch;
        (self.fresh_bytes, self.written_bytes) = (0, 0);
        for key in std::mem::take(&mut self.fresh) {
            self.prune_row(&key, views);
        }
    }

    /// Removes the versions that no view reads any more. Checks every row.
    pub(super) fn prune(&mut self, views: &Views) {
        let keys: Vec<IVec> = self.rows.keys().cloned().collect();
        for key in keys {
            self.prune_row(&key, views);
        }
    }

    fn prune_row(&mut self, key: &IVec, views: &Views) {
        let Some(versions) = self.rows.get_mut(key) else {
            return;
        };
        let before = weight(key.len() as u64, versions);
        prune(versions, self.drained, views);
        self.bytes = self.bytes + weight(key.len() as u64, versions) - before;
        if versions.is_empty() {
            self.rows.remove(key);
        }
    }

    /// The size of the batches that are not in the tree yet.
    pub(super) fn written_bytes(&self) -> u64 {
        self.written_bytes
    }

    /// The size of everything.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether the overlay keeps versions only for views.
    pub(super) fn keeps_past(&self) -> bool {
        self.rows.len() > self.fresh.len() || self.bytes > self.fresh_bytes
    }
}

fn weight(key_bytes: u64, versions: &[Version]) -> u64 {
    match versions {
        [] => 0,
        versions => key_bytes + versions.iter().map(Version::bytes).sum::<u64>(),
    }
}

/// The last version that a state sees.
fn read(versions: &[Version], at: u64) -> Option<&Option<IVec>> {
    let known = versions.iter().rev().find(|version| version.batch <= at);
    known.map(|version| &version.value)
}

/// Keeps the versions that views read. Keeps the last version if the tree does not have it, or if an older version
/// remains.
fn prune(versions: &mut Vec<Version>, drained: u64, views: &Views) {
    let Some(last) = versions.pop() else {
        return;
    };
    let ends: Vec<u64> = versions
        .iter()
        .skip(1)
        .map(|next| next.batch)
        .chain([last.batch])
        .collect();
    let mut ends = ends.into_iter();
    versions.retain(|version| ends.next().is_some_and(|end| views.any_in(version.batch, end)));
    if last.batch > drained || !versions.is_empty() {
        versions.push(last);
    }
}
