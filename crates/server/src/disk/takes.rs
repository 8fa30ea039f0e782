//! The sizes of a node's files by the size of its file system, and the free space that follows from them.
//!
//! Invariant: the floor has room to continue without growth and to stop in order. It covers the prepared segment of the
//! log and the next one, all write buffers of the tables, and the copy that a compaction makes. The copy is needed
//! because a cancel rewrites its timer's row: only compactions free the space of the old row. On the smallest disks the
//! floor is a share that leaves as much space for the tables as for their copy.

use std::io;
use std::path::{Path, PathBuf};

use minoots_raft::RaftOptions;

use super::{Reserve, space_of};

const MIB: u64 = 1 << 20;

/// The size below which a file system gets small files.
const SMALL_BELOW_BYTES: u64 = 4 << 30;

/// The smallest file system on which a node starts, unless its reserve is configured.
const DISK_BYTES_MIN: u64 = 128 * MIB;

/// Sizes of files and buffers. An entry of the log has at most 2 MiB, so any node's entries fit the segments of any
/// other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Takes {
    /// The size of a segment of the log.
    segment_bytes: u64,
    /// The number of segments kept for reuse.
    spare_count_max: usize,
    /// The size of the log above which its older half is removed.
    log_bytes_max: u64,
    /// The size of a write buffer of the tables, and of all buffers that wait to be flushed.
    memtable_bytes: u64,
    sealed_bytes_max: u64,
    /// The size of a file of the tables.
    table_target_bytes: u64,
    /// The minimum of free space.
    pub(super) floor_bytes: u64,
}

impl Takes {
    /// The sizes for a file system of this size.
    pub(crate) fn of(total_bytes: u64) -> Takes {
        if total_bytes >= SMALL_BELOW_BYTES {
            let own = RaftOptions::new(0, "");
            return Takes {
                segment_bytes: own.log.segment_bytes,
                spare_count_max: own.log.spare_count_max,
                log_bytes_max: own.log_bytes_max,
                memtable_bytes: own.tables.memtable_bytes,
                sealed_bytes_max: own.tables.sealed_bytes_max,
                table_target_bytes: own.tables.table_target_bytes,
                floor_bytes: (256 + 1_024) * MIB,
            };
        }
        Takes {
            segment_bytes: 8 * MIB,
            spare_count_max: 1,
            log_bytes_max: (total_bytes / 8).clamp(16 * MIB, 256 * MIB),
            memtable_bytes: 4 * MIB,
            sealed_bytes_max: 16 * MIB,
            table_target_bytes: 8 * MIB,
            floor_bytes: (192 * MIB).min(total_bytes / 8 * 5),
        }
    }

    /// Sets these sizes in the options of a node.
    pub(crate) fn apply(self, raft: &mut RaftOptions) {
        raft.log.segment_bytes = self.segment_bytes;
        raft.log.spare_count_max = self.spare_count_max;
        raft.log_bytes_max = self.log_bytes_max;
        raft.tables.memtable_bytes = self.memtable_bytes;
        raft.tables.sealed_bytes_max = self.sealed_bytes_max;
        raft.tables.table_target_bytes = self.table_target_bytes;
    }

    /// The free space below which the log may not get its next segment.
    pub(super) fn segment_bytes(self) -> u64 {
        self.segment_bytes
    }
}

/// An error of checking a disk.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The disk is too small: with the space for an orderly stop reserved, no room for data would remain.
    #[error(
        "DISK_TOO_SMALL: the file system of {} has {} MiB, and a node needs {} MiB; choose another directory, or set \
         --disk-reserve-bytes and have it fail when the disk is full",
        directory.display(), total >> 20, DISK_BYTES_MIN >> 20
    )]
    TooSmall {
        /// The data directory.
        directory: PathBuf,
        /// The size of its file system.
        total: u64,
    },
    /// The file system could not be queried.
    #[error("DISK_UNKNOWN: the file system of {} does not say how large it is: {error}", directory.display())]
    Unknown {
        /// The data directory.
        directory: PathBuf,
        /// The cause.
        error: io::Error,
    },
}

/// The sizes for a node in this directory, which may not exist yet.
///
/// # Errors
/// The disk is too small for an empty node and the reserve. This is not checked if the reserve is configured in bytes.
pub(crate) fn takes(directory: &Path, reserve: Reserve) -> Result<Takes, DiskError> {
    let existing = directory.ancestors().find(|path| path.exists());
    let space = space_of(
        existing
            .filter(|path| !path.as_os_str().is_empty())
            .unwrap_or(Path::new(".")),
    );
    let total = match space {
        Ok(space) => space.total,
        Err(error) => {
            let directory = directory.to_owned();
            return Err(DiskError::Unknown { directory, error });
        }
    };
    match reserve {
        // Some virtual file systems of the kernel report no size.
        Reserve::Share { .. } if (1..DISK_BYTES_MIN).contains(&total) => Err(DiskError::TooSmall {
            directory: directory.to_owned(),
            total,
        }),
        _ => Ok(Takes::of(total)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_holds_two_segments_every_write_buffer_and_a_compaction() {
        for total in [320 * MIB, SMALL_BELOW_BYTES - 1, SMALL_BELOW_BYTES, 1 << 40] {
            let takes = Takes::of(total);
            let written = 2 * takes.segment_bytes + 2 * takes.memtable_bytes + takes.sealed_bytes_max;
            let copied = 16 * takes.table_target_bytes;
            assert!(written + copied <= takes.floor_bytes, "{total}: {takes:?}");
            assert!(takes.floor_bytes <= total / 8 * 5, "{total}: {takes:?}");
        }
        let takes = Takes::of(DISK_BYTES_MIN);
        let written = 2 * takes.segment_bytes + 2 * takes.memtable_bytes + takes.sealed_bytes_max;
        let logged = takes.log_bytes_max + 2 * takes.segment_bytes;
        let left = DISK_BYTES_MIN - takes.floor_bytes - logged;
        assert!(
            written + left <= takes.floor_bytes,
            "the tables and their copy: {takes:?}"
        );
    }
}
