//! The check that the parts of a data directory belong to one life of one node.
//!
//! The check reads the content of each part. A log that is empty, an older copy, or another node's does not pass
//! because of its name. The log compares itself with its synced mark (`minoots_store::log`). This module has the rules
//! between `NODE`, log and tables, for the start and for the offline check alike.

use minoots_store::log::LogId;

use crate::directory::DataDirectory;
use crate::error::StartError;
use crate::format::AppliedState;
use crate::types::StoredMembership;

/// The parts, as their content describes them.
pub(crate) struct Parts<'a> {
    /// Node id and incarnation of `NODE`.
    owner: Option<(u64, u128)>,
    /// `NODE` names a cluster.
    is_of_cluster: bool,
    /// `NODE` says that the log has a synced mark.
    has_synced_mark: bool,
    /// The log has no vote, no entry and no purge point.
    is_log_empty: bool,
    /// The last purged entry of the log.
    purged: Option<u64>,
    /// The last applied entry of the tables.
    applied: Option<u64>,
    /// The members as of that entry.
    members: &'a StoredMembership,
}

impl<'a> Parts<'a> {
    /// Collects the parts of a directory. The caller passes whether the log is empty, and up to where it was purged.
    ///
    /// # Errors
    /// `NODE` is damaged.
    pub(crate) fn of(
        directory: &DataDirectory,
        (is_log_empty, purged): (bool, Option<LogId>),
        tables: &'a AppliedState,
    ) -> Result<Self, StartError> {
        Ok(Self {
            owner: directory.owner()?,
            is_of_cluster: directory.cluster().is_some(),
            has_synced_mark: directory.has_synced_mark(),
            is_log_empty,
            purged: purged.map(|purged| purged.index),
            applied: tables.at.map(|at| at.index()),
            members: &tables.membership,
        })
    }

    /// Whether log or tables hold anything.
    pub(crate) fn have_state(&self) -> bool {
        !self.is_log_empty || self.applied.is_some()
    }

    /// Describes a part that is missing, cut, or older than another part.
    pub(crate) fn gap(&self) -> Option<String> {
        if self.have_state() && self.owner.is_none() {
            return Some("log or tables hold data, but NODE, which says whose, is missing".to_owned());
        }
        if self.is_log_empty && self.applied.is_some() {
            return Some("the tables hold data, but the log is empty".to_owned());
        }
        // Since synced marks exist, the mark itself distinguishes an emptied log from a new one.
        if self.is_log_empty && self.is_of_cluster && !self.has_synced_mark {
            return Some("the node belongs to a cluster, but its log is empty".to_owned());
        }
        let purged = self
            .purged
            .filter(|purged| self.applied.is_none_or(|applied| applied < *purged))?;
        let has = self
            .applied
            .map_or_else(|| "nothing".to_owned(), |applied| format!("entries up to {applied}"));
        Some(format!(
            "the tables hold {has}, but the log begins after entry {purged}"
        ))
    }

    /// Describes a part that belongs to another life of a node with this id.
    pub(crate) fn other_life(&self) -> Option<String> {
        other_life(self.owner?, self.members, "tables")
    }
}

/// Compares `NODE` with the members that `part` names.
pub(crate) fn other_life((node, incarnation): (u64, u128), members: &StoredMembership, part: &str) -> Option<String> {
    let member = members.membership().get_node(&node)?;
    // Releases before incarnations existed recorded members without one.
    let is_other = member.incarnation != 0 && member.incarnation != incarnation;
    is_other.then(|| {
        format!(
            "NODE is not of the {part}: node {node} is a member there with incarnation {:032x}, and NODE says {incarnation:032x}. Put back \
             the part that was replaced, or repeat the recovery that was interrupted",
            member.incarnation
        )
    })
}
