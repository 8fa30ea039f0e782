//! A node, put together: log, tables and consensus; sequencer; delivery; the surface.

use crate::{
    access::{Access, Revocations, RootKey},
    app::{self, ACKS_MAX, App, Parts},
    assembly, audit,
    desk::{self, Desk},
    disk::{DiskReserve, DiskReserveOptions},
    endpoints::{Authorities, Changes, Webhooks},
    exposure::{self},
    forward::Marks,
    gauges,
    hand_over::PlannedHandOver,
    join::{JoinError, enrol},
    key_modes,
    keys::{self, KeyRevocations},
    lateness::Lateness,
    lead,
    listener::{self, Inside, ListenerCounters},
    options::Options,
    overload::{Door, Overload},
    part::Part,
    payloads::{self, PayloadKeyChanges, Payloads},
    policies::{Policies, PolicyChanges},
    raft_threads::RaftThreads,
    schedules,
    sinks::Sinks,
    start_error::{StartError, StopError},
    telemetry::Telemetry,
    tls::Tls,
    trust::Trust,
    waits::Waits,
    webhooks,
};
use futures::future::BoxFuture;
use minoots_delivery::{Delivery, tail::Tail};
use minoots_kernel::Failure;
use minoots_raft::{ChangeError, RaftNode};
use minoots_sequencer::{
    Sequencer,
    clock::{Clock, Gate},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc, watch},
    task::{JoinHandle, JoinSet},
};

/// Time for a successor to take over from a node that stops.
const HAND_OVER_WITHIN: Duration = Duration::from_secs(2);

/// A running node. Dropping it without [`Node::stop`] ends it as a crash would: nothing acknowledged is lost.
pub struct Node {
    address: SocketAddr,
    endpoint: String,
    inside: Inside,
    /// Of files, and of nodes that join.
    _watching: JoinSet<()>,
    raft: RaftNode,
    part: watch::Receiver<Part>,
    reigning: watch::Receiver<bool>,
    stopping: watch::Sender<bool>,
    surface: JoinHandle<()>,
    follower: JoinHandle<()>,
    // Threads; dropped in this order when the node stops.
    _webhooks: webhooks::Running,
    _schedules: schedules::Running,
    _delivery: minoots_delivery::Running,
    _tail: minoots_delivery::tail::Running,
    _sequencer: minoots_sequencer::Running,
    _telemetry: Telemetry,
    // Last: everything else may wait for it.
    raft_threads: RaftThreads,
}

