//! The composition of a node: log, tables and consensus; sequencer; delivery; the API.

mod hearers;
mod parts;

use hearers::Hearers;
use parts::{Opened, open, parts};

use crate::{
    access::RootKey,
    app::App,
    assembly, audit,
    desk::{self, Desk},
    endpoints::Authorities,
    exposure, gauges,
    join::{JoinError, enrol},
    key_modes, lead,
    listener::{self, Inside, ListenerCounters, ServeStats},
    lost_disks,
    options::Options,
    overload::Door,
    part::Part,
    raft_threads::RaftThreads,
    schedules,
    start_error::{StartError, StopError},
    telemetry::{self, Telemetry},
    tls::Tls,
    upgrade, webhooks,
};
use futures::future::BoxFuture;
use minoots_raft::{ChangeError, JoinCall, RaftNode};
use minoots_sequencer::clock::Clock;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
    task::{JoinHandle, JoinSet},
};

/// The time within which a successor takes over from a stopping node.
const HAND_OVER_WITHIN: Duration = Duration::from_secs(2);

/// A running node. Dropping it without [`Node::stop`] ends it like a crash: no acknowledged write is lost.
pub struct Node {
    address: SocketAddr,
    endpoint: String,
    inside: Inside,
    /// Background tasks: file watchers, the join service, renewal of the certificate, and the audit.
    _watching: JoinSet<()>,
    raft: RaftNode,
    part: watch::Receiver<Part>,
    reigning: watch::Receiver<bool>,
    stopping: watch::Sender<bool>,
    surface: JoinHandle<()>,
    follower: JoinHandle<()>,
    // Threads. They are dropped in this order when the node stops.
    _webhooks: webhooks::Running,
    _schedules: schedules::Running,
    _delivery: minoots_delivery::Running,
    _tail: minoots_delivery::tail::Running,
    _sequencer: minoots_sequencer::Running,
    telemetry: Telemetry,
    // The last field, because all others may wait for these threads.
    raft_threads: RaftThreads,
}

/// Binds the listening address.
async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let listen = |error| StartError::Listen { address, error };
    let socket = TcpListener::bind(address).await.map_err(listen)?;
    let bound = socket.local_addr().map_err(listen)?;
    Ok((socket, bound))
}

/// Starts the background tasks that run for as long as the node does.
fn watching(
    options: &Options,
    app: &App,
    raft: &RaftNode,
    tls: &Tls,
    (joins, joining): (mpsc::Sender<JoinCall>, mpsc::Receiver<JoinCall>),
) -> JoinSet<()> {
    let mut watching = JoinSet::new();
    tls.watch(&mut watching);
    if let Some(peers) = tls.peers.clone() {
        let desk = Desk {
            app: app.clone(),
            raft: raft.clone(),
            tls: peers,
            authority: tls.authority.clone(),
        };
        watching.spawn(desk.run(joining));
        assembly::renew(options, app, raft, tls, joins, &mut watching);
    }
    watching.spawn(audit::run(app.clone()));
    watching.spawn(upgrade::watch(app.clone()));
    watching.spawn(lost_disks::watch(app.clone(), raft.clone()));
    watching.spawn(assembly::watch_directory(raft.clone()));
    watching
}

/// Serves until the listener ends, and logs the calls that the end cut off.
async fn until_served(serving: impl Future<Output = ServeStats>) {
    let stats = serving.await;
    tracing::debug!(?stats, "the surface has ended");
    if stats.cut > 0 {
        tracing::warn!(
            connections = stats.cut,
            "not every call ended in time; connections were cut"
        );
    }
}

