//! Rotation and revocation of nodes' signing keys (F44), in plans that include them. The steps are those of
//! `crates/server/src/lead.rs` and `grpc/cluster/signing.rs`, under all other faults. Also verifies the signatures of
//! deliveries (G17).
//!
//! Each node signs with its own key, which outlives its process and is lost with the cluster.

use super::{events::Thread, world::World};
use crate::{fault::FaultKind, plan::Plan};
use minoots_delivery::signer::{NextKey, Signer};
use minoots_kernel::{
    Effect, Entry, Failure, Reply,
    internal::{Caller, KeyRow, RegisterKey, RevokeSigningKey, command::Command},
    tables,
};
use minoots_sequencer::{Answer, Priority};
use minoots_wire::envelope::{KeySet, Verifier};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::oneshot;

/// The keys of a node.
pub struct NodeKeys {
    pub signer: Arc<Signer>,
    /// The content of its key file.
    seed: [u8; 32],
    /// Number of keys created so far.
    made: u64,
    /// A pending key change that an operator requested.
    change: Option<(Step, oneshot::Receiver<Answer>)>,
    /// The last entry reported to this process, or the index at which its leadership began.
    told: u64,
}

/// A pending step of a key change.
enum Step {
    /// Registers a key before it signs, and then revokes another.
    Register {
        next: Box<(NextKey, [u8; 32])>,
        revokes: Option<String>,
    },
    /// Revokes a key.
    Revoke(String),
}

/// The published keys, according to the log.
#[derive(Default)]
pub struct Published {
    /// Whether the plan has key changes. Otherwise, nothing is checked.
    watched: bool,
    verifier: Option<Verifier>,
    /// The index at which each revoked key was revoked.
    revoked: BTreeMap<String, u64>,
}

impl Published {
    pub fn of(plan: &Plan) -> Published {
        let changes = |kind| matches!(kind, FaultKind::KeyRotation | FaultKind::KeyRevocation);
        Published {
            watched: plan.faults.iter().any(|fault| changes(fault.kind)),
            ..Published::default()
        }
    }
}

/// The seed of a key that is unique among all nodes and times.
fn seed_of(plan: u64, node: usize, made: u64) -> [u8; 32] {
    Sha256::digest(format!("{plan} {node} {made}")).into()
}

impl NodeKeys {
    /// The keys of a new data directory. In a plan without key changes, all nodes share one key.
    pub fn new(plan: &Plan, node: usize, shared: &Arc<Signer>) -> NodeKeys {
        let seed = seed_of(plan.seed, node, 0);
        let signer = if Published::of(plan).watched {
            Arc::new(Signer::from_seed(&seed))
        } else {
            shared.clone()
        };
        NodeKeys {
            signer,
            seed,
            made: 1,
            change: None,
            told: 0,
        }
    }

    fn next(&mut self, plan: u64, node: usize) -> (NextKey, [u8; 32]) {
        let seed = seed_of(plan, node, self.made);
        self.made += 1;
        (NextKey::from_seed(&seed), seed)
    }

    fn adopt(&mut self, (next, seed): (NextKey, [u8; 32])) -> Result<(), String> {
        self.seed = seed;
        self.signer.adopt(next).map_err(|error| error.to_string())
    }
}

impl World {
    /// Loads a process's key from its disk, or creates a new key on a new disk.
    pub fn load_key(&mut self, node: usize, new_disk: bool) -> Arc<Signer> {
        let (watched, plan) = (self.published.watched, self.plan.seed);
        let keys = &mut self.nodes[node].keys;
        (keys.change, keys.told) = (None, 0);
        if watched {
            if new_disk {
                (keys.seed, keys.made) = (seed_of(plan, node, keys.made), keys.made + 1);
            }
            keys.signer = Arc::new(Signer::from_seed(&keys.seed));
        }
        keys.signer.clone()
    }

