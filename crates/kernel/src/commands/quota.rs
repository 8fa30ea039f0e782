//! Quotas of a tenant, and their usage. Everything is counted in log time, so that every replica rejects alike.

use crate::{
    context::Context,
    failure::Failure,
    internal::{EventKind, EventRow, NewTimer, Quota, RescheduleTimer, SetQuota, TenantRow, TimerRow},
    limits::{CREATES_AHEAD_MAX, DAY, SECOND},
    reply::{Reject, Reply},
    tables,
};
use alloc::collections::BTreeMap;

/// The retry delay for a quota without a known time of relief.
pub(super) const LATER: i64 = 60 * SECOND;

/// Replaces a tenant's quota. The tenant's existing objects stay.
pub(super) fn set(context: &mut Context<'_>, command: &SetQuota) -> Result<Reply, Failure> {
    let quota = command.quota.unwrap_or_default();
    let row = context.tenant(&command.tenant)?;
    row.quota = Some(quota).filter(|quota| *quota != Quota::default());
    if quota.creates_per_second == 0 {
        row.creates_paid_until = 0;
    }
    let mut event = EventRow {
        object: command.tenant.clone(),
        actor: command.caller.clone().unwrap_or_default().actor,
        ..EventRow::default()
    };
    event.set_kind(EventKind::TenantQuotaSet);
    context.emit(&command.tenant, event)?;
    Ok(Reply::Done)
}

/// The reason, if any, to reject this period of a schedule.
pub(super) fn refuse_period(context: &mut Context<'_>, tenant: &str, period: u64) -> Result<Option<Reject>, Failure> {
    let least = context.tenant(tenant)?.quota.map_or(0, |quota| quota.schedule_period);
    Ok((period != 0 && period < least).then_some(Reject::Exceeded {
        name: "schedule_period",
        limit: least,
        retry_delay: None,
    }))
}

/// The reason, if any, to reject the new timers of this batch. All or none are created. For a part of a transaction
/// that may exceed the present limits, checks only the limits that do not depend on the other parts.
pub(super) fn refuse_creates(
    context: &mut Context<'_>,
    tenant: &str,
    timers: &[NewTimer],
    existing: &[Option<TimerRow>],
) -> Result<Option<Reject>, Failure> {
    let now = !context.room_later;
    let row = context.tenant(tenant)?;
    let Some(quota) = row.quota else { return Ok(None) };
    let new = || {
        timers
            .iter()
            .zip(existing)
            .filter(|(_, row)| row.is_none())
            .map(|(timer, _)| timer)
    };
    let count = new().count() as u64;
    if count == 0 {
        return Ok(None);
    }
    let bytes: u64 = new().map(|timer| timer.payload.len() as u64).sum();
    let over = |used: u64, more: u64, limit: u64| more != 0 && limit != 0 && used.saturating_add(more) > limit;
    let refused = |name: &'static str, limit: u64, retry_delay: i64| {
        Ok(Some(Reject::Exceeded {
            name,
            limit,
            retry_delay: Some(retry_delay),
        }))
    };
    if quota.horizon != 0 && new().any(|timer| is_beyond(timer.fire_time, timer.create_time, quota.horizon)) {
        return Ok(Some(too_far(quota.horizon)));
    }
    if now && over(row.open_timers, count, quota.pending_timers) {
        return refused("pending_timers", quota.pending_timers, LATER);
    }
    if now && over(row.open_bytes, bytes, quota.pending_bytes) {
        return refused("pending_bytes", quota.pending_bytes, LATER);
    }
    if let Some(reject) = refuse_pace(context, tenant, count)? {
        return Ok(Some(reject));
    }
    if now && quota.pending_timers_per_agent != 0 {
        let mut agents: BTreeMap<&str, u64> = BTreeMap::new();
        for agent in new().filter_map(NewTimer::agent) {
            *agents.entry(agent).or_default() += 1;
        }
        for (agent, more) in agents {
            let used = tables::agent::get(context.tables, tenant, agent)?.open_timers;
            if over(used, more, quota.pending_timers_per_agent) {
                return refused("pending_timers_per_agent", quota.pending_timers_per_agent, LATER);
            }
        }
    }
    Ok(None)
}

