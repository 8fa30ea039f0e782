//! A node: log, tables, apply thread and openraft, put together.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use minoots_kernel::Failure;
use minoots_kernel::tables::{Read, Row};
use minoots_sequencer::consensus::{Consensus, EffectSink, Leadership, Proposal, ProposeDone, ProposeError, View};
use minoots_store::log::Log;
use minoots_store::tables::{TableStore, TableView};
use openraft::Raft;
use openraft::async_runtime::watch::WatchReceiver;
use tokio::sync::{oneshot, watch};

use crate::apply::Applier;
use crate::directory::DataDirectory;
use crate::error::{StartError, StopError};
use crate::hooks::Hooks;
use crate::leadership::Watcher;
use crate::log::{LogStore, PurgeFloor};
use crate::machine::StateMachine;
use crate::network::NoPeers;
use crate::options::{RaftOptions, config};
use crate::propose::{self, ProposeQueue};
use crate::retention;
use crate::stats::RaftStats;
use crate::storage::Storage;
use crate::types::{Member, Types};

/// A running node. Cheap to clone; all clones are the same node.
///
/// Dropping the last clone ends the node as a crash would: nothing acknowledged is lost, and the next start replays the log.
/// [`RaftNode::shutdown`] makes that start short.
#[derive(Clone)]
pub struct RaftNode {
    shared: Arc<Shared>,
}

struct Shared {
    raft: Raft<Types, StateMachine>,
    proposals: ProposeQueue,
    leadership: watch::Receiver<Leadership>,
    applier: Applier,
    tables: TableStore,
    log: Log,
    incarnation: u128,
    stopping: Arc<AtomicBool>,
    /// Ends when openraft has let go of the state machine.
    released: Mutex<Option<oneshot::Receiver<()>>>,
    // Last: the lock is released after everything else.
    _directory: Arc<DataDirectory>,
}

impl RaftNode {
    /// Starts a node on its data directory, within a tokio runtime. A directory that is empty or does not exist becomes a new
    /// cluster of this one node.
    ///
    /// What was committed is applied again before this returns, as far as the tables had not kept it; the sink is told of those
    /// entries too. `Leading` comes later, with a new term (see [`Leadership`]).
    ///
    /// # Errors
    /// See [`StartError`]. Nothing is repaired by guess.
    pub async fn start(options: RaftOptions, sink: Arc<dyn EffectSink>, hooks: Hooks) -> Result<Self, StartError> {
        let config = config(&options)?;
        let storage = open(&options, &hooks).await?;
        let Storage {
            directory,
            tables,
            log,
            spool,
            incarnation,
            has_state,
        } = storage;
        let applier = Applier::start(tables.clone(), Arc::clone(&directory), spool, sink, hooks.clone())?;
        let floor = PurgeFloor::Unflushed(tables.clone());
        let log_store = LogStore::new(
            log.clone(),
            options.log.queue_bytes_max,
            applier.progress().applied(),
            floor,
        );
        let (release, released) = oneshot::channel();
        let machine = StateMachine {
            tables: tables.clone(),
            applier: applier.clone(),
            chunk_entries_max: options.apply_entries_max,
            _released: release,
        };
        let raft = Raft::new(options.node_id, config, NoPeers, log_store, machine).await;
        let raft = raft.map_err(|error| StartError::Consensus(error.to_string()))?;
        if !has_state || !is_initialized(&raft).await? {
            begin_cluster(&raft, &options, incarnation).await?;
        }
        let stopping = Arc::new(AtomicBool::new(false));
        let leadership = watch_leadership(&raft, &applier, &options, &hooks, &stopping);
        let (proposals, forwarder) = propose::queue();
        tokio::spawn(forwarder.run(raft.clone()));
        win_alone(&raft, options.node_id).await?;
        let shared = Shared {
            raft,
            proposals,
            leadership,
            applier,
            tables,
            log,
            incarnation,
            stopping,
            released: Mutex::new(Some(released)),
            _directory: directory,
        };
        let shared = Arc::new(shared);
        tokio::spawn(retain(Arc::downgrade(&shared), options.log_bytes_max));
        Ok(Self { shared })
    }

    /// Which life of the data directory this is: drawn at random when it was made.
    pub fn incarnation(&self) -> u128 {
        self.shared.incarnation
    }

    /// What the node is doing, for metrics.
    pub fn stats(&self) -> RaftStats {
        let shared = &self.shared;
        let metrics = shared.raft.metrics().borrow_watched().clone();
        RaftStats::new(
            &metrics,
            *shared.applier.progress().applied().borrow(),
            &shared.tables,
            &shared.log,
        )
    }

    /// Stops the node: no more entries, then the tables on disk, then the log closed. What is still in flight is answered with
    /// `OutcomeUnknown`. Repeating it does nothing.
    ///
    /// # Errors
    /// See [`StopError`]. The node has ended all the same.
    pub async fn shutdown(&self) -> Result<(), StopError> {
        if self.shared.stopping.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        if let Err(error) = self.shared.raft.shutdown().await {
            tracing::error!(%error, "openraft did not end in order");
        }
        let released = self
            .shared
            .released
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(released) = released {
            // Nothing is ever sent: the sender is dropped once what was committed is applied.
            let _ = released.await;
        }
        let shared = Arc::clone(&self.shared);
        let closed = tokio::task::spawn_blocking(move || shared.close()).await;
        closed.unwrap_or_else(|error| Err(StopError::CutShort(error.to_string())))
    }
}

