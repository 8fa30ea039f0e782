//! The settings of consensus: heartbeats, elections, snapshots and log retention.

use clap::Args;
use minoots_server::ConsensusOptions;
use minoots_terminal::errors::Failure;

use super::{Setting, Sources};

/// The longest election timeout. A longer one would leave the cluster without a leader for too long.
const ELECTION_TIMEOUT_MS_MAX: u64 = 60_000;

/// The flags of `minoots server` that concern consensus.
#[derive(Args, Clone, Debug, Default)]
pub struct ConsensusArguments {
    /// Interval between the leader's heartbeats in ms; equal on every node [env: MINOOTS_HEARTBEAT_INTERVAL_MS]
    /// [default: 30]
    #[arg(long, value_name = "MS")]
    pub heartbeat_interval_ms: Option<u64>,
    /// Lower bound of the random election timeout in ms: the silence of the leader after which a node stands for
    /// election [env: MINOOTS_ELECTION_TIMEOUT_MS_MIN] [default: 120]
    #[arg(long, value_name = "MS")]
    pub election_timeout_ms_min: Option<u64>,
    /// Upper bound of the random election timeout in ms, and the leader's lease; equal on every node [env:
    /// MINOOTS_ELECTION_TIMEOUT_MS_MAX] [default: 200]
    #[arg(long, value_name = "MS")]
    pub election_timeout_ms_max: Option<u64>,
    /// Number of log entries between snapshots [env: MINOOTS_SNAPSHOT_INTERVAL_ENTRIES] [default: 50000]
    #[arg(long, value_name = "N")]
    pub snapshot_interval_entries: Option<u64>,
    /// Number of log entries kept behind a snapshot for lagging nodes [env: MINOOTS_LOG_KEEP_ENTRIES] [default: 200000]
    #[arg(long, value_name = "N")]
    pub log_keep_entries: Option<u64>,
    /// Interval in seconds at which the nodes compare all their rows; 0 means never [env:
    /// MINOOTS_COMPARISON_INTERVAL_S] [default: 3600]
    #[arg(long, value_name = "S")]
    pub comparison_interval_s: Option<u64>,
}

/// The settings of `minoots server` that concern consensus.
#[derive(Clone, Debug)]
pub struct ConsensusSettings {
    /// The interval between the leader's heartbeats.
    pub heartbeat_interval_ms: Setting<u64>,
    /// The lower bound of the election timeout.
    pub election_timeout_ms_min: Setting<u64>,
    /// The upper bound of the election timeout, and the leader's lease.
    pub election_timeout_ms_max: Setting<u64>,
    /// The number of entries between snapshots.
    pub snapshot_interval_entries: Setting<u64>,
    /// The number of entries kept for lagging nodes.
    pub log_keep_entries: Setting<u64>,
    /// The number of seconds between comparisons of all rows.
    pub comparison_interval_s: Setting<u64>,
}

impl ConsensusSettings {
    /// Looks up every setting and checks that they are consistent.
    pub fn resolve(flags: &ConsensusArguments, sources: &Sources) -> Result<Self, Failure> {
        let (file, default) = (&sources.file, ConsensusOptions::default());
        let settings = Self {
            heartbeat_interval_ms: sources.pick(
                "heartbeat-interval-ms",
                flags.heartbeat_interval_ms,
                file.heartbeat_interval_ms,
                default.heartbeat_interval_ms,
            )?,
            election_timeout_ms_min: sources.pick(
                "election-timeout-ms-min",
                flags.election_timeout_ms_min,
                file.election_timeout_ms_min,
                default.election_timeout_ms_min,
            )?,
            election_timeout_ms_max: sources.pick(
                "election-timeout-ms-max",
                flags.election_timeout_ms_max,
                file.election_timeout_ms_max,
                default.election_timeout_ms_max,
            )?,
            snapshot_interval_entries: sources.pick(
                "snapshot-interval-entries",
                flags.snapshot_interval_entries,
                file.snapshot_interval_entries,
                default.snapshot_interval_entries,
            )?,
            log_keep_entries: sources.pick(
                "log-keep-entries",
                flags.log_keep_entries,
                file.log_keep_entries,
                default.log_keep_entries,
            )?,
            comparison_interval_s: sources.pick(
                "comparison-interval-s",
                flags.comparison_interval_s,
                file.comparison_interval_s,
                default.comparison_interval_s,
            )?,
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), Failure> {
        let (heartbeat, min, max) = (
            self.heartbeat_interval_ms.value,
            self.election_timeout_ms_min.value,
            self.election_timeout_ms_max.value,
        );
        if heartbeat == 0 {
            return Err(refused(
                "heartbeat-interval-ms",
                0,
                "is at least 1",
                "30 is the default",
            ));
        }
        if min <= heartbeat.saturating_mul(2) {
            let rule = format!("is more than twice heartbeat-interval-ms, which is {heartbeat}");
            let way_out = "a single heartbeat that is late must not cost an election: raise one or lower the other";
            return Err(refused("election-timeout-ms-min", min, &rule, way_out));
        }
        if max <= min {
            let rule = format!("is more than election-timeout-ms-min, which is {min}");
            let way_out = "elections are told apart by a random time between the two: raise it";
            return Err(refused("election-timeout-ms-max", max, &rule, way_out));
        }
        if max > ELECTION_TIMEOUT_MS_MAX {
            let rule = format!("is at most {ELECTION_TIMEOUT_MS_MAX}");
            let way_out = "nothing fires for that long after a leader is lost: lower it";
            return Err(refused("election-timeout-ms-max", max, &rule, way_out));
        }
        if self.snapshot_interval_entries.value == 0 {
            let way_out = "50000 is the default";
            return Err(refused("snapshot-interval-entries", 0, "is at least 1", way_out));
        }
        Ok(())
    }

    /// The options for the server.
    pub fn options(&self) -> ConsensusOptions {
        ConsensusOptions {
            heartbeat_interval_ms: self.heartbeat_interval_ms.value,
            election_timeout_ms_min: self.election_timeout_ms_min.value,
            election_timeout_ms_max: self.election_timeout_ms_max.value,
            snapshot_interval_entries: self.snapshot_interval_entries.value,
            log_keep_entries: self.log_keep_entries.value,
            comparison_interval_s: self.comparison_interval_s.value,
        }
    }
}

fn refused(name: &str, value: u64, rule: &str, way_out: &str) -> Failure {
    Failure::usage(format!("{name}: {value}: it {rule}")).hint(way_out)
}
