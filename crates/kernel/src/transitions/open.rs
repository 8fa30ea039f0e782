//! Counts of a tenant's unfinished objects, which the quotas limit.

use crate::{
    context::Context,
    failure::Failure,
    internal::{NewTimer, TimerRow},
    limits::AGENT_LABEL,
    tables::agent,
};
use alloc::{format, string::ToString};

/// Counts a new timer.
pub(crate) fn opened(context: &mut Context<'_>, tenant: &str, row: &TimerRow) -> Result<(), Failure> {
    let bytes = row.payload_bytes();
    let counted = context.tenant(tenant)?;
    counted.open_timers += 1;
    counted.open_bytes += bytes;
    if let Some(name) = row.agent() {
        let mut counted = agent::get(context.tables, tenant, name)?;
        counted.open_timers += 1;
        agent::put(context.tables, tenant, name, &counted);
    }
    Ok(())
}

/// Removes an ended timer from the counts.
pub(crate) fn closed(context: &mut Context<'_>, tenant: &str, row: &TimerRow) -> Result<(), Failure> {
    let bytes = row.payload_bytes();
    let counted = context.tenant(tenant)?;
    let miscounted = || Failure::Corrupt(format!("timer {} ends and is not counted", row.id()));
    counted.open_timers = counted.open_timers.checked_sub(1).ok_or_else(miscounted)?;
    // Timers created before bytes and agents were counted are not in those counts.
    counted.open_bytes = counted.open_bytes.saturating_sub(bytes);
    if let Some(name) = row.agent() {
        let mut counted = agent::get(context.tables, tenant, name)?;
        counted.open_timers = counted.open_timers.saturating_sub(1);
        agent::put(context.tables, tenant, name, &counted);
    }
    if let Some(origin) = row.spec.as_ref().and_then(|spec| spec.schedule.as_ref()) {
        context
            .schedules_to_go_on
            .insert((tenant.to_string(), origin.id.clone()));
    }
    Ok(())
}

impl TimerRow {
    fn payload_bytes(&self) -> u64 {
        self.spec.as_ref().map_or(0, |spec| spec.payload.len() as u64)
    }

    /// The agent that it wakes, if its labels name one.
    pub fn agent(&self) -> Option<&str> {
        self.spec.as_ref()?.agent()
    }
}

impl NewTimer {
    /// The agent that it wakes, if its labels name one.
    pub fn agent(&self) -> Option<&str> {
        let named = self.labels.iter().find(|label| label.key == AGENT_LABEL)?;
        Some(named.value.as_str()).filter(|name| !name.is_empty())
    }
}
