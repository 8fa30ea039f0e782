//! Budgets: no window of log time, wherever it begins, has more than the limit; from one spend to the next is the cooldown at least.

use super::{
    super::ask::{Answer, Why},
    Model,
};

#[derive(Clone, Default)]
pub struct Budget {
    /// Limit, window, cooldown.
    pub spec: (u64, i64, i64),
    /// Instants and amounts of what counts, or did.
    spends: Vec<(i64, u64)>,
    last: Option<i64>,
}

impl Budget {
    pub fn left(&self, time: i64) -> u64 {
        let (limit, window, _) = self.spec;
        let counts = self.spends.iter().filter(|(at, _)| at + window > time);
        limit.saturating_sub(counts.map(|(_, amount)| amount).sum())
    }

    fn allows_at(&self, amount: u64, time: i64) -> bool {
        amount <= self.left(time) && self.last.is_none_or(|last| last + self.spec.2 <= time)
    }

    /// Whether so much may be spent; if not, after how long: the first of the instants at which anything changes.
    pub fn allows(&self, amount: u64, time: i64) -> Result<(), Why> {
        let (limit, window, cooldown) = self.spec;
        if amount > limit {
            return Err(Why::Amount);
        }
        if self.allows_at(amount, time) {
            return Ok(());
        }
        let mut changes: Vec<i64> = self.spends.iter().map(|(at, _)| at + window).collect();
        changes.extend(self.last.map(|last| last + cooldown));
        changes.retain(|change| *change > time);
        changes.sort_unstable();
        let first = changes.into_iter().find(|change| self.allows_at(amount, *change));
        Err(Why::BudgetSpent {
            after: first.unwrap_or(time) - time,
        })
    }
}

impl Model {
    pub(super) fn set_budget(&mut self, budget: usize, spec: (u64, i64, i64)) -> Answer {
        let time = self.time;
        let existed = self.budgets.get(&budget).is_some_and(|budget| budget.spec == spec);
        let budget = self.budgets.entry(budget).or_default();
        // What has left the window before a longer one is set stays out.
        let window = budget.spec.1;
        budget.spends.retain(|(at, _)| at + window > time);
        budget.spec = spec;
        Answer::Budget { existed }
    }

    pub(super) fn delete_budget(&mut self, budget: usize) -> Result<Answer, Why> {
        self.budgets.remove(&budget).map(|_| Answer::Done).ok_or(Why::NoBudget)
    }

    pub(super) fn spend(&mut self, budget: usize, amount: u64) -> Result<Answer, Why> {
        let time = self.time;
        let budget = self.budgets.get_mut(&budget).ok_or(Why::NoBudget)?;
        budget.allows(amount, time)?;
        budget.spends.push((time, amount));
        budget.last = Some(time);
        Ok(Answer::Spent {
            at: time,
            left: budget.left(time),
        })
    }
}
