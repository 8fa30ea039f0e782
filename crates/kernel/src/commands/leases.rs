//! Leases. Invariants (G14):
//! - in log time a lease has at most one holder: it is granted only while no caller holds it;
//! - each grant draws its token from the shard's versions, so tokens of a lease grow, and none repeats: not after its
//!   row is gone, and not after a restore;
//! - a grant and a release write one event each; a renewal writes none, because it is made several times within the
//!   time of a lease and changes only its end;
//! - a command with a token other than that of the current grant is rejected, here and by every other user of
//!   [`holding`].
//!
//! A lease ends at its instant, whether or not a sweep has reached its row. A lease granted before a restore ends with
//! it: grants after the backup are unknown, so no earlier grant may count as the newest.

use super::{
    rejected,
    requests::{self, RequestLookup},
};
use crate::{
    context::Context,
    defects::{Defect, planted},
    digest,
    failure::Failure,
    internal::{
        AcquireLease, Caller, EventKind, EventRow, LeaseEvent, LeaseRow, ReleaseLease, RenewLease, RequestRow, ShardRow,
    },
    limits::{LEASE_TTL_MAX, LEASE_TTL_MIN, LEASES_MAX},
    reply::{Reject, Reply},
    tables::{
        deadline::Job,
        lease::{self, Name},
    },
};
use alloc::{boxed::Box, string::ToString};

impl ShardRow {
    /// Whether the lease of a row is still held.
    pub fn is_leased(&self, row: &LeaseRow) -> bool {
        row.expire_time > self.time && !self.is_of_earlier_epoch(row.token)
    }
}

pub(super) fn acquire(context: &mut Context<'_>, command: &AcquireLease) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    if command.id.is_empty() || !(LEASE_TTL_MIN..=LEASE_TTL_MAX).contains(&command.ttl) {
        return rejected(Reject::Empty);
    }
    let digest = digest::of_acquire(command);
    match requests::look(context, &caller, &digest)? {
        RequestLookup::New => {}
        RequestLookup::Before(first) => return Ok(answer(first.lease.unwrap_or_default(), first.commit_index)),
        RequestLookup::Refused(reject) => return rejected(reject),
    }
    let name = (&*caller.tenant, &*command.id, &*command.partition_key);
    let before = lease::get(context.tables, name)?;
    if let Some(row) = before
        .as_ref()
        .filter(|row| context.shard.is_leased(row) && !is_nearly_over(context, row))
    {
        return rejected(Reject::LeaseHeld {
            holder: row.holder.clone(),
            retry_delay: row.expire_time.saturating_sub(context.time()),
        });
    }
    if before.is_none() && context.tenant(&caller.tenant)?.leases >= LEASES_MAX {
        return rejected(Reject::Quota {
            name: "leases",
            limit: LEASES_MAX,
        });
    }
    let row = LeaseRow {
        holder: command.holder.clone(),
        token: match planted(Defect::LeaseTokenRepeats) {
            true => context.shard.version,
            false => context.next_version(),
        },
        ttl: command.ttl,
        acquire_time: context.time(),
        expire_time: context.time().saturating_add_unsigned(command.ttl),
        acquired_by: caller.actor.clone(),
    };
    if before.is_none() {
        context.tenant(&caller.tenant)?.leases += 1;
    }
    store(context, name, before.as_ref(), &row);
    let told = event(EventKind::LeaseAcquired, &caller, name, &row);
    context.emit(&caller.tenant, told)?;
    let request = RequestRow {
        digest,
        lease: Some(row.clone()),
        ..RequestRow::default()
    };
    requests::remember(context, &caller, request)?;
    Ok(answer(row, 0))
}

pub(super) fn renew(context: &mut Context<'_>, command: &RenewLease) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    if command.ttl != 0 && !(LEASE_TTL_MIN..=LEASE_TTL_MAX).contains(&command.ttl) {
        return rejected(Reject::Empty);
    }
    let name = (&*caller.tenant, &*command.id, &*command.partition_key);
    let before = match holding(context, name, command.token)? {
        Ok(row) => row,
        Err(reject) => return rejected(reject),
    };
    let ttl = if command.ttl == 0 { before.ttl } else { command.ttl };
    let from = match planted(Defect::RenewalFromGrant) {
        true => before.acquire_time,
        false => context.time(),
    };
    let row = LeaseRow {
        expire_time: from.saturating_add_unsigned(ttl),
        ..before.clone()
    };
    store(context, name, Some(&before), &row);
    Ok(answer(row, 0))
}

/// Releases a lease. An expired lease is released already. This token cannot end a lease that another caller acquired
/// since.
pub(super) fn release(context: &mut Context<'_>, command: &ReleaseLease) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let name = (&*caller.tenant, &*command.id, &*command.partition_key);
    let row = match holding(context, name, command.token)? {
        Ok(row) => row,
        Err(Reject::LeaseOver) => return Ok(Reply::Done),
        Err(reject) => return rejected(reject),
    };
    lease::delete(context.tables, name);
    context.remove_job(row.expire_time, &job(name));
    let counted = context.tenant(&caller.tenant)?;
    counted.leases = counted.leases.saturating_sub(1);
    let told = event(EventKind::LeaseReleased, &caller, name, &row);
    context.emit(&caller.tenant, told)?;
    Ok(Reply::Done)
}

/// The lease, if the grant of this token holds it now. Every command with a token checks it here.
pub(super) fn holding(context: &Context<'_>, name: Name<'_>, token: u64) -> Result<Result<LeaseRow, Reject>, Failure> {
    let row = lease::get(context.tables, name)?.filter(|row| context.shard.is_leased(row));
    Ok(match row {
        None => Err(Reject::LeaseOver),
        Some(row) if row.token > token && planted(Defect::StaleTokenHolds) => Ok(row),
        Some(row) if row.token != token => Err(Reject::LeaseStale),
        Some(row) => Ok(row),
    })
}

fn answer(row: LeaseRow, original_index: u64) -> Reply {
    let row = Box::new(row);
    Reply::Lease { row, original_index }
}

fn is_nearly_over(context: &Context<'_>, row: &LeaseRow) -> bool {
    let left = row.expire_time.saturating_sub(context.time()).unsigned_abs();
    planted(Defect::LeaseGrantedEarly) && left < row.ttl / 4
}

/// Creates an event about a grant, or its release.
fn event(kind: EventKind, caller: &Caller, (_, id, partition_key): Name<'_>, row: &LeaseRow) -> EventRow {
    let mut event = EventRow {
        object: id.to_string(),
        actor: caller.actor.clone(),
        request_id: caller.request_id.clone(),
        lease: Some(Box::new(LeaseEvent {
            partition_key: lease::partition(id, partition_key).to_string(),
            holder: row.holder.clone(),
            token: row.token,
            expire_time: row.expire_time,
        })),
        ..EventRow::default()
    };
    event.set_kind(kind);
    event
}

/// Writes a lease, and schedules the removal of its row.
fn store(context: &mut Context<'_>, name: Name<'_>, before: Option<&LeaseRow>, row: &LeaseRow) {
    if let Some(before) = before {
        context.remove_job(before.expire_time, &job(name));
    }
    context.add_job(row.expire_time, &job(name));
    lease::put(context.tables, name, row);
}

fn job((tenant, id, partition_key): Name<'_>) -> Job {
    Job::Lease {
        tenant: tenant.to_string(),
        id: id.to_string(),
        partition_key: lease::partition(id, partition_key).to_string(),
    }
}
