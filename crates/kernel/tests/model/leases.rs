//! Leases and budgets: every grant and every spend ever made.

use super::Model;
use minoots_kernel::{
    Reject, Reply, digest,
    internal::{
        AcquireLease, BudgetEvent, BudgetRow, BudgetSpec, BudgetSpend, Caller, DeleteBudget, EventKind, EventRow,
        LeaseEvent, LeaseRow, ReleaseLease, RenewLease, SetBudget, SpendBudget, SpendRow,
    },
};

/// The tenant, the id, and the partition key, which is the id if none was given.
pub type Name = (String, String, String);

/// One grant and its fate.
#[derive(Clone, Debug)]
pub struct Grant {
    pub name: Name,
    pub row: LeaseRow,
    pub released: bool,
    epoch: u64,
}

/// A budget, with every spend since its creation.
#[derive(Clone, Debug)]
pub struct Budget {
    pub name: Name,
    spec: BudgetSpec,
    /// Each spend, with whether a later spend or change found it outside the window.
    spends: Vec<(i64, u64, bool)>,
    made: i64,
    changed: i64,
    by: String,
}

fn name(caller: &Caller, id: &str, partition_key: &str) -> Name {
    let partition_key = if partition_key.is_empty() { id } else { partition_key };
    (caller.tenant.clone(), id.to_string(), partition_key.to_string())
}

fn original(mut answer: Reply, index: u64) -> Reply {
    match &mut answer {
        Reply::Lease { original_index, .. } | Reply::Spent { original_index, .. } => *original_index = index,
        _ => {}
    }
    answer
}

/// The partition key in its stored form: empty if it is the id.
fn other_partition(name: &Name) -> String {
    if name.1 == name.2 {
        String::new()
    } else {
        name.2.clone()
    }
}

/// The common fields of every event about a lease or a budget.
fn about(caller: &Caller, name: &Name) -> EventRow {
    EventRow {
        object: name.1.clone(),
        actor: caller.actor.clone(),
        request_id: caller.request_id.clone(),
        ..EventRow::default()
    }
}

impl Model {
    fn holder(&mut self, name: &Name) -> Option<&mut Grant> {
        let (time, epoch) = (self.time, self.epoch);
        let last = self.grants.iter_mut().rfind(|grant| grant.name == *name)?;
        (!last.released && last.row.expire_time > time && last.epoch == epoch).then_some(last)
    }

    /// The last grant of each lease, if it was not released and has not expired.
    pub fn standing_leases(&self) -> Vec<&Grant> {
        let is_last = |at: usize| {
            self.grants[at + 1..]
                .iter()
                .all(|later| later.name != self.grants[at].name)
        };
        let stands = |at: &usize| !self.grants[*at].released && self.grants[*at].row.expire_time > self.time;
        let all = (0..self.grants.len()).filter(stands).filter(|at| is_last(*at));
        all.map(|at| &self.grants[at]).collect()
    }

    /// The token of the present holder of a lease.
    pub(super) fn held_token(&self, tenant: &str, id: &str, key: &str) -> Option<u64> {
        let same = |grant: &&Grant| (&*grant.name.0, &*grant.name.1, &*grant.name.2) == (tenant, id, key);
        let last = self.grants.iter().rfind(same)?;
        let holds = !last.released && last.row.expire_time > self.time && last.epoch == self.epoch;
        holds.then_some(last.row.token)
    }

    /// The time until an amount of a budget may be spent. An error if it never may; `None` if there is no budget.
    pub(super) fn spendable(&self, tenant: &str, id: &str, key: &str, amount: u64) -> Option<Result<i64, ()>> {
        let same = |budget: &&Budget| (&*budget.name.0, &*budget.name.1, &*budget.name.2) == (tenant, id, key);
        let budget = self.budgets.iter().find(same)?;
        if amount > budget.spec.limit {
            return Some(Err(()));
        }
        let leaves = budget.spends.iter().map(|(at, _, _)| at + budget.spec.window as i64);
        let rested = budget.spends.last().map(|(at, _, _)| at + budget.spec.cooldown as i64);
        let instants = leaves.chain(rested).filter(|at| *at > self.time).chain([self.time]);
        let first = instants.filter(|at| budget.allows(amount, *at)).min();
        Some(Ok(first.unwrap() - self.time))
    }

    pub fn current_token(&self, tenant: &str, id: &str) -> u64 {
        let of = |grant: &&Grant| grant.name.0 == tenant && grant.name.1 == id;
        self.grants.iter().rfind(of).map_or(0, |grant| grant.row.token)
    }

