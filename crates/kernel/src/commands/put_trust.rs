//! Replaces a tenant's trust rules at the version that their author saw, or takes them away. The rules that stand there already change
//! nothing, whichever version was named: a repeat finds what it made. What was exchanged by the old ones holds until it ends.

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
        // Of the shard: rules that were taken away and came back have another than they ever had.
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
