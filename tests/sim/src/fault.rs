//! Kinds of faults.

/// A kind of fault, named as in reports and histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A process dies; its written data survive.
    Crash,
    /// The power of a node fails; unsynced data are lost.
    PowerCut,
    /// A process pauses and later continues without knowing it.
    Pause,
    /// A process pauses between the check of its lease and the release.
    PauseAtGate,
    /// A node and all others cannot reach each other.
    Partition,
    /// The other nodes do not hear a node.
    Mute,
    /// A node does not hear the others.
    Deaf,
    /// Two nodes cannot reach each other, but both reach all others.
    Bridge,
    /// Another node becomes leader although the leader is healthy, by election or by hand-over.
    Election,
    /// A clock steps forward or back.
    ClockStep,
    /// A clock runs fast or slow.
    ClockDrift,
    /// Proposals are lost before they reach the log.
    LostProposals,
    /// Slow syncs of a disk.
    SlowDisk,
    /// Slow turns of a node's threads.
    SlowNode,
    /// Messages between nodes are delayed and overtake each other.
    SlowNetwork,
    /// A node purges its log up to its checkpoint, so that lagging nodes need a snapshot.
    Purge,
    /// Requests are lost.
    RequestLoss,
    /// Responses are lost.
    AnswerLoss,
    /// Requests arrive more than once.
    RequestDuplicate,
    /// Requests are delayed.
    RequestDelay,
    /// A consumer's stream breaks.
    StreamCut,
    /// A consumer crashes with its unacknowledged deliveries.
    ConsumerCrash,
    /// A consumer reads nothing for a while.
    ConsumerStall,
    /// The sequencer rejects commands as overloaded.
    Overload,
    /// The whole cluster is lost, and a new one starts from a backup.
    Restore,
    /// A node's signing key is replaced.
    KeyRotation,
    /// A signing key is revoked.
    KeyRevocation,
}

impl FaultKind {
    /// All kinds.
    pub const ALL: [FaultKind; 27] = [
        FaultKind::Crash,
        FaultKind::PowerCut,
        FaultKind::Pause,
        FaultKind::PauseAtGate,
        FaultKind::Partition,
        FaultKind::Mute,
        FaultKind::Deaf,
        FaultKind::Bridge,
        FaultKind::Election,
        FaultKind::ClockStep,
        FaultKind::ClockDrift,
        FaultKind::LostProposals,
        FaultKind::SlowDisk,
        FaultKind::SlowNode,
        FaultKind::SlowNetwork,
        FaultKind::Purge,
        FaultKind::RequestLoss,
        FaultKind::AnswerLoss,
        FaultKind::RequestDuplicate,
        FaultKind::RequestDelay,
        FaultKind::StreamCut,
        FaultKind::ConsumerCrash,
        FaultKind::ConsumerStall,
        FaultKind::Overload,
        FaultKind::Restore,
        FaultKind::KeyRotation,
        FaultKind::KeyRevocation,
    ];

    /// Its name in reports and histories.
    pub fn name(self) -> &'static str {
        match self {
            FaultKind::Crash => "crash",
            FaultKind::PowerCut => "power_cut",
            FaultKind::Pause => "pause",
            FaultKind::PauseAtGate => "pause_at_gate",
            FaultKind::Partition => "partition",
            FaultKind::Mute => "mute",
            FaultKind::Deaf => "deaf",
            FaultKind::Bridge => "bridge",
            FaultKind::Election => "election",
            FaultKind::ClockStep => "clock_step",
            FaultKind::ClockDrift => "clock_drift",
            FaultKind::LostProposals => "lost_proposals",
            FaultKind::SlowDisk => "slow_disk",
            FaultKind::SlowNode => "slow_node",
            FaultKind::SlowNetwork => "slow_network",
            FaultKind::Purge => "purge",
            FaultKind::RequestLoss => "request_loss",
            FaultKind::AnswerLoss => "answer_loss",
            FaultKind::RequestDuplicate => "request_duplicate",
            FaultKind::RequestDelay => "request_delay",
            FaultKind::StreamCut => "stream_cut",
            FaultKind::ConsumerCrash => "consumer_crash",
            FaultKind::ConsumerStall => "consumer_stall",
            FaultKind::Overload => "overload",
            FaultKind::Restore => "restore",
            FaultKind::KeyRotation => "key_rotation",
            FaultKind::KeyRevocation => "key_revocation",
        }
    }

    /// Whether the kind was added later and has its own random stream, so that the plans of existing seeds do not
    /// change.
    pub fn is_drawn_apart(self) -> bool {
        use FaultKind::{KeyRevocation, KeyRotation, Restore};
        matches!(self, KeyRevocation | KeyRotation | Restore)
    }

    /// Whether the kind needs more than one node.
    pub fn needs_peers(self) -> bool {
        use FaultKind::{Bridge, Deaf, Election, Mute, Partition, Purge, SlowNetwork};
        matches!(self, Bridge | Deaf | Election | Mute | Partition | Purge | SlowNetwork)
    }
}

/// A fault of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Its index in the plan, by which shrinking drops it.
    pub id: usize,
    /// The kind.
    pub kind: FaultKind,
    /// Start, in true time since the start of the run, nanoseconds.
    pub at: i64,
    /// Duration, nanoseconds.
    pub lasts: i64,
    /// Selects the node, the consumer or the size of a step.
    pub choice: u64,
}
