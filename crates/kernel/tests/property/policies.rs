//! Random steps about policies, and the versions that commands give for their judgement.

use super::{
    resolve::{TENANTS, caller},
    steps::{MILLISECOND, SECOND, Step},
};
use crate::model::Model;
use minoots_kernel::internal::{Caller, Command, PutPolicy, command::Command as Kind};

/// Usually the current version; sometimes none, or one ahead.
pub(super) fn put(model: &Model, tenant: u8, version: u8, text: u8) -> Kind {
    let tenant = TENANTS[usize::from(tenant)];
    let current = model.policy_version(tenant);
    Kind::PutPolicy(PutPolicy {
        caller: caller(tenant, ""),
        tenant: tenant.to_string(),
        text: ["", "forbid one;", "forbid two;"][usize::from(text)].to_string(),
        version: match version {
            0 | 1 => current,
            2 => 0,
            _ => current + 1,
        },
    })
}

/// Sets the version of the judgement in some commands: usually the current one before the entry, sometimes another.
pub(super) fn judge(model: &Model, step: &Step, mut commands: Vec<Command>) -> Vec<Command> {
    for (place, command) in commands.iter_mut().enumerate() {
        let draw = (step.advance / SECOND + step.lead / MILLISECOND) as usize + 3 * place + step.picks.len();
        let ahead = match draw % 23 {
            0 => 2,
            1..=6 => 1,
            _ => continue,
        };
        let version = |tenant: &str| model.policy_version(tenant) + ahead;
        match &mut command.command {
            Some(Kind::Ack(command)) => {
                command.policy_plus_one = command.timer.as_ref().map_or(0, |timer| version(&timer.tenant));
            }
            Some(Kind::Outcome(command)) => {
                command.policy_plus_one = command.timer.as_ref().map_or(0, |timer| version(&timer.tenant));
            }
            Some(Kind::Extend(command)) => {
                command.policy_plus_one = command.timer.as_ref().map_or(0, |timer| version(&timer.tenant));
            }
            Some(command) => {
                if let Some(caller) = of(command) {
                    caller.policy_plus_one = version(&caller.tenant);
                }
            }
            None => {}
        }
    }
    commands
}

fn of(command: &mut Kind) -> Option<&mut Caller> {
    match command {
        Kind::CreateTimers(command) => command.caller.as_mut(),
        Kind::CancelTimer(command) => command.caller.as_mut(),
        Kind::CancelTimers(command) => command.caller.as_mut(),
        Kind::RescheduleTimer(command) => command.caller.as_mut(),
        Kind::Redrive(command) => command.caller.as_mut(),
        Kind::RedriveLetters(command) => command.caller.as_mut(),
        Kind::PauseQueue(command) => command.caller.as_mut(),
        Kind::PurgeQueue(command) => command.caller.as_mut(),
        _ => None,
    }
}
