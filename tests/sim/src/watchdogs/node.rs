//! A node: its sequencer, and the input of its next turn.

use super::{book::Sent, ledger::Reign};
use minoots_kernel::Effect;
use minoots_sequencer::{
    Options, TouchAnswer, TouchWaiting, Waiting,
    consensus::{Moment, Position},
    core::Core,
};
use std::collections::BTreeMap;
use tokio::sync::oneshot;

/// A change of leadership, as a node hears it.
#[derive(Clone, Copy, Debug)]
pub enum News {
    Leading { term: u64, since: u64 },
    Following,
}

#[derive(Default)]
pub struct Inbox {
    /// Leadership changes, in order.
    pub news: Vec<News>,
    pub finished: Vec<Option<i64>>,
    pub applied: Vec<(Position, Moment, Vec<Effect>)>,
    pub submitted: Vec<Waiting>,
    pub touches: Vec<TouchWaiting>,
}

/// An entry in flight, from the proposer's view.
pub struct Proposed {
    pub term: u64,
    pub waiting: Vec<Option<Waiting>>,
    pub began: i64,
}

pub struct Node {
    pub core: Core,
    pub life: u32,
    pub offset: i64,
    pub runs: bool,
    /// Number of active faults that pause the node, and that cut it off.
    pub paused: u32,
    pub cut: u32,
    /// End of the lease after the node lost its quorum.
    pub leased_until: i64,
    /// Whether the lease is interrupted.
    pub flickers: bool,
    /// The term that the node believes to lead, and the number of its leaderships.
    pub leads: Option<u64>,
    pub reigns: u32,
    /// Number of entries reported to the node.
    pub told: usize,
    pub inbox: Inbox,
    pub proposed: BTreeMap<u64, Proposed>,
    pub touches: Vec<(Sent, oneshot::Receiver<TouchAnswer>)>,
    pub turn_at: Option<i64>,
    pub tell_at: Option<i64>,
}

impl Node {
    pub fn new(offset: i64, window: usize) -> Node {
        Node {
            core: core(window),
            life: 0,
            offset,
            runs: true,
            paused: 0,
            cut: 0,
            leased_until: i64::MIN,
            flickers: false,
            leads: None,
            reigns: 0,
            told: 0,
            inbox: Inbox::default(),
            proposed: BTreeMap::new(),
            touches: Vec::new(),
            turn_at: None,
            tell_at: None,
        }
    }

    /// Ends the process and its memory.
    pub fn stop(&mut self, window: usize) {
        self.core = core(window);
        self.life += 1;
        self.runs = false;
        self.leads = None;
        self.leased_until = i64::MIN;
        self.inbox = Inbox::default();
        self.proposed.clear();
        (self.turn_at, self.tell_at) = (None, None);
    }

    pub fn is_up(&self) -> bool {
        self.runs && self.paused == 0
    }

    /// Whether the node could lead.
    pub fn is_reachable(&self) -> bool {
        self.is_up() && self.cut == 0
    }

    pub fn reign(&self, node: usize) -> Option<Reign> {
        let (life, number) = (self.life, self.reigns);
        self.leads.map(|term| Reign {
            node,
            life,
            term,
            number,
        })
    }
}

fn core(window: usize) -> Core {
    Core::new(Options {
        horizon_rows_max: window,
        ..Options::default()
    })
}
