//! The assembly of a node.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use minoots_sequencer::consensus::{EffectSink, Leadership};
use minoots_tls::{IDS_STEP, first_id};
use openraft::async_runtime::watch::WatchReceiver as _;
use tokio::sync::{Mutex as AsyncMutex, oneshot, watch};
use tokio::task::JoinSet;

use crate::abstention::Abstention;
use crate::apply::Applier;
use crate::cluster::change::Changes;
use crate::cluster::join::Joining;
use crate::cluster::lives;
use crate::cluster::removal::Removal;
use crate::core::{Blueprint, Core};
use crate::equality::{self, Equality};
use crate::error::StartError;
use crate::heard::Heard;
use crate::hooks::Hooks;
use crate::node::{RaftNode, Shared, retain};
use crate::options::{RaftOptions, config};
use crate::parts::other_life;
use crate::peer::client::Peers;
use crate::peer::identity::Identity;
use crate::peer::vouched::Vouchers;
use crate::platform::Workers;
use crate::propose;
use crate::quarantine::Quarantine;
use crate::read_index::{self, ReadIndexes};
use crate::retention::Retention;
use crate::service::listener::{self, Door, PeerListener};
use crate::service::{Receiving, ReceivingParts};
use crate::storage::Storage;
use crate::supervisor::{Published, Supervisor};
use crate::types::Member;

impl RaftNode {
    /// Starts a node on its data directory, within a tokio runtime.
    ///
    /// An empty or missing directory becomes a cluster of this node alone if no other peers are listed. Otherwise the
    /// node asks the listed peers: together they begin a cluster, or it waits until a member adds it. That continues
    /// after this function returns; until then the node follows no leader. If the node learns later that its id is
    /// burned, it cannot go on ([`Hooks::on_fatal`]).
    ///
    /// Before this function returns, the node applies again each committed entry that the tables do not have. The sink
    /// receives those entries too. `Leading` follows later, with a new term (see [`Leadership`]).
    ///
    /// # Errors
    /// See [`StartError`]. The start repairs nothing by guess.
    pub fn start(
        options: RaftOptions,
        sink: Arc<dyn EffectSink>,
        hooks: Hooks,
    ) -> BoxFuture<'static, Result<Self, StartError>> {
        Box::pin(start(options, sink, hooks))
    }
}

/// See [`RaftNode::start`].
async fn start(mut options: RaftOptions, sink: Arc<dyn EffectSink>, hooks: Hooks) -> Result<RaftNode, StartError> {
    let listed = others_listed(&options)?;
    let listener = match options.peer_listen {
        Some(address) => Some(listener::bind(address, &options.platform).await?),
        None => None,
    };
    let workers = Workers::new(&options.platform);
    options.node_id = lives::current_id(&options, &workers).await?;
    let storage = open(&options, &hooks, &workers).await?;
    let quarantine = Quarantine::open(&storage.directory)?;
    let blueprint = blueprint(&options, &storage, &quarantine, sink, &hooks)?;
    let (applier, peers) = (blueprint.applier.clone(), blueprint.peers.clone());
    let core = blueprint.first().await?;
    let mut tasks = JoinSet::new();
    let (reads, rounds) = read_index::queue();
    tasks.spawn(rounds.run(core.clone(), peers.clone()));
    let own = own_member(&options, listener.as_ref(), storage.incarnation);
    let listener = match listener {
        Some(door) => Some(serve_peers(
            &options,
            door,
            (&blueprint, &core),
            &reads,
            &quarantine,
            &hooks,
        )?),
        None => None,
    };
    let in_service = quarantine.why().is_none();
    let removal = take_part(
        &options,
        &storage,
        (&blueprint, &core, &workers),
        (own, listed),
        &mut tasks,
        &hooks,
    )
    .await?;
    let (proposals, forwarder) = propose::queue();
    let (over, is_over) = oneshot::channel();
    tasks.spawn(keep_out(quarantine.clone(), core.clone(), over));
    let to = core.clone();
    tokio::spawn(forwarder.run(
        move |command, completion| propose::forward(to.get(), command, completion),
        is_over,
    ));
    if in_service {
        blueprint.win_alone(&core).await?;
    }
    let (publish, leadership) = watch::channel(Leadership::Following { leader: None });
    let equality = blueprint.equality.clone();
    compare_states(&options, &equality, &core, &leadership, &workers, &mut tasks);
    tasks.spawn(removal.watch(leadership.clone(), hooks.clone()));
    let supervisor = Supervisor {
        blueprint,
        core: core.clone(),
        hooks: hooks.clone(),
        check_interval: Duration::from_millis(options.timing.heartbeat_interval_ms),
        published: Published(publish),
    };
    tasks.spawn(supervisor.run());
    let changes = changes(&options, &core, (peers, &applier), quarantine, hooks);
    let shared = Arc::new(Shared {
        listener,
        tasks: Mutex::new(tasks),
        runtime: tokio::runtime::Handle::current(),
        core,
        proposals,
        reads,
        leadership,
        changes: Arc::new(changes),
        abdicated: Arc::default(),
        equality,
        applier,
        spool: storage.spool,
        tables: storage.tables,
        log: storage.log,
        workers,
        stopping: AtomicBool::new(false),
        directory: storage.directory,
    });
    shared
        .tasks()
        .spawn(retain(Arc::downgrade(&shared), Retention::new(&options)));
    Ok(RaftNode { shared })
}

