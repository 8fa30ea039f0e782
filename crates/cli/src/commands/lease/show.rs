//! Leases as tables.

use minoots_terminal::output::Table;
use minoots_wire::lease::v1::Lease;
use minoots_wire::time::duration;
use minoots_wire::well_known::Timestamp;

use crate::record::text_of;

fn time(time: &Option<Timestamp>) -> String {
    time.as_ref().and_then(text_of).unwrap_or_default()
}

fn ttl(lease: &Lease) -> String {
    let nanos = lease.ttl.as_ref().and_then(|span| duration::from_proto(span).ok());
    nanos.map(duration::format).unwrap_or_default()
}

/// Formats one lease, a field a row.
pub fn lease(lease: &Lease) -> Table {
    let mut table = Table::of_fields();
    table.field("id", &lease.id);
    if lease.partition_key != lease.id {
        table.field("partition key", &lease.partition_key);
    }
    table.field("holder", &lease.holder);
    table.field("token", lease.token.to_string());
    table.field("ttl", ttl(lease));
    table.field("acquired", time(&lease.acquire_time));
    table.field("expires", time(&lease.expire_time));
    table
}

/// Formats leases, one a row.
pub fn leases(leases: &[Lease]) -> Table {
    let mut table = Table::with_headers(&["ID", "PARTITION KEY", "HOLDER", "TOKEN", "TTL", "EXPIRES"]);
    for lease in leases {
        table.row([
            lease.id.clone(),
            lease.partition_key.clone(),
            lease.holder.clone(),
            lease.token.to_string(),
            ttl(lease),
            time(&lease.expire_time),
        ]);
    }
    table
}
