//! Nodes with their own tables behind one log, as consensus provides it. A leader's entries are committed in order.
//! When a leader loses its role, a prefix of its entries in flight may still be committed, before any entry of the next
//! leader.

use super::commands::TENANT;
use crate::{random::Random, tier::Violation};
use minoots_kernel::{
    Entry, Reply, apply,
    internal::{ArmTimers, Command, TimerKey, command::Command as Kind},
    limits::LEAD_MAX,
    memory::MemoryTables,
    tables::{Read as _, due},
};
use std::collections::VecDeque;

const VIOLATIONS_MAX: usize = 20;
/// Maximum number of timers armed by one entry.
const ARMED_MAX: usize = 10;

pub struct Node {
    pub tables: MemoryTables,
    /// Number of applied entries.
    pub applied: usize,
    /// The tables after a restart, and the number of entries they include.
    disk: (MemoryTables, usize),
    /// Clock error, in nanoseconds ahead.
    pub offset: i64,
}

/// The origin of a command.
#[derive(Clone, Debug)]
pub enum Item {
    Call {
        call: usize,
        /// Arrival by the clock of the receiving node.
        arrival: i64,
    },
    Arm(Vec<(usize, u64)>),
}

/// An entry of the log.
pub struct Committed {
    pub entry: Entry,
    pub items: Vec<Item>,
    /// The replies of the first node that applied the entry.
    pub replies: Option<Vec<Reply>>,
}

/// An entry in flight.
pub struct Flight {
    pub number: u64,
    pub entry: Entry,
    pub items: Vec<Item>,
}

pub struct Cluster {
    pub nodes: Vec<Node>,
    pub leader: Option<usize>,
    pub term: u64,
    pub log: Vec<Committed>,
    pub flights: VecDeque<Flight>,
    pub violations: Vec<Violation>,
    /// Numbers of entries in flight that survived their leader, and that did not.
    pub outlived: u64,
    pub lost: u64,
}

impl Cluster {
    pub fn new(nodes: usize) -> Cluster {
        let node = || Node {
            tables: MemoryTables::default(),
            applied: 0,
            disk: (MemoryTables::default(), 0),
            offset: 0,
        };
        Cluster {
            nodes: (0..nodes).map(|_| node()).collect(),
            leader: None,
            term: 0,
            log: Vec::new(),
            flights: VecDeque::new(),
            violations: Vec::new(),
            outlived: 0,
            lost: 0,
        }
    }

    pub fn violation(&mut self, rule: &str, message: String) {
        if self.violations.len() < VIOLATIONS_MAX {
            self.violations.push(Violation {
                rule: rule.to_owned(),
                message,
            });
        }
    }

    /// Elects a leader, which applies all committed entries.
    pub fn elect(&mut self, random: &mut Random) {
        let survive = random.below(self.flights.len() + 1);
        for _ in 0..survive {
            self.commit_first();
        }
        self.outlived += survive as u64;
        self.lost += self.flights.len() as u64;
        self.flights.clear();
        self.term += 1;
        let leader = random.below(self.nodes.len());
        self.leader = Some(leader);
        self.follow(leader);
    }

    /// Commits the first entry in flight.
    pub fn commit_first(&mut self) {
        if let Some(flight) = self.flights.pop_front() {
            self.log.push(Committed {
                entry: flight.entry,
                items: flight.items,
                replies: None,
            });
        }
    }

    /// Applies all committed entries at a node. All nodes must return the same replies.
    pub fn follow(&mut self, place: usize) {
        while let Some(committed) = self.log.get_mut(self.nodes[place].applied) {
            let node = &mut self.nodes[place];
            node.applied += 1;
            let index = node.applied;
            match apply(&mut node.tables, index as u64, &committed.entry) {
                Ok(applied) => {
                    let first = committed.replies.get_or_insert_with(|| applied.replies.clone());
                    if *first != applied.replies {
                        let message = format!("entry {index}: {first:?} elsewhere, {:?} on {place}", applied.replies);
                        self.violation("G16", message);
                    }
                }
                Err(failure) => self.violation("state", format!("entry {index}: {failure}")),
            }
        }
    }

    pub fn save(&mut self, place: usize) {
        let node = &mut self.nodes[place];
        node.disk = (node.tables.clone(), node.applied);
    }

    /// Restarts a node from its disk. Returns the number of entries it must apply again.
    pub fn restart(&mut self, place: usize) -> usize {
        let node = &mut self.nodes[place];
        let behind = node.applied - node.disk.1;
        (node.tables, node.applied) = node.disk.clone();
        if self.leader == Some(place) {
            self.leader = None;
        }
        behind
    }

    /// The timers due within the lead at the leader, and the time of its next look.
    pub fn near(&mut self, clock: i64) -> (Vec<(usize, u64)>, Option<i64>) {
        let Some(leader) = self.leader else {
            return (Vec::new(), None);
        };
        let tables = &self.nodes[leader].tables;
        let rows = tables.scan(&due::start(i64::MIN), &due::end(), usize::MAX);
        let rows: Result<Vec<_>, _> = rows.and_then(|rows| rows.iter().map(due::read).collect());
        let rows = match rows {
            Ok(rows) => rows,
            Err(failure) => {
                self.violation("state", failure.to_string());
                return (Vec::new(), None);
            }
        };
        let waiting = rows.into_iter().filter(|(_, row)| row.arm == 0);
        let (near, far): (Vec<_>, Vec<_>) = waiting.partition(|(key, _)| key.due <= clock + LEAD_MAX);
        let number = |id: &str| id.strip_prefix('t').and_then(|number| number.parse().ok());
        let near = near.iter().take(ARMED_MAX);
        let near = near.filter_map(|(key, row)| Some((number(&key.id)?, row.version)));
        (near.collect(), far.first().map(|(key, _)| key.due - LEAD_MAX))
    }
}

/// The command that arms timers.
pub fn arm(timers: &[(usize, u64)]) -> Command {
    let key = |(timer, version): &(usize, u64)| TimerKey {
        tenant: TENANT.to_owned(),
        id: super::ask::timer_id(*timer),
        version: *version,
    };
    Command {
        command: Some(Kind::ArmTimers(ArmTimers {
            timers: timers.iter().map(key).collect(),
        })),
    }
}