    /// Prepares a new leader's keys: drops revoked keys and registers the current one. Returns true once it is
    /// registered.
    pub fn has_registered(&mut self, node: usize) -> bool {
        if !self.published.watched {
            return true;
        }
        let (plan, snapshot) = (self.plan.seed, self.nodes[node].state.snapshot());
        let keys = &mut self.nodes[node].keys;
        let row = |kid: &str| tables::key::get(&snapshot, kid).ok().flatten();
        let is_over = |kid: &str| row(kid).is_some_and(|row| row.revoke_time != 0);
        for kid in keys.signer.kids() {
            if is_over(&kid) {
                keys.signer.revoke(&kid);
            }
        }
        if is_over(&keys.signer.kid()) {
            self.marks.hit("a node whose key was revoked came to lead");
            let next = keys.next(plan, node);
            if let Err(error) = keys.adopt(next) {
                self.violation("G17", error);
                return false;
            }
        }
        let keys = &mut self.nodes[node].keys;
        if row(&keys.signer.kid()).is_some() {
            keys.told = keys.told.max(snapshot.index);
            return true;
        }
        let command = register(node, keys.signer.kid(), keys.signer.public_key());
        self.submit(node, command, Priority::Urgent, None);
        false
    }

    /// Replaces a node's key. A serving node registers the new key first.
    pub fn rotate_key(&mut self, node: usize) {
        let one = &mut self.nodes[node];
        if !one.runs() || one.keys.change.is_some() {
            return;
        }
        let next = one.keys.next(self.plan.seed, node);
        if one.process.reigns.is_some() {
            return self.register_key(node, next, None);
        }
        if let Err(error) = one.keys.adopt(next) {
            self.violation("G17", error);
        }
    }

    /// Revokes a key known to a leader. Sometimes the operator does not wait for the answer.
    pub fn revoke_key(&mut self, choice: u64) {
        let serves = |node: &&super::node::Node| node.runs() && node.process.reigns.is_some();
        let Some(node) = self.nodes.iter().find(serves).map(|node| node.id) else {
            return;
        };
        if self.nodes[node].keys.change.is_some() {
            return;
        }
        let rows = tables::key::list(&self.nodes[node].state.snapshot(), usize::MAX).unwrap_or_default();
        let valid: Vec<String> = rows.into_iter().filter(is_valid).map(|(kid, _)| kid).collect();
        let own = self.nodes[node].keys.signer.kid();
        let kid = match (valid.is_empty(), choice & 1) {
            (true, _) => return,
            (_, 0) if valid.contains(&own) => own.clone(),
            _ => valid[(choice >> 8) as usize % valid.len()].clone(),
        };
        if kid == own {
            self.marks.hit("the key that signs was revoked");
            let next = self.nodes[node].keys.next(self.plan.seed, node);
            return self.register_key(node, next, Some(kid));
        }
        self.propose_revocation(node, kid, choice >> 1 & 1 == 0);
    }

    fn register_key(&mut self, node: usize, next: (NextKey, [u8; 32]), revokes: Option<String>) {
        let (sender, receiver) = oneshot::channel();
        let command = register(node, next.0.kid().to_owned(), next.0.public_key());
        let next = Box::new(next);
        self.nodes[node].keys.change = Some((Step::Register { next, revokes }, receiver));
        self.submit(node, command, Priority::Urgent, Some(sender));
    }

    fn propose_revocation(&mut self, node: usize, kid: String, waits: bool) {
        let (sender, receiver) = oneshot::channel();
        let command = Command::RevokeSigningKey(RevokeSigningKey {
            caller: Some(Caller::default()),
            kid: kid.clone(),
            reason: "stolen".to_owned(),
        });
        let sender = waits.then(|| {
            self.nodes[node].keys.change = Some((Step::Revoke(kid), receiver));
            sender
        });
        self.submit(node, command, Priority::Urgent, sender);
    }

    /// Advances or ends a key change.
    pub fn go_on_with_keys(&mut self, node: usize) {
        let keys = &mut self.nodes[node].keys;
        let Some((_, receiver)) = &mut keys.change else { return };
        let answer = match receiver.try_recv() {
            Err(oneshot::error::TryRecvError::Empty) => return,
            answer => answer,
        };
        let Some((step, _)) = keys.change.take() else { return };
        let Ok(Answer::Applied(_, Reply::Done)) = answer else {
            return;
        };
        match step {
            Step::Register { next, revokes } => {
                if let Err(error) = keys.adopt(*next) {
                    return self.violation("G17", error);
                }
                if let Some(kid) = revokes {
                    let waits = self.random.percent(70);
                    self.propose_revocation(node, kid, waits);
                }
            }
            Step::Revoke(kid) => keys.signer.revoke(&kid),
        }
    }