    pub(super) fn acquire_lease(&mut self, command: &AcquireLease) -> Reply {
        let caller = command.caller.clone().unwrap();
        if command.ttl < 1_000_000_000 || command.ttl > 86_400_000_000_000 {
            return Reply::Rejected(Reject::Empty);
        }
        let digest = digest::of_acquire(command);
        if let Some(answer) = self.first_answer(&caller, &digest) {
            return answer;
        }
        let (name, time) = (name(&caller, &command.id, &command.partition_key), self.time);
        if let Some(grant) = self.holder(&name) {
            return Reply::Rejected(Reject::LeaseHeld {
                holder: grant.row.holder.clone(),
                retry_delay: grant.row.expire_time - time,
            });
        }
        let row = LeaseRow {
            holder: command.holder.clone(),
            token: self.draw_version(),
            ttl: command.ttl,
            acquire_time: time,
            expire_time: time + command.ttl as i64,
            acquired_by: caller.actor.clone(),
        };
        let earlier = self.grants.iter().filter(|grant| grant.name == name);
        assert!(
            earlier.map(|grant| grant.row.token).max() < Some(row.token),
            "tokens grow"
        );
        self.tell_of_lease(EventKind::LeaseAcquired, &caller, &name, &row);
        self.grants.push(Grant {
            name,
            row: row.clone(),
            released: false,
            epoch: self.epoch,
        });
        let answer = Reply::Lease {
            row: Box::new(row),
            original_index: 0,
        };
        self.remember(&caller, &digest, original(answer.clone(), self.index));
        answer
    }

    fn tell_of_lease(&mut self, kind: EventKind, caller: &Caller, name: &Name, row: &LeaseRow) {
        let lease = LeaseEvent {
            partition_key: other_partition(name),
            holder: row.holder.clone(),
            token: row.token,
            expire_time: row.expire_time,
        };
        let event = EventRow {
            lease: Some(Box::new(lease)),
            ..about(caller, name)
        };
        self.emit(&name.0, kind, event);
    }

    fn tell_of_budget(&mut self, kind: EventKind, caller: &Caller, name: &Name, told: BudgetEvent) {
        let budget = BudgetEvent {
            partition_key: other_partition(name),
            ..told
        };
        let event = EventRow {
            budget: Some(Box::new(budget)),
            ..about(caller, name)
        };
        self.emit(&name.0, kind, event);
    }

    /// The holder's grant, if this is its token.
    fn own(&mut self, name: &Name, token: u64) -> Result<&mut Grant, Reject> {
        match self.holder(name) {
            None => Err(Reject::LeaseOver),
            Some(grant) if grant.row.token != token => Err(Reject::LeaseStale),
            Some(grant) => Ok(grant),
        }
    }

    pub(super) fn renew_lease(&mut self, command: &RenewLease) -> Reply {
        if command.ttl != 0 && (command.ttl < 1_000_000_000 || command.ttl > 86_400_000_000_000) {
            return Reply::Rejected(Reject::Empty);
        }
        let (caller, time) = (command.caller.clone().unwrap(), self.time);
        let name = name(&caller, &command.id, &command.partition_key);
        match self.own(&name, command.token) {
            Ok(grant) => {
                let ttl = [command.ttl, grant.row.ttl].into_iter().find(|ttl| *ttl != 0).unwrap();
                grant.row.expire_time = time + ttl as i64;
                Reply::Lease {
                    row: Box::new(grant.row.clone()),
                    original_index: 0,
                }
            }
            Err(reject) => Reply::Rejected(reject),
        }
    }

    pub(super) fn release_lease(&mut self, command: &ReleaseLease) -> Reply {
        let caller = command.caller.clone().unwrap();
        let name = name(&caller, &command.id, &command.partition_key);
        match self.own(&name, command.token) {
            Ok(grant) => {
                grant.released = true;
                let row = grant.row.clone();
                self.tell_of_lease(EventKind::LeaseReleased, &caller, &name, &row);
            }
            Err(Reject::LeaseOver) => {}
            Err(reject) => return Reply::Rejected(reject),
        }
        Reply::Done
    }

