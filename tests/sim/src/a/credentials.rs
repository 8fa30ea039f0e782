//! API keys: an administrator creates and revokes them, and callers use them to create timers at the current leader.
//!
//! The leader checks a key by its own tables and clock, like the server's access layer on the answering node.
//! Invariants:
//! - If a key's revocation was answered before a call began, the call has no effect.
//! - A node that applied a key's creation accepts the key until it expires or until its revocation is requested, and
//!   never after it expired.
//! - Every answer about a key is also in the log.

use super::{TENANT, calls, world::World};
use crate::{
    plan::{MS, Op, OpKind, SECOND},
    random::Random,
};
use minoots_check::record::Outcome;
use minoots_kernel::{
    Reply,
    internal::{Caller, CreateCredential, RevokeCredential, command::Command},
    tables::credential,
};
use minoots_sequencer::{Answer, Priority};
use std::collections::BTreeMap;

/// First number of an administrator's calls; all other calls have smaller numbers.
const FIRST: u64 = 1 << 40;
/// Maximum number of keys in a run.
const KEYS_MAX: usize = 12;

/// A key from the administrator's view.
struct Key {
    id: String,
    expire_time: i64,
    /// The entry that created it, once the creation was answered.
    made: Option<u64>,
    revocation: Revocation,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Revocation {
    None,
    AskedFor,
    Answered,
}

enum Asked {
    Make(usize),
    Revoke(usize),
}

/// A call that uses a key.
struct Shown {
    key: usize,
    /// Whether the key was revoked when the call began.
    was_revoked: bool,
}

/// All keys of a run.
#[derive(Default)]
pub struct Credentials {
    keys: Vec<Key>,
    asked: BTreeMap<u64, Asked>,
    shown: BTreeMap<u64, Shown>,
}

impl World {
    /// Makes a call of the plan that concerns keys.
    pub(super) fn credential_op(&mut self, op: Op, random: &mut Random) {
        match op.kind {
            OpKind::MakeKey => self.make_key(op, random),
            OpKind::RevokeKey => self.revoke_credential(random),
            _ => self.show_key(random),
        }
    }

    fn make_key(&mut self, op: Op, random: &mut Random) {
        let at = self.credentials.keys.len();
        if at >= KEYS_MAX {
            return;
        }
        let expires = random.percent(20);
        let life = random.between(SECOND, self.plan.shape.span);
        let key = Key {
            id: format!("key-{}", op.id),
            expire_time: if expires { self.now + life } else { 0 },
            made: None,
            revocation: Revocation::None,
        };
        let command = CreateCredential {
            id: key.id.clone(),
            tenant: TENANT.to_owned(),
            name: "a key".to_owned(),
            roles: vec!["writer".to_owned()],
            secret_digest: vec![1; 32],
            expire_time: key.expire_time,
            caller: administrator(),
        };
        if self.administrate(Command::CreateCredential(command), Asked::Make(at)) {
            self.credentials.keys.push(key);
        }
    }

    fn revoke_credential(&mut self, random: &mut Random) {
        let open = |key: &Key| key.revocation != Revocation::Answered;
        let open: Vec<usize> = (0..self.credentials.keys.len())
            .filter(|at| open(&self.credentials.keys[*at]))
            .collect();
        if open.is_empty() {
            return;
        }
        let at = random.pick(&open);
        let command = RevokeCredential {
            id: self.credentials.keys[at].id.clone(),
            tenant: TENANT.to_owned(),
            reason: "it is over".to_owned(),
            caller: administrator(),
        };
        if self.administrate(Command::RevokeCredential(command), Asked::Revoke(at)) {
            self.credentials.keys[at].revocation = Revocation::AskedFor;
        }
    }

    /// Submits a command at the leader. Returns false if there is no leader.
    fn administrate(&mut self, command: Command, asked: Asked) -> bool {
        let Some(node) = self.leader().filter(|node| self.nodes[*node].process.reigns.is_some()) else {
            return false;
        };
        let number = FIRST + self.credentials.asked.len() as u64;
        self.credentials.asked.insert(number, asked);
        self.submit_call(number, node, command, Priority::Urgent);
        true
    }

    /// Handles an answer to the administrator. Returns false if the call belongs to another caller.
    pub(super) fn administrator_heard(&mut self, number: u64, answer: Option<&Answer>) -> bool {
        let Some(asked) = self.credentials.asked.get(&number) else {
            return false;
        };
        if let Some(Answer::Applied(at, Reply::Done)) = answer {
            match *asked {
                Asked::Make(key) => self.credentials.keys[key].made = Some(at.index),
                Asked::Revoke(key) => self.credentials.keys[key].revocation = Revocation::Answered,
            }
        }
        true
    }

