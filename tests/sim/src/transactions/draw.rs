//! The plan of a seed.

use super::ask::{Ask, BUDGETS, CHECKPOINTS, Guard, LEASES, Part, TIMERS};
use super::view::{SeenCheckpoint, View};
use crate::{
    plan::{MS, SECOND},
    random::Random,
    transactions::model::Stage,
};

const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// Purpose of the clients' random streams, separate from all others of a seed.
const ASKING: u64 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no leader for a while.
    Downtime,
    /// Another node becomes leader.
    Election,
    /// A node's clock is set.
    Clock,
    /// Requests and responses are lost.
    Loss,
    /// Requests arrive twice.
    Duplicate,
    /// A node restarts from its disk.
    Restart,
    /// Entries and responses are slow.
    Slow,
}

impl Trouble {
    pub const ALL: [Trouble; 7] = [
        Trouble::Downtime,
        Trouble::Election,
        Trouble::Clock,
        Trouble::Loss,
        Trouble::Duplicate,
        Trouble::Restart,
        Trouble::Slow,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Trouble::Downtime => "downtime",
            Trouble::Election => "election",
            Trouble::Clock => "clock",
            Trouble::Loss => "loss",
            Trouble::Duplicate => "duplicate",
            Trouble::Restart => "restart",
            Trouble::Slow => "slow",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Troubled {
    pub number: usize,
    /// Time since the start, nanoseconds.
    pub at: i64,
    pub lasts: i64,
    pub node: usize,
    pub trouble: Trouble,
    pub choice: u64,
}

/// The time of a client's request. The client decides on its content by its view at that time.
#[derive(Clone, Debug)]
pub struct Act {
    pub number: usize,
    /// Time since the start, nanoseconds.
    pub at: i64,
    pub client: usize,
    pub choice: u64,
}

#[derive(Clone, Debug)]
pub struct Draw {
    pub begin: i64,
    pub span: i64,
    pub nodes: usize,
    pub acts: Vec<Act>,
    pub troubles: Vec<Troubled>,
}

impl Draw {
    pub fn new(random: &mut Random) -> Draw {
        let span = random.pick(&[MINUTE, 10 * MINUTE, 6 * HOUR, 60 * HOUR]);
        let nodes = random.pick(&[1, 3, 3]);
        let clients = 2 + random.below(4);
        let mut acts: Vec<Act> = (0..random.pick(&[30, 80, 160]))
            .map(|_| Act {
                number: 0,
                at: together(random, span, 60),
                client: random.below(clients),
                choice: random.next(),
            })
            .collect();
        acts.sort_by_key(|act| act.at);
        for (number, act) in acts.iter_mut().enumerate() {
            act.number = number;
        }
        let mut troubles: Vec<Troubled> = (0..random.pick(&[0, 3, 8, 20]))
            .map(|_| Troubled {
                number: 0,
                at: together(random, span, 80),
                lasts: random.pick(&[SECOND, span / 50, span / 10]),
                node: random.below(nodes),
                trouble: random.pick(&Trouble::ALL),
                choice: random.next(),
            })
            .collect();
        troubles.sort_by_key(|troubled| troubled.at);
        for (number, troubled) in troubles.iter_mut().enumerate() {
            troubled.number = number;
        }
        Draw {
            begin: 1_780_000_000 * SECOND,
            span,
            nodes,
            acts,
            troubles,
        }
    }
}

/// A random time. With a probability of `chance` percent, it is close to others, so that calls race with each other and
/// with faults.
fn together(random: &mut Random, span: i64, chance: usize) -> i64 {
    let at = random.between(0, span);
    let at = if random.percent(chance) {
        at - at % (span / 25)
    } else {
        at
    };
    at + random.between(0, 40 * MS)
}

/// A client that decides on a request.
pub struct Asking<'w> {
    pub random: Random,
    /// The view of some node, which may lag.
    pub view: &'w View,
    /// Arm indexes of armed timers.
    pub arms: &'w dyn Fn(usize) -> u64,
    /// The last token that the client held, by lease.
    pub tokens: &'w [u64; LEASES],
    pub act: &'w Act,
    pub now: i64,
    pub span: i64,
}

impl Asking<'_> {
    pub fn random(act: &Act) -> Random {
        Random::new(act.choice, ASKING)
    }

    pub fn ask(&mut self) -> Ask {
        let lease = self.random.below(LEASES);
        match self.random.below(20) {
            0..=3 => Ask::One(self.put()),
            4 => self.roll_back().map_or_else(|| Ask::One(self.put()), Ask::One),
            5 if self.random.percent(40) => {
                let checkpoint = self.random.below(CHECKPOINTS);
                let expected = self.expected(checkpoint);
                Ask::Delete { checkpoint, expected }
            }
            5 | 6 => Ask::Acquire {
                lease,
                holder: self.act.client,
                ttl: self.time(20).clamp(SECOND, 24 * HOUR),
            },
            7 => Ask::Renew {
                lease,
                token: self.token(lease),
                ttl: match self.random.percent(50) {
                    true => 0,
                    false => self.time(10).clamp(SECOND, 24 * HOUR),
                },
            },
            8 => Ask::Release {
                lease,
                token: self.token(lease),
            },
            9 => self.set_budget(),
            10 if self.random.percent(15) => Ask::DeleteBudget {
                budget: self.random.below(BUDGETS),
            },
            10 | 11 => Ask::One(self.spend()),
            12 => Ask::One(self.emit()),
            _ => self.transact(),
        }
    }

    /// A random time, as a share of the run.
    fn time(&mut self, parts: i64) -> i64 {
        self.random.between(1, 2 * self.span / parts)
    }

