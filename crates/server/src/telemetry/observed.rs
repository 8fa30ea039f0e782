//! Metrics that are read from their source at collection.

use opentelemetry::metrics::Meter;

const BYTES: &str = "By";
const SECONDS: &str = "s";

/// A value that goes up and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gauge {
    /// `minoots_applied_index`: the last log index in the tables.
    AppliedIndex,
    /// `minoots_raft_term`.
    RaftTerm,
    /// `minoots_is_leader`: 1 on the leader, else 0.
    IsLeader,
    /// `minoots_log_bytes`: the log's size on disk.
    LogBytes,
    /// `minoots_tables_bytes`: the tables' size on disk.
    TablesBytes,
    /// `minoots_disk_free_bytes`: free on the data directory's file system.
    DiskFreeBytes,
    /// `minoots_deliveries_in_flight`: deliveries neither acknowledged nor nacked.
    DeliveriesInFlight,
    /// `minoots_commands_waiting`: accepted, not committed.
    CommandsWaiting,
    /// `minoots_creates_limit`: the current concurrency limit of creates.
    CreatesLimit,
    /// `minoots_creates_under_way`: creates in flight, from their request to their response.
    CreatesUnderWay,
    /// `minoots_timers_open`: neither settled, cancelled nor failed.
    TimersOpen,
    /// `minoots_hold`: 1 while a restore holds overdue timers, else 0.
    Holding,
    /// `minoots_timer_thread_standing`: 1 real-time, 2 favoured, 3 ordinary.
    TimerThreadStanding,
    /// `minoots_clock_outliers`: on the leader, voters whose clocks differ from those of a quorum.
    ClockOutliers,
    /// `minoots_log_time_ahead_seconds`: how far log time is ahead of this node's clock; 0 if it is not.
    LogTimeAhead,
    /// `minoots_quarantined`: 1 once this node has taken itself out of service, else 0.
    Quarantined,
    /// `minoots_compared_index`: the last entry after which all rows here equalled those of a majority; 0 without a
    /// comparison since the start.
    ComparedIndex,
    /// `minoots_webhook_attempts_in_flight`: posts in flight.
    WebhookAttempts,
    /// `minoots_webhooks_disabled`: on the leader, endpoints that are disabled.
    WebhooksDisabled,
}

/// A value that only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// `minoots_log_syncs_total`: fdatasync calls on the log.
    LogSyncs,
    /// `minoots_log_synced_bytes_total`: bytes made durable by them.
    LogSyncedBytes,
    /// `minoots_log_synced_entries_total`: entries made durable by them.
    LogSyncedEntries,
    /// `minoots_clock_steps_total`: steps of this node's wall clock by more than 250 ms.
    ClockSteps,
    /// `minoots_clock_stops_total`: times this node led and stopped because of its clock.
    ClockStops,
    /// `minoots_denials_unrecorded_total`: denials that no audit contains.
    DenialsUnrecorded,
    /// `minoots_peer_connections_refused_total`: plain-text connections to the peer port that did not begin as HTTP/2
    /// or exceeded the limit.
    PeerConnectionsRefused,
    /// `minoots_touches_in_memory_total`: touches answered from the leader's memory.
    TouchesInMemory,
    /// `minoots_touches_in_entries_total`: touches answered by an entry.
    TouchesInEntries,
    /// `minoots_touches_refused_total`: touches rejected because too many waited.
    TouchesRefused,
}

