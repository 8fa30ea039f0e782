//! Links between nodes, the times of contacts, and a leader's estimate of other nodes' clocks.

use super::{LEASE, clock::instant_at, events::Event, world::World};
use minoots_sequencer::consensus::{QuorumTime, Standing};

/// Maximum age of a usable clock reading, in nanoseconds: three heartbeats.
const READING_AGE_MAX: i64 = 90_000_000;

/// The last contact of one node with another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contact {
    live: bool,
    /// Time of the last contact, and the other clock's reading then.
    heard: i64,
    reading: i64,
}

/// Links between nodes, per direction.
pub struct Links {
    /// Number of faults that cut each direction, by sender and receiver.
    cuts: Vec<Vec<u32>>,
    contacts: Vec<Vec<Contact>>,
}

impl Links {
    pub fn new(nodes: usize) -> Links {
        Links {
            cuts: vec![vec![0; nodes]; nodes],
            contacts: vec![
                vec![
                    Contact {
                        heard: i64::MIN / 2,
                        ..Contact::default()
                    };
                    nodes
                ];
                nodes
            ],
        }
    }

    /// Resets all contacts.
    pub fn forget(&mut self) {
        let nodes = self.cuts.len();
        self.contacts = Links::new(nodes).contacts;
    }

    pub fn cut(&mut self, from: usize, to: usize) {
        self.cuts[from][to] += 1;
    }

    pub fn mend(&mut self, from: usize, to: usize) {
        self.cuts[from][to] -= 1;
    }

    pub fn is_open(&self, from: usize, to: usize) -> bool {
        self.cuts[from][to] == 0
    }
}

impl World {
    /// Whether two nodes can reach each other.
    pub fn reach(&self, one: usize, other: usize) -> bool {
        let hears = |node: usize| self.nodes[node].runs() && self.nodes[node].deaf_until <= self.now;
        hears(one) && hears(other) && self.links.is_open(one, other) && self.links.is_open(other, one)
    }

    /// Updates contacts, leaderships and elections to now. Must be called after every change of their inputs.
    pub fn look(&mut self) {
        for one in 0..self.nodes.len() {
            for other in (0..self.nodes.len()).filter(|other| *other != one) {
                self.look_at(one, other);
            }
        }
        for node in 0..self.nodes.len() {
            self.publish(node);
        }
        self.check_leader();
    }

    fn look_at(&mut self, one: usize, other: usize) {
        let accepted = self.nodes[other].log.term <= self.nodes[one].log.term;
        let live = self.reach(one, other) && accepted;
        let contact = &mut self.links.contacts[one][other];
        let was = std::mem::replace(&mut contact.live, live);
        if was && !live {
            (contact.heard, contact.reading) = (self.now, self.nodes[other].deviation.wall(self.now));
            // The lease must be checked when it expires.
            self.agenda.plan(self.now + LEASE, Event::Look);
        }
        if live && !was && self.nodes[one].log.leading.is_some() {
            self.replicate(one, other);
        }
        // A former leader learns of the newer term from a node that rejects it.
        if !accepted && self.reach(one, other) && self.nodes[one].log.leading.is_some() {
            let term = self.nodes[other].log.term;
            self.plan_refusal(one, term);
        }
    }

    /// Whether a quorum answered a leader within its lease.
    pub fn is_leased(&self, node: usize) -> bool {
        let heard = |other: usize| {
            let contact = self.links.contacts[node][other];
            if other == node || contact.live {
                self.now
            } else {
                contact.heard
            }
        };
        let mut times: Vec<i64> = (0..self.nodes.len()).map(heard).collect();
        times.sort_unstable();
        let quorum = times[(times.len() - 1) / 2];
        self.nodes[node].log.leading.is_some() && self.now - quorum < LEASE
    }

    /// A node's standing from the view of its transport.
    pub fn standing(&self, node: usize) -> Standing {
        let own = self.nodes[node].wall(self.now);
        let reading = |other: usize| {
            let contact = self.links.contacts[node][other];
            if other == node {
                return Some(own);
            }
            if contact.live {
                // The clock's reading in the last answer. The time since then is measured here.
                return Some(self.nodes[other].wall(self.now) - self.plan.shape.network / 2);
            }
            let age = self.now - contact.heard;
            (age <= READING_AGE_MAX).then_some(contact.reading + age)
        };
        let readings: Vec<Option<i64>> = (0..self.nodes.len()).map(reading).collect();
        // A silent clock may have any reading.
        let at_least = middle(readings.iter().map(|reading| reading.unwrap_or(i64::MIN)));
        let at_most = middle(readings.iter().map(|reading| reading.unwrap_or(i64::MAX)));
        let known = at_least != i64::MIN && at_most != i64::MAX;
        let leading = self.nodes[node].log.leading.is_some();
        Standing {
            leased: self.is_leased(node),
            term: if leading { self.nodes[node].log.term } else { 0 },
            voters: self.nodes.len(),
            quorum_time: known.then(|| QuorumTime {
                reached: at_least,
                // The reading may be newer by the transit time.
                not_passed: at_most.saturating_add(self.plan.shape.network),
                at: instant_at(self.now),
            }),
        }
    }

    /// Publishes whether a node may act: it won its term, applied an entry of that term, and heard a quorum within the
    /// lease (G24).
    pub fn publish(&mut self, node: usize) {
        let leased = self.is_leased(node);
        let one = &self.nodes[node];
        let ready = one
            .log
            .leading
            .as_ref()
            .is_some_and(|leading| leading.first <= one.state.index());
        let now = (one.up && ready && leased).then_some(one.log.term);
        if one.runs() && now != one.process.published {
            self.nodes[node].process.published = now;
            self.promise(node, now);
        }
    }

    /// Sends a leadership message, first to the sequencer, then to delivery.
    pub fn promise(&mut self, node: usize, term: Option<u64>) {
        let mut at = self.nodes[node].process.last_word.max(self.now);
        let life = self.nodes[node].life;
        for to_delivery in [false, true] {
            at += self.delay(&[0, 0, 1, 5, 100]);
            self.agenda.plan(
                at,
                Event::Word {
                    node,
                    life,
                    to_delivery,
                    term,
                },
            );
        }
        self.nodes[node].process.last_word = at;
    }
}

/// The median: a majority has reached it, and no majority has passed it. The number of voters is odd.
fn middle(values: impl Iterator<Item = i64>) -> i64 {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    values[(values.len() - 1) / 2]
}
