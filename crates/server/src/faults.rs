//! For tests of whole nodes, and only in builds with the feature `fault-hooks`.

use minoots_raft::RaftOptions;

/// With this variable set, a few hundred entries are enough for several segments, snapshots and a purge.
const SMALL_STORAGE: &str = "MINOOTS_FAULT_SMALL_STORAGE";

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
