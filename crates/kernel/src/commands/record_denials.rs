//! Records denied requests, in a separate chain. The oldest are removed, so that an unauthenticated caller cannot fill
//! a disk with denials.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::{self, AuditChain, ChainRow, NewDenial, RecordDenials},
    limits::{AUDIT_RECORDS_MAX, DENIALS_KEPT},
    reply::{Reject, Reply},
    tables,
};

pub(super) fn run(context: &mut Context<'_>, command: &RecordDenials) -> Result<Reply, Failure> {
    if command.denials.len() > AUDIT_RECORDS_MAX {
        return rejected(Reject::Empty);
    }
    for denial in &command.denials {
        keep(context, denial)?;
    }
    Ok(Reply::Done)
}

fn keep(context: &mut Context<'_>, denial: &NewDenial) -> Result<(), Failure> {
    let bytes = internal::encode(&denial.row.clone().unwrap_or_default());
    let row = context.tenant(&denial.tenant)?;
    let sequence = row.next_denial.max(1);
    row.next_denial = sequence + 1;
    let chain = row.denials.get_or_insert_with(|| ChainRow::beginning(sequence));
    chain.append(AuditChain::Denials, &denial.tenant, sequence, &bytes);
    let first = chain.first;
    tables::denial::put(context.tables, &denial.tenant, sequence, bytes);
    if sequence - first >= DENIALS_KEPT {
        forget(context, &denial.tenant, first)?;
    }
    Ok(())
}

fn forget(context: &mut Context<'_>, tenant: &str, sequence: u64) -> Result<(), Failure> {
    let Some(row) = tables::denial::get(context.tables, tenant, sequence)? else {
        return Ok(());
    };
    tables::denial::delete(context.tables, tenant, sequence);
    if let Some(chain) = &mut context.tenant(tenant)?.denials {
        chain.forget_first(AuditChain::Denials, tenant, sequence, &internal::encode(&row));
    }
    Ok(())
}
