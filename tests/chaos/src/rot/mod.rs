//! Bits that flip in the data of a node that does not run.
//!
//! One of three nodes is killed under load, and its directory kept. Each flip is made in a copy, and the copy opened the way a node opens
//! it. What may come of it: it is refused, with words; or the node goes on with the very log and tables that were there (the bit meant
//! nothing); or the end of the log is reported as torn and cut, which the other nodes make good. A state that is not the one that was
//! there, a panic, or an end without a word is a violation. A few flips are made in a node of a running cluster.

mod cluster;
mod flip;
mod opened;
mod worker;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use minoots_it::random::Random;
use serde_json::{Value, json};

use crate::tmpfs::Tmpfs;

pub use cluster::flip_in_cluster;
pub use worker::{Work, work};

/// Copies are made and opened here: what a disk would add is time.
const SCRATCH_BYTES: u64 = 512 << 20;

/// What was found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Bytes in the directory, by kind of file.
    pub bytes: BTreeMap<String, u64>,
    /// How many flips in each kind of file came to what.
    pub outcomes: BTreeMap<String, BTreeMap<String, u64>>,
    /// Refusals, without what differs from one to the next, and how often each came.
    pub refusals: BTreeMap<String, u64>,
    /// What is wrong.
    pub violations: Vec<String>,
}

impl Findings {
    /// As a machine reads it.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "bytes": self.bytes,
            "outcomes": self.outcomes,
            "refusals": self.refusals,
            "violations": self.violations,
        })
    }

    fn count(&mut self, kind: &str, outcome: &str) {
        let outcomes = self.outcomes.entry(kind.to_owned()).or_default();
        *outcomes.entry(outcome.to_owned()).or_default() += 1;
    }
}

/// Makes so many flips, one at a time, each in a fresh copy.
///
/// # Errors
/// When the machine does not let it.
pub fn run(seed: u64, flips: u64) -> Result<Findings> {
    let scratch = Tmpfs::new(SCRATCH_BYTES)?;
    let directory = scratch.path().join("directory");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let node = runtime.block_on(cluster::make_directory(&directory, Random::seeded(seed)))?;
    let mut findings = Findings::default();
    for (kind, bytes) in flip::sizes(&directory)? {
        findings.bytes.insert(kind, bytes);
    }
    worker::share_out(&Work { directory, node, seed }, flips, &mut findings)?;
    Ok(findings)
}

/// Where a copy for this flip is made.
fn copy_for(directory: &Path, flip: u64, name: &str) -> PathBuf {
    directory.with_file_name(format!("{name}-{flip}"))
}
