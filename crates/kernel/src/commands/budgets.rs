//! Budgets: an amount that may be spent in any window of log time, with a pause between two spends. Every spend in the
//! window is stored with its instant. The remaining amount, and the instant at which there will be enough, are
//! therefore exact. A spend counts up to its instant plus the window, and no longer.

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
        BudgetEvent, BudgetRow, BudgetSpec, BudgetSpend, Caller, DeleteBudget, EventKind, EventRow, RequestRow,
        SetBudget, SpendBudget, SpendRow,
    },
    limits::{BUDGET_LIMIT_MAX, BUDGET_WINDOW_MAX, BUDGET_WINDOW_MIN, BUDGETS_MAX},
    reply::{Reject, Reply},
    tables::{
        budget,
        lease::{Name, partition},
    },
};
use alloc::{boxed::Box, string::ToString, vec::Vec};

impl BudgetRow {
    /// The amount that may be spent at an instant, considering only the window. The instant must not be before the last
    /// spend.
    pub fn remaining(&self, time: i64) -> u64 {
        let limit = self.spec.unwrap_or_default().limit;
        limit.saturating_sub(self.spent(time))
    }

    /// The instant from which on `amount` may be spent, if no other caller spends: `time` itself, or a later one.
    pub fn spendable_at(&self, amount: u64, time: i64) -> i64 {
        let BudgetSpec {
            limit,
            window,
            cooldown,
        } = self.spec.unwrap_or_default();
        let mut spent = self.spent(time);
        let mut at = time;
        for spend in self.within(time) {
            if spent.saturating_add(amount) <= limit {
                break;
            }
            spent = spent.saturating_sub(spend.amount);
            at = spend.time.saturating_add_unsigned(window);
        }
        match self.spend_count {
            0 => at,
            _ if planted(Defect::CooldownForgotten) => at,
            _ => at.max(self.last_time.saturating_add_unsigned(cooldown)),
        }
    }

    fn spent(&self, time: i64) -> u64 {
        let add = |sum: u64, spend: &BudgetSpend| sum.saturating_add(spend.amount);
        self.within(time).fold(0, add)
    }

    fn within(&self, time: i64) -> impl Iterator<Item = &BudgetSpend> {
        let window = self.spec.unwrap_or_default().window;
        let (made, length) = (self.create_time, window.cast_signed().max(1));
        let part = move |at: i64| (at - made).div_euclid(length);
        let is_in = move |spend: &&BudgetSpend| match planted(Defect::BudgetWindowFixed) {
            true => part(spend.time) == part(time),
            false => spend.time.saturating_add_unsigned(window) > time,
        };
        self.spends.iter().filter(is_in)
    }
}

pub(super) fn spend(context: &mut Context<'_>, command: &SpendBudget) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    if command.amount == 0 {
        return rejected(Reject::Empty);
    }
    let digest = digest::of_spend(command);
    match requests::look(context, &caller, &digest)? {
        RequestLookup::New => {}
        RequestLookup::Before(first) => {
            let (spend, original_index) = (first.spend.unwrap_or_default(), first.commit_index);
            return Ok(Reply::Spent { spend, original_index });
        }
        RequestLookup::Refused(reject) => return rejected(reject),
    }
    let name = (&*caller.tenant, &*command.id, &*command.partition_key);
    let Some(mut row) = budget::get(context.tables, name)? else {
        return rejected(Reject::BudgetNotFound);
    };
    let limit = row.spec.unwrap_or_default().limit;
    if command.amount > limit {
        return rejected(Reject::BudgetAmount { limit });
    }
    let time = context.time();
    let at = row.spendable_at(command.amount, time);
    if at > time {
        return rejected(Reject::BudgetSpent {
            remaining: row.remaining(time),
            retry_delay: at - time,
        });
    }
    take(&mut row, command.amount, time);
    budget::put(context.tables, name, &row);
    let spend = SpendRow {
        time,
        remaining: row.remaining(time),
    };
    let told = BudgetEvent {
        amount: command.amount,
        remaining: spend.remaining,
        ..BudgetEvent::default()
    };
    tell(context, EventKind::BudgetSpent, &caller, name, told)?;
    let request = RequestRow {
        digest,
        spend: Some(spend),
        ..RequestRow::default()
    };
    requests::remember(context, &caller, request)?;
    Ok(Reply::Spent {
        spend,
        original_index: 0,
    })
}

