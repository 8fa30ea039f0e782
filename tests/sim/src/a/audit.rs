//! The audit chain (G15): its last link follows from the retained rows, whatever earlier rows were deleted.

use super::TENANT;
use minoots_kernel::{
    chain, internal,
    internal::AuditChain,
    memory::MemoryTables,
    tables::{event, tenant},
};

/// Returns a description of a broken chain.
pub fn broken(tables: &MemoryTables) -> Option<String> {
    let kind = AuditChain::Events;
    let read = || {
        let row = tenant::get(tables, TENANT)?;
        Ok::<_, minoots_kernel::Failure>((event::scan(tables, TENANT, 0, u64::MAX, usize::MAX)?, row))
    };
    let (events, row) = match read() {
        Ok(read) => read,
        Err(failure) => return Some(failure.to_string()),
    };
    let Some(kept) = row.chain(kind) else {
        return (!events.is_empty()).then(|| format!("{} events without a chain", events.len()));
    };
    let mut link = kept.anchor(kind, TENANT);
    for (sequence, event) in events.iter().filter(|(sequence, _)| *sequence >= kept.first) {
        link = chain::next(&link, *sequence, &internal::encode(event));
    }
    (link != kept.head(kind, TENANT)).then(|| format!("the head of {} events does not follow from them", events.len()))
}
