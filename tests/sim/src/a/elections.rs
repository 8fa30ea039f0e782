//! Elections. Single votes are not simulated: after a timeout, a node that may win by the rules wins.

use super::{
    LEASE,
    events::Event,
    log::{Leading, Logged},
    world::World,
};
use crate::plan::MS;
use minoots_sequencer::consensus::ProposeError;

impl World {
    /// The leader of the newest term, if it has a quorum.
    pub fn leader(&self) -> Option<usize> {
        let term = self.nodes.iter().map(|node| node.log.term).max()?;
        let leads = |node: &&super::node::Node| node.log.leading.is_some() && node.log.term == term && node.runs();
        let leader = self.nodes.iter().find(leads)?.id;
        self.is_leased(leader).then_some(leader)
    }

    /// Plans an election if there is no leader.
    pub fn check_leader(&mut self) {
        if !self.election_planned && self.leader().is_none() {
            self.election_planned = true;
            let timeout = self.random.between(150 * MS, 600 * MS);
            self.agenda.plan(self.now + timeout, Event::Election);
        }
    }

    pub fn election(&mut self) {
        self.election_planned = false;
        if self.leader().is_some() {
            return;
        }
        let candidates: Vec<usize> = (0..self.nodes.len())
            .filter(|node| self.could_win(*node).is_some())
            .collect();
        if candidates.is_empty() {
            self.election_planned = true;
            return self.agenda.plan(self.now + 500 * MS, Event::Election);
        }
        let winner = self.random.pick(&candidates);
        self.elect(winner);
    }

    /// The voters for a candidate, if they form a quorum.
    fn could_win(&self, candidate: usize) -> Option<Vec<usize>> {
        let log = |node: usize| (self.nodes[node].log.last().term, self.nodes[node].log.last().index);
        let votes = |voter: &usize| {
            let may = *voter == candidate || self.reach(candidate, *voter);
            let free = self.nodes.len() == 1 || self.nodes[*voter].abstains_until <= self.now;
            may && free && log(*voter) <= log(candidate)
        };
        if !self.nodes[candidate].runs() {
            return None;
        }
        let voters: Vec<usize> = (0..self.nodes.len()).filter(votes).collect();
        (voters.contains(&candidate) && 2 * voters.len() > self.nodes.len()).then_some(voters)
    }

    /// Makes a node win the next term, if it can.
    pub fn elect(&mut self, winner: usize) -> bool {
        let Some(voters) = self.could_win(winner) else {
            return false;
        };
        let term = 1 + self.nodes.iter().map(|node| node.log.term).max().unwrap_or(0);
        let others = voters.into_iter().filter(|voter| *voter != winner);
        for voter in others.collect::<Vec<_>>() {
            self.enter_term(voter, term);
        }
        self.enter_term(winner, term);
        let (nodes, log) = (self.nodes.len(), &mut self.nodes[winner].log);
        let next = log.last().index + 1;
        log.leading = Some(Leading {
            matched: vec![0; nodes],
            next: vec![next; nodes],
            first: next,
        });
        log.leader = Some(winner);
        log.push(Logged {
            term,
            entry: None,
            owner: None,
        });
        self.elections += 1;
        self.sync(winner);
        for peer in (0..nodes).filter(|peer| *peer != winner) {
            self.replicate(winner, peer);
        }
        self.look();
        true
    }

    /// Makes a node enter a newer term. If it led an earlier term, its leadership ends, and its proposals may or may
    /// not be committed.
    pub fn enter_term(&mut self, node: usize, term: u64) {
        let log = &mut self.nodes[node].log;
        if term <= log.term {
            return;
        }
        (log.term, log.leader) = (term, None);
        log.verified = log.commit;
        if log.leading.take().is_some() {
            self.lose_proposals(node);
        }
        self.publish(node);
    }

    fn lose_proposals(&mut self, node: usize) {
        let process = &mut self.nodes[node].process;
        // Proposals that are applied but not yet reported have a result.
        let told: Vec<u64> = process
            .telling
            .iter()
            .filter_map(|telling| telling.own.as_ref().map(|own| own.0))
            .collect();
        let lost: Vec<u64> = process
            .proposals
            .keys()
            .copied()
            .filter(|number| !told.contains(number))
            .collect();
        for number in lost {
            self.lose_proposal(node, number);
        }
    }

    /// Ends a proposal with an unknown outcome.
    pub fn lose_proposal(&mut self, node: usize, number: u64) {
        let process = &mut self.nodes[node].process;
        if let Some((waiting, _)) = process.proposals.remove(&number) {
            process.inbox.finished.push(None);
            minoots_sequencer::answer_all(waiting, Err(ProposeError::OutcomeUnknown), &|tell| tell());
            self.wake(node, super::events::Thread::Sequencer);
            self.collect_answers(node);
        }
    }

    /// Excludes a restarted node from elections for a while (G24).
    pub fn abstain(&mut self, node: usize) {
        self.nodes[node].abstains_until = self.now + LEASE + LEASE / 10;
    }
}
