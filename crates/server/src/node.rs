//! A node, put together: log, tables and consensus; sequencer; delivery; the surface.

use crate::{
    app::App,
    disk::DiskReserve,
    grpc::{EventApi, SystemApi, TimerApi, verification_keys},
    http, lead, listener,
    options::Options,
    priority,
    sinks::Sinks,
    telemetry::Metrics,
};
use minoots_delivery::{
    Delivery, Parts,
    signer::{self, Signer},
    tail::Tail,
};
use minoots_kernel::{Failure, limits};
use minoots_raft::{Hooks, RaftNode, RaftOptions};
use minoots_sequencer::{Sequencer, clock::Clock, consensus::Consensus};
use minoots_wire::{
    FILE_DESCRIPTOR_SET,
    admin::v1::system_service_server::SystemServiceServer,
    event::v1::event_service_server::EventServiceServer,
    timer::v1::timer_service_server::TimerServiceServer,
};
use std::{io, net::SocketAddr, path::Path, sync::Arc};
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;
use tonic::{codec::CompressionEncoding, service::Routes};

/// The only node there is, for now.
const NODE_ID: u64 = 1;

/// A running node. Dropping it without [`Node::stop`] ends it as a crash would: nothing acknowledged is lost.
pub struct Node {
    address: SocketAddr,
    raft: RaftNode,
    stopping: CancellationToken,
    surface: JoinHandle<()>,
    follower: JoinHandle<()>,
    // Threads; dropped in this order when the node stops.
    _delivery: minoots_delivery::Running,
    _tail: minoots_delivery::tail::Running,
    _sequencer: minoots_sequencer::Running,
    _disk: crate::disk::Watcher,
}

/// Why a node does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Without credentials a node may be reached from this machine only.
    #[error("LISTEN_NOT_LOOPBACK: {0} is not a loopback address; without credentials a node serves this machine only")]
    NotLoopback(SocketAddr),
    /// The address cannot be served.
    #[error("LISTEN_FAILED: {address} cannot be listened on: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// Log, tables or consensus.
    #[error(transparent)]
    Raft(#[from] minoots_raft::StartError),
    /// The signing key.
    #[error(transparent)]
    Signer(#[from] signer::Error),
    /// A thread or file could not be had.
    #[error("the system refused: {0}")]
    Io(#[from] io::Error),
    /// Reflection or routes.
    #[error("the surface could not be built: {0}")]
    Surface(String),
    /// It stopped before it was ready.
    #[error("the node stopped before it was ready")]
    Stopped,
}

/// What did not end in order. Nothing acknowledged is lost.
pub type StopError = minoots_raft::StopError;

impl Node {
    /// Starts a node and returns once it serves and leads.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(options: Options) -> Result<Node, StartError> {
        if !options.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(options.listen));
        }
        // The address first: what cannot be served need not be opened.
        let listen = |error| StartError::Listen { address: options.listen, error };
        let socket = TcpListener::bind(options.listen).await.map_err(listen)?;
        let address = socket.local_addr().map_err(listen)?;
        let metrics = Arc::new(Metrics::new());
        let sequencer = Arc::new(Sequencer::new(minoots_sequencer::Options::default()));
        let (delivery, tail) = (Delivery::new(), Tail::new());
        let sinks = Sinks(vec![sequencer.clone(), Arc::new(delivery.clone()), Arc::new(tail.clone())]);
        let raft = RaftNode::start(RaftOptions::new(NODE_ID, &options.data), Arc::new(sinks), hooks()).await?;
        let signer = Arc::new(load_signer(&options.data)?);
        let disk = DiskReserve::new(&options.data, options.disk_reserve_bytes)?;
        let stopping = CancellationToken::new();
        let app = App {
            proposer: sequencer.proposer(),
            consensus: Arc::new(raft.clone()),
            delivery: delivery.clone(),
            tail: tail.clone(),
            clock: Clock::default(),
            disk: disk.reserve.clone(),
            metrics: metrics.clone(),
            on_failure: Arc::new(|failure| fatal(&failure.to_string())),
            node: NODE_ID,
            stopping: stopping.clone(),
        };
        let running = start_threads(&app, &sequencer, &signer)?;
        let (acting, mut ready) = watch::channel(None);
        let follower = tokio::spawn(lead::follow(app.clone(), sequencer.clone(), signer, acting));
        ready.wait_for(Option::is_some).await.map_err(|_| StartError::Stopped)?;
        crate::gauges::register(&metrics, &app, &raft, &sequencer);
        let router = router(app, ready)?;
        let surface = serve(socket, router, stopping.clone());
        let (sequencer, delivery, tail) = running;
        Ok(Node {
            address,
            raft,
            stopping,
            surface,
            follower,
            _delivery: delivery,
            _tail: tail,
            _sequencer: sequencer,
            _disk: disk.watcher,
        })
    }

    /// Where it serves.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Where it serves, as a URL.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Resolves when the node stops by itself, with the reason.
    pub async fn failed(&self) -> String {
        let (_never, stopped) = oneshot::channel::<()>();
        let mut poll = tokio::time::interval(std::time::Duration::from_millis(200));
        drop(stopped);
        loop {
            poll.tick().await;
            if self.surface.is_finished() {
                return "the surface stopped serving".to_owned();
            }
        }
    }

    /// Stops in order: no new requests, streams told, then threads, log and tables closed. The next start is then short.
    ///
    /// # Errors
    /// See [`StopError`]. The node has stopped all the same.
    pub async fn stop(self) -> Result<(), StopError> {
        let Node { raft, stopping, surface, follower, _delivery, _tail, _sequencer, _disk, .. } = self;
        stopping.cancel();
        if let Err(error) = surface.await {
            tracing::error!(%error, "the surface did not end in order");
        }
        follower.abort();
        drop((_delivery, _tail, _sequencer, _disk));
        raft.shutdown().await
    }
}
