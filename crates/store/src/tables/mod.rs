//! The tables on disk: ordered rows, with the Raft log as their only write-ahead log.
//!
//! Entries are applied in batches ([`TableStore::begin`]). A batch reaches memory atomically and disk later, so a crash
//! takes the tables back to the state after some earlier batch. The index of that batch's last entry is stored with it
//! ([`TableStore::applied`]), and the log is replayed from there. The log may be purged up to
//! [`TableStore::flushed_applied`], never further.
//!
//! # Invariants
//! - No reader sees half a batch: not concurrently, not after a crash, not in a snapshot.
//! - The state is always exactly the state after the entry that `applied` names.
//! - Damage is reported, never ignored. Files carry checksums. The manifest and the footers that the engine trusts are
//!   verified before it opens. After the first error or panic every call fails ([`health`]).
//! - One process at a time: the directory is locked.
//! - [`TableOptions`] bounds the memory, except for the batch being applied, data that open views pin, and data that
//!   the log is about to write.
//! - The tables on disk are never ahead of the log on disk ([`FlushGate`]).
//!
//! # Directory
//! ```text
//! LOCK            held with flock while open
//! TABLES          format, engine and current generation, with a checksum; replaced by one rename
//! generation-N/   the engine's files of the current state
//! ```
//! Any other generation is the remains of an interrupted installation. Opening the tables removes it.
//!
//! # Back-pressure
//! [`ApplyBatch::commit`] waits while sealed write buffers would exceed 48 MiB. It sleeps 1 ms for each sorted run
//! above 11 that compaction has not merged yet, and blocks at 24. One thread flushes and one compacts, both at nice +10
//! until writers are about to wait for them.
//!
//! # Engines
//! [`engine::Engine`] is the complete interface to a storage engine. [`lsm::Lsm`] is the default, [`sled::Sled`] the
//! alternative ([`EngineChoice`]). A directory records the engine that created it, and the other engine refuses to open
//! it.

mod applied;
mod batch;
mod choice;
mod digest;
mod directory;
pub mod engine;
mod error;
mod gate;
mod generation;
mod hash;
pub mod health;
mod inspect;
pub mod lsm;
mod options;
mod rank;
mod recent;
mod rows;
#[cfg(feature = "sled")]
pub mod sled;
mod store;
mod stream;
mod view;

pub use applied::Applied;
pub use batch::ApplyBatch;
pub use choice::EngineChoice;
pub use digest::{DigestScan, TableDigest};
pub use engine::Usage;
pub use error::{ExportError, InstallError, OpenError};
pub use gate::{Admission, FlushGate};
pub use health::OnFatal;
pub use inspect::{InspectError, Inspected};
pub use options::{KEY_BYTES_MAX, META_BYTES_MAX, TableOptions, VALUE_BYTES_MAX};
pub use store::TableStore;
pub use stream::{ExportSummary, StreamJoiner, StreamParts};
pub use view::TableView;
