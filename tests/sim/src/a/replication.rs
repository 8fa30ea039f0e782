//! Replication of entries from the leader, and their commitment.

use super::{
    events::{Append, Appended, Event, Install, Thread},
    log::{Logged, Owner, Place},
    world::World,
};
use crate::plan::MS;
use minoots_sequencer::consensus::Proposal;

/// Maximum number of entries per message.
const ENTRIES_MAX: usize = 16;
/// Time after which an unanswered message is resent, in nanoseconds.
const RESEND: i64 = 300 * MS;

impl World {
    /// Appends an entry to the log of a node that believes it is the leader.
    pub fn propose(&mut self, node: usize, number: u64, proposal: &Proposal) {
        let is_lost = self.nodes[node].loses_proposals > 0 && self.random.percent(40);
        let log = &mut self.nodes[node].log;
        if log.leading.is_none() || is_lost {
            return self.lose_proposal(node, number);
        }
        let owner = Owner {
            node,
            life: self.nodes[node].life,
            number,
        };
        let logged = Logged {
            term: self.nodes[node].log.term,
            entry: Some(proposal.entry.clone()),
            owner: Some(owner),
        };
        self.nodes[node].log.push(logged);
        self.sync(node);
        for peer in (0..self.nodes.len()).filter(|peer| *peer != node) {
            self.replicate(node, peer);
        }
    }

    /// Sends missing entries to a follower.
    pub fn replicate(&mut self, leader: usize, peer: usize) {
        let log = &mut self.nodes[leader].log;
        let (term, commit, last) = (log.term, log.commit, log.last().index);
        let Some(leading) = log.leading.as_mut() else { return };
        let next = leading.next[peer].max(1);
        let message = if next <= log.base.index {
            leading.next[peer] = log.checkpoint.0.index + 1;
            Event::Install(Install {
                from: leader,
                to: peer,
                term,
                snapshot: log.checkpoint.0.clone(),
                snapshot_term: log.checkpoint.1,
                commit,
            })
        } else {
            leading.next[peer] = (last + 1).min(next + ENTRIES_MAX as u64);
            let mut entries = log.from(next);
            entries.truncate(ENTRIES_MAX);
            let previous = Place {
                index: next - 1,
                term: log.term_at(next - 1).unwrap_or_default(),
            };
            Event::Append(Append {
                from: leader,
                to: peer,
                term,
                previous,
                entries,
                commit,
            })
        };
        self.send(message);
        if !std::mem::replace(&mut self.resends[leader][peer], true) {
            self.agenda.plan(self.now + RESEND, Event::Resend(leader, peer));
        }
    }

    /// Resends unanswered messages while the follower is reachable.
    pub fn resend(&mut self, leader: usize, peer: usize) {
        self.resends[leader][peer] = false;
        let log = &mut self.nodes[leader].log;
        let last = log.last().index;
        let Some(leading) = log.leading.as_mut() else { return };
        let behind = leading.matched[peer] < last || self.nodes[peer].log.commit < self.nodes[leader].log.commit;
        if behind && self.reach(leader, peer) {
            let log = &mut self.nodes[leader].log;
            if let Some(leading) = log.leading.as_mut() {
                leading.next[peer] = leading.matched[peer] + 1;
            }
            self.replicate(leader, peer);
        }
    }

    fn send(&mut self, message: Event) {
        let delay = self.network_delay();
        self.agenda.plan(self.now + delay, message);
    }

    pub fn append(&mut self, message: Append) {
        let Append {
            from,
            to,
            term,
            previous,
            entries,
            commit,
        } = message;
        if !self.accept(from, to, term) {
            return;
        }
        let log = &mut self.nodes[to].log;
        let known = previous.index < log.base.index || log.term_at(previous.index) == Some(previous.term);
        if !known {
            let hint = log.commit.min(previous.index.saturating_sub(1));
            return self.answer_append(to, from, term, Err(hint));
        }
        let mut index = previous.index;
        for logged in entries {
            index += 1;
            match log.term_at(index) {
                _ if index <= log.base.index => {}
                Some(held) if held == logged.term => {}
                Some(_) if index <= log.commit => {
                    let message = format!("node {to} would cut off entry {index}, which is committed");
                    return self.violation("log matching", message);
                }
                held => {
                    if held.is_some() {
                        log.truncate_after(index - 1);
                    }
                    log.push(Logged {
                        owner: logged.owner,
                        ..logged
                    });
                }
            }
        }
        log.verified = log.verified.max(index);
        log.commit = log.commit.max(commit.min(log.verified));
        self.sync(to);
        self.wake(to, Thread::Apply);
        let matched = self.nodes[to].log.durable.min(self.nodes[to].log.verified);
        self.answer_append(to, from, term, Ok(matched));
    }

    pub fn install(&mut self, message: Install) {
        let Install {
            from,
            to,
            term,
            snapshot,
            snapshot_term,
            commit,
        } = message;
        if !self.accept(from, to, term) {
            return;
        }
        // Report applied entries before the tables are replaced.
        while !self.nodes[to].process.telling.is_empty() {
            self.tell(to);
        }
        let node = &mut self.nodes[to];
        if snapshot.index > node.state.index() {
            if node.log.last().index > snapshot.index {
                self.marks.hit("a snapshot was installed below entries that were there");
            }
            node.log.install(Place {
                index: snapshot.index,
                term: snapshot_term,
            });
            node.log.checkpoint = (snapshot.clone(), snapshot_term);
            node.state.replace(snapshot);
            node.process.moment = node.state.moment();
            node.process.applied_term = snapshot_term;
            self.marks.hit("a snapshot was installed");
            if self.nodes.iter().any(|node| node.process.delivery.in_flight() > 0) {
                self.marks.hit("a snapshot was installed while deliveries were out");
            }
        }
        let log = &mut self.nodes[to].log;
        log.commit = log.commit.max(commit.min(log.verified));
        let matched = log.durable.min(log.verified);
        self.answer_append(to, from, term, Ok(matched));
        self.look();
    }

