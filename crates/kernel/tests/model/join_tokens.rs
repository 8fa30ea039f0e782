//! Join tokens of nodes.

use super::Model;
use minoots_kernel::{
    Reject, Reply,
    internal::{CreateJoinToken, EventKind, EventRow, JoinTokenRow, UseJoinToken},
};

/// Ten minutes in nanoseconds.
const LIFE_MAX: u64 = 600_000_000_000;

impl Model {
    /// The valid tokens, by their ids.
    pub fn held_join_tokens(&self) -> Vec<(String, JoinTokenRow)> {
        let holds = |(_, row): &&(String, JoinTokenRow)| row.expire_time > self.time;
        self.join_tokens.iter().filter(holds).cloned().collect()
    }

    pub(super) fn create_join_token(&mut self, command: &CreateJoinToken) -> Reply {
        if command.ttl == 0 || self.held_join_tokens().iter().any(|(token, _)| *token == command.token) {
            return Reply::Rejected(Reject::JoinToken);
        }
        let caller = command.caller.clone().unwrap_or_default();
        let row = JoinTokenRow {
            tenant: caller.tenant.clone(),
            expire_time: self.time + command.ttl.min(LIFE_MAX) as i64,
            ..JoinTokenRow::default()
        };
        self.join_tokens.push((command.token.clone(), row));
        let event = EventRow {
            object: command.token.clone(),
            actor: caller.actor,
            ..EventRow::default()
        };
        self.emit(&caller.tenant, EventKind::JoinTokenCreated, event);
        Reply::Done
    }

    pub(super) fn use_join_token(&mut self, command: &UseJoinToken) -> Reply {
        let time = self.time;
        let mut all = self.join_tokens.iter_mut();
        let held = all.find(|(token, row)| *token == command.token && row.expire_time > time);
        let (node, key) = (command.node, command.key_fingerprint.clone());
        let tenant = match held {
            Some((_, row)) if row.node == 0 && node != 0 => {
                (row.node, row.key_fingerprint) = (node, key.clone());
                row.tenant.clone()
            }
            // The node's answer was lost, and it repeats the request.
            Some((_, row)) if node != 0 && (row.node, &row.key_fingerprint) == (node, &key) => return Reply::Done,
            _ => return Reply::Rejected(Reject::JoinToken),
        };
        let event = EventRow {
            object: command.token.clone(),
            actor: command.caller.clone().unwrap_or_default().actor,
            digest: key,
            ..EventRow::default()
        };
        self.emit(&tenant, EventKind::JoinTokenUsed, event);
        Reply::Done
    }
}
