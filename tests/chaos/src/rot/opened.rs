//! Opens a directory as a node does, in this process, and reads everything in it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use minoots_delivery::signer::Signer;
use minoots_it::clock::Deadline;
use minoots_kernel::Effect;
use minoots_kernel::tables::Read as _;
use minoots_kernel::tables::Row;
use minoots_raft::{Hooks, RaftNode, RaftOptions};
use minoots_sequencer::consensus::{Consensus as _, EffectSink, Moment, Position};
use minoots_store::io::RealIo;
use minoots_store::log::{Log, LogEntry, LogOptions};
use minoots_store::tables::{TableOptions, TableStore};
use tokio::time::sleep;

/// The time for a single node to apply the entries that it knows to be committed.
const APPLIED_WITHIN: Duration = Duration::from_secs(2);

/// The segment size with which the log was written.
const SEGMENT_BYTES: u64 = 64 << 10;

/// The end of the rows of all timers: system rows are above.
const ROWS_END: [u8; 1] = [0xFF];

/// The contents of a directory, as a node on it shows them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    pub(super) index: u64,
    pub(super) hash: Option<(u64, u128)>,
    pub(super) rows: Vec<Row>,
    pub(super) kid: String,
}

/// The contents of a directory, part by part.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parts {
    pub(super) entries: Vec<LogEntry>,
    pub(super) vote: Option<Vec<u8>>,
    pub(super) purged: Option<u64>,
    pub(super) torn: bool,
    pub(super) applied: Option<(u64, u128)>,
    pub(super) rows: Vec<Row>,
}

struct NoEffects;

impl EffectSink for NoEffects {
    fn applied(&self, _at: Position, _moment: Moment, _effects: &[Effect]) {}
}

/// Starts consensus on a directory, waits until it has applied up to `index` or stops advancing, and reads its tables.
///
/// # Errors
/// The error with which a node would end.
pub(super) async fn show(directory: &Path, node: u64, index: u64) -> Result<Shown> {
    let fatal: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = Arc::clone(&fatal);
    let tell: Arc<dyn Fn(&str) + Send + Sync> =
        Arc::new(move |why| told.lock().unwrap_or_else(PoisonError::into_inner).push(why.to_owned()));
    let hooks = Hooks {
        on_fatal: Arc::clone(&tell),
        on_over: tell,
        thread_start: Arc::new(|_| {}),
        hand_over: Arc::new(()),
    };
    let check = || {
        let said = fatal.lock().unwrap_or_else(PoisonError::into_inner).first().cloned();
        said.map_or(Ok(()), |said| Err(anyhow::anyhow!(said)))
    };
    let mut options = RaftOptions::new(node, directory);
    options.log.segment_bytes = SEGMENT_BYTES;
    options.log.spare_count_max = 0;
    // As in a node's process, any part that cannot be opened ends the start.
    let signer = Signer::load_or_create(&directory.join("keys/signing.key"))?;
    let raft = RaftNode::start(options, Arc::new(NoEffects), hooks).await?;
    let applied = Deadline::after(APPLIED_WITHIN);
    while *raft.applied().borrow() < index && !applied.has_passed() && check().is_ok() {
        sleep(Duration::from_millis(1)).await;
    }
    let shown = read(&raft, &signer.kid());
    let stopped = raft.shutdown().await;
    check()?;
    let shown = shown?;
    stopped?;
    Ok(shown)
}

fn read(raft: &RaftNode, kid: &str) -> Result<Shown> {
    let hash = raft.stats().hash;
    let view = raft.view()?;
    Ok(Shown {
        index: view.index(),
        hash,
        rows: view.scan(&[], &ROWS_END, usize::MAX)?,
        kid: kid.to_owned(),
    })
}

/// Opens the log and the tables one by one, and reads all of both.
///
/// # Errors
/// The refusal of either.
pub(super) fn take_apart(directory: &Path) -> Result<Parts> {
    let tables = TableStore::open(&directory.join("tables"), TableOptions::default(), Arc::new(|_| {}))?;
    let view = tables.view()?;
    let applied = tables.applied();
    let mut options = LogOptions::default();
    options.segment_bytes = SEGMENT_BYTES;
    options.spare_count_max = 0;
    options.applied_index = applied.as_ref().map(|applied| applied.index);
    let (log, recovered) = Log::open(Arc::new(RealIo), &directory.join("log"), options, Box::new(|_| {}))?;
    let state = log.state();
    let mut entries = Vec::new();
    let mut next = state.first_index;
    let last = state.last.map_or(0, |last| last.index);
    while let Some(from) = next.filter(|from| *from <= last) {
        let read = log.read(from..last + 1, usize::MAX)?;
        next = Some(read.last().context("the log reads nothing")?.index + 1);
        entries.extend(read);
    }
    log.close()?;
    Ok(Parts {
        entries,
        vote: state.vote.map(|vote| vote.to_vec()),
        purged: state.purged.map(|purged| purged.index),
        torn: recovered.torn.is_some(),
        applied: applied.map(|applied| (applied.index, applied.hash)),
        rows: view.scan(&[], &ROWS_END, usize::MAX)?,
    })
}