    fn accept(&mut self, from: usize, to: usize, term: u64) -> bool {
        if term < self.nodes[to].log.term {
            self.plan_refusal(from, self.nodes[to].log.term);
            return false;
        }
        if term > self.nodes[to].log.term {
            self.enter_term(to, term);
            self.look();
        }
        self.nodes[to].log.leader = Some(from);
        true
    }

    /// Plans the rejection of a former leader.
    pub fn plan_refusal(&mut self, leader: usize, term: u64) {
        if self.nodes[leader].refused_by >= term {
            return;
        }
        self.nodes[leader].refused_by = term;
        let answer = Appended {
            from: leader,
            to: leader,
            term,
            result: Err(0),
        };
        let delay = self.network_delay() + self.delay(&[0, 10, 60, 150]);
        self.agenda.plan(self.now + delay, Event::Appended(answer));
    }

    fn answer_append(&mut self, from: usize, to: usize, term: u64, result: Result<u64, u64>) {
        self.send(Event::Appended(Appended { from, to, term, result }));
    }

    pub fn appended(&mut self, message: Appended) {
        let Appended {
            from: peer,
            to: leader,
            term,
            result,
        } = message;
        if term > self.nodes[leader].log.term {
            self.enter_term(leader, term);
            return self.look();
        }
        let log = &mut self.nodes[leader].log;
        let (current, last) = (log.term, log.last().index);
        let Some(leading) = log.leading.as_mut().filter(|_| term == current) else {
            return;
        };
        match result {
            Ok(matched) => {
                leading.matched[peer] = leading.matched[peer].max(matched);
                leading.next[peer] = leading.next[peer].max(leading.matched[peer] + 1);
                let more = leading.next[peer] <= last;
                self.advance(leader);
                if more {
                    self.replicate(leader, peer);
                }
            }
            Err(hint) => {
                leading.next[peer] = hint.max(leading.matched[peer]) + 1;
                self.replicate(leader, peer);
            }
        }
    }

    /// Starts a sync if there are entries to sync.
    pub fn sync(&mut self, node: usize) {
        let slow = self.nodes[node].slow_disk;
        let took = self.random.between(self.plan.shape.disk / 10, self.plan.shape.disk);
        let extra = if slow > 0 { self.random.between(0, slow) } else { 0 };
        let (life, log) = (self.nodes[node].life, &mut self.nodes[node].log);
        if log.syncing.is_none() && log.durable < log.last().index {
            log.syncing = Some(log.last().index);
            self.agenda.plan(self.now + took + extra, Event::Synced(node, life));
        }
    }

    pub fn synced(&mut self, node: usize) {
        let log = &mut self.nodes[node].log;
        if let Some(upto) = log.syncing.take() {
            log.durable = log.durable.max(upto);
        }
        let (term, matched, leader) = (log.term, log.durable.min(log.verified), log.leader);
        if self.nodes[node].log.leading.is_some() {
            self.advance(node);
        } else if let Some(leader) = leader {
            self.answer_append(node, leader, term, Ok(matched));
        }
        self.sync(node);
    }

    /// Commits the entries that are durable on a majority, if they end with an entry of the leader's own term.
    fn advance(&mut self, leader: usize) {
        let log = &mut self.nodes[leader].log;
        let Some(leading) = log.leading.as_mut() else { return };
        leading.matched[leader] = log.durable;
        let mut matched = leading.matched.clone();
        matched.sort_unstable();
        let majority = matched[(matched.len() - 1) / 2];
        if majority <= log.commit || log.term_at(majority) != Some(log.term) {
            return;
        }
        log.commit = majority;
        log.verified = log.last().index;
        self.commit(leader, majority);
        self.wake(leader, Thread::Apply);
        for peer in (0..self.nodes.len()).filter(|peer| *peer != leader) {
            self.replicate(leader, peer);
        }
    }

    /// Passes committed entries to the ledger.
    fn commit(&mut self, leader: usize, upto: u64) {
        while self.ledger.index() < upto {
            let next = self.ledger.index() + 1;
            let Some(logged) = self.nodes[leader].log.get(next).cloned() else {
                return self.violation("leader completeness", format!("a leader lacks entry {next}"));
            };
            let calls = &self.calls;
            let committed = self.ledger.commit(
                logged.term,
                logged.entry.as_deref(),
                |command| calls.of(command),
                &mut self.history,
            );
            for command in logged.entry.iter().flat_map(|entry| &entry.commands) {
                self.calls.note_committed(command);
            }
            if let Err(failure) = committed {
                return self.violation("G16", format!("the kernel failed at {next}: {failure}"));
            }
            if let Some(entry) = &logged.entry {
                self.note_overdue(next, entry);
                self.note_keys(next, entry);
                self.ledger.note_waits(next, entry, &mut self.waits);
                self.note_webhooks(next, entry);
            }
            for (rule, message) in std::mem::take(&mut self.ledger.wrong) {
                self.violation(rule, message);
            }
        }
        // A committed entry must never change.
        let differs = (upto.saturating_sub(8).max(self.nodes[leader].log.base.index) + 1..=upto).find(|index| {
            let term = self.nodes[leader].log.get(*index).map(|logged| logged.term);
            term != self.ledger.at(*index).map(|decided| decided.term)
        });
        if let Some(index) = differs {
            self.violation("log matching", format!("entry {index} differs from what was committed"));
        }
    }
}
