//! Quotas: all usage is counted again from the existing timers.

use super::{Model, Timer};
use minoots_kernel::{
    Reject, Reply,
    internal::{EventKind, EventRow, NewTimer, Quota, RescheduleTimer, SetQuota},
};
use std::collections::BTreeMap;

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

impl Model {
    pub(super) fn set_quota(&mut self, command: &SetQuota) -> Reply {
        let quota = command.quota.unwrap_or_default();
        self.quotas.insert(command.tenant.clone(), quota);
        if quota.creates_per_second == 0 {
            self.paid_until.remove(&command.tenant);
        }
        let event = EventRow {
            object: command.tenant.clone(),
            actor: command.caller.clone().unwrap_or_default().actor,
            ..EventRow::default()
        };
        self.emit(&command.tenant, EventKind::TenantQuotaSet, event);
        Reply::Done
    }

    pub(super) fn quota(&self, tenant: &str) -> Quota {
        self.quotas.get(tenant).copied().unwrap_or_default()
    }

    pub(super) fn refuse_period(&self, tenant: &str, period: u64) -> Option<Reject> {
        let limit = self.quota(tenant).schedule_period;
        (period > 0 && period < limit).then_some(Reject::Exceeded {
            name: "schedule_period",
            limit,
            retry_delay: None,
        })
    }

    fn open<'a>(&'a self, tenant: &'a str) -> impl Iterator<Item = &'a Timer> {
        let counts = move |timer: &&Timer| timer.tenant == tenant && timer.is_current() && !timer.is_terminal();
        self.timers.iter().filter(counts)
    }

    /// The pending timers and bytes, and the creates of this day.
    pub fn used(&self, tenant: &str) -> (u64, u64, u64) {
        let bytes = self.open(tenant).map(|timer| timer.spec.payload.len() as u64).sum();
        let today =
            |(owner, time): &&(String, i64)| owner == tenant && time.div_euclid(DAY) == self.time.div_euclid(DAY);
        let creates = self.creates.iter().filter(today).count();
        (self.open(tenant).count() as u64, bytes, creates as u64)
    }

    pub fn open_of_agent(&self, tenant: &str, agent: &str) -> u64 {
        self.open(tenant)
            .filter(|timer| agent_of(&timer.spec) == Some(agent))
            .count() as u64
    }

    /// The usage of everything that quotas limit, with the limits: timers and their bytes, bytes of checkpoints, timers
    /// of each agent ever seen.
    pub(super) fn limited(&self, tenant: &str) -> BTreeMap<String, (u64, u64)> {
        let quota = self.quota(tenant);
        let (timers, bytes, _) = self.used(tenant);
        let all = [
            ("timers".to_string(), (quota.pending_timers, timers)),
            ("bytes".to_string(), (quota.pending_bytes, bytes)),
            (
                "checkpoint bytes".to_string(),
                (quota.checkpoint_bytes, self.checkpoint_bytes(tenant)),
            ),
        ];
        let agents = self.timers.iter().filter_map(|timer| agent_of(&timer.spec));
        let of_agent = |agent: &str| (quota.pending_timers_per_agent, self.open_of_agent(tenant, agent));
        let agents = agents.map(|agent| (format!("agent {agent}"), of_agent(agent)));
        agents.chain(all).filter(|(_, (limit, _))| *limit > 0).collect()
    }

