//! Constructors of a node's parts: hooks, keys, threads, routes.

use crate::{
    app::App,
    disk::{self, Reserve},
    forward::{ForwardLayer, Leader, WhoLeads},
    grpc::{
        AuditApi, CheckpointApi, ClusterApi, EventApi, KeyApi, LeaseApi, QueueApi, ScheduleApi, SystemApi, TenantApi,
        TimerApi, TransactionApi, WebhookApi, all_limits, verification_keys,
    },
    hand_over::PlannedHandOver,
    health, http,
    join::{joined_files, renew::Renewal},
    layers::{AccessLayer, NamesLayer},
    listener::{Inside, ListenerOptions, Serve},
    options::Options,
    part::Part,
    priority,
    quarantine::QuarantineLayer,
    rest,
    start_error::StartError,
    surface::{Guard, Pages, Services, Surface},
    telemetry::{self, RequestsLayer, SpanSampler, Telemetry, TelemetryOptions},
    tls::Tls,
    web::WebCalls,
    webhooks,
};
use axum::Router;
use minoots_delivery::{Parts, signer::Signer};
use minoots_kernel::{Failure, limits};
use minoots_raft::{Hooks, JoinCall, Mutual, RaftNode, RaftOptions, Timing};
use minoots_sequencer::{Sequencer, clock::Clock};
use minoots_tls::PeerTls;
use minoots_wire::{
    FILE_DESCRIPTOR_SET,
    admin::v1::{
        audit_service_server::AuditServiceServer, cluster_service_server::ClusterServiceServer,
        key_service_server::KeyServiceServer, system_service_server::SystemServiceServer,
        tenant_service_server::TenantServiceServer,
    },
    checkpoint::v1::checkpoint_service_server::CheckpointServiceServer,
    event::v1::event_service_server::EventServiceServer,
    lease::v1::lease_service_server::LeaseServiceServer,
    queue::v1::queue_service_server::QueueServiceServer,
    schedule::v1::schedule_service_server::ScheduleServiceServer,
    timer::v1::timer_service_server::TimerServiceServer,
    transaction::v1::transaction_service_server::TransactionServiceServer,
    webhook::v1::webhook_service_server::WebhookServiceServer,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    runtime::Handle,
    sync::{mpsc, watch},
    task::JoinSet,
};
use tonic::{codec::CompressionEncoding, service::Routes};
use tower::{Layer as _, ServiceBuilder};

/// A change of leader within this time after the notice of a hand-over counts as that hand-over.
const PLANNED_WITHIN: Duration = Duration::from_secs(2);

/// The interval of the check that the data directory is still there.
const HELD_CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// The exit code of the process when its node is over ([`over`]).
const ENDED: i32 = 1;

/// The id of a single node.
const ONLY_NODE: u64 = 1;

/// The id of the node by its settings, which its certificates name.
pub(crate) fn node_id(options: &Options) -> u64 {
    options.cluster.as_ref().map_or(ONLY_NODE, |cluster| cluster.node)
}

/// The consensus options of a node that serves at `address`.
pub(crate) fn raft_options(
    options: &Options,
    address: SocketAddr,
    clock: &Clock,
    tls: &Tls,
    joins: mpsc::Sender<JoinCall>,
) -> Result<RaftOptions, StartError> {
    let mut raft = RaftOptions::new(node_id(options), &options.data);
    disk::takes(&options.data, reserve(options))?.apply(&mut raft);
    raft.platform.engine = options.engine.kind();
    raft.clock = clock.clone();
    raft.address = address.to_string();
    raft.timing = Timing {
        heartbeat_interval_ms: options.consensus.heartbeat_interval_ms,
        election_timeout_ms_min: options.consensus.election_timeout_ms_min,
        election_timeout_ms_max: options.consensus.election_timeout_ms_max,
    };
    raft.snapshot_interval_entries = options.consensus.snapshot_interval_entries;
    raft.log_keep_entries = options.consensus.log_keep_entries;
    raft.comparison_interval_s = options.consensus.comparison_interval_s;
    #[cfg(feature = "fault-hooks")]
    crate::faults::shrink_storage(&mut raft);
    if let Some(cluster) = &options.cluster {
        if !cluster.advertise.is_empty() {
            raft.address.clone_from(&cluster.advertise);
        }
        raft.peers.clone_from(&cluster.peers);
        (raft.rejoins, raft.peer_listen) = (cluster.rejoins, Some(cluster.peer_listen));
        raft.believes_peers = options.believes_peers();
    }
    if let Some(peers) = &tls.peers {
        (raft.transport, raft.joins) = (Arc::new(Mutual(peers.clone())), Some(joins));
    }
    Ok(raft)
}

