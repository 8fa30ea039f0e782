//! How fast a cluster notices.

/// Heartbeats and elections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// A leader is heard at least this often, in milliseconds.
    pub heartbeat_interval_ms: u64,
    /// A follower that hears nothing for a random time from here, in milliseconds,
    pub election_timeout_ms_min: u64,
    /// to here asks for an election. This is also a leader's lease.
    pub election_timeout_ms_max: u64,
}

impl Timing {
    /// A local network.
    pub const LAN: Timing = Timing {
        heartbeat_interval_ms: 30,
        election_timeout_ms_min: 120,
        election_timeout_ms_max: 200,
    };
    /// A wide network, or hosts that starve at times.
    pub const WAN: Timing = Timing {
        heartbeat_interval_ms: 40,
        election_timeout_ms_min: 150,
        election_timeout_ms_max: 300,
    };
}
