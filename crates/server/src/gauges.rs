//! Metrics that are read from the parts of a node at collection.

use crate::{
    app::App,
    listener::{self, ListenerCounters},
    priority::{self, Standing},
    telemetry::{Gauge, Metrics, Observed, Total},
    tls::{self, ReadFigures, Renewals, Tls},
};
use minoots_kernel::{
    Failure,
    tables::{self, Read},
};
use minoots_raft::{RaftNode, RaftOptions, RaftStats, Role, SyncTimer};
use minoots_sequencer::{Sequencer, Stats, clock::Clock, consensus::Consensus as _};
use minoots_tls::PeerTls;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Registers every gauge. The parts live as long as the metrics do.
pub(crate) fn register(
    app: &App,
    raft: &RaftNode,
    sequencer: &Arc<Sequencer>,
    counters: &Arc<ListenerCounters>,
    files: &Tls,
) {
    let observed = &app.metrics.observed;
    listener::observe(observed, counters);
    let (figures, peers) = (files.clone(), files.peers.clone());
    let read: ReadFigures = Arc::new(move || figures.figures());
    tls::observe(observed, &read, move || peers.as_ref().map_or(0, PeerTls::refused));
    let count = |read: fn(&Renewals) -> &AtomicU64| {
        let renewals = files.renewals.clone();
        move || read(&renewals).load(Ordering::Relaxed)
    };
    tls::observe_renewals(
        observed,
        count(|renewals| &renewals.done),
        count(|renewals| &renewals.failed),
    );
    of_consensus(observed, raft);
    let gate = app.gate.clone();
    observed.total(Total::ClockSteps, move || gate.stats().steps);
    let gate = app.gate.clone();
    observed.total(Total::ClockStops, move || gate.stats().stops);
    let access = app.access.clone();
    observed.total(Total::DenialsUnrecorded, move || access.denials().unrecorded());
    let (ahead, clock) = (raft.clone(), app.clock.clone());
    observed.gauge(Gauge::LogTimeAhead, move || log_time_ahead_seconds(&ahead, &clock));
    let refusing = raft.clone();
    observed.total(Total::PeerConnectionsRefused, move || {
        refusing.peer_connections_refused()
    });
    let disk = app.disk.clone();
    observed.gauge(Gauge::DiskFreeBytes, move || disk.bytes_free());
    let delivery = app.delivery.clone();
    observed.gauge(Gauge::DeliveriesInFlight, move || delivery.in_flight() as u64);
    let touch_total = |total: Total, read: fn(&Stats) -> u64| {
        let sequencer = sequencer.clone();
        observed.total(total, move || read(&sequencer.stats()));
    };
    touch_total(Total::TouchesInMemory, |stats| stats.touches_in_memory);
    touch_total(Total::TouchesInEntries, |stats| stats.touches_in_entries);
    touch_total(Total::TouchesRefused, |stats| stats.touches_refused);
    let waiting = sequencer.clone();
    observed.gauge(Gauge::CommandsWaiting, move || waiting.stats().waiting as u64);
    let limited = app.overload.clone();
    observed.gauge(Gauge::CreatesLimit, move || limited.limit() as u64);
    let limited = app.overload.clone();
    observed.gauge(Gauge::CreatesUnderWay, move || limited.under_way() as u64);
    let posting = app.webhooks.clone();
    observed.gauge(Gauge::WebhookAttempts, move || posting.in_flight());
    let posting = app.webhooks.clone();
    observed.gauge(Gauge::WebhooksDisabled, move || {
        posting.disabled.load(Ordering::Relaxed)
    });
    let open = raft.clone();
    observed.gauge(Gauge::TimersOpen, move || open_timers(&open));
    let held = app.clone();
    observed.gauge(Gauge::Holding, move || u64::from(held.reader.hold_notice().is_some()));
    observed.gauge(Gauge::TimerThreadStanding, || match priority::status() {
        None => 0,
        Some(Standing::RealTime) => 1,
        Some(Standing::Favoured) => 2,
        Some(Standing::Ordinary) => 3,
    });
}

