//! Policies: the text of each tenant, and commands judged by another.

use super::Model;
use minoots_kernel::{
    Reject, Reply,
    internal::{Caller, Command, EventKind, EventRow, PolicyRow, PutPolicy, TimerKey, command::Command as Kind},
};
use sha2::{Digest, Sha256};

impl Model {
    pub fn policy_version(&self, tenant: &str) -> u64 {
        self.policies.get(tenant).map_or(0, |row| row.version)
    }

    pub(super) fn put_policy(&mut self, command: &PutPolicy) -> Reply {
        let current = self.policies.get(&command.tenant);
        let version = self.policy_version(&command.tenant);
        if current.map_or("", |row| row.text.as_str()) == command.text {
            return Reply::Policy { version };
        }
        if version != command.version {
            return Reply::Rejected(Reject::PolicyVersion { version });
        }
        let actor = command.caller.clone().unwrap_or_default().actor;
        let digest = Sha256::digest(command.text.as_bytes()).to_vec();
        let mut event = EventRow {
            object: command.tenant.clone(),
            actor: actor.clone(),
            ..EventRow::default()
        };
        self.policies.remove(&command.tenant);
        if !command.text.is_empty() {
            let row = PolicyRow {
                version: self.draw_version(),
                text: command.text.clone(),
                digest: digest.clone(),
                updated_by: actor,
                update_time: self.time,
            };
            (event.version, event.digest) = (row.version, digest);
            self.policies.insert(command.tenant.clone(), row);
        }
        self.emit(&command.tenant, EventKind::PolicyChanged, event);
        Reply::Policy {
            version: self.policy_version(&command.tenant),
        }
    }

    /// Whether a command was judged by a version that is not current.
    pub(super) fn is_outdated(&self, command: &Command) -> bool {
        let (tenant, judged) = match command.command.as_ref() {
            Some(Kind::Ack(command)) => (of_timer(&command.timer), command.policy_plus_one),
            Some(Kind::Outcome(command)) => (of_timer(&command.timer), command.policy_plus_one),
            Some(Kind::Extend(command)) => (of_timer(&command.timer), command.policy_plus_one),
            Some(Kind::CreateTimers(command)) => of_caller(&command.caller),
            Some(Kind::CancelTimer(command)) => of_caller(&command.caller),
            Some(Kind::CancelTimers(command)) => of_caller(&command.caller),
            Some(Kind::RescheduleTimer(command)) => of_caller(&command.caller),
            Some(Kind::Redrive(command)) => of_caller(&command.caller),
            Some(Kind::RedriveLetters(command)) => of_caller(&command.caller),
            Some(Kind::PauseQueue(command)) => of_caller(&command.caller),
            Some(Kind::PurgeQueue(command)) => of_caller(&command.caller),
            _ => return false,
        };
        judged != 0 && judged - 1 != self.policy_version(&tenant)
    }
}

fn of_timer(timer: &Option<TimerKey>) -> String {
    timer.clone().unwrap_or_default().tenant
}

fn of_caller(caller: &Option<Caller>) -> (String, u64) {
    let caller = caller.clone().unwrap_or_default();
    (caller.tenant, caller.policy_plus_one)
}
