//! Replaces the keys that seal a tenant's payloads, if the proposer saw the current version. The kernel does not
//! interpret the keys: the proposer made them, and wrapped them with a key that is in no table. Numbers are not reused,
//! so that a number identifies its key as long as a payload sealed with it exists. A tenant that seals continues to
//! seal: once there are keys, there is always one.

use super::rejected;
use crate::{
    context::Context,
    effect::Effect,
    failure::Failure,
    internal::{EventKind, EventRow, PayloadKey, PayloadKeyChange, PayloadKeysRow, PutPayloadKeys},
    limits::{PAYLOAD_KEY_BYTES_MAX, PAYLOAD_KEYS_MAX},
    reply::{Reject, Reply},
    tables::payload_keys,
};

pub(super) fn run(context: &mut Context<'_>, command: &PutPayloadKeys) -> Result<Reply, Failure> {
    let rises = command.keys.windows(2).all(|pair| match pair {
        [one, next] => one.number < next.number,
        _ => true,
    });
    let fits = (1..=PAYLOAD_KEYS_MAX).contains(&command.keys.len());
    let is_key = |key: &PayloadKey| key.number != 0 && (1..=PAYLOAD_KEY_BYTES_MAX).contains(&key.wrapped.len());
    if command.tenant.is_empty() || !rises || !fits || !command.keys.iter().all(is_key) {
        return rejected(Reject::Empty);
    }
    let standing = payload_keys::get(context.tables, &command.tenant)?.unwrap_or_default();
    let has = |number: u64| standing.keys.iter().any(|key| key.number == number);
    let is_known_or_new = |key: &PayloadKey| has(key.number) || key.number > standing.last;
    if standing.version != command.version || !command.keys.iter().all(is_known_or_new) {
        return rejected(Reject::PayloadKeysVersion {
            version: standing.version,
        });
    }
    let actor = command.caller.clone().unwrap_or_default().actor;
    let version = context.next_version();
    let now = context.time();
    let keys = command.keys.iter().map(|key| PayloadKey {
        // The node that received the call may have had a wrong clock.
        create_time: key.create_time.min(now),
        ..key.clone()
    });
    let largest = command.keys.last().map_or(0, |key| key.number);
    let row = PayloadKeysRow {
        version,
        keys: keys.collect(),
        last: standing.last.max(largest),
        updated_by: actor.clone(),
        update_time: now,
    };
    payload_keys::put(context.tables, &command.tenant, &row);
    context.tenant(&command.tenant)?.payload_keys_version = version;
    let change = match command.change() {
        PayloadKeyChange::Unspecified => "",
        PayloadKeyChange::Rotated => "rotated",
        PayloadKeyChange::Rewrapped => "rewrapped",
        PayloadKeyChange::Shredded => "shredded",
    };
    let mut event = EventRow {
        object: command.tenant.clone(),
        actor,
        version,
        reason: change.into(),
        ..EventRow::default()
    };
    event.set_kind(EventKind::PayloadKeysChanged);
    context.emit(&command.tenant, event)?;
    context.effects.push(Effect::PayloadKeys {
        tenant: command.tenant.clone(),
        version,
    });
    Ok(Reply::PayloadKeys { version })
}
