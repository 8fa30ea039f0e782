//! The opened data directory of a node, and the state that handlers and tasks share.

use super::hearers::Hearers;
use crate::{
    access::{Access, RootKey},
    app::{self, ACKS_MAX, CommandWriter, NodeStanding, Parts, PayloadOpener, PolicyJudge, StateReader, Successor},
    assembly,
    disk::{DiskReserve, DiskReserveOptions},
    endpoints::{Authorities, Webhooks},
    forward::Marks,
    keys,
    lateness::Lateness,
    member_levels::MemberLevels,
    options::Options,
    overload::Overload,
    part::Part,
    payloads::{self, Payloads},
    policies::Policies,
    raft_threads::RaftThreads,
    start_error::StartError,
    telemetry::Telemetry,
    timer_traces::TimerTraces,
    tls::Tls,
    trust::Trust,
};
use minoots_delivery::signer::Signer;
use minoots_kernel::Failure;
use minoots_raft::{RaftNode, RaftOptions};
use minoots_seal::SecretsKey;
use minoots_sequencer::clock::{Clock, Gate};
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};

/// An open data directory, with the keys beside it.
pub(super) struct Opened {
    pub raft: RaftNode,
    pub raft_threads: RaftThreads,
    pub signer: Arc<Signer>,
    pub secrets_key: Option<Arc<SecretsKey>>,
}

/// Opens the data directory and starts consensus on it, if this node has all keys that it needs.
pub(super) async fn open(
    options: &Options,
    mut raft_options: RaftOptions,
    hearers: &Hearers,
) -> Result<Opened, StartError> {
    keys::check(options)?;
    raft_options.secrets_key = keys::secrets_key_id(options);
    let has_no_secrets_key = raft_options.secrets_key.is_empty();
    let raft_threads = RaftThreads::start(options.cluster.is_some())?;
    let hooks = assembly::hooks(hearers.hand_over.clone());
    let starting = RaftNode::start(raft_options, Arc::new(hearers.sinks()), hooks);
    let raft = raft_threads.run(starting).await?;
    if has_no_secrets_key {
        // Runs before [`keys::load`] may make a new key, because a new key would open no existing payload.
        payloads::check(&raft, None)?;
    }
    let (signer, secrets_key) = keys::load(options, &raft)?;
    payloads::check(&raft, secrets_key.as_ref())?;
    hearers.key_revocations.tell(&signer);
    Ok(Opened {
        raft,
        raft_threads,
        signer,
        secrets_key: secrets_key.map(Arc::new),
    })
}

/// Builds the state that handlers and tasks share.
pub(super) fn parts(
    (options, telemetry, tls): (&Options, &Telemetry, &Tls),
    (raft, hearers): (&RaftNode, &Hearers),
    (clock, root, authorities): (Clock, Option<RootKey>, Option<Authorities>),
    (signer, secrets_key): (Arc<Signer>, Option<Arc<SecretsKey>>),
    (part, reigning, stopping): (watch::Receiver<Part>, watch::Receiver<bool>, watch::Receiver<bool>),
) -> Result<Parts, StartError> {
    let disk = DiskReserve::start(DiskReserveOptions {
        directory: options.data.clone(),
        reserve: assembly::reserve(options),
    })?;
    let (consensus, metrics) = (Arc::new(raft.clone()), telemetry.metrics().clone());
    let on_failure: Arc<dyn Fn(Failure) + Send + Sync> = Arc::new(|failure| assembly::fatal(&failure.to_string()));
    let access = Access::new(
        consensus.clone(),
        clock.clone(),
        root,
        &hearers.revocations,
        on_failure.clone(),
    );
    let payloads = Payloads::new(consensus.clone(), hearers.payload_keys.clone(), secrets_key.clone());
    let (access, payloads, disk) = (Arc::new(access), Arc::new(payloads), Arc::new(disk));
    let marks = Marks::new(raft.passes());
    let reader = StateReader {
        consensus: consensus.clone(),
        long_reads: Arc::new(app::long_reads()),
        on_failure,
    };
    let levels = MemberLevels::new(raft.clone());
    let writer = CommandWriter {
        proposer: hearers.sequencer.proposer(),
        payloads: payloads.clone(),
        disk: disk.clone(),
        reader: reader.clone(),
        levels: levels.clone(),
    };
    let standing = NodeStanding {
        who_leads: assembly::who_leads(raft.clone(), part.clone()),
        part,
        reigning,
        stopping,
        reach: tls.reach(),
        access: access.clone(),
    };
    let webhooks = Webhooks::new(
        secrets_key,
        authorities,
        options.webhook_reach.clone(),
        hearers.endpoints.clone(),
        signer.clone(),
    );
    Ok(Parts {
        access,
        trust: Arc::new(Trust::new(options.oidc_issuers.issuers().clone())),
        opener: PayloadOpener {
            payloads,
            reader: reader.clone(),
        },
        judge: PolicyJudge {
            policies: Arc::new(Policies::new(consensus.clone(), hearers.policies.clone())),
            reader: reader.clone(),
            writer: writer.clone(),
        },
        successor: Successor::new(standing.clone(), marks.clone()),
        levels,
        reader,
        writer,
        standing,
        gate: Gate::new(consensus, clock.clone()),
        delivery: hearers.delivery.clone(),
        tail: hearers.tail.clone(),
        waits: hearers.waits.clone(),
        webhooks: Arc::new(webhooks),
        overload: Overload::new(metrics.clone()),
        spent: Arc::default(),
        bulk_cancels: Arc::new(Semaphore::new(1)),
        acks: Arc::new(Semaphore::new(ACKS_MAX)),
        signer,
        key_changes: Arc::new(Semaphore::new(1)),
        traces: TimerTraces::new(telemetry.spans().clone(), clock.clone()),
        lateness: Arc::new(Lateness::new(clock.now(), metrics.clone())),
        clock,
        disk,
        metrics,
        node: raft.node_id(),
        marks,
    })
}
