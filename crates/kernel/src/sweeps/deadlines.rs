//! Runs due jobs of the deadline table.

use super::{queue_age, retention};
use crate::{
    commands,
    context::Context,
    failure::Failure,
    internal::{FailureKind, TimerState},
    tables::{
        self,
        deadline::{self, Job},
    },
    transitions,
};
use alloc::format;

/// Runs due jobs, at most about `limit` rows of work; true if it stopped there.
pub(super) fn run(context: &mut Context<'_>, limit: usize) -> Result<bool, Failure> {
    let mut budget = limit;
    // A job may make other jobs due.
    while is_due(context) {
        if budget == 0 {
            return Ok(true);
        }
        run_due(context, &mut budget)?;
    }
    Ok(false)
}

fn is_due(context: &Context<'_>) -> bool {
    let next = context.shard.next_deadline;
    next != 0 && next <= context.time()
}

fn run_due(context: &mut Context<'_>, budget: &mut usize) -> Result<(), Failure> {
    let (next, time) = (context.shard.next_deadline, context.time());
    let rows = context.tables.scan(
        &deadline::start(next),
        &deadline::start(time.saturating_add(1)),
        *budget,
    )?;
    for scanned in &rows {
        if *budget == 0 {
            break;
        }
        let (at, job) = deadline::read(scanned)?;
        deadline::delete(context.tables, at, &job);
        *budget = budget.saturating_sub(1);
        match job {
            Job::Retention { tenant } => retention::run(context, &tenant, budget)?,
            Job::Request { tenant, request_id } => commands::forget_request(context, &tenant, &request_id)?,
            Job::QueueAge { tenant, queue } => queue_age::run(context, at, (&tenant, &queue), budget)?,
            Job::DeliveryAge {
                tenant,
                id,
                version,
                arm,
            } => expire(context, &tenant, &id, version, arm)?,
            Job::JoinToken { token } => tables::join_token::delete(context.tables, &token),
            Job::Token { tenant, token } => {
                tables::token::delete(context.tables, &token);
                context.tenant(&tenant)?.used_tokens -= 1;
            }
            Job::Credential { tenant, credential } => {
                let row = tables::credential::get(context.tables, &credential)?;
                let row =
                    row.ok_or_else(|| Failure::Corrupt(format!("credential {credential} has a job and no row")))?;
                tables::credential::delete(context.tables, &credential, &row);
                context.tenant(&tenant)?.exchanged_credentials -= 1;
            }
            Job::Lease {
                tenant,
                id,
                partition_key,
            } => {
                tables::lease::delete(context.tables, (&tenant, &id, &partition_key));
                let counted = context.tenant(&tenant)?;
                counted.leases = counted.leases.saturating_sub(1);
            }
            Job::RemovedCheckpoint {
                tenant,
                execution,
                name,
            } => commands::forget_removed(context, (&tenant, &execution, &name))?,
            Job::Turn { tenant, queue, key } => transitions::turns::wake(context, at, (&tenant, &queue, &key))?,
        }
    }
    // A job may have added one before those that were read.
    let from = context.shard.next_deadline.min(next);
    let first = context.tables.scan(&deadline::start(from), &deadline::end(), 1)?;
    context.shard.next_deadline = match first.first() {
        Some(row) => deadline::read(row)?.0,
        None => 0,
    };
    Ok(())
}

/// Expires a delivery that left its first position and reached the queue's maximum age.
fn expire(context: &mut Context<'_>, tenant: &str, id: &str, version: u64, arm: u64) -> Result<(), Failure> {
    let Some(row) = tables::timer::get(context.tables, tenant, id)? else {
        return Ok(());
    };
    let waiting = row.state() == TimerState::Fired || row.redrive_open();
    if row.version == version && row.arm == arm && waiting {
        transitions::fail(context, tenant, row, FailureKind::Expired, "")?;
    }
    Ok(())
}