fn take(row: &mut BudgetRow, amount: u64, time: i64) {
    let kept = row.within(time).copied().collect();
    row.spends = kept;
    match row.spends.last_mut().filter(|last| last.time == time) {
        Some(last) => last.amount = last.amount.saturating_add(amount),
        None => row.spends.push(BudgetSpend { time, amount }),
    }
    row.last_time = time;
    row.spent_total = row.spent_total.saturating_add(amount);
    row.spend_count = row.spend_count.saturating_add(1);
}

pub(super) fn set(context: &mut Context<'_>, command: &SetBudget) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let Some(spec) = command.spec.filter(|spec| !command.id.is_empty() && is_sound(spec)) else {
        return rejected(Reject::Empty);
    };
    let name = (&*caller.tenant, &*command.id, &*command.partition_key);
    let before = budget::get(context.tables, name)?;
    if let Some(row) = before.as_ref().filter(|row| row.spec == Some(spec)) {
        return Ok(answer(row.clone(), true));
    }
    let row = match before {
        // A spend that has left the window ending here does not count again in a longer one.
        Some(row) => BudgetRow {
            spends: match planted(Defect::BudgetChangeForgets) {
                true => Vec::new(),
                false => row.within(context.time()).copied().collect(),
            },
            spec: Some(spec),
            update_time: context.time(),
            updated_by: caller.actor.clone(),
            ..row
        },
        None => {
            if context.tenant(&caller.tenant)?.budgets >= BUDGETS_MAX {
                return rejected(Reject::Quota {
                    name: "budgets",
                    limit: BUDGETS_MAX,
                });
            }
            context.tenant(&caller.tenant)?.budgets += 1;
            BudgetRow {
                spec: Some(spec),
                create_time: context.time(),
                update_time: context.time(),
                updated_by: caller.actor.clone(),
                ..BudgetRow::default()
            }
        }
    };
    budget::put(context.tables, name, &row);
    let told = BudgetEvent {
        spec: Some(spec),
        ..BudgetEvent::default()
    };
    tell(context, EventKind::BudgetSet, &caller, name, told)?;
    Ok(answer(row, false))
}

pub(super) fn remove(context: &mut Context<'_>, command: &DeleteBudget) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let name = (&*caller.tenant, &*command.id, &*command.partition_key);
    if budget::get(context.tables, name)?.is_none() {
        return rejected(Reject::BudgetNotFound);
    }
    budget::delete(context.tables, name);
    let counted = context.tenant(&caller.tenant)?;
    counted.budgets = counted.budgets.saturating_sub(1);
    tell(context, EventKind::BudgetDeleted, &caller, name, BudgetEvent::default())?;
    Ok(Reply::Done)
}

/// Writes the event of a change.
fn tell(
    context: &mut Context<'_>,
    kind: EventKind,
    caller: &Caller,
    (tenant, id, partition_key): Name<'_>,
    told: BudgetEvent,
) -> Result<(), Failure> {
    let mut event = EventRow {
        object: id.to_string(),
        actor: caller.actor.clone(),
        request_id: caller.request_id.clone(),
        budget: Some(Box::new(BudgetEvent {
            partition_key: partition(id, partition_key).to_string(),
            ..told
        })),
        ..EventRow::default()
    };
    event.set_kind(kind);
    context.emit(tenant, event)
}

fn is_sound(spec: &BudgetSpec) -> bool {
    (1..=BUDGET_LIMIT_MAX).contains(&spec.limit)
        && (BUDGET_WINDOW_MIN..=BUDGET_WINDOW_MAX).contains(&spec.window)
        && spec.cooldown <= BUDGET_WINDOW_MAX
}

fn answer(row: BudgetRow, existing: bool) -> Reply {
    let row = Box::new(row);
    Reply::Budget { row, existing }
}
