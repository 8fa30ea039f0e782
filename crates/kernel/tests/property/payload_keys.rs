//! Random steps about payload keys, and the versions that commands give for their seals.

use super::{
    resolve::{TENANTS, caller},
    steps::{MILLISECOND, SECOND, Step},
};
use crate::model::Model;
use minoots_kernel::internal::{
    Caller, Command, PayloadKey, PayloadKeyChange, PutPayloadKeys, command::Command as Kind,
};

/// One more key, fewer keys, the same keys, or invalid ones; usually for the current version.
pub(super) fn put(model: &Model, tenant: u8, version: u8, what: u8) -> Kind {
    let tenant = TENANTS[usize::from(tenant)];
    let current = model.payload_keys_version(tenant);
    let standing = model.payload_keys.get(tenant).cloned().unwrap_or_default();
    let key = |number: u64| PayloadKey {
        number,
        wrapped: vec![what; 8],
        create_time: i64::from(what) * SECOND,
    };
    let (mut keys, mut change) = (standing.keys, PayloadKeyChange::Rotated);
    match what {
        0..=3 => keys.push(key(standing.last + 1 + u64::from(what % 2))),
        4 | 5 => {
            change = PayloadKeyChange::Shredded;
            let kept = keys.split_off(keys.len().saturating_sub(1));
            keys = kept;
        }
        6 => {
            change = PayloadKeyChange::Rewrapped;
            keys.iter_mut().for_each(|key| key.wrapped.push(7));
        }
        // A number that was used before, or is named twice; no key; an invalid key.
        7 => keys.insert(0, key(1)),
        8 => keys.push(key(0)),
        _ => keys.push(PayloadKey {
            wrapped: Vec::new(),
            ..key(standing.last + 1)
        }),
    }
    Kind::PutPayloadKeys(PutPayloadKeys {
        caller: caller(tenant, ""),
        tenant: tenant.to_string(),
        keys,
        version: match version {
            0..=3 => current,
            4 => 0,
            _ => current + 1,
        },
        change: change.into(),
    })
}

/// Sets the version of the seal in some commands: usually the current one before the entry, sometimes none or another.
pub(super) fn seal(model: &Model, step: &Step, mut commands: Vec<Command>) -> Vec<Command> {
    for (place, command) in commands.iter_mut().enumerate() {
        let draw = (step.advance / MILLISECOND + step.lead / MILLISECOND) as usize + 5 * place + step.picks.len();
        if let Some(caller) = command.command.as_mut().and_then(of) {
            caller.payload_keys_version = match draw % 29 {
                0 => 0,
                1 => model.payload_keys_version(&caller.tenant) + 1,
                _ => model.payload_keys_version(&caller.tenant),
            };
        }
    }
    commands
}

fn of(command: &mut Kind) -> Option<&mut Caller> {
    match command {
        Kind::CreateTimers(command) => command.caller.as_mut(),
        Kind::PutSchedule(command) => command.caller.as_mut(),
        Kind::PutCheckpoint(command) => command.caller.as_mut(),
        Kind::Transact(command) => command.caller.as_mut(),
        Kind::Emit(command) => command.caller.as_mut(),
        _ => None,
    }
}
