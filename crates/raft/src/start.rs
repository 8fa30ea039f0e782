//! Putting a node together.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use minoots_sequencer::consensus::{EffectSink, Leadership};
use openraft::Raft;
use openraft::async_runtime::watch::WatchReceiver;
use tokio::net::TcpListener;
use tokio::sync::{Mutex as AsyncMutex, oneshot, watch};
use tokio::task::JoinSet;

use crate::abstention::Abstention;
use crate::apply::{Applier, Progress};
use crate::cluster::change::Changes;
use crate::cluster::join::Joining;
use crate::error::StartError;
use crate::heard::Heard;
use crate::hooks::Hooks;
use crate::leadership::Watcher;
use crate::log::{LogStore, PurgeFloor};
use crate::machine::StateMachine;
use crate::node::{RaftNode, Shared, retain};
use crate::options::{RaftOptions, config};
use crate::peer::client::Peers;
use crate::peer::identity::Identity;
use crate::peer::listener::{self, PeerListener};
use crate::peer::network::Network;
use crate::peer::service::{Receiving, ReceivingParts};
use crate::propose;
use crate::read_index;
use crate::retention::Retention;
use crate::snapshot::Spool;
use crate::storage::Storage;
use crate::types::{Member, Types};

type Consensus = Raft<Types, StateMachine>;

/// What openraft is built on, and what goes on around it.
struct Foundation {
    applier: Applier,
    peers: Peers,
    abstention: Abstention,
    spool: Spool,
    released: oneshot::Receiver<()>,
}

/// See [`RaftNode::start`].
pub(crate) async fn start(
    options: RaftOptions,
    sink: Arc<dyn EffectSink>,
    hooks: Hooks,
) -> Result<RaftNode, StartError> {
    let listed = others_listed(&options)?;
    let listener = match options.peer_listen {
        Some(address) => Some(listener::bind(address).await?),
        None => None,
    };
    let storage = open(&options, &hooks).await?;
    let (raft, foundation) = build(&options, &storage, sink, &hooks).await?;
    let Foundation {
        applier,
        peers,
        abstention,
        spool,
        released,
    } = foundation;
    let mut tasks = JoinSet::new();
    let (reads, rounds) = read_index::queue();
    tasks.spawn(rounds.run(raft.clone(), peers.clone()));
    let own = own_member(&options, listener.as_ref(), storage.incarnation);
    let listener = match listener {
        Some(listener) => {
            let receiving = Receiving::new(ReceivingParts {
                identity: peers.identity().clone(),
                client_address: options.address.clone(),
                heard: peers.heard().clone(),
                abstention: abstention.clone(),
                progress: applier.progress().clone(),
                reads: reads.clone(),
                spool,
                consensus: raft.clone(),
            });
            Some(PeerListener::start(listener, &*options.transport, Arc::new(receiving))?)
        }
        None => None,
    };
    let joining = Joining {
        peers: peers.clone(),
        listed: options.peers.clone(),
        own,
        directory: Arc::clone(&storage.directory),
        raft: raft.clone(),
    };
    let initialized = storage.has_state && is_initialized(&raft).await?;
    belong(joining, initialized, listed, &mut tasks, &hooks).await?;
    let stopping = Arc::new(AtomicBool::new(false));
    let leadership = watch_leadership(&raft, &applier, &peers, &options, &hooks, &stopping);
    let (proposals, forwarder) = propose::queue();
    tokio::spawn(forwarder.run(raft.clone()));
    win_alone(&raft, options.node_id, &abstention).await?;
    let changes = Changes {
        raft: raft.clone(),
        peers,
        progress: applier.progress().clone(),
        election_timeout_max: Duration::from_millis(options.timing.election_timeout_ms_max),
        turn: AsyncMutex::default(),
        handing_over: AtomicBool::new(false),
    };
    let shared = Arc::new(Shared {
        listener,
        tasks: Mutex::new(tasks),
        runtime: tokio::runtime::Handle::current(),
        raft,
        proposals,
        reads,
        leadership,
        changes: Arc::new(changes),
        abdicated: Mutex::default(),
        applier,
        tables: storage.tables,
        log: storage.log,
        stopping,
        released: Mutex::new(Some(released)),
        _directory: storage.directory,
    });
    tokio::spawn(retain(Arc::downgrade(&shared), Retention::new(&options)));
    Ok(RaftNode { shared })
}

/// Whether other nodes are listed. Refuses settings that cannot work.
fn others_listed(options: &RaftOptions) -> Result<bool, StartError> {
    let others = options.peers.keys().any(|node| *node != options.node_id);
    if others && options.peer_listen.is_none() {
        return Err(StartError::Settings(
            "peers are listed, but none are listened for".to_owned(),
        ));
    }
    if others && !options.peers.contains_key(&options.node_id) {
        let what = format!("node {} is not among the peers listed", options.node_id);
        return Err(StartError::Settings(what));
    }
    if options.node_id == 0 && options.peer_listen.is_some() {
        return Err(StartError::Settings("node ids begin at 1".to_owned()));
    }
    Ok(others)
}