/// Continues as a member of its cluster, or begins to join one. Returns the watcher that detects its removal.
async fn take_part(
    options: &RaftOptions,
    storage: &Storage,
    (blueprint, core, workers): (&Blueprint, &Core, &Workers),
    (own, others_listed): (Member, bool),
    tasks: &mut JoinSet<()>,
    hooks: &Hooks,
) -> Result<Removal, StartError> {
    let peers = &blueprint.peers;
    let joining = Joining {
        peers: peers.clone(),
        listed: options.peers.clone(),
        own,
        directory: Arc::clone(&storage.directory),
        core: core.clone(),
        workers: workers.clone(),
        rejoins: options.rejoins,
    };
    let removal = Removal {
        peers: peers.clone(),
        core: core.clone(),
        progress: blueprint.applier.progress().clone(),
        listed: options.peers.clone(),
    };
    if storage.has_state && is_initialized(core).await? {
        check_member(storage, core)?;
        check_proof(options, core)?;
        joining.name_cluster().await?;
        removal.check().await?;
    } else {
        belong(joining, others_listed, tasks, hooks).await?;
    }
    Ok(removal)
}

/// Starts the service for peers.
fn serve_peers(
    options: &RaftOptions,
    door: Door,
    (blueprint, core): (&Blueprint, &Core),
    reads: &ReadIndexes,
    quarantine: &Quarantine,
    hooks: &Hooks,
) -> Result<PeerListener, StartError> {
    let peers = &blueprint.peers;
    let receiving = Receiving::new(ReceivingParts {
        identity: peers.identity().clone(),
        client_address: options.address.clone(),
        heard: peers.heard().clone(),
        abstention: blueprint.abstention.clone(),
        progress: blueprint.applier.progress().clone(),
        reads: reads.clone(),
        spool: blueprint.spool.clone(),
        equality: blueprint.equality.clone(),
        quarantine: quarantine.clone(),
        log: blueprint.log.clone(),
        hooks: hooks.clone(),
        core: core.clone(),
        joins: options.joins.clone(),
        vouchers: Vouchers::new(peers.clone()),
        rejoins: options.rejoins,
    });
    let asks_for_proof = asks_for_proof(options);
    PeerListener::start(door, &*options.transport, asks_for_proof, Arc::new(receiving))
}

/// The API for changes of the membership.
fn changes(
    options: &RaftOptions,
    core: &Core,
    (peers, applier): (Peers, &Applier),
    quarantine: Quarantine,
    hooks: Hooks,
) -> Changes {
    Changes {
        core: core.clone(),
        peers,
        progress: applier.progress().clone(),
        quarantine,
        election_timeout_max: Duration::from_millis(options.timing.election_timeout_ms_max),
        turn: AsyncMutex::default(),
        transfer_turn: AsyncMutex::default(),
        handing_over: AtomicBool::new(false),
        hand_over: hooks.hand_over,
    }
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
    if options.rejoins && options.node_id >= IDS_STEP {
        let what = format!(
            "node {} cannot rejoin under a new id: the id of a node that rejoins is below {IDS_STEP}",
            options.node_id
        );
        return Err(StartError::Settings(what));
    }
    Ok(others)
}

async fn open(options: &RaftOptions, hooks: &Hooks, workers: &Workers) -> Result<Storage, StartError> {
    let (options, hooks) = (options.clone(), hooks.clone());
    let opened = workers.run(move || Storage::open(&options, &hooks)).await;
    opened.unwrap_or_else(|error| Err(StartError::Consensus(format!("opening was cut short: {error}"))))
}

