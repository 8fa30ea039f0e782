//! What may go wrong.

/// A kind of fault. Names are those of reports and histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A process dies; what it had written stays.
    Crash,
    /// The power of a node fails: what was not synced is lost.
    PowerCut,
    /// A process is stopped, and goes on later as if nothing had been.
    Pause,
    /// A process is stopped between the look at its lease and what it then sends.
    PauseAtGate,
    /// A node and the others do not reach each other.
    Partition,
    /// A node is not heard by the others.
    Mute,
    /// A node does not hear the others.
    Deaf,
    /// Two nodes do not reach each other, both reach the rest.
    Bridge,
    /// Another node comes to lead, though the leader is well: it is elected, or the leader hands over to it.
    Election,
    /// A clock steps, either way.
    ClockStep,
    /// A clock runs fast or slow.
    ClockDrift,
    /// Proposals vanish on their way into the log.
    LostProposals,
    /// A disk takes its time.
    SlowDisk,
    /// A node's threads take theirs.
    SlowNode,
    /// Messages between nodes are late and overtake each other.
    SlowNetwork,
    /// A node lets go of its log behind its checkpoint, so that whoever lags needs a snapshot.
    Purge,
    /// Calls do not arrive.
    RequestLoss,
    /// Answers do not arrive.
    AnswerLoss,
    /// Calls arrive more than once.
    RequestDuplicate,
    /// Calls arrive late.
    RequestDelay,
    /// A consumer's stream ends without a word.
    StreamCut,
    /// A consumer dies with what it holds.
    ConsumerCrash,
    /// A consumer reads nothing for a while.
    ConsumerStall,
    /// The sequencer has no room.
    Overload,
    /// The whole cluster is lost, and another begins with a backup.
    Restore,
    /// A node gets another signing key.
    KeyRotation,
    /// A signing key is revoked.
    KeyRevocation,
}

impl FaultKind {
    /// All of them.
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

    /// Whether it was not drawn from the beginning: it is drawn for itself, so that seeds mean what they meant.
    pub fn is_drawn_apart(self) -> bool {
        use FaultKind::{KeyRevocation, KeyRotation, Restore};
        matches!(self, KeyRevocation | KeyRotation | Restore)
    }

    /// Whether it needs more than one node.
    pub fn needs_peers(self) -> bool {
        use FaultKind::{Bridge, Deaf, Election, Mute, Partition, Purge, SlowNetwork};
        matches!(self, Bridge | Deaf | Election | Mute | Partition | Purge | SlowNetwork)
    }
}

/// A fault of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Its place in the plan; shrinking drops faults by it.
    pub id: usize,
    /// What.
    pub kind: FaultKind,
    /// When, true time since the beginning, nanoseconds.
    pub at: i64,
    /// How long, nanoseconds.
    pub lasts: i64,
    /// Chooses the node, the consumer, the size of a step.
    pub choice: u64,
}