async fn open(options: &RaftOptions, hooks: &Hooks) -> Result<Storage, StartError> {
    let (options, hooks) = (options.clone(), hooks.clone());
    let opened = tokio::task::spawn_blocking(move || Storage::open(&options, &hooks)).await;
    opened.unwrap_or_else(|error| Err(StartError::Consensus(format!("opening was cut short: {error}"))))
}

async fn build(
    options: &RaftOptions,
    storage: &Storage,
    sink: Arc<dyn EffectSink>,
    hooks: &Hooks,
) -> Result<(Consensus, Foundation), StartError> {
    let config = config(options)?;
    let (tables, spool) = (storage.tables.clone(), storage.spool.clone());
    let directory = Arc::clone(&storage.directory);
    let applier = Applier::start(tables.clone(), directory, spool.clone(), sink, hooks.clone())?;
    let identity = Identity::new(options.node_id, storage.incarnation, storage.directory.cluster());
    let heard = Heard::new(options.node_id, options.timing, options.clock.clone());
    let peers = Peers::new(identity, heard, Arc::clone(&options.transport));
    let abstention = Abstention::new(options.timing, storage.has_state);
    let log_store = LogStore::new(
        storage.log.clone(),
        options.log.queue_bytes_max,
        applier.progress().applied(),
        PurgeFloor::Unflushed(tables.clone()),
    );
    let (release, released) = oneshot::channel();
    let machine = StateMachine {
        tables,
        applier: applier.clone(),
        chunk_entries_max: options.apply_entries_max,
        _released: release,
    };
    let network = Network {
        peers: peers.clone(),
        abstention: abstention.clone(),
        spool: spool.clone(),
    };
    let raft = Raft::new(options.node_id, config, network, log_store, machine).await;
    let raft = raft.map_err(|error| StartError::Consensus(error.to_string()))?;
    let foundation = Foundation {
        applier,
        peers,
        abstention,
        spool,
        released,
    };
    Ok((raft, foundation))
}

/// This node as the membership will know it.
fn own_member(options: &RaftOptions, listener: Option<&TcpListener>, incarnation: u128) -> Member {
    let listed = options.peers.get(&options.node_id).cloned();
    let bound = || Some(listener?.local_addr().ok()?.to_string());
    Member {
        address: listed.or_else(bound).unwrap_or_default(),
        client_address: options.address.clone(),
        incarnation,
    }
}

/// Makes this node belong to a cluster, or begins to try.
async fn belong(
    joining: Joining,
    initialized: bool,
    others_listed: bool,
    tasks: &mut JoinSet<()>,
    hooks: &Hooks,
) -> Result<(), StartError> {
    if initialized {
        return joining.name_cluster().await;
    }
    if !others_listed {
        let node = joining.peers.identity().node;
        let own = joining.own.clone();
        return joining.begin(BTreeMap::from([(node, own)])).await;
    }
    if !joining.attempt().await? {
        let hooks = hooks.clone();
        tasks.spawn(async move {
            if let Err(error) = joining.until_joined().await {
                hooks.fatal(&error.to_string());
            }
        });
    }
    Ok(())
}

async fn is_initialized(raft: &Consensus) -> Result<bool, StartError> {
    raft.is_initialized()
        .await
        .map_err(|error| StartError::Consensus(error.to_string()))
}

/// A sole voter need not wait for a leader that cannot exist, and has promised its vote to nobody.
async fn win_alone(raft: &Consensus, node: u64, abstention: &Abstention) -> Result<(), StartError> {
    let consensus = |error: openraft::errors::Fatal<Types>| StartError::Consensus(error.to_string());
    let alone = raft
        .with_raft_state(move |state| state.membership_state.effective().voter_ids().eq([node]))
        .await;
    if alone.map_err(consensus)? {
        abstention.lift();
        raft.trigger().elect(false).await.map_err(consensus)?;
    }
    Ok(())
}

/// Publishes leadership for as long as openraft's core lives, and reports its death.
fn watch_leadership(
    raft: &Consensus,
    applier: &Applier,
    peers: &Peers,
    options: &RaftOptions,
    hooks: &Hooks,
    stopping: &Arc<AtomicBool>,
) -> watch::Receiver<Leadership> {
    let (sender, receiver) = watch::channel(Leadership::Following { leader: None });
    let progress: &Progress = applier.progress();
    let watcher = Watcher {
        node: options.node_id,
        heard: peers.heard().clone(),
        check_interval: Duration::from_millis(options.timing.heartbeat_interval_ms),
        server: raft.server_metrics(),
        term_start: progress.term_start(),
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