/// The reason, if any, to reject so many creates, or events of the tenant's own, at this time. A tenant without a debt
/// beyond [`CREATES_AHEAD_MAX`] may create any number at once, and pays for them by waiting. The parts of a command do
/// not count against each other.
pub(super) fn refuse_pace(context: &mut Context<'_>, tenant: &str, count: u64) -> Result<Option<Reject>, Failure> {
    let (time, paid_before) = (context.time(), context.paid_before);
    let row = context.tenant(tenant)?;
    let Some(quota) = row.quota else { return Ok(None) };
    let exceeded = |name, limit, delay| {
        Ok(Some(Reject::Exceeded {
            name,
            limit,
            retry_delay: Some(delay),
        }))
    };
    if let Some(reject) = beyond_day(quota, count) {
        return Ok(Some(reject));
    }
    if quota.creates_per_day != 0 && row.creates_on_day_of(time).saturating_add(count) > quota.creates_per_day {
        let tomorrow = (time.div_euclid(DAY) + 1).saturating_mul(DAY);
        return exceeded("creates_per_day", quota.creates_per_day, tomorrow - time);
    }
    let ahead = paid_before.unwrap_or(row.creates_paid_until).saturating_sub(time);
    if quota.creates_per_second != 0 && ahead > CREATES_AHEAD_MAX {
        let delay = ahead - CREATES_AHEAD_MAX;
        return exceeded("creates_per_second", quota.creates_per_second, delay);
    }
    Ok(None)
}

/// The reason, if any, to reject so many creates at any time.
pub(super) fn refuse_ever(context: &mut Context<'_>, tenant: &str, count: u64) -> Result<Option<Reject>, Failure> {
    let quota = context.tenant(tenant)?.quota;
    Ok(quota.and_then(|quota| beyond_day(quota, count)))
}

/// Rejects more creates than a whole day allows. Waiting does not help.
fn beyond_day(quota: Quota, count: u64) -> Option<Reject> {
    (quota.creates_per_day != 0 && count > quota.creates_per_day).then_some(Reject::Exceeded {
        name: "creates_per_day",
        limit: quota.creates_per_day,
        retry_delay: None,
    })
}

/// Counts new timers, or events of the tenant's own.
pub(super) fn count_creates(context: &mut Context<'_>, tenant: &str, count: u64) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    let time = context.time();
    let row = context.tenant(tenant)?;
    row.creates_today = row.creates_on_day_of(time) + count;
    row.creates_day = day(time);
    let rate = row.quota.map_or(0, |quota| quota.creates_per_second);
    if rate != 0 {
        let each = SECOND as u64 / rate.min(SECOND as u64);
        let all = i64::try_from(each.saturating_mul(count)).unwrap_or(i64::MAX);
        row.creates_paid_until = row.creates_paid_until.max(time).saturating_add(all);
    }
    Ok(())
}

/// The reason, if any, to reject moving a timer that far.
pub(super) fn refuse_horizon(
    context: &mut Context<'_>,
    tenant: &str,
    command: &RescheduleTimer,
) -> Result<Option<Reject>, Failure> {
    let horizon = context.tenant(tenant)?.quota.map_or(0, |quota| quota.horizon);
    let beyond = horizon != 0 && is_beyond(command.fire_time, command.create_time, horizon);
    Ok(beyond.then(|| too_far(horizon)))
}

fn too_far(horizon: u64) -> Reject {
    Reject::Exceeded {
        name: "horizon",
        limit: horizon,
        retry_delay: None,
    }
}

/// Whether a fire time is further ahead than the horizon, counted from its arrival.
fn is_beyond(fire_time: i64, arrival: i64, horizon: u64) -> bool {
    fire_time.saturating_sub(arrival) > i64::try_from(horizon).unwrap_or(i64::MAX)
}

fn day(time: i64) -> u64 {
    u64::try_from(time.div_euclid(DAY)).unwrap_or(0)
}

impl TenantRow {
    /// The creates counted on the day (UTC) of `time`, in nanoseconds since 1970.
    pub fn creates_on_day_of(&self, time: i64) -> u64 {
        if self.creates_day == day(time) {
            self.creates_today
        } else {
            0
        }
    }
}
