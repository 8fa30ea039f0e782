//! Budgets: rolling-window limits, counted by the cluster.

use std::time::{Duration, SystemTime};

use minoots_wire::lease::v1 as proto;
use uuid::Uuid;

use crate::client::Client;
use crate::error::Error;
use crate::key::Key;
use crate::pages::Pages;
use crate::time;

/// A budget as stored by the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Unique in the tenant and partition.
    pub id: String,
    /// Part of its identity, besides the id.
    pub partition_key: String,
    /// Its owner.
    pub tenant: String,
    /// The most that may be spent in any window.
    pub limit: u32,
    /// The window's length.
    pub window: Duration,
    /// The shortest time between two spends; zero if there is none.
    pub cooldown: Duration,
    /// The amount left in the window, whether or not the cooldown is over.
    pub remaining: u32,
    /// The earliest time of a spend of one; `None` means now.
    pub next_spend_time: Option<SystemTime>,
    /// The amount spent since it was created.
    pub spent_total: u64,
    /// The number of those spends.
    pub spend_count: u64,
    /// The last spend; `None` before the first.
    pub last_spend_time: Option<SystemTime>,
    /// The credential that created it or changed it last.
    pub updated_by: String,
}

impl Budget {
    fn read(budget: Option<proto::Budget>) -> Result<Self, Error> {
        let budget = budget.ok_or_else(|| Error::internal("an answer without its budget"))?;
        let instant = |timestamp: &Option<_>| timestamp.as_ref().and_then(time::instant);
        let window = budget.window.as_ref().and_then(time::duration);
        Ok(Self {
            window: window.ok_or_else(|| Error::internal("a budget without its window"))?,
            cooldown: budget.cooldown.as_ref().and_then(time::duration).unwrap_or_default(),
            next_spend_time: instant(&budget.next_spend_time),
            last_spend_time: instant(&budget.last_spend_time),
            limit: budget.limit,
            remaining: budget.remaining,
            spent_total: budget.spent_total,
            spend_count: budget.spend_count,
            id: budget.id,
            partition_key: budget.partition_key,
            tenant: budget.tenant,
            updated_by: budget.updated_by,
        })
    }
}

/// A spend request. It contains a request id, so that a repeat spends once; clones share the id.
#[derive(Debug, Clone)]
#[must_use = "a budget is spent by a client"]
pub struct Spend {
    request: proto::SpendBudgetRequest,
}

impl Spend {
    /// A spend of this amount, all of it or nothing.
    pub fn of(budget: impl Into<Key>, amount: u32) -> Self {
        let Key { id, partition_key } = budget.into();
        Self {
            request: proto::SpendBudgetRequest {
                request_id: Uuid::now_v7().to_string(),
                id,
                partition_key,
                amount,
            },
        }
    }

    /// Sets the request id. A repeat from another process then returns the first answer, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    pub(crate) fn into_request(self) -> proto::SpendBudgetRequest {
        self.request
    }
}

/// The result of a spend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// The time of the spend, in cluster time.
    pub spend_time: SystemTime,
    /// The amount left in the window after it.
    pub remaining: u32,
    /// Whether an earlier request with this id made the spend.
    pub existing: bool,
}

impl Client {
    /// Lists budgets whose ids start with a prefix, by id.
    pub fn budgets(&self, id_prefix: impl Into<String>) -> Pages<Budget> {
        let request = proto::ListBudgetsRequest {
            id_prefix: id_prefix.into(),
            read: self.read_options(),
            ..proto::ListBudgetsRequest::default()
        };
        self.pages(request, |budget| Budget::read(Some(budget)))
    }

    /// Creates a budget of `limit` (1 to 1,000) in any `window` (1 s to 31 d), or changes it. Earlier spends still
    /// count.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set_budget(
        &self,
        budget: impl Into<Key>,
        limit: u32,
        window: Duration,
        cooldown: Option<Duration>,
    ) -> Result<Budget, Error> {
        let Key { id, partition_key } = budget.into();
        let request = proto::SetBudgetRequest {
            id,
            partition_key,
            limit,
            window: Some(time::to_duration(window)),
            cooldown: cooldown.map(time::to_duration),
        };
        Budget::read(self.unary(request).await?.budget)
    }

    /// Spends from a budget.
    ///
    /// # Errors
    /// `Refused` (`BUDGET_SPENT`) when too little is left, with the delay until there is enough; the call does not wait
    /// for it. `NotFound` when there is no such budget.
    pub async fn spend(&self, spend: Spend) -> Result<Spent, Error> {
        if spend.request.amount == 0 {
            return Err(Error::invalid("amount", "is zero; spend at least 1"));
        }
        let answer = self.unary(spend.request).await?;
        let spend_time = answer.spend_time.as_ref().and_then(time::instant);
        Ok(Spent {
            spend_time: spend_time.ok_or_else(|| Error::internal("a spend without its time"))?,
            remaining: answer.remaining,
            existing: answer.original_commit_index != 0,
        })
    }

    /// Reads a budget.
    ///
    /// # Errors
    /// `NotFound` when there is no such budget; see [`Error`] for other errors.
    pub async fn budget(&self, budget: impl Into<Key>) -> Result<Budget, Error> {
        let Key { id, partition_key } = budget.into();
        let request = proto::GetBudgetRequest {
            id,
            partition_key,
            read: self.read_options(),
        };
        Budget::read(self.unary(request).await?.budget)
    }

    /// Deletes a budget and its record of spends.
    ///
    /// # Errors
    /// `NotFound` when there is no such budget; see [`Error`] for other errors.
    pub async fn delete_budget(&self, budget: impl Into<Key>) -> Result<(), Error> {
        let Key { id, partition_key } = budget.into();
        let request = proto::DeleteBudgetRequest { id, partition_key };
        self.unary(request).await.map(drop)
    }
}
