//! Bits that flip in the data of a stopped node.
//!
//! One of three nodes is killed under load, and its directory kept. Each flip is made in a copy, and the copy is opened
//! the way a node opens it. There are three valid results: the directory is refused with a reason; the node continues
//! with exactly the earlier log and tables (the bit had no meaning); or the end of the log is reported as torn and cut,
//! and the other nodes replace it. A different state, a panic, or an end without a reason is a violation. A few flips
//! are made in a node of a running cluster.

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

/// The size of the scratch file system in memory for the copies. A disk would only take longer.
const SCRATCH_BYTES: u64 = 512 << 20;

/// The results.
#[derive(Debug, Default)]
pub struct Findings {
    /// The bytes in the directory, by kind of file.
    pub bytes: BTreeMap<String, u64>,
    /// The outcomes of the flips, by kind of file.
    pub outcomes: BTreeMap<String, BTreeMap<String, u64>>,
    /// Refusals without their variable parts, with their counts.
    pub refusals: BTreeMap<String, u64>,
    /// The violations.
    pub violations: Vec<String>,
}

impl Findings {
    /// Returns the results as JSON.
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

/// Makes the given number of flips, one at a time, each in a fresh copy.
///
/// # Errors
/// The machine denies an operation.
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

/// Returns the directory of a copy for this flip.
fn copy_for(directory: &Path, flip: u64, name: &str) -> PathBuf {
    directory.with_file_name(format!("{name}-{flip}"))
}