impl Shared {
    fn close(&self) -> Result<(), StopError> {
        self.applier.stop();
        let flushed = self.tables.flush();
        self.tables.stop();
        self.log.close()?;
        Ok(flushed?)
    }
}

impl Consensus for RaftNode {
    /// Answers `NotLeader` at once, on the caller's thread, while this node does not lead.
    fn propose(&self, proposal: Proposal, done: ProposeDone) {
        let leadership = *self.shared.leadership.borrow();
        match leadership {
            Leadership::Leading { .. } => self.shared.proposals.push(proposal, done),
            Leadership::Following { leader } => done(Err(ProposeError::NotLeader { leader })),
        }
    }

    fn leadership(&self) -> watch::Receiver<Leadership> {
        self.shared.leadership.clone()
    }

    fn view(&self) -> Result<Box<dyn View>, Failure> {
        Ok(Box::new(AppliedView(self.shared.tables.view()?)))
    }

    fn applied(&self) -> watch::Receiver<u64> {
        self.shared.applier.progress().applied()
    }
}

/// The tables after some entry.
struct AppliedView(TableView);

impl Read for AppliedView {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.0.get(key)
    }

    fn scan(&self, from: &[u8], until: &[u8], limit: usize) -> Result<Vec<Row>, Failure> {
        self.0.scan(from, until, limit)
    }
}

impl View for AppliedView {
    /// 0 also before the first entry: entry 0 is openraft's own and leaves no row.
    fn index(&self) -> u64 {
        self.0.index().unwrap_or(0)
    }
}

async fn open(options: &RaftOptions, hooks: &Hooks) -> Result<Storage, StartError> {
    let (options, hooks) = (options.clone(), hooks.clone());
    let opened = tokio::task::spawn_blocking(move || Storage::open(&options, &hooks)).await;
    opened.unwrap_or_else(|error| Err(StartError::Consensus(format!("opening was cut short: {error}"))))
}

async fn is_initialized(raft: &Raft<Types, StateMachine>) -> Result<bool, StartError> {
    raft.is_initialized()
        .await
        .map_err(|error| StartError::Consensus(error.to_string()))
}

/// Makes this node a cluster of its own.
async fn begin_cluster(
    raft: &Raft<Types, StateMachine>,
    options: &RaftOptions,
    incarnation: u128,
) -> Result<(), StartError> {
    let member = Member {
        address: options.address.clone(),
        incarnation,
    };
    let members = BTreeMap::from([(options.node_id, member)]);
    raft.initialize(members)
        .await
        .map_err(|error| StartError::Consensus(error.to_string()))
}

/// Keeps the log within its size for as long as the node is held by anybody.
async fn retain(node: Weak<Shared>, log_bytes_max: u64) {
    let mut check = tokio::time::interval(retention::CHECK_INTERVAL);
    loop {
        check.tick().await;
        let Some(shared) = node.upgrade() else { return };
        if retention::enforce(&shared.raft, &shared.log, log_bytes_max)
            .await
            .is_err()
        {
            return;
        }
    }
}

/// A sole voter need not wait for a leader that cannot exist.
async fn win_alone(raft: &Raft<Types, StateMachine>, node: u64) -> Result<(), StartError> {
    let alone = raft
        .with_raft_state(move |state| state.membership_state.effective().voter_ids().eq([node]))
        .await;
    let alone = alone.map_err(|error| StartError::Consensus(error.to_string()))?;
    if alone {
        raft.trigger()
            .elect(false)
            .await
            .map_err(|error| StartError::Consensus(error.to_string()))?;
    }
    Ok(())
}

/// Publishes leadership for as long as openraft's core lives, and reports its death.
fn watch_leadership(
    raft: &Raft<Types, StateMachine>,
    applier: &Applier,
    options: &RaftOptions,
    hooks: &Hooks,
    stopping: &Arc<AtomicBool>,
) -> watch::Receiver<Leadership> {
    let (sender, receiver) = watch::channel(Leadership::Following { leader: None });
    let watcher = Watcher {
        node: options.node_id,
        lease: Duration::from_millis(options.timing.election_timeout_ms_max),
        check_interval: Duration::from_millis(options.timing.heartbeat_interval_ms),
        server: raft.server_metrics(),
        data: raft.data_metrics(),
        term_start: applier.progress().term_start(),
    };
    let (metrics, hooks, stopping) = (raft.metrics(), hooks.clone(), Arc::clone(stopping));
    tokio::spawn(async move {
        watcher.run(sender).await;
        let ended = metrics.borrow_watched().running_state.clone();
        let stopped = matches!(ended, Err(openraft::errors::Fatal::Stopped));
        if !stopped && !stopping.load(Ordering::Acquire) {
            let why = ended
                .err()
                .map_or_else(|| "it vanished".to_owned(), |error| error.to_string());
            hooks.fatal(&format!("consensus died: {why}"));
        }
    });
    receiver
}
