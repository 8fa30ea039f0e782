//! The schedule of faults, drawn from a seed: the same seed and length give the same schedule.

use std::fmt;
use std::time::Duration;

use minoots_it::random::Random;
use serde_json::{Value, json};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// SIGKILL, and a restart later.
    Kill,
    /// Repeated SIGKILL, including during starts.
    KillStorm,
    /// SIGSTOP, and SIGCONT later.
    Pause,
    /// A tenth of the processor time, under competing load.
    Starve,
    /// No traffic in either direction, with peers and clients.
    CutBoth,
    /// Packets to the node are lost; those from it arrive.
    CutInbound,
    /// Packets from the node are lost; those to it arrive.
    CutOutbound,
    /// No traffic with its peers, while clients reach it.
    CutFromPeers,
    /// No traffic between two nodes, while a third reaches both.
    CutPair,
    /// A link that goes up and down.
    Flapping,
    /// Messages of peers arrive late and out of order.
    RelayDelay,
    /// Peers accept connections and do not answer.
    RelayStall,
    /// Connections are cut in the middle of a message.
    RelayCut,
    /// A few bytes per second pass.
    RelayThrottle,
    /// A sync fails.
    SyncError,
    /// A write fails.
    WriteError,
    /// A write finds no space.
    WriteNoRoom,
    /// A rename fails.
    RenameError,
    /// Syncs are slow.
    SyncDelay,
    /// One sync takes as long as several elections.
    SyncStall,
    /// A read fails.
    ReadError,
    /// No further files and connections may be opened.
    FileLimit,
    /// The disk is full.
    DiskFull,
    /// The clock is ahead.
    ClockForward,
    /// The clock is behind.
    ClockBack,
}

/// Every kind.
pub const KINDS: [Kind; 25] = [
    Kind::Kill,
    Kind::KillStorm,
    Kind::Pause,
    Kind::Starve,
    Kind::CutBoth,
    Kind::CutInbound,
    Kind::CutOutbound,
    Kind::CutFromPeers,
    Kind::CutPair,
    Kind::Flapping,
    Kind::RelayDelay,
    Kind::RelayStall,
    Kind::RelayCut,
    Kind::RelayThrottle,
    Kind::SyncError,
    Kind::WriteError,
    Kind::WriteNoRoom,
    Kind::RenameError,
    Kind::SyncDelay,
    Kind::SyncStall,
    Kind::ReadError,
    Kind::FileLimit,
    Kind::DiskFull,
    Kind::ClockForward,
    Kind::ClockBack,
];

/// Faults with an immediate start and end, which may be combined with another one.
const BESIDE: [Kind; 11] = [
    Kind::Pause,
    Kind::CutBoth,
    Kind::CutInbound,
    Kind::CutOutbound,
    Kind::CutFromPeers,
    Kind::CutPair,
    Kind::Flapping,
    Kind::RelayDelay,
    Kind::RelayStall,
    Kind::RelayCut,
    Kind::RelayThrottle,
];

impl Kind {
    /// Returns the name in histories and reports. A name that begins with `clock` makes clocks unsound.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::KillStorm => "kill_storm",
            Self::Pause => "pause",
            Self::Starve => "cpu_starved",
            Self::CutBoth => "cut_both",
            Self::CutInbound => "cut_inbound",
            Self::CutOutbound => "cut_outbound",
            Self::CutFromPeers => "cut_from_peers",
            Self::CutPair => "cut_pair",
            Self::Flapping => "flapping",
            Self::RelayDelay => "relay_delay",
            Self::RelayStall => "relay_stall",
            Self::RelayCut => "relay_cut",
            Self::RelayThrottle => "relay_throttle",
            Self::SyncError => "sync_eio",
            Self::WriteError => "write_eio",
            Self::WriteNoRoom => "write_enospc",
            Self::RenameError => "rename_eio",
            Self::SyncDelay => "sync_delay",
            Self::SyncStall => "sync_stall",
            Self::ReadError => "read_eio",
            Self::FileLimit => "file_limit",
            Self::DiskFull => "disk_full",
            Self::ClockForward => "clock_forward",
            Self::ClockBack => "clock_back",
        }
    }

    /// Whether the fault waits for a system call of the node.
    #[must_use]
    pub fn awaits_a_call(self) -> bool {
        matches!(
            self,
            Self::SyncError
                | Self::WriteError
                | Self::WriteNoRoom
                | Self::RenameError
                | Self::ReadError
                | Self::SyncDelay
                | Self::SyncStall
        )
    }

    /// Whether the fault starts and ends immediately, as network faults do.
    #[must_use]
    pub fn is_simple(self) -> bool {
        BESIDE.contains(&self)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The victim of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Victim {
    /// The leader at that time.
    Leader,
    /// A follower at that time: the n-th after the leader.
    Follower(u64),
    /// This node.
    Node(u64),
}

/// One fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strike {
    /// The kind.
    pub kind: Kind,
    /// The victim.
    pub victim: Victim,
    /// The duration.
    pub lasts: Duration,
    /// A random number for the fault's further choices.
    pub dice: u64,
}

