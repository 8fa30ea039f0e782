//! Replaces a tenant's trust rules, if their author saw the current version, or removes them. Equal rules change
//! nothing, whatever version the command names, so a repeat finds its own result. Credentials exchanged under the old
//! rules stay valid until they expire.

use super::rejected;
use crate::{
    context::Context,
    digest,
    failure::Failure,
    internal::{EventKind, EventRow, PutTrust, TrustRow},
    limits::TRUST_RULES_MAX,
    reply::{Reject, Reply},
    tables::trust,
};

pub(super) fn run(context: &mut Context<'_>, command: &PutTrust) -> Result<Reply, Failure> {
    if command.tenant.is_empty() || command.rules.len() > TRUST_RULES_MAX {
        return rejected(Reject::Empty);
    }
    let standing = trust::get(context.tables, &command.tenant)?;
    let (version, rules) = standing.map_or_else(Default::default, |row| (row.version, row.rules));
    if rules == command.rules {
        return Ok(Reply::Trust { version });
    }
    if version != command.version {
        return rejected(Reject::TrustVersion { version });
    }
    let actor = command.caller.clone().unwrap_or_default().actor;
    let mut event = EventRow {
        object: command.tenant.clone(),
        actor: actor.clone(),
        ..EventRow::default()
    };
    let mut version = 0;
    if command.rules.is_empty() {
        trust::delete(context.tables, &command.tenant);
    } else {
        // The version comes from the shard: rules that were removed and created again get a version that they never
        // had.
        version = context.next_version();
        let row = TrustRow {
            version,
            rules: command.rules.clone(),
            digest: digest::of_trust(&command.rules),
            updated_by: actor,
            update_time: context.time(),
        };
        trust::put(context.tables, &command.tenant, &row);
        event.digest = row.digest;
    }
    event.version = version;
    event.set_kind(EventKind::TrustChanged);
    context.emit(&command.tenant, event)?;
    Ok(Reply::Trust { version })
}