fn blueprint(
    options: &RaftOptions,
    storage: &Storage,
    quarantine: &Quarantine,
    sink: Arc<dyn EffectSink>,
    hooks: &Hooks,
) -> Result<Blueprint, StartError> {
    let (tables, spool) = (storage.tables.clone(), storage.spool.clone());
    let directory = Arc::clone(&storage.directory);
    let mut identity = Identity::new(options.node_id, storage.incarnation, storage.directory.cluster());
    identity.secrets_key = options.secrets_key.as_slice().into();
    let heard = Heard::new(options.node_id, options.timing, options.clock.clone());
    let equality = Equality::new(options.node_id, heard.clone(), quarantine.clone());
    let (told, hooks) = (equality.clone(), hooks.clone());
    let applier = Applier::start(tables.clone(), directory, spool.clone(), told, sink, hooks)?;
    applier.observe(options.applied.clone());
    Ok(Blueprint {
        node: options.node_id,
        config: config(options)?,
        peers: Peers::new(identity, heard, Arc::clone(&options.transport), &options.platform),
        abstention: Abstention::new(options.timing, options.clock.clone(), storage.has_state),
        spool,
        equality,
        log: storage.log.clone(),
        queue_bytes_max: options.log.queue_bytes_max,
        applier,
        tables,
        chunk_entries_max: options.apply_entries_max,
    })
}

/// Reads whole states on request, and requests them while this node leads.
fn compare_states(
    options: &RaftOptions,
    equality: &Equality,
    core: &Core,
    leadership: &watch::Receiver<Leadership>,
    workers: &Workers,
    tasks: &mut JoinSet<()>,
) {
    tasks.spawn(equality::examine(equality.clone(), workers.clone()));
    if options.comparison_interval_s > 0 {
        let interval = Duration::from_secs(options.comparison_interval_s);
        let (core, leadership) = (core.clone(), leadership.clone());
        let last = move || core.get().metrics().borrow_watched().last_log_index.unwrap_or_default();
        tasks.spawn(equality::ask(interval, last, leadership, equality.clone()));
    }
}

/// Ends consensus on a node that is out of service, and reports it to `over`.
async fn keep_out(quarantine: Quarantine, core: Core, over: oneshot::Sender<()>) {
    quarantine.entered().await;
    if let Err(error) = core.get().shutdown().await {
        tracing::error!(%error, "openraft did not end in order");
    }
    // A forwarder that has ended has nothing left to answer.
    let _ = over.send(());
}

/// This node as the membership will list it.
fn own_member(options: &RaftOptions, door: Option<&Door>, incarnation: u128) -> Member {
    let listed = options.peers.get(&options.node_id);
    let listed = listed
        .or_else(|| options.peers.get(&first_id(options.node_id)))
        .cloned();
    let bound = || Some(door?.address().ok()?.to_string());
    Member {
        address: listed.or_else(bound).unwrap_or_default(),
        client_address: options.address.clone(),
        incarnation,
    }
}

/// Joins a new node to a cluster, or starts the attempts.
async fn belong(
    joining: Joining,
    others_listed: bool,
    tasks: &mut JoinSet<()>,
    hooks: &Hooks,
) -> Result<(), StartError> {
    if !others_listed {
        let node = joining.peers.identity().node;
        let own = joining.own.clone();
        return joining.begin(BTreeMap::from([(node, own)])).await;
    }
    if joining.attempt().await?.is_some() {
        let hooks = hooks.clone();
        tasks.spawn(async move {
            if let Err(error) = joining.until_joined().await {
                hooks.over(&error.to_string());
            }
        });
    }
    Ok(())
}

/// Refuses a log in which this node is a member with other data. The tables, which can be behind the log, were compared
/// before.
fn check_member(storage: &Storage, core: &Core) -> Result<(), StartError> {
    let server = core.get().server_metrics();
    let other = match storage.directory.owner()? {
        Some(owner) => other_life(owner, &server.borrow_watched().membership_config, "log"),
        None => None,
    };
    other.map_or(Ok(()), |what| Err(storage.directory.incomplete(what)))
}

/// Whether the node answers only callers that prove their identity.
fn asks_for_proof(options: &RaftOptions) -> bool {
    options.transport.proof().is_some() || !options.believes_peers
}

/// Refuses to run as one of several nodes without a certificate when peers must prove their identity.
fn check_proof(options: &RaftOptions, core: &Core) -> Result<(), StartError> {
    let server = core.get().server_metrics();
    let members = server.borrow_watched().membership_config.nodes().count();
    if members > 1 && asks_for_proof(options) && options.transport.proof().is_none() {
        return Err(StartError::Settings(format!(
            "this node is one of {members}, has no certificate for its peers, and may not believe them without"
        )));
    }
    Ok(())
}

async fn is_initialized(core: &Core) -> Result<bool, StartError> {
    let initialized = core.get().is_initialized().await;
    initialized.map_err(|error| StartError::Consensus(error.to_string()))
}
