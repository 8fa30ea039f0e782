//! Records signed heads of audit chains. Ignores a head that covers missing rows, or no more than the head before: it
//! comes from a leader that knew less.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::{HeadRow, NewHead, RecordHeads},
    limits::{AUDIT_RECORDS_MAX, SIGNED_HEADS_KEPT},
    reply::{Reject, Reply},
    tables,
};

pub(super) fn run(context: &mut Context<'_>, command: &RecordHeads) -> Result<Reply, Failure> {
    if command.heads.len() > AUDIT_RECORDS_MAX {
        return rejected(Reject::Empty);
    }
    for head in &command.heads {
        keep(context, head)?;
    }
    Ok(Reply::Done)
}

fn keep(context: &mut Context<'_>, head: &NewHead) -> Result<(), Failure> {
    let kind = head.chain();
    let row = context.tenant(&head.tenant)?;
    let last = row.last_of(kind);
    let Some(chain) = row.chain_mut(kind) else {
        return Ok(());
    };
    if head.sequence <= chain.signed || head.sequence > last {
        return Ok(());
    }
    chain.signed = head.sequence;
    chain.heads += 1;
    let over = chain.heads > SIGNED_HEADS_KEPT;
    chain.heads = chain.heads.min(SIGNED_HEADS_KEPT);
    let signed = head.signed.clone();
    tables::head::put(context.tables, &head.tenant, kind, head.sequence, &HeadRow { signed });
    if over {
        let oldest = tables::head::scan(context.tables, &head.tenant, kind, 0, 1)?;
        if let Some((sequence, _)) = oldest.first() {
            tables::head::delete(context.tables, &head.tenant, kind, *sequence);
        }
    }
    Ok(())
}
