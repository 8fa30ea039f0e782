//! The state behind [`super::MemoryIo`]: the bytes that a reader sees, the durable bytes, and the difference.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use super::{Cut, Fault, Operation};

/// The unit in which parts of an unsynced write survive a power cut, independently of each other.
const SECTOR_BYTES: u64 = 512;

#[derive(Clone, Default)]
pub(super) struct Disk {
    pub generation: u64,
    pub operation_count: u64,
    pub halt_at: Option<u64>,
    pub syncs_held: bool,
    pub faults: Vec<Fault>,
    nodes: Vec<Node>,
    names: BTreeMap<PathBuf, usize>,
    names_durable: BTreeMap<PathBuf, usize>,
    names_pending: Vec<NameChange>,
}

#[derive(Clone, Default)]
struct Node {
    seen: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<(u64, Vec<u8>)>,
}

#[derive(Clone)]
enum NameChange {
    Create(PathBuf, usize),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

impl Disk {
    /// Counts an operation and decides whether it fails.
    pub fn begin(&mut self, operation: Operation) -> Result<()> {
        let number = self.operation_count;
        self.operation_count += 1;
        if self.halt_at.is_some_and(|at| number >= at) {
            return Err(Error::other("the disk is halted"));
        }
        for fault in self.faults.iter_mut().filter(|fault| fault.operation == operation) {
            if fault.after_count > 0 {
                fault.after_count -= 1;
            } else if fault.fail_count > 0 {
                fault.fail_count = fault.fail_count.saturating_sub(u64::from(fault.fail_count != u64::MAX));
                return Err(fault.error.into());
            }
        }
        Ok(())
    }

    pub fn create(&mut self, path: &Path) -> Result<usize> {
        if self.names.contains_key(path) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let node = self.nodes.len();
        self.nodes.push(Node::default());
        self.change(NameChange::Create(path.to_owned(), node));
        Ok(node)
    }

    pub fn find(&self, path: &Path) -> Result<usize> {
        self.names.get(path).copied().ok_or_else(|| ErrorKind::NotFound.into())
    }

    pub fn rename(&mut self, from: &Path, to: &Path) -> Result<()> {
        self.find(from)?;
        self.change(NameChange::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }

    pub fn remove(&mut self, path: &Path) -> Result<()> {
        self.find(path)?;
        self.change(NameChange::Remove(path.to_owned()));
        Ok(())
    }

    fn change(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.names_pending.push(change);
    }

    pub fn sync_names(&mut self, directory: &Path) {
        let (synced, pending) = self
            .names_pending
            .drain(..)
            .partition(|change: &NameChange| change.path().parent() == Some(directory));
        self.names_pending = pending;
        for change in Vec::from_iter::<Vec<NameChange>>(synced) {
            change.apply(&mut self.names_durable);
        }
    }

    pub fn list(&self, directory: &Path) -> Vec<String> {
        let inside = self.names.keys().filter(|path| path.parent() == Some(directory));
        inside
            .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .collect()
    }

    pub fn paths(&self) -> Vec<PathBuf> {
        self.names.keys().cloned().collect()
    }

    pub fn contents(&self, path: &Path) -> Option<Vec<u8>> {
        self.names.get(path).map(|&node| self.nodes[node].seen.clone())
    }

    pub fn overwrite(&mut self, path: &Path, bytes: Vec<u8>) {
        let node = self.names.get(path).copied().unwrap_or_else(|| {
            self.nodes.push(Node::default());
            self.nodes.len() - 1
        });
        self.names.insert(path.to_owned(), node);
        self.names_durable.insert(path.to_owned(), node);
        self.nodes[node] = Node {
            seen: bytes.clone(),
            durable: bytes,
            pending: Vec::new(),
        };
    }

    pub fn length(&self, node: usize) -> u64 {
        self.nodes[node].seen.len() as u64
    }

    pub fn read(&self, node: usize, buffer: &mut [u8], offset: u64) -> usize {
        let seen = &self.nodes[node].seen;
        let start = (offset as usize).min(seen.len());
        let count = buffer.len().min(seen.len() - start);
        buffer[..count].copy_from_slice(&seen[start..start + count]);
        count
    }

    pub fn write(&mut self, node: usize, bytes: &[u8], offset: u64) {
        let node = &mut self.nodes[node];
        put(&mut node.seen, bytes, offset);
        node.pending.push((offset, bytes.to_vec()));
    }

    pub fn extend(&mut self, node: usize, length: u64) {
        let start = self.length(node);
        if length > start {
            self.write(node, &vec![0; (length - start) as usize], start);
        }
    }

    pub fn sync(&mut self, node: usize) {
        let node = &mut self.nodes[node];
        for (offset, bytes) in node.pending.drain(..) {
            put(&mut node.durable, &bytes, offset);
        }
    }

    pub fn forget_unsynced(&mut self, node: usize) {
        self.nodes[node].pending.clear();
    }

    pub fn cut(&mut self, cut: Cut) {
        self.generation += 1;
        self.halt_at = None;
        self.syncs_held = false;
        self.faults.clear();
        if let Cut::Power { seed } = cut {
            self.lose_unsynced(&mut Random(seed));
        }
    }

    fn lose_unsynced(&mut self, random: &mut Random) {
        let kept_per_eight = random.below(9);
        for change in std::mem::take(&mut self.names_pending) {
            if random.below(8) < kept_per_eight {
                change.apply(&mut self.names_durable);
            }
        }
        self.names = self.names_durable.clone();
        for node in &mut self.nodes {
            for (offset, bytes) in std::mem::take(&mut node.pending) {
                keep_some(&mut node.durable, &bytes, offset, kept_per_eight, random);
            }
            node.seen = node.durable.clone();
        }
    }
}

impl NameChange {
    fn path(&self) -> &Path {
        match self {
            Self::Create(path, _) | Self::Rename(path, _) | Self::Remove(path) => path,
        }
    }

    /// Applies the change to `names`. A change whose source did not survive has no effect.
    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Create(path, node) => {
                names.insert(path.clone(), *node);
            }
            Self::Rename(from, to) => {
                if let Some(node) = names.remove(from) {
                    names.insert(to.clone(), node);
                }
            }
            Self::Remove(path) => {
                names.remove(path);
            }
        }
    }
}

fn put(target: &mut Vec<u8>, bytes: &[u8], offset: u64) {
    let end = offset as usize + bytes.len();
    if target.len() < end {
        target.resize(end, 0);
    }
    target[offset as usize..end].copy_from_slice(bytes);
}

/// Applies the surviving sectors of one write. One in eight of those survives only up to some byte.
fn keep_some(target: &mut Vec<u8>, bytes: &[u8], offset: u64, kept_per_eight: u64, random: &mut Random) {
    let mut done = 0;
    while done < bytes.len() {
        let position = offset + done as u64;
        let room = (SECTOR_BYTES - position % SECTOR_BYTES) as usize;
        let piece = &bytes[done..bytes.len().min(done + room)];
        done += piece.len();
        if random.below(8) < kept_per_eight {
            let torn = kept_per_eight < 8 && random.below(8) == 0;
            let kept = if torn {
                random.below(piece.len() as u64) as usize
            } else {
                piece.len()
            };
            put(target, &piece[..kept], position);
        }
    }
}

/// A SplitMix64 generator: small, seeded, and identical on all platforms.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}
