//! The plan of a seed.

use crate::{
    plan::{MS, SECOND},
    random::Random,
};

/// 2027-01-15T08:00:00Z.
const BEGIN: i64 = 1_800_000_000 * SECOND;
/// Maximum clock error at which a node still acts, as documented.
pub const CLOCK_MAX: i64 = 250 * MS;

/// The pattern of an agent's touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// At least three times per time to live.
    Steady,
    /// Just before the time to live ends.
    Edge,
    /// In bursts with pauses between them.
    Fits,
    /// Steadily. Sometimes a new instance starts while the old one continues for a while.
    Twins,
}

/// An agent.
#[derive(Clone, Debug)]
pub struct Agent {
    pub number: usize,
    /// Time since the start, nanoseconds.
    pub at: i64,
    pub ttl: i64,
    /// Delays of the ladder's stages.
    pub stages: Vec<i64>,
    pub manner: Manner,
    pub numbered: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Another node becomes leader, and the previous leader learns of it later.
    Transfer,
    /// A node and all others cannot hear each other.
    Cut,
    /// A node pauses.
    Pause,
    /// A node's process restarts.
    Restart,
    /// A node's clock is set.
    Clock,
    /// The leader's lease ends and returns.
    Flicker,
    /// Entries are slow, and some are reported as lost.
    Loss,
}

impl Trouble {
    pub const ALL: [Trouble; 7] = [
        Trouble::Transfer,
        Trouble::Cut,
        Trouble::Pause,
        Trouble::Restart,
        Trouble::Clock,
        Trouble::Flicker,
        Trouble::Loss,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Trouble::Transfer => "transfer",
            Trouble::Cut => "cut",
            Trouble::Pause => "pause",
            Trouble::Restart => "restart",
            Trouble::Clock => "clock",
            Trouble::Flicker => "flicker",
            Trouble::Loss => "loss",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Troubled {
    pub number: usize,
    /// Time since the start, nanoseconds.
    pub at: i64,
    pub lasts: i64,
    pub trouble: Trouble,
    /// `None` means the leader at that time.
    pub node: Option<usize>,
    /// For a clock: its difference from UTC.
    pub offset: i64,
}

#[derive(Clone, Debug)]
pub struct Draw {
    pub begin: i64,
    pub span: i64,
    pub offsets: Vec<i64>,
    /// Maximum number of due rows in a leader's memory.
    pub window: usize,
    /// Maximum duration of a commit, nanoseconds.
    pub commit: i64,
    pub agents: Vec<Agent>,
    pub troubles: Vec<Troubled>,
}

impl Draw {
    pub fn new(random: &mut Random) -> Draw {
        let span = random.pick(&[30, 60, 60, 120, 300]) * SECOND;
        let nodes = random.pick(&[1, 3, 3, 3]);
        let offsets = (0..nodes).map(|_| offset(random)).collect();
        let count = random.pick(&[1, 3, 10, 30]);
        let agents = (0..count).map(|number| agent(random, number, span)).collect();
        let count = random.pick(&[0, 3, 10, 25]) * (1 + span / (240 * SECOND));
        let troubles = (0..count as usize)
            .map(|number| troubled(random, number, span, nodes))
            .collect();
        Draw {
            begin: BEGIN,
            span,
            offsets,
            window: random.pick(&[4, 32, 32_768]),
            commit: random.pick(&[2, 10, 60]) * MS,
            agents,
            troubles,
        }
    }
}

/// The difference of a sufficiently correct clock from UTC.
fn offset(random: &mut Random) -> i64 {
    match random.percent(40) {
        true => 0,
        false => random.between(-CLOCK_MAX, CLOCK_MAX + 1),
    }
}

fn agent(random: &mut Random, number: usize, span: i64) -> Agent {
    let longest = if span < 300 * SECOND { 6 } else { 9 };
    let ttl = [2, 2, 3, 5, 7, 15, 60, 120, 600][random.below(longest)] * SECOND;
    let rungs = random.pick(&[0, 0, 1, 2, 3]) as i64;
    let stages = (1..=rungs).map(|rung| ttl * rung / (rungs + 1)).collect();
    Agent {
        number,
        at: random.between(0, span / 4),
        ttl,
        stages,
        manner: random.pick(&[
            Manner::Steady,
            Manner::Steady,
            Manner::Edge,
            Manner::Edge,
            Manner::Fits,
            Manner::Twins,
        ]),
        numbered: random.percent(50),
    }
}

fn troubled(random: &mut Random, number: usize, span: i64, nodes: usize) -> Troubled {
    let trouble = random.pick(&Trouble::ALL);
    let far = random.pick(&[-3_600, -10, 10, 3_600]) * SECOND;
    Troubled {
        number,
        at: random.between(0, span),
        lasts: random.pick(&[50, 300, 1_000, 3_000, 12_000]) * MS,
        trouble,
        node: random.percent(40).then(|| random.below(nodes)),
        offset: if random.percent(25) { far } else { offset(random) },
    }
}
