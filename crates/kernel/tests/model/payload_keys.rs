//! Payload keys: the present keys of each tenant, and commands sealed with others.

use super::Model;
use minoots_kernel::{
    Reject, Reply,
    internal::{Command, EventKind, EventRow, PayloadKeysRow, PutPayloadKeys, command::Command as Kind},
};
use std::collections::BTreeSet;

impl Model {
    pub fn payload_keys_version(&self, tenant: &str) -> u64 {
        self.payload_keys.get(tenant).map_or(0, |row| row.version)
    }

    pub(super) fn put_payload_keys(&mut self, command: &PutPayloadKeys) -> Reply {
        let numbers: Vec<u64> = command.keys.iter().map(|key| key.number).collect();
        let in_order: Vec<u64> = numbers.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let sound = |len: usize| (1..=256).contains(&len);
        let all_sound = command.keys.iter().all(|key| sound(key.wrapped.len()));
        if !sound(numbers.len()) || in_order != numbers || numbers.contains(&0) || !all_sound {
            return Reply::Rejected(Reject::Empty);
        }
        let before = self.payload_keys.get(&command.tenant).cloned().unwrap_or_default();
        let there: Vec<u64> = before.keys.iter().map(|key| key.number).collect();
        let used = numbers
            .iter()
            .any(|number| *number <= before.last && !there.contains(number));
        if before.version != command.version || used {
            return Reply::Rejected(Reject::PayloadKeysVersion {
                version: before.version,
            });
        }
        let actor = command.caller.clone().unwrap_or_default().actor;
        let mut keys = command.keys.clone();
        for key in &mut keys {
            key.create_time = key.create_time.min(self.time);
        }
        let row = PayloadKeysRow {
            version: self.draw_version(),
            keys,
            last: before.last.max(numbers[numbers.len() - 1]),
            updated_by: actor.clone(),
            update_time: self.time,
        };
        let version = row.version;
        self.payload_keys.insert(command.tenant.clone(), row);
        let event = EventRow {
            object: command.tenant.clone(),
            actor,
            version,
            reason: ["", "rotated", "rewrapped", "shredded"][command.change as usize].to_string(),
            ..EventRow::default()
        };
        self.emit(&command.tenant, EventKind::PayloadKeysChanged, event);
        Reply::PayloadKeys { version }
    }

    /// Whether a command carries a payload that was sealed with keys that are not current.
    pub(super) fn is_sealed_by_others(&self, command: &Command) -> bool {
        let caller = match command.command.as_ref() {
            Some(Kind::CreateTimers(command)) => &command.caller,
            Some(Kind::PutSchedule(command)) => &command.caller,
            Some(Kind::PutCheckpoint(command)) => &command.caller,
            Some(Kind::Transact(command)) => &command.caller,
            Some(Kind::Emit(command)) => &command.caller,
            _ => return false,
        };
        let caller = caller.as_ref();
        caller.is_some_and(|caller| caller.payload_keys_version != self.payload_keys_version(&caller.tenant))
    }
}
