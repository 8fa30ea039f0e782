//! Hooks for tests of whole nodes, only in builds with the feature `fault-hooks`.

use std::time::Duration;

use minoots_raft::RaftOptions;

use crate::listener::ListenerOptions;

/// With this variable set, a few hundred entries are enough for several segments, snapshots and a purge.
const SMALL_STORAGE: &str = "MINOOTS_FAULT_SMALL_STORAGE";

/// With this variable set, connections reach their age after a second, and get another second of grace, because a test
/// may read slowly.
const SHORT_CONNECTIONS: &str = "MINOOTS_FAULT_SHORT_CONNECTIONS";

/// With this variable set to a number, the program pretends to know cluster levels up to it only, as an older release.
const LEVEL: &str = "MINOOTS_FAULT_LEVEL";

/// Pretends to be an older release, if the environment asks for it.
pub(crate) fn pretend_older() {
    let level = std::env::var(LEVEL).ok().and_then(|level| level.parse().ok());
    if let Some(level) = level {
        minoots_kernel::levels::pretend(level);
    }
}

/// Makes the log small, if the environment asks for it.
pub(crate) fn shrink_storage(raft: &mut RaftOptions) {
    if std::env::var_os(SMALL_STORAGE).is_none() {
        return;
    }
    raft.log.segment_bytes = 64 << 10;
    raft.log.spare_count_max = 0;
    raft.snapshot_interval_entries = 50;
    raft.log_keep_entries = 20;
}

/// Makes connections short, if the environment asks for it.
pub(crate) fn shorten_connections(options: ListenerOptions) -> ListenerOptions {
    if std::env::var_os(SHORT_CONNECTIONS).is_none() {
        return options;
    }
    ListenerOptions {
        connection_age_max: Duration::from_secs(1),
        connection_age_grace: Duration::from_secs(1),
        ..options
    }
}
