//! Audit data besides the event log.

use super::super::arguments::Arguments;
use minoots_kernel::internal::{
    AuditChain, DenialRow, NewDenial, NewHead, RecordDenials, RecordHeads, command::Command as Kind,
};

/// `denied <reason> [actor=<who>] [times=<n>]`
pub(super) fn denied(arguments: &mut Arguments, now: i64) -> Kind {
    let row = DenialRow {
        time: now,
        reason: arguments.word(),
        actor: arguments.text("actor"),
        count: arguments.number("times").unwrap_or(1),
        ..DenialRow::default()
    };
    let tenant = arguments.tenant();
    Kind::RecordDenials(RecordDenials {
        denials: vec![NewDenial { tenant, row: Some(row) }],
    })
}

/// `head events|denials up-to=<sequence>`
pub(super) fn head(arguments: &mut Arguments) -> Kind {
    let chain = match arguments.word().as_str() {
        "events" => AuditChain::Events,
        "denials" => AuditChain::Denials,
        chain => panic!("no chain {chain:?}"),
    };
    let sequence = arguments.number("up-to").unwrap_or(0);
    let head = NewHead {
        tenant: arguments.tenant(),
        chain: chain.into(),
        sequence,
        signed: format!("signed-{sequence}"),
    };
    Kind::RecordHeads(RecordHeads { heads: vec![head] })
}
