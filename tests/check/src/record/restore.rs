//! Restores: the fabric returns to an earlier state, and an operator decides about timers that came due in the
//! meantime.

use serde::{Deserialize, Serialize};

/// `backup`: an operator begins to take a backup. It must contain everything acknowledged before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// The number of the backup in this history.
    pub backup: u64,
    /// True time.
    pub t: i64,
}

/// `restore`: another cluster starts from a backup and replaces the first. Later records are forgotten, except those of
/// the receivers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// The backup.
    pub backup: u64,
    /// True time.
    pub t: i64,
    /// The last entry in the backup. The new epoch's own entries follow it.
    pub idx: u64,
    /// The new epoch.
    pub epoch: u64,
    /// Waiting timers that are due by this instant are held; absent if none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<i64>,
}

/// `overdue`: the log applies an operator's decision about held timers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overdue {
    /// The entry.
    pub idx: u64,
    /// True time, not after the response.
    pub t: i64,
    /// The action.
    pub action: OverdueAction,
    /// Whether nothing is held any longer. Otherwise the decision covers some of the timers, and is repeated.
    pub finished: bool,
}

/// The action on held timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OverdueAction {
    /// They fire.
    Fire,
    /// They fail without a firing.
    Miss,
    /// They are cancelled.
    Cancel,
}
