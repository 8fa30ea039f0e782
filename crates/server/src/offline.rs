//! Operations on a data directory while no node runs on it. See [`minoots_raft::offline`].

pub use minoots_raft::StoredEntry;
pub use minoots_raft::offline::{
    Begun, Checked, CheckedLog, CheckedTables, Damage, NewEpoch, OfflineError, Recovered, Replay, Restoration,
    Restored, SoleNode, check, recover,
};