impl Node {
    /// Starts a node and returns once it serves. A single node leads by then; a node of a cluster may still look for
    /// the others ([`Node::ready`]).
    ///
    /// This function and [`Node::stop`] return boxed futures. The node is thus compiled in this crate, not in each
    /// crate that starts one.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start(options: Options) -> BoxFuture<'static, Result<Node, StartError>> {
        Box::pin(Self::assemble(options))
    }

    async fn assemble(options: Options) -> Result<Node, StartError> {
        #[cfg(feature = "fault-hooks")]
        crate::faults::pretend_older();
        exposure::check(&options)?;
        // Telemetry starts before the parts that may log.
        let telemetry = assembly::start_telemetry(&options)?;
        let root = options.root_key_file.as_deref().map(RootKey::load).transpose()?;
        enrol(&options).await?;
        let tls = Tls::open(&options, assembly::node_id(&options))?;
        let authorities = options.webhook_ca.as_deref().map(Authorities::load).transpose()?;
        // Binds the address first: if that fails, the data directory need not be opened.
        let (socket, address) = bind(options.listen).await?;
        key_modes::warn(&options);
        let (hearers, clock) = (Hearers::new(telemetry.metrics()), Clock::default());
        let (joins, joining) = mpsc::channel(desk::CALLS_MAX);
        let mut raft_options = assembly::raft_options(&options, address, &clock, &tls, joins.clone())?;
        gauges::measure(&mut raft_options, telemetry.metrics());
        let Opened {
            raft,
            raft_threads,
            signer,
            secrets_key,
        } = open(&options, raft_options, &hearers).await?;
        let ((stopping, stop), (reigns, reigning)) = (watch::channel(false), watch::channel(false));
        let (sender, mut part) = watch::channel(Part::None);
        let app = App::of(parts(
            (&options, &telemetry, &tls),
            (&raft, &hearers),
            (clock, root, authorities),
            (signer.clone(), secrets_key),
            (part.clone(), reigning.clone(), stop.clone()),
        )?);
        let running = assembly::start_threads(&app, &hearers.sequencer, &signer)?;
        let schedules = schedules::start(&app, hearers.bell.clone());
        let named = raft.clone();
        let follower = lead::Follower {
            app: app.clone(),
            sequencer: hearers.sequencer.clone(),
            signer,
            hand_over: hearers.hand_over.clone(),
            part: sender,
            reigning: reigns,
        };
        let follower = tokio::spawn(follower.run(move || named.cluster_id()));
        if options.cluster.is_none() {
            part.wait_for(|part| *part == Part::Leads)
                .await
                .map_err(|_| StartError::Stopped)?;
        }
        let counters = Arc::new(ListenerCounters::default());
        gauges::register(&app, &raft, &hearers.sequencer, &counters, &tls);
        let watching = watching(&options, &app, &raft, &tls, (joins, joining));
        let (endpoint, bounds) = (
            tls.reach().url(&address.to_string()),
            assembly::listener_options(&options),
        );
        let door = Door::new(app.overload.clone(), part.clone());
        let (inside, dialled) = Inside::new(telemetry.metrics().clone());
        let (own, peers) = ((&options, &inside), tls.peers.clone());
        let surface = assembly::surface(app, raft.clone(), part.clone(), &telemetry, own, peers)?;
        let serving = listener::serve(
            (socket, dialled),
            surface,
            Some(door),
            tls.server,
            bounds,
            counters,
            stop,
        );
        let (sequencer, delivery, tail, webhooks) = running;
        Ok(Node {
            address,
            endpoint,
            inside,
            _watching: watching,
            raft,
            part,
            reigning,
            stopping,
            surface: tokio::spawn(until_served(serving)),
            follower,
            _webhooks: webhooks,
            _schedules: schedules,
            _delivery: delivery,
            _tail: tail,
            _sequencer: sequencer,
            telemetry,
            raft_threads,
        })
    }

    /// The address at which the node serves.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The address at which the node serves, as a URL.
    pub fn endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// The id of the node in its cluster.
    pub fn id(&self) -> u64 {
        self.raft.node_id()
    }

    /// A handle that reaches the node from within this process.
    pub fn inside(&self) -> Inside {
        self.inside.clone()
    }

    /// Replaces the filter of the log, such as `info,minoots_raft=debug`. After an error the earlier one stays.
    ///
    /// # Errors
    /// The filter does not parse, or the node leaves logging to its process.
    pub fn set_log_filter(&self, filter: &str) -> Result<(), telemetry::Error> {
        self.telemetry.set_log_filter(filter)
    }

    /// Resolves once this node leads or knows the leader.
    pub async fn ready(&self) {
        // A dropped sender means that the node stops. The caller learns of that elsewhere.
        let _ = self.part.clone().wait_for(|part| *part != Part::None).await;
    }

    /// Resolves with the reason when the API stops serving by itself. A failure of state or disk ends the process
    /// instead.
    pub async fn failed(&self) -> String {
        while !self.surface.is_finished() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        "the surface stopped serving".to_owned()
    }

    /// Stops the node in order: hands leadership over, rejects new requests, ends streams, then closes threads, log and
    /// tables. The next start is then short.
    ///
    /// # Errors
    /// See [`StopError`]. The node has stopped all the same.
    pub fn stop(self) -> BoxFuture<'static, Result<(), StopError>> {
        Box::pin(self.end())
    }

    async fn end(self) -> Result<(), StopError> {
        let Node {
            raft,
            part,
            reigning,
            stopping,
            surface,
            follower,
            _webhooks,
            _schedules,
            _delivery,
            _tail,
            _sequencer,
            telemetry: _telemetry,
            raft_threads,
            ..
        } = self;
        if *part.borrow() == Part::Leads {
            hand_over(&raft, reigning).await;
        }
        stopping.send_replace(true);
        if let Err(error) = surface.await {
            tracing::error!(%error, "the surface did not end in order");
        }
        follower.abort();
        drop((_schedules, _webhooks, _delivery, _tail, _sequencer));
        let stopped = raft.shutdown().await;
        drop(raft);
        raft_threads.end();
        stopped
    }
}

/// Enrols a node that has a join token and no certificate.
async fn enrol(options: &Options) -> Result<(), JoinError> {
    let Some(cluster) = &options.cluster else { return Ok(()) };
    match (&cluster.join_token_file, &cluster.tls) {
        (Some(token), Some(files)) => enrol::enrol(token, files, cluster.node).await,
        _ => Ok(()),
    }
}

/// Hands leadership over, and waits until this node's streams are redirected to the successor.
async fn hand_over(raft: &RaftNode, mut reigning: watch::Receiver<bool>) {
    let handed_over = async {
        raft.transfer(None).await?;
        // If the sender is dropped, no stream remains to redirect.
        let _ = reigning.wait_for(|reigning| !reigning).await;
        Ok::<(), ChangeError>(())
    };
    match tokio::time::timeout(HAND_OVER_WITHIN, handed_over).await {
        Ok(Ok(())) => tracing::info!("leadership was handed over"),
        Ok(Err(error)) => tracing::debug!(%error, "leadership was not handed over"),
        Err(_) => tracing::warn!("nobody took over leadership in time"),
    }
}