/// The disk space that must stay free.
pub(crate) fn reserve(options: &Options) -> Reserve {
    options.disk_reserve_bytes.map_or_else(Reserve::default, Reserve::Bytes)
}

/// Starts the renewal of the certificate that a node got when it joined.
pub(crate) fn renew(
    options: &Options,
    app: &App,
    raft: &RaftNode,
    tls: &Tls,
    joins: mpsc::Sender<JoinCall>,
    tasks: &mut JoinSet<()>,
) {
    let joined = joined_files(&options.data);
    let (Some(peers), Some(files)) = (&tls.peers, options.peer_tls()) else {
        return;
    };
    if *files != joined {
        return;
    }
    let renewal = Renewal {
        raft: raft.clone(),
        tls: peers.clone(),
        files: joined,
        clock: app.clock.clone(),
        renewals: tls.renewals.clone(),
        own: tls.authority.is_some().then_some(joins),
    };
    tasks.spawn(renewal.run());
}

/// The limits of client connections.
pub(crate) fn listener_options(options: &Options) -> ListenerOptions {
    let options = options.listener.clone();
    #[cfg(feature = "fault-hooks")]
    let options = crate::faults::shorten_connections(options);
    options
}

/// A function that returns the leader, as this node reports it to callers.
pub(crate) fn who_leads(raft: RaftNode, part: watch::Receiver<Part>) -> WhoLeads {
    Arc::new(move || match *part.borrow() {
        Part::Leads => Leader::Here,
        Part::Follows(leader) => match raft.leader_address() {
            Some((node, address)) if node == leader => Leader::At(node, address),
            _ => Leader::Unknown,
        },
        Part::None => Leader::Unknown,
    })
}

/// Aborts the process at once, because the state cannot be trusted or the disk failed. Nothing more is acknowledged
/// (G20).
pub(crate) fn fatal(why: &str) {
    tracing::error!(why, "the node cannot go on; the process ends");
    eprintln!("minoots: the node cannot go on: {why}");
    std::process::abort();
}

/// Exits the process at once with a failure code, although the node's state is sound, because the node must not go on.
pub(crate) fn over(why: &str) {
    tracing::error!(why, "the node is over; the process ends");
    eprintln!("minoots: the node is over: {why}");
    std::process::exit(ENDED);
}

pub(crate) fn hooks(hand_over: Arc<PlannedHandOver>) -> Hooks {
    Hooks {
        hand_over,
        on_fatal: Arc::new(fatal),
        on_over: Arc::new(over),
        thread_start: Arc::new(|_| {
            priority::time_critical();
        }),
    }
}

pub(crate) fn start_telemetry(options: &Options) -> Result<Telemetry, telemetry::Error> {
    let settings = TelemetryOptions {
        log_filter: options.log_filter.clone().unwrap_or_default(),
        log_json: options.log_json,
        otlp_endpoint: options.otlp_endpoint.clone(),
        service_instance: node_id(options).to_string(),
        ..TelemetryOptions::default()
    };
    match options.log_filter {
        Some(_) => telemetry::init(&settings),
        None => Telemetry::without_logs(&settings),
    }
}

