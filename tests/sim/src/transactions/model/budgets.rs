//! Budgets: no window of log time contains more than the limit, and two spends are at least a cooldown apart.

use super::{
    super::ask::{Answer, Why},
    Model,
};

#[derive(Clone, Default)]
pub struct Budget {
    /// Limit, window, cooldown.
    pub spec: (u64, i64, i64),
    /// Instants and amounts of spends, including expired ones.
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

    /// Whether the amount may be spent. If not, returns the time until it may be: the first change of the budget that
    /// allows it.
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
        // Spends outside the old window stay excluded, even if the new window is longer.
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
