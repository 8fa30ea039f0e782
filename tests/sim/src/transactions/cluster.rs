//! Nodes with tables of their own behind one log, as consensus would have it: a leader's entries are committed in their order, and of those
//! that were on their way when it lost its place the first ones may be, before anything of the next leader's.

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
/// Timers that one entry arms.
const ARMED_MAX: usize = 10;

pub struct Node {
    pub tables: MemoryTables,
    /// Entries that are applied.
    pub applied: usize,
    /// What a start begins with, and how many entries that has.
    disk: (MemoryTables, usize),
    /// Nanoseconds that its clock is ahead.
    pub offset: i64,
}

/// What a command of an entry stands for.
#[derive(Clone, Debug)]
pub enum Item {
    Call {
        call: usize,
        /// By the clock of the node that took it.
        arrival: i64,
    },
    Arm(Vec<(usize, u64)>),
}

/// An entry of the log.
pub struct Committed {
    pub entry: Entry,
    pub items: Vec<Item>,
    /// As the first node that applied it gave them.
    pub replies: Option<Vec<Reply>>,
}

/// An entry on its way.
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
    /// Entries that outlived their leader, and that did not.
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

    /// Somebody leads from now on, and has all that was committed.
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

    /// The first entry on its way is in the log.
    pub fn commit_first(&mut self) {
        if let Some(flight) = self.flights.pop_front() {
            self.log.push(Committed {
                entry: flight.entry,
                items: flight.items,
                replies: None,
            });
        }
    }

    /// A node applies what there is. All say the same to each entry.
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

    /// A node dies, and has what was on its disk. Answers how many entries it must apply again.
    pub fn restart(&mut self, place: usize) -> usize {
        let node = &mut self.nodes[place];
        let behind = node.applied - node.disk.1;
        (node.tables, node.applied) = node.disk.clone();
        if self.leader == Some(place) {
            self.leader = None;
        }
        behind
    }

    /// Timers that the leader finds due within the lead, and when it has to look again.
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

/// The command that arms.
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