/// Ends the node once its data directory is replaced or removed: its writes would be lost, and a second node could
/// start in its place.
pub(crate) async fn watch_directory(raft: RaftNode) {
    loop {
        tokio::time::sleep(HELD_CHECK_INTERVAL).await;
        let asked = raft.clone();
        // A hung file system must not block a thread of the runtime.
        match tokio::task::spawn_blocking(move || asked.lost_directory()).await {
            Ok(Some(why)) => return over(&why),
            Ok(None) => {}
            // The runtime is shutting down.
            Err(_) => return,
        }
    }
}

pub(crate) type Threads = (
    minoots_sequencer::Running,
    minoots_delivery::Running,
    minoots_delivery::tail::Running,
    webhooks::Running,
);

pub(crate) fn start_threads(app: &App, sequencer: &Sequencer, signer: &Arc<Signer>) -> Result<Threads, StartError> {
    let critical = || _ = priority::time_critical();
    let on_failure: Arc<dyn Fn(Failure) + Send + Sync> = app.reader.on_failure.clone();
    let (metrics, callers, workers) = (app.metrics.clone(), app.overload.clone(), Handle::current());
    let hooks = minoots_sequencer::Hooks {
        thread_start: Arc::new(critical),
        on_commit: Arc::new(move |took| metrics.committed(took)),
        callers: Arc::new(move || callers.callers()),
        tell: Arc::new(move |tell| drop(workers.spawn(async move { tell() }))),
        on_failure: on_failure.clone(),
    };
    let running = sequencer.start(app.reader.consensus.clone(), app.clock.clone(), app.gate.clone(), hooks)?;
    let metrics = app.metrics.clone();
    let delivery = app.delivery.start(Parts {
        proposer: app.writer.proposer.clone(),
        consensus: app.reader.consensus.clone(),
        signer: signer.clone(),
        opener: app.opener.payloads.clone(),
        clock: app.clock.clone(),
        gate: app.gate.clone(),
        thread_start: Arc::new(critical),
        rank: priority::ranked(),
        on_release: Arc::new(move |lateness| {
            metrics.timer_released(Duration::from_nanos(u64::try_from(lateness).unwrap_or(0)));
        }),
        on_failure: on_failure.clone(),
    })?;
    let background = || {
        priority::background();
    };
    let tail = app.tail.start(
        app.reader.consensus.clone(),
        (signer.clone(), app.opener.payloads.clone()),
        app.clock.clone(),
        background,
        on_failure,
    )?;
    let webhooks = webhooks::start(app)?;
    Ok((running, delivery, tail, webhooks))
}

/// Builds the complete service of the node's port.
pub(crate) fn surface(
    app: App,
    raft: RaftNode,
    part: watch::Receiver<Part>,
    telemetry: &Telemetry,
    (options, inside): (&Options, &Inside),
    peers: Option<PeerTls>,
) -> Result<impl Serve, StartError> {
    let told = raft.clone();
    let planned = Arc::new(move || told.heard_transfer_within(PLANNED_WITHIN));
    let (leader, acting, stopping) = (
        app.standing.who_leads.clone(),
        part.clone(),
        app.standing.stopping.clone(),
    );
    let (access, metrics) = (app.access.clone(), app.metrics.clone());
    let others = others(&app, &raft, part, telemetry, (options, inside))?;
    let services = services(&app, &raft, options, peers, others);
    let panics = metrics.handler_panics.clone();
    // Layers, from the outermost to the innermost.
    let calls = ServiceBuilder::new()
        .layer(RequestsLayer::new(metrics.clone(), SpanSampler::default()))
        .layer(http::GrpcErrorsLayer)
        .layer(http::CatchPanicLayer::new(panics.clone()))
        .layer(QuarantineLayer(Arc::new(move || raft.quarantine())))
        .layer(ForwardLayer::new(
            leader,
            acting,
            planned,
            stopping,
            app.standing.reach.clone(),
            access.clone(),
            app.marks.clone(),
        ))
        .layer(AccessLayer::new(access.clone(), options.keys))
        .layer(NamesLayer::new(app, FILE_DESCRIPTOR_SET))
        .service(services);
    let caught = http::CatchPanicLayer::new(panics.clone());
    let rest = rest::pages(
        calls.clone(),
        Arc::new(move |path: &str, headers: &::http::HeaderMap| access.refuses(path, headers)),
        options.cors_origins.clone(),
        (metrics.clone(), panics),
        FILE_DESCRIPTOR_SET,
    );
    let web = caught.layer(WebCalls::new(
        calls.clone(),
        options.cors_origins.clone(),
        metrics.clone(),
    ));
    let pages = Pages { rest, web };
    let guard = Guard::new(options, metrics);
    Ok(Surface { guard, calls, pages })
}