    /// Reports an entry to a node's process.
    pub fn tell_keys(&mut self, node: usize, index: u64, effects: &[Effect]) {
        self.nodes[node].keys.told = index;
        for effect in effects {
            if let Effect::SigningKeyRevoked { kid } = effect {
                self.nodes[node].keys.signer.revoke(kid);
                self.read_again(node);
            }
        }
    }

    /// Sometimes restarts readers that verified the log with a revoked key.
    fn read_again(&mut self, node: usize) {
        for reader in 0..self.readers.len() {
            if self.readers[reader].reads(node) && self.random.percent(50) {
                self.seek_anew(reader);
            }
        }
    }

    /// Publishes the key changes of a committed entry.
    pub fn note_keys(&mut self, index: u64, entry: &Entry) {
        use Command::{RegisterKey, RevokeSigningKey};
        if self.published.watched
            && (entry.commands.iter()).any(|one| matches!(one.command, Some(RegisterKey(_) | RevokeSigningKey(_))))
            && let Err(failure) = self.publish_keys(index)
        {
            self.violation("G16", format!("the keys cannot be read: {failure}"));
        }
    }

    /// Publishes the keys in the log as of this entry. A revocation that a restore removed no longer applies.
    pub fn publish_keys(&mut self, index: u64) -> Result<(), Failure> {
        let rows = tables::key::list(&self.ledger.tables, usize::MAX)?;
        let mut keys = KeySet::default();
        let before = std::mem::take(&mut self.published.revoked);
        for (kid, row) in &rows {
            if row.revoke_time != 0 {
                let at = before.get(kid).map_or(index, |at| index.min(*at));
                self.published.revoked.insert(kid.clone(), at);
            }
            if let Err(error) = keys.insert(kid.clone(), &row.public_key) {
                self.violation("G17", format!("a key that nobody can verify with: {error}"));
            }
        }
        self.published.verifier = Some(Verifier::new(keys));
        Ok(())
    }

    /// Verifies a signature when a node hands it out. Returns whether a registered key made it for these bytes, and
    /// whether that key is not revoked.
    pub fn verifies(&mut self, node: usize, signature: &str, payload: &[u8], event: &str) -> (bool, bool) {
        if !self.published.watched {
            return (true, true);
        }
        let verified = self
            .published
            .verifier
            .as_ref()
            .map(|with| with.verify(payload, signature));
        let Some(Ok(kid)) = verified else {
            return (false, false);
        };
        let revoked = self.published.revoked.get(kid).copied();
        let (kid, keys) = (kid.to_owned(), &self.nodes[node].keys);
        if keys.signer.kid() != kid {
            self.marks.hit("what a replaced key had signed was handed out");
        }
        let Some(at) = revoked else { return (true, true) };
        if at <= self.nodes[node].keys.told {
            let message =
                format!("node {node} hands out {event} signed by {kid}, whose revocation at {at} it knows of");
            self.violation("G17", message);
        }
        (true, false)
    }

    /// The signature of a delivery when a node hands it out, by a key that the node considers valid.
    pub fn signature(&mut self, node: usize, delivered: &minoots_delivery::Delivered) -> String {
        let (event, signer) = (&delivered.event, &self.nodes[node].keys.signer);
        let valid = signer.valid(&event.signature, &event.payload).into_owned();
        if valid != *event.signature {
            self.marks.hit("what a revoked key had signed was signed anew");
        }
        valid
    }

    /// Starts a key change and wakes the thread that proposes it.
    pub fn key_fault(&mut self, kind: FaultKind, node: usize, choice: u64) {
        match kind {
            FaultKind::KeyRotation => self.rotate_key(node),
            _ => self.revoke_key(choice),
        }
        self.wake(node, Thread::Sequencer);
    }

    /// Whether a node signs the events for readers of its event log.
    pub fn signs_log(&self, node: usize) -> bool {
        self.published.watched && self.nodes[node].process.reigns.is_some()
    }
}

fn is_valid((_, row): &(String, KeyRow)) -> bool {
    row.revoke_time == 0
}

fn register(node: usize, kid: String, public_key: [u8; 32]) -> Command {
    Command::RegisterKey(RegisterKey {
        kid,
        public_key: public_key.to_vec(),
        node: node as u64,
    })
}
