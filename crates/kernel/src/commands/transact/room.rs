//! What a tenant has once all operations were run, by which the quotas of what it may have judge a transaction: what one operation takes up,
//! another frees.

use super::{checkpoints, quota};
use crate::{
    context::Context,
    failure::Failure,
    internal::{NewTimer, Operation, operation},
    reply::Reject,
    tables::agent,
};
use alloc::collections::BTreeMap;

/// How much there is of all that is limited.
pub(super) struct Room<'c> {
    timers: Used,
    bytes: Used,
    checkpoint_bytes: Used,
    /// Timers of each agent that one may be created for, if those are limited.
    agents: BTreeMap<&'c str, Used>,
}

/// How much there is of one thing.
struct Used {
    /// The quota's name.
    name: &'static str,
    /// 0 for none.
    limit: u64,
    before: u64,
    /// The operation since which there is more than the limit, and more than before: what stood beyond a quota may stay.
    beyond: Option<usize>,
}

impl Used {
    fn before(name: &'static str, limit: u64, before: u64) -> Used {
        Used {
            name,
            limit,
            before,
            beyond: None,
        }
    }

    fn after(&mut self, index: usize, used: u64) {
        let is_beyond = self.limit != 0 && used > self.limit.max(self.before);
        self.beyond = is_beyond.then(|| self.beyond.unwrap_or(index));
    }
}

impl<'c> Room<'c> {
    /// Before the first operation.
    pub fn before(context: &mut Context<'_>, tenant: &str, operations: &'c [Operation]) -> Result<Room<'c>, Failure> {
        let row = context.tenant(tenant)?;
        let quota = row.quota.unwrap_or_default();
        let mut room = Room {
            timers: Used::before("pending_timers", quota.pending_timers, row.open_timers),
            bytes: Used::before("pending_bytes", quota.pending_bytes, row.open_bytes),
            checkpoint_bytes: Used::before(
                "checkpoint_bytes",
                checkpoints::bytes_limit(row.quota),
                row.checkpoint_bytes,
            ),
            agents: BTreeMap::new(),
        };
        if quota.pending_timers_per_agent != 0 {
            for name in operations.iter().filter_map(agent_of) {
                let used = agent::get(context.tables, tenant, name)?.open_timers;
                let limit = quota.pending_timers_per_agent;
                room.agents
                    .insert(name, Used::before("pending_timers_per_agent", limit, used));
            }
        }
        Ok(room)
    }

    /// Behind an operation.
    pub fn after(
        &mut self,
        context: &mut Context<'_>,
        tenant: &str,
        (index, operation): (usize, &Operation),
    ) -> Result<(), Failure> {
        let row = context.tenant(tenant)?;
        self.timers.after(index, row.open_timers);
        self.bytes.after(index, row.open_bytes);
        self.checkpoint_bytes.after(index, row.checkpoint_bytes);
        // Of no other agent there are more than before this operation.
        let created_for = agent_of(operation);
        for (name, used) in &mut self.agents {
            if used.beyond.is_some() || created_for == Some(*name) {
                used.after(index, agent::get(context.tables, tenant, name)?.open_timers);
            }
        }
        Ok(())
    }

    /// The first operation that there is no room for, once all were run, and the quota that is exceeded.
    pub fn refused(&self) -> Option<(usize, Reject)> {
        let of_tenant = [&self.timers, &self.bytes, &self.checkpoint_bytes];
        let all = of_tenant.into_iter().chain(self.agents.values());
        let beyond = all.filter_map(|used| Some((used.beyond?, used)));
        // Of several quotas that one operation exceeds, the first of the list above is named.
        let (index, used) = beyond.min_by_key(|(index, _)| *index)?;
        let reject = Reject::Exceeded {
            name: used.name,
            limit: used.limit,
            retry_delay: Some(quota::LATER),
        };
        Some((index, reject))
    }
}

/// The agent that an operation creates a timer for.
fn agent_of(operation: &Operation) -> Option<&str> {
    match &operation.operation {
        Some(operation::Operation::Create(timer)) => NewTimer::agent(timer),
        _ => None,
    }
}