/// The services of the API.
fn services(app: &App, raft: &RaftNode, options: &Options, peers: Option<PeerTls>, others: Router) -> Services {
    macro_rules! limited {
        ($service:expr) => {
            $service
                .max_decoding_message_size(limits::MESSAGE_BYTES_MAX)
                .accept_compressed(CompressionEncoding::Gzip)
        };
    }
    let system = SystemApi {
        app: app.clone(),
        limits: all_limits(&options.listener, options.keys),
    };
    let cluster = ClusterApi::new(raft.clone(), app.clone(), peers);
    Services {
        timer: limited!(TimerServiceServer::new(TimerApi(app.clone()))),
        event: limited!(EventServiceServer::new(EventApi(app.clone()))),
        system: limited!(SystemServiceServer::new(system)),
        cluster: limited!(ClusterServiceServer::new(cluster)),
        queue: limited!(QueueServiceServer::new(QueueApi(app.clone()))),
        keys: limited!(KeyServiceServer::new(KeyApi(app.clone()))),
        webhooks: limited!(WebhookServiceServer::new(WebhookApi(app.clone()))),
        schedules: limited!(ScheduleServiceServer::new(ScheduleApi(app.clone()))),
        checkpoints: limited!(CheckpointServiceServer::new(CheckpointApi(app.clone()))),
        leases: limited!(LeaseServiceServer::new(LeaseApi(app.clone()))),
        transactions: limited!(TransactionServiceServer::new(TransactionApi(app.clone()))),
        tenants: limited!(TenantServiceServer::new(TenantApi::new(app.clone(), raft.clone()))),
        audit: limited!(AuditServiceServer::new(AuditApi(app.clone()))),
        others,
    }
}

/// The rest of the port: reflection, health, mounted services, and pages about the node.
fn others(
    app: &App,
    raft: &RaftNode,
    part: watch::Receiver<Part>,
    telemetry: &Telemetry,
    (options, inside): (&Options, &Inside),
) -> Result<Router, StartError> {
    let surface = |error: tonic_reflection::server::Error| StartError::Surface(error.to_string());
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let (health, health_service) = tonic_health::server::health_reporter();
    tokio::spawn(health::report(health, part.clone()));
    let mut routes = Routes::builder();
    routes
        .add_service(reflection().build_v1().map_err(surface)?)
        .add_service(reflection().build_v1alpha().map_err(surface)?)
        .add_service(health_service);
    for mount in &options.mounts {
        mount.add(inside, &mut routes).map_err(StartError::Surface)?;
    }
    let (heard, held, keys) = (raft.clone(), app.clone(), app.clone());
    let sources = http::HttpSources {
        ready: Arc::new(
            move || match (*part.borrow(), heard.quarantine().or_else(|| held.disk.full())) {
                (_, Some(why)) => Err(why),
                (Part::Leads, None) => Ok(held.reader.hold_notice()),
                (Part::Follows(_), None) if heard.hears_leader() => Ok(held.reader.hold_notice()),
                (Part::Follows(leader), None) => Err(format!("node {leader} leads, and has not been heard of lately")),
                (Part::None, None) => Err("this node knows no leader that can act".to_owned()),
            },
        ),
        jwks: Arc::new(move || {
            let app = keys.clone();
            Box::pin(async move { verification_keys(&app.reader).await.map(Into::into) })
        }),
        registry: telemetry.registry().clone(),
    };
    let served = routes.routes().into_axum_router();
    Ok(http::finish(served.merge(http::routes(sources))))
}
