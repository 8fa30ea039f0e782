//! A node, put together: log, tables and consensus; sequencer; delivery; the surface.

use crate::{
    app::App,
    disk::{DiskReserve, DiskReserveOptions, Reserve},
    gauges,
    grpc::{EventApi, SystemApi, TimerApi, verification_keys},
    http, lead,
    listener::{self, ListenerCounters, ListenerOptions},
    options::Options,
    priority,
    sinks::Sinks,
    telemetry::{self, RequestsLayer, SpanSampler, Telemetry, TelemetryOptions},
};
use minoots_delivery::{
    Delivery, Parts,
    signer::{self, Signer},
    tail::Tail,
};
use minoots_kernel::{Failure, limits};
use minoots_raft::{Hooks, RaftNode, RaftOptions};
use minoots_sequencer::{Sequencer, clock::Clock};
use minoots_wire::{
    FILE_DESCRIPTOR_SET, admin::v1::system_service_server::SystemServiceServer,
    event::v1::event_service_server::EventServiceServer, timer::v1::timer_service_server::TimerServiceServer,
};
use std::{io, net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tonic::{codec::CompressionEncoding, service::Routes};

/// The only node there is, for now.
const NODE_ID: u64 = 1;

/// A running node. Dropping it without [`Node::stop`] ends it as a crash would: nothing acknowledged is lost.
pub struct Node {
    address: SocketAddr,
    raft: RaftNode,
    stopping: watch::Sender<bool>,
    surface: JoinHandle<()>,
    follower: JoinHandle<()>,
    // Threads; dropped in this order when the node stops.
    _delivery: minoots_delivery::Running,
    _tail: minoots_delivery::tail::Running,
    _sequencer: minoots_sequencer::Running,
    _telemetry: Telemetry,
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
    /// Logging, metrics or traces.
    #[error(transparent)]
    Telemetry(#[from] telemetry::Error),
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
        let listen = |error| StartError::Listen {
            address: options.listen,
            error,
        };
        let socket = TcpListener::bind(options.listen).await.map_err(listen)?;
        let address = socket.local_addr().map_err(listen)?;
        let telemetry = start_telemetry(&options)?;
        let sequencer = Arc::new(Sequencer::new(minoots_sequencer::Options::default()));
        let (delivery, tail) = (Delivery::new(), Tail::new());
        let sinks = Sinks(vec![
            sequencer.clone(),
            Arc::new(delivery.clone()),
            Arc::new(tail.clone()),
        ]);
        let raft = RaftNode::start(RaftOptions::new(NODE_ID, &options.data), Arc::new(sinks), hooks()).await?;
        let signer = Arc::new(load_signer(&options.data)?);
        let reserve = options.disk_reserve_bytes.map_or_else(Reserve::default, Reserve::Bytes);
        let disk = DiskReserve::start(DiskReserveOptions {
            directory: options.data.clone(),
            reserve,
        })?;
        let (stopping, stop) = watch::channel(false);
        let app = App {
            proposer: sequencer.proposer(),
            consensus: Arc::new(raft.clone()),
            delivery: delivery.clone(),
            tail: tail.clone(),
            clock: Clock::default(),
            disk: Arc::new(disk),
            metrics: telemetry.metrics().clone(),
            on_failure: Arc::new(|failure| fatal(&failure.to_string())),
            node: NODE_ID,
            stopping: stop.clone(),
        };
        let running = start_threads(&app, &sequencer, &signer)?;
        let (acting, mut ready) = watch::channel(None);
        let follower = tokio::spawn(lead::follow(app.clone(), sequencer.clone(), signer, acting));
        ready.wait_for(Option::is_some).await.map_err(|_| StartError::Stopped)?;
        let counters = Arc::new(ListenerCounters::default());
        gauges::register(&app, &raft, &sequencer, &counters);
        let router = router(app, ready, &telemetry)?;
        let surface = tokio::spawn(async move {
            let stats = listener::serve(socket, router, ListenerOptions::default(), counters, stop).await;
            tracing::debug!(?stats, "the surface has ended");
        });
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
            _telemetry: telemetry,
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

    /// Resolves when the surface stops serving by itself, with the reason. State or a disk that fails ends the process instead.
    pub async fn failed(&self) -> String {
        while !self.surface.is_finished() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        "the surface stopped serving".to_owned()
    }

    /// Stops in order: no new requests, streams told, then threads, log and tables closed. The next start is then short.
    ///
    /// # Errors
    /// See [`StopError`]. The node has stopped all the same.
    pub async fn stop(self) -> Result<(), StopError> {
        let Node {
            raft,
            stopping,
            surface,
            follower,
            _delivery,
            _tail,
            _sequencer,
            _telemetry,
            ..
        } = self;
        stopping.send_replace(true);
        if let Err(error) = surface.await {
            tracing::error!(%error, "the surface did not end in order");
        }
        follower.abort();
        drop((_delivery, _tail, _sequencer));
        raft.shutdown().await
    }
}

/// State that cannot be trusted, or a disk that failed: the process ends at once, so that nothing more is acknowledged (G20).
fn fatal(why: &str) {
    tracing::error!(why, "the node cannot go on; the process ends");
    eprintln!("minoots: the node cannot go on: {why}");
    std::process::abort();
}

fn hooks() -> Hooks {
    Hooks {
        on_fatal: Arc::new(fatal),
        thread_start: Arc::new(|_| {
            priority::time_critical();
        }),
    }
}

fn start_telemetry(options: &Options) -> Result<Telemetry, telemetry::Error> {
    let settings = TelemetryOptions {
        log_filter: options.log_filter.clone().unwrap_or_default(),
        log_json: options.log_json,
        otlp_endpoint: options.otlp_endpoint.clone(),
        service_instance: NODE_ID.to_string(),
    };
    if options.log_filter.is_some() {
        telemetry::init(&settings)
    } else {
        Telemetry::without_logs(&settings)
    }
}

/// The node's key lives beside its data and never leaves it.
fn load_signer(data: &Path) -> Result<Signer, StartError> {
    let directory = data.join("keys");
    std::fs::create_dir_all(&directory)?;
    Ok(Signer::load_or_create(&directory.join("signing.key"))?)
}

type Threads = (
    minoots_sequencer::Running,
    minoots_delivery::Running,
    minoots_delivery::tail::Running,
);

fn start_threads(app: &App, sequencer: &Sequencer, signer: &Arc<Signer>) -> Result<Threads, StartError> {
    let critical = || {
        priority::time_critical();
    };
    let on_failure: Arc<dyn Fn(Failure) + Send + Sync> = app.on_failure.clone();
    let metrics = app.metrics.clone();
    let hooks = minoots_sequencer::Hooks {
        thread_start: Arc::new(critical),
        on_commit: Arc::new(move |took| metrics.committed(took)),
        on_failure: on_failure.clone(),
    };
    let running = sequencer.start(app.consensus.clone(), app.clock.clone(), hooks)?;
    let metrics = app.metrics.clone();
    let delivery = app.delivery.start(Parts {
        proposer: app.proposer.clone(),
        consensus: app.consensus.clone(),
        signer: signer.clone(),
        clock: app.clock.clone(),
        thread_start: Arc::new(critical),
        on_release: Arc::new(move |lateness| {
            metrics.timer_released(Duration::from_nanos(u64::try_from(lateness).unwrap_or(0)));
        }),
        on_failure: on_failure.clone(),
    })?;
    let background = || {
        priority::background();
    };
    let tail = app.tail.start(
        app.consensus.clone(),
        signer.clone(),
        app.clock.clone(),
        background,
        on_failure,
    )?;
    Ok((running, delivery, tail))
}

fn router(app: App, ready: watch::Receiver<Option<u64>>, telemetry: &Telemetry) -> Result<axum::Router, StartError> {
    let surface = |error: tonic_reflection::server::Error| StartError::Surface(error.to_string());
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()
        .map_err(surface)?;
    let (health, health_service) = tonic_health::server::health_reporter();
    tokio::spawn(report_health(health, ready.clone()));
    macro_rules! limited {
        ($service:expr) => {
            $service
                .max_decoding_message_size(limits::MESSAGE_BYTES_MAX)
                .accept_compressed(CompressionEncoding::Gzip)
        };
    }
    let mut routes = Routes::builder();
    routes
        .add_service(limited!(TimerServiceServer::new(TimerApi(app.clone()))))
        .add_service(limited!(EventServiceServer::new(EventApi(app.clone()))))
        .add_service(limited!(SystemServiceServer::new(SystemApi(app.clone()))))
        .add_service(reflection)
        .add_service(health_service);
    let metrics = app.metrics.clone();
    let sources = http::HttpSources {
        ready: Arc::new(move || match *ready.borrow() {
            Some(_) => Ok(()),
            None => Err("this node does not act: it waits for a leader and for its key to be committed".to_owned()),
        }),
        jwks: Arc::new(move || {
            let app = app.clone();
            Box::pin(async move { verification_keys(&app).await.map(Into::into) })
        }),
        registry: telemetry.registry().clone(),
    };
    let router = http::finish(routes.routes().into_axum_router().merge(http::routes(sources)));
    Ok(router
        .layer(http::CatchPanicLayer::new(metrics.handler_panics.clone()))
        .layer(http::GrpcErrorsLayer)
        .layer(RequestsLayer::new(metrics, SpanSampler::default(), FILE_DESCRIPTOR_SET)))
}

/// Health follows whether the node acts.
async fn report_health(health: tonic_health::server::HealthReporter, mut ready: watch::Receiver<Option<u64>>) {
    loop {
        let serving = ready.borrow_and_update().is_some();
        let status = if serving {
            tonic_health::ServingStatus::Serving
        } else {
            tonic_health::ServingStatus::NotServing
        };
        for service in ["", "minoots.timer.v1.TimerService", "minoots.event.v1.EventService"] {
            health.set_service_status(service, status).await;
        }
        if ready.changed().await.is_err() {
            return;
        }
    }
}