    /// Creates a timer with a key, usually the last one. The node that checks the key may not have applied its creation
    /// or revocation yet.
    fn show_key(&mut self, random: &mut Random) {
        let count = self.credentials.keys.len();
        if count == 0 {
            return;
        }
        let key = if random.percent(50) {
            count - 1
        } else {
            random.below(count)
        };
        let was_revoked = self.credentials.keys[key].revocation == Revocation::Answered;
        let request = self.create(random, 1);
        let call = self.call_showing(random.below(5) as u64, request);
        self.credentials.shown.insert(call, Shown { key, was_revoked });
    }

    /// A node's rejection of a call's key; `None` if the call has no key or the node accepts it.
    pub(super) fn judge_key(&mut self, call: u64, node: usize) -> Option<Outcome> {
        let shown = self.credentials.shown.get(&call)?;
        let key = &self.credentials.keys[shown.key];
        let snapshot = self.nodes[node].state.snapshot();
        let found = credential::get(&snapshot, &key.id);
        let now = self.nodes[node].wall(self.now);
        let expired = key.expire_time != 0 && now >= key.expire_time;
        match found {
            Ok(Some(row)) if row.holds(now) => {
                if expired {
                    let message = format!("node {node} takes {}, which expired", key.id);
                    self.violation("credentials", message);
                }
                self.marks.hit("a key was taken");
                None
            }
            Ok(row) => {
                let must = key.made.is_some_and(|made| made <= snapshot.index)
                    && !expired
                    && key.revocation == Revocation::None;
                if must {
                    let message = format!("node {node} does not take {}, which holds", key.id);
                    self.violation("credentials", message);
                }
                self.marks.hit(match row {
                    None => "a node did not know a key yet",
                    Some(row) if row.revoke_time != 0 => "a revoked key was refused",
                    Some(_) => "an expired key was refused",
                });
                Some(calls::refused("CREDENTIALS_INVALID"))
            }
            Err(failure) => {
                self.violation("G16", format!("node {node} cannot read: {failure}"));
                Some(Outcome::Unknown)
            }
        }
    }

    /// Final check: answered changes are in the log, and calls with a revoked key had no effect.
    pub(super) fn judge_credentials(&mut self) {
        let mut wrong = Vec::new();
        for (call, shown) in &self.credentials.shown {
            if shown.was_revoked && self.calls.is_committed(*call) {
                let id = &self.credentials.keys[shown.key].id;
                wrong.push(format!(
                    "call {call} showed {id} after its revocation was answered, and stands in the log"
                ));
            }
        }
        for key in &self.credentials.keys {
            let row = match credential::get(&self.ledger.tables, &key.id) {
                Ok(row) => row,
                Err(failure) => {
                    wrong.push(failure.to_string());
                    continue;
                }
            };
            let is_revoked = row.as_ref().map(|row| row.revoke_time != 0);
            if key.made.is_some() && row.is_none() {
                wrong.push(format!("{} was made, and is not there", key.id));
            }
            if key.revocation == Revocation::Answered && is_revoked != Some(true) {
                wrong.push(format!("{} was revoked, and holds", key.id));
            }
            if key.revocation == Revocation::None && is_revoked == Some(true) {
                wrong.push(format!("nobody revoked {}", key.id));
            }
        }
        for message in wrong {
            self.violation("credentials", message);
        }
    }
}

fn administrator() -> Option<Caller> {
    Some(Caller {
        tenant: TENANT.to_owned(),
        actor: "administrator".to_owned(),
        ..Caller::default()
    })
}

/// Plans the creation, revocation and use of keys, in one run of four. The random numbers are drawn separately, so that
/// runs without keys do not change. Excludes restores, because a restored cluster has the keys of its backup, which
/// these checks do not model.
pub fn planned(seed: u64, span: i64, restores: bool, first_id: usize) -> Vec<Op> {
    let mut random = Random::new(seed, 8);
    if !random.percent(25) || restores {
        return Vec::new();
    }
    let count = random.pick(&[10, 40, 100]);
    let mut ops: Vec<Op> = (0..count)
        .map(|_| Op {
            id: 0,
            kind: random.pick(&[
                OpKind::MakeKey,
                OpKind::RevokeKey,
                OpKind::ShowKey,
                OpKind::ShowKey,
                OpKind::ShowKey,
            ]),
            at: random.between(0, span - MS),
        })
        .collect();
    ops.sort_by_key(|op| op.at);
    for (at, op) in ops.iter_mut().enumerate() {
        op.id = first_id + at;
    }
    ops
}
