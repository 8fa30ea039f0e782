//! Intervals of heartbeats and elections.

/// Heartbeats and elections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// The longest time between two messages of a leader, in milliseconds.
    pub heartbeat_interval_ms: u64,
    /// Lower bound of a follower's random election timeout, in milliseconds.
    pub election_timeout_ms_min: u64,
    /// Upper bound of that timeout, in milliseconds. It is also a leader's lease.
    pub election_timeout_ms_max: u64,
}

impl Timing {
    /// A local network.
    pub const LAN: Timing = Timing {
        heartbeat_interval_ms: 30,
        election_timeout_ms_min: 120,
        election_timeout_ms_max: 200,
    };
    /// A wide network, or hosts that sometimes lack processor time.
    pub const WAN: Timing = Timing {
        heartbeat_interval_ms: 40,
        election_timeout_ms_min: 150,
        election_timeout_ms_max: 300,
    };
}