    /// Usually the version that the client saw.
    fn expected(&mut self, checkpoint: usize) -> u64 {
        let seen = self.view.checkpoints.get(&checkpoint).map_or(0, |seen| seen.current);
        match self.random.below(12) {
            0 => seen + 1,
            1 => seen.saturating_sub(1),
            _ => seen,
        }
    }

    /// The token of this client's last grant, of the current holder, or of no grant.
    fn token(&mut self, lease: usize) -> u64 {
        let seen = self.view.leases.get(&lease).map_or(0, |seen| seen.token);
        match self.random.below(8) {
            0 => seen + 1,
            1 => seen.saturating_sub(1),
            2 | 3 => seen,
            _ => self.tokens[lease],
        }
    }

    fn put(&mut self) -> Part {
        let checkpoint = self.random.below(CHECKPOINTS);
        let timers = match self.random.percent(50) {
            true => (0..self.random.below(4)).map(|_| self.timer()).collect(),
            false => Vec::new(),
        };
        Part::Put {
            checkpoint,
            expected: self.expected(checkpoint),
            data: self.random.next(),
            keep: self.random.pick(&[0, 0, 0, 0, 2, 5, 100]),
            timers,
        }
    }

    fn roll_back(&mut self) -> Option<Part> {
        let checkpoint = self.random.below(CHECKPOINTS);
        let seen: &SeenCheckpoint = self.view.checkpoints.get(&checkpoint).filter(|seen| seen.current > 1)?;
        let oldest = seen.versions.first_key_value().map_or(1, |(version, _)| *version);
        let to = self.random.between(oldest.cast_signed(), seen.current.cast_signed());
        Some(Part::RollBack {
            checkpoint,
            expected: seen.current,
            to: to.cast_unsigned().min(seen.current - 1).max(1),
        })
    }

    fn set_budget(&mut self) -> Ask {
        Ask::SetBudget {
            budget: self.random.below(BUDGETS),
            limit: self.random.pick(&[1, 2, 5]),
            window: self.time(12).clamp(SECOND, 31 * 24 * HOUR),
            cooldown: match self.random.percent(50) {
                true => 0,
                false => self.time(100),
            },
        }
    }

    fn spend(&mut self) -> Part {
        Part::Spend {
            budget: self.random.below(BUDGETS),
            amount: self.random.pick(&[1, 1, 1, 2, 3, 6]),
        }
    }

    fn emit(&mut self) -> Part {
        Part::Emit {
            word: self.random.next(),
        }
    }

    /// Usually an existing timer.
    fn timer(&mut self) -> usize {
        let known: Vec<usize> = self.view.timers.keys().copied().collect();
        match known.is_empty() || self.random.percent(5) {
            true => self.random.below(TIMERS),
            false => self.random.pick(&known),
        }
    }

    fn version_of(&mut self, timer: usize) -> u64 {
        let seen = self.view.timers.get(&timer).map_or(0, |seen| seen.version);
        if self.random.percent(10) {
            seen + 1_000_000
        } else {
            seen
        }
    }

    fn fire(&mut self) -> i64 {
        let ahead = [
            -SECOND,
            SECOND / 3,
            2 * SECOND,
            self.span / 50,
            self.span / 5,
            2 * self.span,
        ];
        self.now + self.random.pick(&ahead)
    }

    fn part(&mut self) -> Part {
        match self.random.below(10) {
            0..=2 => self.put(),
            3 => self.roll_back().unwrap_or_else(|| self.put()),
            4 => self.spend(),
            5 => self.emit(),
            6 | 7 => Part::Create {
                timer: self.random.below(TIMERS),
                fire: self.fire(),
            },
            8 => Part::Cancel {
                timer: self.timer(),
                version: 0,
            },
            _ => {
                let timer = self.timer();
                Part::Reschedule {
                    timer,
                    version: self.version_of(timer),
                    fire: self.fire(),
                }
            }
        }
    }

    /// Settles an event that a consumer has or will soon have.
    fn settle(&mut self) -> Option<Part> {
        let armed = self.view.timers.iter();
        let armed: Vec<usize> = armed
            .filter(|(_, seen)| matches!(seen.stage, Stage::Armed | Stage::Fired | Stage::Settled))
            .map(|(timer, _)| *timer)
            .collect();
        let timer = *armed.get(self.random.below(armed.len().max(1)))?;
        Some(Part::Settle {
            timer,
            version: self.view.timers.get(&timer)?.version,
            arm: (self.arms)(timer),
        })
    }

    fn guard(&mut self) -> Guard {
        match self.random.below(6) {
            0..=2 => {
                let checkpoint = self.random.below(CHECKPOINTS);
                let version = self.expected(checkpoint);
                Guard::Checkpoint { checkpoint, version }
            }
            3 => {
                let timer = self.timer();
                let version = self.version_of(timer);
                Guard::Timer { timer, version }
            }
            4 => {
                let lease = self.random.below(LEASES);
                let token = self.token(lease);
                Guard::Lease { lease, token }
            }
            _ => Guard::Budget {
                budget: self.random.below(BUDGETS),
                amount: self.random.pick(&[1, 1, 2, 6]),
            },
        }
    }

    fn transact(&mut self) -> Ask {
        let guards = (0..self.random.below(3)).map(|_| self.guard()).collect();
        let mut operations: Vec<(Part, bool)> = (0..=self.random.below(4))
            .map(|_| (self.part(), self.random.percent(20)))
            .collect();
        if self.random.percent(35)
            && let Some(settle) = self.settle()
        {
            let place = self.random.below(operations.len() + 1);
            operations.insert(place, (settle, false));
        }
        Ask::Transact { guards, operations }
    }
}