    pub(super) fn refuse_creates(&self, tenant: &str, timers: &[NewTimer]) -> Option<Reject> {
        let quota = self.quota(tenant);
        let new: Vec<&NewTimer> = timers
            .iter()
            .filter(|timer| self.current(tenant, &timer.id).is_none())
            .collect();
        if new.is_empty() {
            return None;
        }
        let (count, bytes) = (
            new.len() as u64,
            new.iter().map(|timer| timer.payload.len() as u64).sum::<u64>(),
        );
        let (timers_used, bytes_used, _) = self.used(tenant);
        let over = |name, used: u64, limit: u64, delay: i64| {
            (limit > 0 && used > limit).then_some(Reject::Exceeded {
                name,
                limit,
                retry_delay: Some(delay),
            })
        };
        let far = new
            .iter()
            .find_map(|timer| self.beyond(tenant, timer.fire_time, timer.create_time));
        let mut agents: Vec<&str> = new.iter().filter_map(|timer| agent_of(timer)).collect();
        agents.sort_unstable();
        let of_agent = agents.iter().find_map(|agent| {
            let more = agents.iter().filter(|other| *other == agent).count() as u64;
            let used = self.open_of_agent(tenant, agent) + more;
            over(
                "pending_timers_per_agent",
                used,
                quota.pending_timers_per_agent,
                60 * SECOND,
            )
        });
        if self.room_later {
            return far.or_else(|| self.refuse_pace(tenant, count));
        }
        far.or(over(
            "pending_timers",
            timers_used + count,
            quota.pending_timers,
            60 * SECOND,
        ))
        .or(over(
            "pending_bytes",
            bytes_used + bytes,
            quota.pending_bytes,
            60 * SECOND,
        ))
        .or_else(|| self.refuse_pace(tenant, count))
        .or(of_agent)
    }

    /// Rejects timers, or events of the tenant's own, that exceed the rate.
    pub(super) fn refuse_pace(&self, tenant: &str, count: u64) -> Option<Reject> {
        let quota = self.quota(tenant);
        let (_, _, used) = self.used(tenant);
        let exceeded = |name, limit, delay: i64| Reject::Exceeded {
            name,
            limit,
            retry_delay: Some(delay),
        };
        let paid = match self.paid_before {
            Some(paid) => paid,
            None => self.paid_until.get(tenant).copied().unwrap_or(0),
        };
        let ahead = paid.saturating_sub(self.time) - SECOND;
        if let Some(reject) = self.refuse_ever(tenant, count) {
            return Some(reject);
        }
        if quota.creates_per_day > 0 && used + count > quota.creates_per_day {
            let delay = DAY - self.time.rem_euclid(DAY);
            return Some(exceeded("creates_per_day", quota.creates_per_day, delay));
        }
        (quota.creates_per_second > 0 && ahead > 0)
            .then(|| exceeded("creates_per_second", quota.creates_per_second, ahead))
    }

    /// Rejects more at once than a day allows.
    pub(super) fn refuse_ever(&self, tenant: &str, count: u64) -> Option<Reject> {
        let limit = self.quota(tenant).creates_per_day;
        (limit > 0 && count > limit).then_some(Reject::Exceeded {
            name: "creates_per_day",
            limit,
            retry_delay: None,
        })
    }

    pub(super) fn refuse_horizon(&self, tenant: &str, command: &RescheduleTimer) -> Option<Reject> {
        self.beyond(tenant, command.fire_time, command.create_time)
    }

    fn beyond(&self, tenant: &str, fire_time: i64, arrival: i64) -> Option<Reject> {
        let limit = self.quota(tenant).horizon;
        (limit > 0 && fire_time - arrival > limit as i64).then_some(Reject::Exceeded {
            name: "horizon",
            limit,
            retry_delay: None,
        })
    }

    pub(super) fn count_creates(&mut self, tenant: &str, count: usize) {
        self.creates.extend((0..count).map(|_| (tenant.to_string(), self.time)));
        let rate = self.quota(tenant).creates_per_second;
        if rate > 0 && count > 0 {
            let from = self.paid_until.get(tenant).copied().unwrap_or(0).max(self.time);
            let all = SECOND / rate as i64 * count as i64;
            self.paid_until.insert(tenant.to_string(), from + all);
        }
    }
}

fn agent_of(timer: &NewTimer) -> Option<&str> {
    let label = timer.labels.iter().find(|label| label.key == "agent")?;
    (!label.value.is_empty()).then_some(label.value.as_str())
}