/// Measures the syncs of the log and the chunks of applied entries.
pub(crate) fn measure(raft: &mut RaftOptions, metrics: &Metrics) {
    let (syncs, applies) = (metrics.clone(), metrics.clone());
    raft.log.syncs = Some(SyncTimer {
        now: minoots_sequencer::clock::instant,
        synced: Arc::new(move |duration| syncs.log_synced(duration)),
    });
    raft.applied = Some(Arc::new(move |duration| applies.applied(duration)));
}

/// Registers the metrics of log, tables and consensus.
fn of_consensus(observed: &Observed, raft: &RaftNode) {
    let raft_gauge = |gauge: Gauge, read: fn(&RaftStats) -> u64| {
        let raft = raft.clone();
        observed.gauge(gauge, move || read(&raft.stats()));
    };
    raft_gauge(Gauge::AppliedIndex, |stats| stats.applied_index);
    raft_gauge(Gauge::RaftTerm, |stats| stats.term);
    raft_gauge(Gauge::IsLeader, |stats| u64::from(stats.role == Role::Leader));
    raft_gauge(Gauge::LogBytes, |stats| stats.log_bytes);
    raft_gauge(Gauge::TablesBytes, |stats| stats.tables.disk_bytes);
    let raft_total = |total: Total, read: fn(&RaftStats) -> u64| {
        let raft = raft.clone();
        observed.total(total, move || read(&raft.stats()));
    };
    raft_total(Total::LogSyncs, |stats| stats.log.groups);
    raft_total(Total::LogSyncedBytes, |stats| stats.log.written_bytes);
    raft_total(Total::LogSyncedEntries, |stats| stats.log.records);
    let outliers = raft.clone();
    observed.gauge(Gauge::ClockOutliers, move || outliers.clock_outliers() as u64);
    let quarantined = raft.clone();
    observed.gauge(Gauge::Quarantined, move || {
        u64::from(quarantined.quarantine().is_some())
    });
    let compared = raft.clone();
    observed.gauge(Gauge::ComparedIndex, move || compared.compared_index());
}

fn log_time_ahead_seconds(raft: &RaftNode, clock: &Clock) -> u64 {
    let shard = raft.view().and_then(|view| tables::shard::get(view.as_ref()));
    shard.map_or(0, |shard| {
        let ahead = shard.time.saturating_sub(clock.now());
        Duration::from_nanos(u64::try_from(ahead).unwrap_or(0)).as_secs()
    })
}

fn open_timers(raft: &RaftNode) -> u64 {
    // Unreadable tables end the node elsewhere.
    raft.view()
        .and_then(|view| open_timers_of_all(view.as_ref()))
        .unwrap_or(0)
}

/// The open timers of all tenants.
fn open_timers_of_all(tables: &(impl Read + ?Sized)) -> Result<u64, Failure> {
    let tenants = tables::tenant::list(tables, "", usize::MAX)?;
    let open = tenants.into_iter().map(|(_, tenant)| tenant.open_timers);
    Ok(open.fold(0, u64::saturating_add))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use minoots_kernel::{
        apply,
        internal::{Caller, Command, CreateTimers, Entry, NewTimer, command::Command as Kind},
        memory::MemoryTables,
    };

    #[test]
    fn open_timers_of_all_tenants_count() {
        let mut tables = MemoryTables::default();
        for (index, tenant) in (1..).zip(["acme", "dev", "other"]) {
            let create = CreateTimers {
                caller: Some(Caller {
                    tenant: tenant.to_owned(),
                    ..Caller::default()
                }),
                timers: vec![NewTimer {
                    id: "t1".to_owned(),
                    fire_time: 1_000_000_000,
                    ..NewTimer::default()
                }],
            };
            let entry = Entry {
                commands: vec![Command {
                    command: Some(Kind::CreateTimers(create)),
                }],
                ..Entry::default()
            };
            apply(&mut tables, index, &entry).unwrap();
        }
        assert_eq!(open_timers_of_all(&tables).unwrap(), 3);
    }
}