impl Node {
    /// Starts a node and returns once it serves: a node that is alone leads by then, one of several may still look for the others
    /// ([`Node::ready`]).
    ///
    /// Boxed, as is [`Node::stop`], so that a node is compiled in this crate and not in each that starts one.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start(options: Options) -> BoxFuture<'static, Result<Node, StartError>> {
        Box::pin(Self::assemble(options))
    }

    async fn assemble(options: Options) -> Result<Node, StartError> {
        exposure::check(&options)?;
        // Before what may have something to tell.
        let telemetry = assembly::start_telemetry(&options)?;
        let root = options.root_key_file.as_deref().map(RootKey::load).transpose()?;
        enrol(&options).await?;
        let tls = Tls::open(&options, assembly::node_id(&options))?;
        let authorities = options.webhook_ca.as_deref().map(Authorities::load).transpose()?;
        // The address first: what cannot be served need not be opened.
        let listen = |error| StartError::Listen {
            address: options.listen,
            error,
        };
        let socket = TcpListener::bind(options.listen).await.map_err(listen)?;
        let address = socket.local_addr().map_err(listen)?;
        key_modes::warn(&options);
        let sequencer = Arc::new(Sequencer::new(minoots_sequencer::Options::default()));
        let (delivery, tail, waits) = (Delivery::new(), Tail::new(), Arc::new(Waits::default()));
        let changes = Arc::new(Changes::default());
        let bell = Arc::new(schedules::Bell::new(telemetry.metrics().clone()));
        let hand_over = Arc::new(PlannedHandOver::new(sequencer.clone(), delivery.clone()));
        let revocations = Arc::new(Revocations::new());
        let policy_changes = Arc::new(PolicyChanges::new());
        let payload_key_changes = Arc::new(PayloadKeyChanges::new());
        let key_revocations = Arc::new(KeyRevocations::default());
        let sinks = Sinks(vec![
            sequencer.clone(),
            Arc::new(delivery.clone()),
            Arc::new(tail.clone()),
            waits.clone(),
            hand_over.clone(),
            revocations.clone(),
            key_revocations.clone(),
            policy_changes.clone(),
            payload_key_changes.clone(),
            changes.clone(),
            bell.clone(),
        ]);
        let clock = Clock::default();
        let (joins, joining) = mpsc::channel(desk::CALLS_MAX);
        let mut raft_options = assembly::raft_options(&options, address, &clock, &tls, joins.clone())?;
        keys::check(&options)?;
        raft_options.secrets_key = keys::secrets_key_id(&options);
        let has_no_secrets_key = raft_options.secrets_key.is_empty();
        let raft_threads = RaftThreads::start(options.cluster.is_some())?;
        let starting = RaftNode::start(raft_options, Arc::new(sinks), assembly::hooks(hand_over.clone()));
        let raft = raft_threads.run(starting).await?;
        if has_no_secrets_key {
            // Before one is made that opens nothing.
            payloads::check(&raft, None)?;
        }
        let (signer, secrets_key) = keys::load(&options, &raft)?;
        let secrets_key = secrets_key.map(Arc::new);
        payloads::check(&raft, secrets_key.as_deref())?;
        key_revocations.tell(&signer);
        let disk = DiskReserve::start(DiskReserveOptions {
            directory: options.data.clone(),
            reserve: assembly::reserve(&options),
        })?;
        let (stopping, stop) = watch::channel(false);
        let (sender, mut part) = watch::channel(Part::None);
        let consensus = Arc::new(raft.clone());
        let (reigns, reigning) = watch::channel(false);
        let on_failure: Arc<dyn Fn(Failure) + Send + Sync> = Arc::new(|failure| assembly::fatal(&failure.to_string()));
        let access = Access::new(consensus.clone(), clock.clone(), root, &revocations, on_failure.clone());
        let payloads = Payloads::new(consensus.clone(), payload_key_changes, secrets_key.clone());
        let app = App::of(Parts {
            access: Arc::new(access),
            trust: Arc::new(Trust::new(options.oidc_issuers.issuers().clone())),
            policies: Arc::new(Policies::new(consensus.clone(), policy_changes)),
            payloads: Arc::new(payloads),
            proposer: sequencer.proposer(),
            gate: Gate::new(consensus.clone(), clock.clone()),
            consensus,
            delivery: delivery.clone(),
            tail: tail.clone(),
            waits,
            webhooks: Arc::new(Webhooks::new(
                secrets_key,
                authorities,
                options.webhook_reach.clone(),
                changes,
                signer.clone(),
            )),
            overload: Overload::new(telemetry.metrics().clone()),
            spent: Arc::default(),
            bulk_cancels: Arc::new(Semaphore::new(1)),
            long_reads: Arc::new(app::long_reads()),
            acks: Arc::new(Semaphore::new(ACKS_MAX)),
            signer: signer.clone(),
            key_changes: Arc::new(Semaphore::new(1)),
            lateness: Arc::new(Lateness::new(clock.now(), telemetry.metrics().clone())),
            clock,
            disk: Arc::new(disk),
            metrics: telemetry.metrics().clone(),
            on_failure,
            node: assembly::node_id(&options),
            who_leads: assembly::who_leads(raft.clone(), part.clone()),
            part: part.clone(),
            reigning: reigning.clone(),
            successor: Arc::default(),
            marks: Marks::new(raft.passes()),
            reach: tls.reach(),
            stopping: stop.clone(),
        });
        let running = assembly::start_threads(&app, &sequencer, &signer)?;
        let schedules = schedules::start(&app, bell);
        let named = raft.clone();
        let cluster_id = move || named.cluster_id();
        let follower = lead::Follower {
            app: app.clone(),
            sequencer: sequencer.clone(),
            signer,
            hand_over,
            part: sender,
            reigning: reigns,
        };
        let follower = tokio::spawn(follower.run(cluster_id));
        if options.cluster.is_none() {
            part.wait_for(|part| *part == Part::Leads)
                .await
                .map_err(|_| StartError::Stopped)?;
        }
        let counters = Arc::new(ListenerCounters::default());
        gauges::register(&app, &raft, &sequencer, &counters, &tls);
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
            assembly::renew(&options, &app, &raft, &tls, joins, &mut watching);
        }
        let endpoint = tls.reach().url(&address.to_string());
        let door = Door::new(app.overload.clone(), part.clone());
        watching.spawn(audit::run(app.clone()));
        watching.spawn(assembly::watch_directory(raft.clone()));
        let bounds = assembly::listener_options(&options);
        let (inside, dialled) = Inside::new();
        let surface = assembly::surface(
            app,
            raft.clone(),
            part.clone(),
            &telemetry,
            (&options, &inside),
            tls.peers.clone(),
        )?;
        let serving = tokio::spawn(async move {
            let stats = listener::serve(
                (socket, dialled),
                surface,
                Some(door),
                tls.server,
                bounds,
                counters,
                stop,
            )
            .await;
            tracing::debug!(?stats, "the surface has ended");
            if stats.cut > 0 {
                tracing::warn!(
                    connections = stats.cut,
                    "not every call ended in time; connections were cut"
                );
            }
        });
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
            surface: serving,
            follower,
            _webhooks: webhooks,
            _schedules: schedules,
            _delivery: delivery,
            _tail: tail,
            _sequencer: sequencer,
            _telemetry: telemetry,
            raft_threads,
        })
    }

    /// Where it serves.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Where it serves, as a URL.
    pub fn endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// A way to it from within this process.
    pub fn inside(&self) -> Inside {
        self.inside.clone()
    }

    /// Resolves once this node leads, or knows who does.
    pub async fn ready(&self) {
        // A sender that is gone is a node that stops, which whoever waits is told otherwise.
        let _ = self.part.clone().wait_for(|part| *part != Part::None).await;
    }

    /// Resolves when the surface stops serving by itself, with the reason. State or a disk that fails ends the process instead.
    pub async fn failed(&self) -> String {
        while !self.surface.is_finished() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        "the surface stopped serving".to_owned()
    }

    /// Stops in order: leadership handed over, no new requests, streams told, then threads, log and tables closed. The next start is then short.
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
            _telemetry,
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

/// A node that has a token and no certificate gets one.
async fn enrol(options: &Options) -> Result<(), JoinError> {
    let Some(cluster) = &options.cluster else { return Ok(()) };
    match (&cluster.join_token_file, &cluster.tls) {
        (Some(token), Some(files)) => enrol::enrol(token, files, cluster.node).await,
        _ => Ok(()),
    }
}

/// Hands leadership over, and waits until this node's streams go where it went.
async fn hand_over(raft: &RaftNode, mut reigning: watch::Receiver<bool>) {
    let handed_over = async {
        raft.transfer(None).await?;
        // A sender that is gone has nobody to tell.
        let _ = reigning.wait_for(|reigning| !reigning).await;
        Ok::<(), ChangeError>(())
    };
    match tokio::time::timeout(HAND_OVER_WITHIN, handed_over).await {
        Ok(Ok(())) => tracing::info!("leadership was handed over"),
        Ok(Err(error)) => tracing::debug!(%error, "leadership was not handed over"),
        Err(_) => tracing::warn!("nobody took over leadership in time"),
    }
}
