//! Opening what a data directory holds, and refusing what does not fit together.
//!
//! Invariant: the directory stays locked until the threads of log and tables, which outlive their handles for a moment, have ended:
//! what they call when they fail holds the lock. So a node started right after another was dropped never shares files with it.

use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};
use std::thread;

use minoots_kernel::Failure;
use minoots_store::log::{self, Log, LogOptions, VerifiedLog};
use minoots_store::tables::{Admission, FlushGate, TableOptions, TableStore};

use crate::directory::DataDirectory;
use crate::error::StartError;
use crate::hooks::Hooks;
use crate::log::Paced;
use crate::options::RaftOptions;
use crate::platform::Workers;
use crate::snapshot::Spool;

/// The name of the log's thread, as given to [`Hooks::thread_start`].
pub const LOG_THREAD: &str = "raft-log";

/// An open data directory and its parts.
pub(crate) struct Storage {
    pub(crate) directory: Arc<DataDirectory>,
    pub(crate) tables: TableStore,
    pub(crate) log: Log,
    pub(crate) spool: Spool,
    pub(crate) incarnation: u128,
    /// Whether this node has been part of a cluster.
    pub(crate) has_state: bool,
}

impl Storage {
    /// Opens a directory, or makes a new one. Blocks.
    pub(crate) fn open(options: &RaftOptions, hooks: &Hooks) -> Result<Self, StartError> {
        let workers = Workers::new(&options.platform);
        let directory = Arc::new(DataDirectory::open(&options.directory, options.node_id)?);
        let opened = Arc::<OnceLock<Log>>::default();
        let (tables, verified) = both(
            &directory,
            &workers,
            || open_tables(&directory, options, hooks, behind(&opened)),
            || verify_log(&directory, options, hooks, &workers),
        )?;
        let log = open_log(&directory, &tables, verified, hooks)?;
        let _ = opened.set(log.clone());
        let has_state = check(&directory, &tables, &log)?;
        let spool = Spool::open(&directory.snapshots(), workers).map_err(|error| StartError::Io {
            directory: directory.snapshots(),
            error,
        })?;
        let incarnation = directory.establish(options.node_id)?;
        Ok(Self {
            directory,
            tables,
            log,
            spool,
            incarnation,
            has_state,
        })
    }
}

fn open_tables(
    directory: &Arc<DataDirectory>,
    options: &RaftOptions,
    hooks: &Hooks,
    flush_gate: FlushGate,
) -> Result<TableStore, StartError> {
    let (hooks, held) = (hooks.clone(), Arc::clone(directory));
    let on_fatal = Arc::new(move |failure: &Failure| {
        hooks.fatal(&format!("the tables in {} failed: {failure}", held.tables().display()));
    });
    let table_options = TableOptions {
        flush_gate,
        ..options.tables.clone()
    };
    let engine = options.platform.engine;
    Ok(TableStore::open_with(
        engine,
        &directory.tables(),
        table_options,
        on_fatal,
    )?)
}

/// Keeps the tables on disk behind the log on disk. Entries that a snapshot brought are in no log, and need not be.
fn behind(log: &Arc<OnceLock<Log>>) -> FlushGate {
    let log = Arc::clone(log);
    FlushGate::new(move |applied| match log.get() {
        None => Admission::Later,
        Some(log) if log.holds(applied) => Admission::Now,
        Some(log) if log.has_failed() => Admission::Never,
        Some(_) => Admission::Later,
    })
}

/// Opens the tables and reads the log, which both take a while, beside each other.
fn both<A, B: Send>(
    directory: &DataDirectory,
    workers: &Workers,
    tables: impl FnOnce() -> Result<A, StartError>,
    log: impl FnOnce() -> Result<B, StartError> + Send,
) -> Result<(A, B), StartError> {
    if workers.pace().is_some() {
        return Ok((tables()?, log()?));
    }
    thread::scope(|scope| {
        let log = thread::Builder::new()
            .name("log-verify".to_owned())
            .spawn_scoped(scope, log);
        let log = log.map_err(|error| StartError::Io {
            directory: directory.log(),
            error,
        })?;
        let tables = tables();
        let log = log.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok((tables?, log?))
    })
}

/// The log, read and verified, and how its turns come about on a node without threads.
struct Verified {
    log: VerifiedLog,
    paced: Option<Paced>,
}

fn verify_log(
    directory: &DataDirectory,
    options: &RaftOptions,
    hooks: &Hooks,
    workers: &Workers,
) -> Result<Verified, StartError> {
    let on_start = hooks.clone();
    let mut log_options: LogOptions = options.log.clone();
    log_options.thread_start = Some(Arc::new(move || on_start.started(LOG_THREAD)));
    let paced = workers.pace().map(|pace| Paced::new(Arc::clone(pace)));
    if let Some(paced) = &paced {
        (log_options.work_arrived, log_options.prepare_ahead) = (Some(paced.bell()), false);
    }
    let log = Log::verify(Arc::clone(&options.platform.io), &directory.log(), log_options)?;
    Ok(Verified { log, paced })
}

fn open_log(
    directory: &Arc<DataDirectory>,
    tables: &TableStore,
    verified: Verified,
    hooks: &Hooks,
) -> Result<Log, StartError> {
    let applied = tables.applied().map(|applied| applied.index);
    // Tables that came from a snapshot and have not moved since say nothing of this log.
    let reached = applied.filter(|applied| directory.installed() != Some(*applied));
    let (hooks, held) = (hooks.clone(), Arc::clone(directory));
    let on_fatal = move |error: &log::Error| {
        hooks.fatal(&format!("the log in {} failed: {error}", held.log().display()));
    };
    let (log, recovered) = verified.log.open(reached, Box::new(on_fatal))?;
    if let Some(paced) = verified.paced {
        paced.drive(log.turns());
    }
    if let Some(torn) = &recovered.torn {
        tracing::warn!(
            ?torn,
            "the log's last records were torn, as after a power cut, and were cut off; none was acknowledged"
        );
    }
    tracing::info!(?recovered, applied, "log and tables opened");
    Ok(log)
}

/// Refuses tables and a log that are not of one node's life. Returns whether they hold anything.
fn check(directory: &DataDirectory, tables: &TableStore, log: &Log) -> Result<bool, StartError> {
    let state = log.state();
    let applied = tables.applied().map(|applied| applied.index);
    let log_is_empty = state.last.is_none() && state.vote.is_none();
    let has_state = !log_is_empty || applied.is_some();
    if has_state && !directory.is_used() {
        return Err(directory.incomplete("log or tables hold data, but NODE, which says whose, is missing"));
    }
    if log_is_empty && applied.is_some() {
        return Err(directory.incomplete("the tables hold data, but the log is empty"));
    }
    if let Some(purged) = state.purged
        && applied.is_none_or(|applied| applied < purged.index)
    {
        let has = applied.map_or_else(|| "nothing".to_owned(), |applied| format!("entries up to {applied}"));
        let what = format!("the tables hold {has}, but the log begins after entry {}", purged.index);
        return Err(directory.incomplete(what));
    }
    Ok(has_state)
}
