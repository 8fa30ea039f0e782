//! The tenant's usage after all operations, by which the quotas judge a transaction: one operation may use the space
//! that another frees.

use super::{checkpoints, quota};
use crate::{
    context::Context,
    failure::Failure,
    internal::{NewTimer, Operation, operation},
    reply::Reject,
    tables::agent,
};
use alloc::collections::BTreeMap;

/// The usage of every limited resource.
pub(super) struct Room<'c> {
    timers: Used,
    bytes: Used,
    checkpoint_bytes: Used,
    /// The timers of each agent for which the transaction may create one, if they are limited.
    agents: BTreeMap<&'c str, Used>,
}

/// The usage of one resource.
struct Used {
    /// The quota's name.
    name: &'static str,
    /// The limit; 0 for none.
    limit: u64,
    before: u64,
    /// The operation since which the usage exceeds both the limit and the usage before. Usage that already exceeded a
    /// quota may stay.
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
    /// Records the usage before the first operation.
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

    /// Records the usage after an operation.
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
        // The operation adds timers of no other agent.
        let created_for = agent_of(operation);
        for (name, used) in &mut self.agents {
            if used.beyond.is_some() || created_for == Some(*name) {
                used.after(index, agent::get(context.tables, tenant, name)?.open_timers);
            }
        }
        Ok(())
    }

    /// The first operation that exceeds a quota after all were run, and that quota.
    pub fn refused(&self) -> Option<(usize, Reject)> {
        let of_tenant = [&self.timers, &self.bytes, &self.checkpoint_bytes];
        let all = of_tenant.into_iter().chain(self.agents.values());
        let beyond = all.filter_map(|used| Some((used.beyond?, used)));
        // If one operation exceeds several quotas, the first of the list above is named.
        let (index, used) = beyond.min_by_key(|(index, _)| *index)?;
        let reject = Reject::Exceeded {
            name: used.name,
            limit: used.limit,
            retry_delay: Some(quota::LATER),
        };
        Some((index, reject))
    }
}

/// The agent for which an operation creates a timer.
fn agent_of(operation: &Operation) -> Option<&str> {
    match &operation.operation {
        Some(operation::Operation::Create(timer)) => NewTimer::agent(timer),
        _ => None,
    }
}
