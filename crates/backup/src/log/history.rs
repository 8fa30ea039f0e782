//! The histories of a place.

use super::LOG;
use crate::manifest::{Manifest, is_id};

/// The name of the object without entries.
const POSITION: &str = "position";

/// One history of entries. A restore begins another one, whose entries may have the indexes of earlier ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct History {
    /// The restore epoch of the cluster.
    pub epoch: u64,
    /// The id of the cluster: letters, digits and hyphens.
    pub cluster_id: String,
}

impl History {
    /// The history of a cluster; `None` if no cluster has such an id.
    #[must_use]
    pub fn of(epoch: u64, cluster_id: &str) -> Option<Self> {
        is_id(cluster_id).then(|| Self {
            epoch,
            cluster_id: cluster_id.to_owned(),
        })
    }

    /// The history that a backup is a state of; `None` if its cluster has no id.
    #[must_use]
    pub fn of_backup(manifest: &Manifest) -> Option<Self> {
        Self::of(manifest.about.epoch, &manifest.about.cluster_id)
    }

    /// The prefix of its objects.
    pub(super) fn directory(&self) -> String {
        format!("{LOG}{:010}-{}/", self.epoch, self.cluster_id)
    }

    /// The object that says how far the log is complete.
    pub(super) fn position(&self) -> String {
        format!("{}{POSITION}", self.directory())
    }

    /// The object that says how far the log is complete after an entry that a gap follows.
    pub(super) fn last_position(&self, after: u64) -> String {
        format!("{}{POSITION}-{after:020}", self.directory())
    }

    /// The history of a position, and the entry after which a gap follows.
    pub(crate) fn of_position(name: &str) -> Option<(Self, Option<u64>)> {
        let (history, object) = name.strip_prefix(LOG)?.split_once('/')?;
        let history = Self::of_text(history)?;
        let after = match object.strip_prefix(POSITION)? {
            "" => None,
            after => Some(after.strip_prefix('-')?.parse().ok()?),
        };
        Some((history, after))
    }

    pub(super) fn of_text(text: &str) -> Option<Self> {
        let (epoch, cluster_id) = text.split_once('-')?;
        Self::of(epoch.parse().ok()?, cluster_id)
    }
}