impl Gauge {
    fn name_unit_help(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::AppliedIndex => ("minoots_applied_index", "", "Last log index in the tables."),
            Self::RaftTerm => ("minoots_raft_term", "", "Term of consensus."),
            Self::IsLeader => ("minoots_is_leader", "", "1 on the leader, else 0."),
            Self::LogBytes => ("minoots_log", BYTES, "Size of the log on disk."),
            Self::TablesBytes => ("minoots_tables", BYTES, "Size of the tables on disk."),
            Self::DiskFreeBytes => ("minoots_disk_free", BYTES, "Free on the data's file system."),
            Self::DeliveriesInFlight => ("minoots_deliveries_in_flight", "", "Deliveries without an outcome yet."),
            Self::CommandsWaiting => ("minoots_commands_waiting", "", "Commands accepted and not committed."),
            Self::CreatesLimit => (
                "minoots_creates_limit",
                "",
                "Creates that may be under way at once, as last learnt.",
            ),
            Self::CreatesUnderWay => (
                "minoots_creates_under_way",
                "",
                "Creates between their request and their answer.",
            ),
            Self::Holding => (
                "minoots_hold",
                "",
                "1 while overdue timers are held since a restore, else 0.",
            ),
            Self::TimersOpen => ("minoots_timers_open", "", "Timers without an outcome yet."),
            Self::TimerThreadStanding => (
                "minoots_timer_thread_standing",
                "",
                "1 real-time, 2 favoured, 3 ordinary; 0 before the first thread.",
            ),
            Self::ClockOutliers => (
                "minoots_clock_outliers",
                "",
                "On the leader: voters whose clocks differ from those of a quorum.",
            ),
            Self::LogTimeAhead => (
                "minoots_log_time_ahead",
                SECONDS,
                "Log time ahead of this node's clock.",
            ),
            Self::Quarantined => (
                "minoots_quarantined",
                "",
                "1 once this node has taken itself out of service, else 0.",
            ),
            Self::ComparedIndex => (
                "minoots_compared_index",
                "",
                "Last log index after which all rows were compared and equal.",
            ),
            Self::WebhookAttempts => (
                "minoots_webhook_attempts_in_flight",
                "",
                "Posts to webhooks that are under way.",
            ),
            Self::WebhooksDisabled => (
                "minoots_webhooks_disabled",
                "",
                "On the leader: webhooks that are disabled.",
            ),
        }
    }
}

impl Total {
    fn name_unit_help(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::LogSyncs => ("minoots_log_syncs", "", "fdatasync calls on the log."),
            Self::LogSyncedBytes => ("minoots_log_synced", BYTES, "Bytes of the log made durable."),
            Self::LogSyncedEntries => ("minoots_log_synced_entries", "", "Entries of the log made durable."),
            Self::ClockSteps => (
                "minoots_clock_steps",
                "",
                "Steps of this node's wall clock by more than 250 ms.",
            ),
            Self::ClockStops => (
                "minoots_clock_stops",
                "",
                "Times this leader stopped because of its clock.",
            ),
            Self::DenialsUnrecorded => (
                "minoots_denials_unrecorded",
                "",
                "Refusals to who may not that stand in no audit.",
            ),
            Self::PeerConnectionsRefused => (
                "minoots_peer_connections_refused",
                "",
                "Connections to the port for nodes that did not begin as HTTP/2 or were too many.",
            ),
            Self::TouchesInMemory => ("minoots_touches_in_memory", "", "Touches that memory answered."),
            Self::TouchesInEntries => ("minoots_touches_in_entries", "", "Touches that an entry answered."),
            Self::TouchesRefused => (
                "minoots_touches_refused",
                "",
                "Touches that were not taken, because too many waited.",
            ),
        }
    }
}

/// Registers values to observe. A closure registered here lives as long as the metrics, is called for each collection
/// on the collector's thread, and must neither block nor panic.
#[derive(Debug, Clone)]
pub struct Observed {
    meter: Meter,
}

impl Observed {
    pub(super) fn new(meter: Meter) -> Self {
        Self { meter }
    }

    /// The meter, for figures whose attributes their owner names.
    pub(crate) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Exports a gauge. Register each once.
    pub fn gauge(&self, gauge: Gauge, read: impl Fn() -> u64 + Send + Sync + 'static) {
        let (name, unit, help) = gauge.name_unit_help();
        let builder = self
            .meter
            .u64_observable_gauge(name)
            .with_unit(unit)
            .with_description(help);
        builder
            .with_callback(move |observer| observer.observe(read(), &[]))
            .build();
    }

    /// Exports a total. Register each once.
    pub fn total(&self, total: Total, read: impl Fn() -> u64 + Send + Sync + 'static) {
        let (name, unit, help) = total.name_unit_help();
        let builder = self
            .meter
            .u64_observable_counter(name)
            .with_unit(unit)
            .with_description(help);
        builder
            .with_callback(move |observer| observer.observe(read(), &[]))
            .build();
    }
}
