//! Errors of the log, grouped by the caller's reaction.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The reason why a call on an open log failed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The log is unusable from here on and acknowledges nothing any more. Stop the process.
    #[error("the log has failed and acknowledges nothing any more: {0}")]
    Failed(Arc<IoFailure>),
    /// [`Log::close`](super::Log::close) was called before.
    #[error("the log is closed")]
    Closed,
    /// The call itself was wrong; the log is unchanged and continues.
    #[error("refused: {0}")]
    Refused(#[from] Refused),
    /// A record that was written is missing. Rebuild this node before trusting anything read from it.
    #[error(transparent)]
    Corrupt(#[from] Corruption),
    /// A read failed; the log continues.
    #[error("a read of the log failed: {0}")]
    Read(Arc<IoFailure>),
    /// The requested entries were purged; a snapshot holds their effect.
    #[error("entries up to index {upto_index} were purged")]
    Purged {
        /// The last purged index.
        upto_index: u64,
    },
}

/// The reason why [`Log::open`](super::Log::open) failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The options contradict each other.
    #[error("invalid log option: {0}")]
    Options(&'static str),
    /// The file system failed.
    #[error("cannot open the log: {0}")]
    Io(#[from] IoFailure),
    /// Damage that recovery must not cut off.
    #[error(transparent)]
    Corrupt(#[from] Corruption),
}

/// The `action` of an [`IoFailure`] of a sync.
pub(super) const SYNC: &str = "sync";

/// A failed operation of the file system or of the log's thread.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct IoFailure {
    /// The operation, as a verb.
    pub action: &'static str,
    /// The file or directory that the operation was applied to.
    pub path: PathBuf,
    /// The cause.
    pub source: io::Error,
}

impl IoFailure {
    pub(super) fn new(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self {
            action,
            path: path.to_owned(),
            source,
        }
    }

    /// Whether the disk was full: then nothing was lost, and the operation may be retried. A sync must not be retried,
    /// whatever its error: pages that it did not write may be lost.
    pub(super) fn is_disk_full(&self) -> bool {
        let is_full = matches!(
            self.source.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
        );
        is_full && self.action != SYNC
    }
}

/// A call that breaks the rules of a Raft log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// Entries must follow each other and the last one without a gap.
    #[error("entry {found} does not follow: the next index is {expected}")]
    IndexGap {
        /// The next index of the log.
        expected: u64,
        /// The index given.
        found: u64,
    },
    /// Terms never decrease along the log.
    #[error("entry {index} has term {found}, below the previous entry's {previous}")]
    TermDecreases {
        /// The entry.
        index: u64,
        /// The term before it.
        previous: u64,
        /// Its term.
        found: u64,
    },
    /// The entry does not fit into a segment.
    #[error("entry of {bytes} bytes is larger than the {bytes_max} a segment can hold")]
    EntryTooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size.
        bytes_max: usize,
    },
    /// The vote is larger than the head of a segment can carry.
    #[error("vote of {bytes} bytes is larger than {bytes_max}")]
    VoteTooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size.
        bytes_max: usize,
    },
    /// Nothing at or below the commit mark is ever truncated.
    #[error("truncation after {after:?} would remove entries up to the commit mark {committed}")]
    TruncatesCommitted {
        /// The last entry to keep.
        after: Option<u64>,
        /// The commit mark.
        committed: u64,
    },
    /// Purged entries cannot be truncated.
    #[error("truncation after {after:?} is below the purge point {purged}")]
    TruncatesPurged {
        /// The last entry to keep.
        after: Option<u64>,
        /// The purge point.
        purged: u64,
    },
    /// The purge point names an entry of the log with a different term.
    #[error("purge up to {index} names term {found}, the entry has {expected}")]
    PurgeTermMismatch {
        /// The entry.
        index: u64,
        /// Its term.
        expected: u64,
        /// The term given.
        found: u64,
    },
    /// The queue holds more than the options allow. Retry after some completions have run.
    #[error("{queued_bytes} bytes are queued already")]
    QueueFull {
        /// Bytes accepted but not yet durable.
        queued_bytes: u64,
    },
}

/// A rule of the log that bytes on disk break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The segment's header must verify.
    SegmentHeader,
    /// Segments must be numbered without a gap.
    SegmentMissing,
    /// The head of a segment must repeat the state at the end of the one before.
    SegmentChain,
    /// A damaged record is cut only if nothing written after a later sync follows it.
    DamageBeforeSynced,
    /// Recovery never discards a record at or below the tables' applied index.
    ReachedByApplied,
    /// Recovery never discards a record at or below the commit mark.
    ReachedByCommitted,
    /// The log must reach every position up to which it was synced.
    ReachedBySynced,
    /// The last group recorded as synced must be the one on disk.
    OtherThanSynced,
    /// The synced mark must exist once it was created.
    SyncedMarkMissing,
    /// The synced mark must verify.
    SyncedMark,
    /// The synced mark must belong to this log.
    SyncedMarkOfAnother,
    /// Entries follow each other without a gap.
    IndexSequence,
    /// Terms never decrease.
    TermOrder,
    /// A record's body must match its kind.
    RecordBody,
    /// The entries before the first one must be covered by the purge point.
    PurgeCoverage,
    /// A record that was once read or written must verify at every later read.
    Checksum,
}

impl Rule {
    fn explanation(self) -> &'static str {
        match self {
            Self::SegmentHeader => "the segment header does not verify",
            Self::SegmentMissing => "a segment is missing between two others",
            Self::SegmentChain => "the segment does not continue the state at the end of the one before",
            Self::DamageBeforeSynced => "a record does not verify, and records written after it had been synced follow",
            Self::ReachedByApplied => "the log ends below an entry that the tables have applied",
            Self::ReachedByCommitted => "the log ends below an entry that was committed",
            Self::ReachedBySynced => {
                "the log ends before a place up to which it was synced: it was cut, damaged, emptied or replaced by an older copy"
            }
            Self::OtherThanSynced => "the group noted as synced is not the one that is there: the log is another one",
            Self::SyncedMarkMissing => "the note of how far the log is synced is missing",
            Self::SyncedMark => "the note of how far the log is synced does not verify",
            Self::SyncedMarkOfAnother => {
                "the note of how far the log is synced is of another log: put back the log and the note that belong to this directory, or remove the note if only it was replaced, and recover"
            }
            Self::IndexSequence => "an entry does not follow the one before",
            Self::TermOrder => "an entry's term is lower than the one before",
            Self::RecordBody => "a record verifies but its content has no meaning",
            Self::PurgeCoverage => "entries before the first one are neither present nor purged",
            Self::Checksum => "a record does not verify",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.explanation())
    }
}

/// Damage at a position in a file. The log never repairs it by guessing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corruption {
    /// The damaged file.
    pub file: PathBuf,
    /// The position in the file, in bytes from its start.
    pub position_bytes: u64,
    /// The rule it breaks.
    pub rule: Rule,
}

impl Corruption {
    /// The file, the position and the rule, without a remedy.
    pub fn finding(&self) -> String {
        let (file, position_bytes, rule) = (self.file.display(), self.position_bytes, self.rule);
        format!("log file {file} is damaged at byte {position_bytes}: {rule}")
    }
}

impl fmt::Display for Corruption {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}. Acknowledged changes may be lost, so nothing was cut off. Keep the file for inspection. In a cluster, remove this \
             node and add it again with an empty data directory and a new id. A single node is restored from a backup, or goes on \
             with what is left by `minoots cluster recover`",
            self.finding(),
        )
    }
}

impl std::error::Error for Corruption {}