/// A fault of the schedule, and possibly a second one at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The pause before it.
    pub after: Duration,
    /// The fault.
    pub strike: Strike,
    /// A fault of another node, or the same one, at the same time.
    pub beside: Option<Strike>,
}

/// The nodes whose clocks can be wrong. Each can also suffer every other fault.
pub const CLOCKED: [u64; 2] = [1, 3];
/// The node whose disk can be full. See [`CLOCKED`].
pub const ON_SMALL_DISK: u64 = 3;

/// The duration of starvation: as long as many elections, without other faults, so that changes of leader can be
/// counted.
const STARVED: Duration = Duration::from_secs(5);
/// The duration of one starvation in a run of at least [`LONG`], which allows several changes of leader.
const STARVED_LONG: Duration = Duration::from_secs(45);
const LONG: Duration = Duration::from_secs(300);

/// Draws faults for about this length, in rounds. Each round has every kind once, in its own order.
#[must_use]
pub fn draw(seed: u64, length: Duration) -> Vec<Step> {
    let mut random = Random::seeded(seed);
    let (mut steps, mut planned) = (Vec::new(), Duration::ZERO);
    while planned < length {
        let mut kinds = KINDS;
        for at in (1..kinds.len()).rev() {
            kinds.swap(at, random.place(at + 1));
        }
        for kind in kinds {
            let after = Duration::from_millis(150 + random.below(450));
            let mut strike = strike(&mut random, kind);
            if kind == Kind::Starve {
                let is_first = steps.len() < KINDS.len();
                strike.lasts = if is_first && length >= LONG {
                    STARVED_LONG
                } else {
                    STARVED
                };
            }
            let beside = random.percent(30).then(|| {
                let kind = BESIDE[random.place(BESIDE.len())];
                self::strike(&mut random, kind)
            });
            let beside = beside.filter(|_| !kind.is_simple() && kind != Kind::Starve);
            planned += after + strike.lasts;
            steps.push(Step { after, strike, beside });
        }
    }
    steps
}

fn strike(random: &mut Random, kind: Kind) -> Strike {
    let victim = match (kind, random.below(10)) {
        (Kind::DiskFull | Kind::RenameError | Kind::ReadError, _) => Victim::Node(ON_SMALL_DISK),
        (Kind::ClockForward | Kind::ClockBack, _) => Victim::Node(CLOCKED[random.place(CLOCKED.len())]),
        (_, 0..=5) => Victim::Leader,
        (_, 6..=8) => Victim::Follower(1 + random.below(2)),
        _ => Victim::Node(1 + random.below(3)),
    };
    let lasts = Duration::from_millis(400 + random.below(1_200));
    Strike {
        kind,
        victim,
        lasts,
        dice: random.draw(),
    }
}

impl Strike {
    fn json(&self) -> Value {
        let victim = match self.victim {
            Victim::Leader => "leader".to_owned(),
            Victim::Follower(steps) => format!("follower {steps}"),
            Victim::Node(node) => format!("node {node}"),
        };
        json!({ "kind": self.kind.name(), "victim": victim, "lastsMs": self.lasts.as_millis() })
    }
}

impl Step {
    /// Returns the step as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut step = self.strike.json();
        step["afterMs"] = json!(self.after.as_millis());
        if let Some(beside) = &self.beside {
            step["beside"] = beside.json();
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_schedule_in_which_every_kind_occurs() {
        let length = Duration::from_secs(30);
        let steps = draw(7, length);
        assert_eq!(steps, draw(7, length));
        assert_ne!(steps, draw(8, length));
        for kind in KINDS {
            assert!(steps.iter().any(|step| step.strike.kind == kind), "{kind} never occurs");
        }
    }

    #[test]
    fn starvation_runs_alone_and_is_long_once_in_a_long_run() {
        for (seconds, first) in [(60, STARVED), (600, STARVED_LONG)] {
            let mut steps = draw(3, Duration::from_secs(seconds));
            steps.retain(|step| step.strike.kind == Kind::Starve);
            assert!(steps.iter().all(|step| step.beside.is_none()));
            assert_eq!(steps[0].strike.lasts, first);
            assert!(steps[1..].iter().all(|step| step.strike.lasts == STARVED));
        }
    }
}
