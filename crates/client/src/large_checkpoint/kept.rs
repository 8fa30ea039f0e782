//! The retained versions of a checkpoint, and those that refer to chunks, as of one instant.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::TryStreamExt as _;

use super::manifest;
use crate::checkpoint::CheckpointKey;
use crate::client::Client;
use crate::error::Error;

/// The limit of listings, which repeat when a version was written meanwhile.
const LISTS_MAX: usize = 100;

#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The current version; 0 if there is none.
    pub version: u64,
    /// The oldest version.
    pub oldest: u64,
    /// The partition key of the checkpoint.
    partition_key: String,
    /// The checksums of chunked states, by the version that refers to them.
    referred: BTreeMap<u64, String>,
    /// Versions whose own payload key was shredded.
    shredded: BTreeSet<u64>,
}

impl Kept {
    /// Reads the present versions.
    pub async fn read(client: &Client, key: &CheckpointKey) -> Result<Self, Error> {
        for _ in 0..LISTS_MAX {
            let kept = Self::listed(client, key).await?;
            // Pages stem from different instants. They are consistent if no version was written in between.
            let newest = match client.checkpoint_versions(key.clone()).try_next().await {
                Ok(newest) => newest.map_or(0, |newest| newest.version),
                Err(Error::NotFound { .. }) => 0,
                Err(error) => return Err(error),
            };
            if newest == kept.version {
                return Ok(kept);
            }
        }
        Err(super::conflict("others write versions all the while", None))
    }

    async fn listed(client: &Client, key: &CheckpointKey) -> Result<Self, Error> {
        let mut kept = Self::default();
        let mut versions = client.checkpoint_versions(key.clone());
        loop {
            let found = match versions.try_next().await {
                Ok(Some(found)) => found,
                Ok(None) | Err(Error::NotFound { .. }) => return Ok(kept),
                Err(error) => return Err(error),
            };
            kept.version = kept.version.max(found.version);
            kept.oldest = found.version;
            if let Some(sha256) = manifest::referred(&found.content_type) {
                kept.referred.insert(found.version, sha256.to_owned());
            }
            if found.data_shredded {
                kept.shredded.insert(found.version);
            }
            kept.partition_key = found.partition_key;
        }
    }

    /// The checkpoint's key with a partition key: the given one, otherwise its own, otherwise the execution.
    pub fn key(&self, given: &CheckpointKey) -> CheckpointKey {
        let partition_key = match (given.partition_key.as_str(), self.partition_key.as_str()) {
            ("", "") => &given.execution,
            ("", own) => own,
            (given, _) => given,
        };
        CheckpointKey::new(&given.execution, &given.name, partition_key)
    }

    /// Whether a retained version refers to this state.
    pub fn refers_to(&self, sha256: &str) -> bool {
        self.referred.values().any(|referred| referred == sha256)
    }

    /// The state that this version refers to.
    pub fn refers_at(&self, version: u64) -> Option<&str> {
        self.referred.get(&version).map(String::as_str)
    }

    /// For each state the newest readable version that refers to it, newest first, and the number of other readable
    /// versions that do.
    pub fn states(&self) -> Vec<(u64, u64)> {
        let mut newest: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        let readable = self
            .referred
            .iter()
            .filter(|(version, _)| !self.shredded.contains(version));
        for (version, sha256) in readable {
            let state = newest.entry(sha256).or_insert((*version, 0));
            if state.0 != *version {
                *state = (*version, state.1 + 1);
            }
        }
        let mut states: Vec<_> = newest.into_values().collect();
        states.sort_unstable_by(|one, other| other.cmp(one));
        states
    }
}