    pub(super) fn set_budget(&mut self, command: &SetBudget) -> Reply {
        let (caller, spec, time) = (command.caller.clone().unwrap(), command.spec.unwrap(), self.time);
        if spec.limit == 0 {
            return Reply::Rejected(Reject::Empty);
        }
        let name = name(&caller, &command.id, &command.partition_key);
        let found = self.budgets.iter_mut().find(|budget| budget.name == name);
        let existing = found.as_ref().is_some_and(|budget| budget.spec == spec);
        match found {
            Some(_) if existing => {}
            Some(budget) => {
                budget.leave(time);
                (budget.spec, budget.changed, budget.by) = (spec, time, caller.actor.clone());
            }
            None => self.budgets.push(Budget {
                name: name.clone(),
                spec,
                spends: Vec::new(),
                made: time,
                changed: time,
                by: caller.actor.clone(),
            }),
        }
        if !existing {
            let told = BudgetEvent {
                spec: Some(spec),
                ..BudgetEvent::default()
            };
            self.tell_of_budget(EventKind::BudgetSet, &caller, &name, told);
        }
        let budget = self.budgets.iter().find(|budget| budget.name == name).unwrap();
        Reply::Budget {
            row: Box::new(budget.row()),
            existing,
        }
    }

    pub(super) fn delete_budget(&mut self, command: &DeleteBudget) -> Reply {
        let caller = command.caller.clone().unwrap();
        let name = name(&caller, &command.id, &command.partition_key);
        match self.budgets.iter().position(|budget| budget.name == name) {
            Some(at) => drop(self.budgets.remove(at)),
            None => return Reply::Rejected(Reject::BudgetNotFound),
        }
        self.tell_of_budget(EventKind::BudgetDeleted, &caller, &name, BudgetEvent::default());
        Reply::Done
    }

    pub(super) fn spend_budget(&mut self, command: &SpendBudget) -> Reply {
        let caller = command.caller.clone().unwrap();
        if command.amount == 0 {
            return Reply::Rejected(Reject::Empty);
        }
        let digest = digest::of_spend(command);
        if let Some(answer) = self.first_answer(&caller, &digest) {
            return answer;
        }
        let (name, time) = (name(&caller, &command.id, &command.partition_key), self.time);
        let Some(budget) = self.budgets.iter_mut().find(|budget| budget.name == name) else {
            return Reply::Rejected(Reject::BudgetNotFound);
        };
        let limit = budget.spec.limit;
        if command.amount > limit {
            return Reply::Rejected(Reject::BudgetAmount { limit });
        }
        if !budget.allows(command.amount, time) {
            // The instant can only be the one at which a spend leaves the window, or the cooldown ends.
            let leaves = budget.spends.iter().map(|(at, _, _)| at + budget.spec.window as i64);
            let rested = budget.spends.last().map(|(at, _, _)| at + budget.spec.cooldown as i64);
            let at = leaves
                .chain(rested)
                .filter(|at| *at > time && budget.allows(command.amount, *at))
                .min();
            return Reply::Rejected(Reject::BudgetSpent {
                remaining: budget.left(time),
                retry_delay: at.unwrap() - time,
            });
        }
        budget.leave(time);
        budget.spends.push((time, command.amount, false));
        let remaining = budget.left(time);
        let told = BudgetEvent {
            amount: command.amount,
            remaining,
            ..BudgetEvent::default()
        };
        self.tell_of_budget(EventKind::BudgetSpent, &caller, &name, told);
        let answer = Reply::Spent {
            spend: SpendRow { time, remaining },
            original_index: 0,
        };
        self.remember(&caller, &digest, original(answer.clone(), self.index));
        answer
    }
}

impl Budget {
    fn leave(&mut self, time: i64) {
        let window = self.spec.window as i64;
        self.spends
            .iter_mut()
            .for_each(|spend| spend.2 |= spend.0 + window <= time);
    }

    fn left(&self, time: i64) -> u64 {
        let counts = |spend: &&(i64, u64, bool)| !spend.2 && spend.0 + self.spec.window as i64 > time;
        let spent: u64 = self.spends.iter().filter(counts).map(|spend| spend.1).sum();
        self.spec.limit.saturating_sub(spent)
    }

    fn allows(&self, amount: u64, time: i64) -> bool {
        let rested = |(at, _, _): &(i64, u64, bool)| at + self.spec.cooldown as i64 <= time;
        self.left(time) >= amount && self.spends.last().is_none_or(rested)
    }

    /// The expected row.
    pub fn row(&self) -> BudgetRow {
        let mut spends: Vec<BudgetSpend> = Vec::new();
        for (time, amount, _) in self.spends.iter().filter(|spend| !spend.2).copied() {
            match spends.last_mut().filter(|last| last.time == time) {
                Some(last) => last.amount += amount,
                None => spends.push(BudgetSpend { time, amount }),
            }
        }
        BudgetRow {
            spec: Some(self.spec),
            spends,
            last_time: self.spends.last().map_or(0, |spend| spend.0),
            spent_total: self.spends.iter().map(|spend| spend.1).sum(),
            spend_count: self.spends.len() as u64,
            create_time: self.made,
            update_time: self.changed,
            updated_by: self.by.clone(),
        }
    }
}
