//! Opens the parts of a data directory, and refuses parts that do not belong together.
//!
//! Invariant: the directory stays locked until the threads of log and tables have ended. Those threads outlive their
//! handles for a moment, so their failure callbacks hold the lock. A node that starts right after another was dropped
//! never shares files with it.

use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};
use std::thread;

use minoots_kernel::Failure;
use minoots_store::log::{self, Demand, Log, LogOptions, TornTail, VerifiedLog};
use minoots_store::tables::{Admission, FlushGate, TableOptions, TableStore};

use crate::apply::applied_state;
use crate::directory::DataDirectory;
use crate::error::StartError;
use crate::hooks::Hooks;
use crate::log::Paced;
use crate::options::RaftOptions;
use crate::parts::Parts;
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
    /// Whether this directory has log or table data.
    pub(crate) has_state: bool,
}

impl Storage {
    /// Opens a directory, or makes a new one. Blocks.
    pub(crate) fn open(options: &RaftOptions, hooks: &Hooks) -> Result<Self, StartError> {
        Self::open_with(options, hooks, false)
    }

    /// Opens a directory for an operator who accepts that acknowledged changes may be missing: the log's content counts
    /// as complete.
    pub(crate) fn open_accepting_loss(options: &RaftOptions, hooks: &Hooks) -> Result<Self, StartError> {
        Self::open_with(options, hooks, true)
    }

    fn open_with(options: &RaftOptions, hooks: &Hooks, accepts_loss: bool) -> Result<Self, StartError> {
        let workers = Workers::new(&options.platform);
        let directory = Arc::new(DataDirectory::open(&options.directory, options.node_id)?);
        let opened = Arc::<OnceLock<Log>>::default();
        let (tables, verified) = both(
            &directory,
            &workers,
            || open_tables(&directory, options, hooks, behind(&opened)),
            || verify_log(&directory, options, hooks, &workers, accepts_loss),
        )?;
        let log = open_log(&directory, &tables, verified, hooks)?;
        let _ = opened.set(log.clone());
        let has_state = check(&directory, &tables, &log, accepts_loss)?;
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

/// Keeps the tables on disk behind the log on disk. Entries that arrived in a snapshot are in no log, and need not be.
fn behind(log: &Arc<OnceLock<Log>>) -> FlushGate {
    let log = Arc::clone(log);
    FlushGate::new(move |applied| match log.get() {
        None => Admission::Later,
        Some(log) if log.holds(applied) => Admission::Now,
        Some(log) if log.has_failed() => Admission::Never,
        Some(_) => Admission::Later,
    })
}

/// Opens the tables and reads the log concurrently, because both take a while.
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

/// The log, read and verified, and the task that drives it on a node without threads.
struct Verified {
    log: VerifiedLog,
    paced: Option<Paced>,
}

fn verify_log(
    directory: &DataDirectory,
    options: &RaftOptions,
    hooks: &Hooks,
    workers: &Workers,
    accepts_loss: bool,
) -> Result<Verified, StartError> {
    let on_start = hooks.clone();
    let mut log_options: LogOptions = options.log.clone();
    log_options.thread_start = Some(Arc::new(move || on_start.started(LOG_THREAD)));
    let mut mark = directory.synced_mark();
    if accepts_loss {
        mark.demand = Demand::Nothing;
    }
    log_options.synced_mark = Some(mark);
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
    // Tables that came from a snapshot and have not moved since do not constrain this log.
    let reached = applied.filter(|applied| directory.installed() != Some(*applied));
    let (hooks, held) = (hooks.clone(), Arc::clone(directory));
    let on_fatal = move |error: &log::Error| {
        hooks.fatal(&format!("the log in {} failed: {error}", held.log().display()));
    };
    let (log, recovered) = verified.log.open(reached, Box::new(on_fatal))?;
    if let Some(paced) = verified.paced {
        paced.drive(log.turns());
    }
    recovered.torn.as_ref().inspect(|torn| report_cut(torn));
    tracing::info!(?recovered, applied, "log and tables opened");
    Ok(log)
}

/// Logs the cut at the end of the log, and the possible loss.
fn report_cut(torn: &TornTail) {
    let (file, position_bytes) = (torn.file.display(), torn.position_bytes);
    let (records, last) = (torn.stray_records, torn.last.map(|last| last.index));
    if torn.has_mark {
        tracing::warn!(
            %file, position_bytes, records, last,
            "the last write of the log was incomplete and was cut off. The synced mark says that the log was synced no further, so \
             nothing acknowledged was cut, unless the power failed and the disk lost data that it had reported as synced"
        );
    } else {
        tracing::warn!(
            %file, position_bytes, records, last,
            "the end of the log does not verify and was cut off. This directory has no synced mark from before, so changes that were \
             acknowledged last may be among what was cut"
        );
    }
}

/// Refuses parts that do not belong to one life of a node. An operator who accepts a loss may go on with the tables of
/// an interrupted recovery. Returns whether the parts hold anything.
fn check(directory: &DataDirectory, tables: &TableStore, log: &Log, accepts_loss: bool) -> Result<bool, StartError> {
    let log = log.state();
    let is_log_empty = log.last.is_none() && log.vote.is_none();
    let state = applied_state(tables)?;
    let parts = Parts::of(directory, (is_log_empty, log.purged), &state)?;
    match parts.gap().or_else(|| parts.other_life().filter(|_| !accepts_loss)) {
        Some(what) => Err(directory.incomplete(what)),
        None => Ok(parts.have_state()),
    }
}
