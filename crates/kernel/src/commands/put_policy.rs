//! Replaces a tenant's policy, if its author saw the current version, or removes it. An equal text changes nothing,
//! whatever version the command names, so a repeat finds its own result.

use super::rejected;
use crate::{
    context::Context,
    digest,
    effect::Effect,
    failure::Failure,
    internal::{EventKind, EventRow, PolicyRow, PutPolicy},
    limits::POLICY_BYTES_MAX,
    reply::{Reject, Reply},
    tables::policy,
};

pub(super) fn run(context: &mut Context<'_>, command: &PutPolicy) -> Result<Reply, Failure> {
    if command.tenant.is_empty() || command.text.len() > POLICY_BYTES_MAX {
        return rejected(Reject::Empty);
    }
    let standing = policy::get(context.tables, &command.tenant)?;
    let (version, text) = standing.map_or_else(Default::default, |row| (row.version, row.text));
    if text == command.text {
        return Ok(Reply::Policy { version });
    }
    if version != command.version {
        return rejected(Reject::PolicyVersion { version });
    }
    let actor = command.caller.clone().unwrap_or_default().actor;
    let digest = digest::of_text(&command.text);
    let mut event = EventRow {
        object: command.tenant.clone(),
        actor: actor.clone(),
        ..EventRow::default()
    };
    let mut version = 0;
    if command.text.is_empty() {
        policy::delete(context.tables, &command.tenant);
    } else {
        // The version comes from the shard: a policy that was removed and created again gets a version that it never
        // had.
        version = context.next_version();
        let row = PolicyRow {
            version,
            text: command.text.clone(),
            digest: digest.clone(),
            updated_by: actor,
            update_time: context.time(),
        };
        policy::put(context.tables, &command.tenant, &row);
        event.digest = digest;
    }
    event.version = version;
    event.set_kind(EventKind::PolicyChanged);
    context.tenant(&command.tenant)?.policy_version = version;
    context.emit(&command.tenant, event)?;
    context.effects.push(Effect::Policy {
        tenant: command.tenant.clone(),
        version,
    });
    Ok(Reply::Policy { version })
}
