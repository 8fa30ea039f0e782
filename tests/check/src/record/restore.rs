//! Restores: the fabric becomes again what it once was, and somebody decides what becomes of what was due meanwhile.

use serde::{Deserialize, Serialize};

/// `backup`: somebody begins to take a backup. Everything acknowledged before is to be in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// Names it in this history.
    pub backup: u64,
    /// True time.
    pub t: i64,
}

/// `restore`: the cluster is gone, and another one begins with a backup. What was recorded since is forgotten, but for the receivers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// Which backup.
    pub backup: u64,
    /// True time.
    pub t: i64,
    /// The last entry in it. The new epoch's own come behind it.
    pub idx: u64,
    /// The epoch that begins.
    pub epoch: u64,
    /// What waits and is due by then is held; absent if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<i64>,
}

/// `overdue`: the log decides, as an operator asked, about timers that are held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overdue {
    /// The entry.
    pub idx: u64,
    /// True time, not after the answer.
    pub t: i64,
    /// What becomes of them.
    pub action: OverdueAction,
    /// Nothing is held any more. Else it is about some of them, and is repeated.
    pub finished: bool,
}

/// What becomes of what is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OverdueAction {
    /// It fires.
    Fire,
    /// It fails without having fired.
    Miss,
    /// It is cancelled.
    Cancel,
}
