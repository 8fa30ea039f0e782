//! Several writes as one: all of them in one entry of the log, or none.

use std::time::SystemTime;

use minoots_wire::event::v1::AckRequest;
use minoots_wire::transaction::v1 as proto;
use minoots_wire::transaction::v1::{guard, operation, operation_result};
use uuid::Uuid;

use crate::budgets::Spend;
use crate::checkpoint::{Checkpoint, PutCheckpoint, RollBack};
use crate::client::Client;
use crate::emit::Emit;
use crate::error::Error;
use crate::lease::Grant;
use crate::time;
use crate::timer::NewTimer;
use crate::withdraw::{Cancel, Reschedule};

/// Guards and up to 100 operations, all or none. It contains a request id, so that a repeat is safe; clones share the
/// id.
#[derive(Debug, Clone)]
#[must_use = "a transaction is made by a client"]
pub struct Transaction {
    request: proto::TransactRequest,
}

impl Transaction {
    /// A transaction on objects with this partition key. An operation without one uses it.
    pub fn new(partition_key: impl Into<String>) -> Self {
        Self {
            request: proto::TransactRequest {
                request_id: Uuid::now_v7().to_string(),
                partition_key: partition_key.into(),
                ..proto::TransactRequest::default()
            },
        }
    }

    /// Sets the request id. A repeat from another process then returns the first answer, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    /// Requires that this version of a checkpoint is current; 0 requires that none exists.
    pub fn if_checkpoint(self, execution: impl Into<String>, name: impl Into<String>, version: u64) -> Self {
        self.guard(guard::Guard::Checkpoint(proto::CheckpointGuard {
            execution: execution.into(),
            name: name.into(),
            version,
        }))
    }

    /// Requires that this version of a timer is current; 0 requires that none exists.
    pub fn if_timer(self, id: impl Into<String>, state_version: u64) -> Self {
        self.guard(guard::Guard::Timer(proto::TimerGuard {
            id: id.into(),
            state_version,
        }))
    }

    /// Requires that this grant holds its lease.
    pub fn if_held(self, grant: &Grant) -> Self {
        self.guard(guard::Guard::Lease(proto::LeaseGuard {
            id: grant.lease.id.clone(),
            token: grant.token,
        }))
    }

    /// Requires that this amount of a budget may be spent.
    pub fn if_budget(self, id: impl Into<String>, amount: u32) -> Self {
        self.guard(guard::Guard::Budget(proto::BudgetGuard { id: id.into(), amount }))
    }

    /// Creates a timer. An existing one aborts the transaction.
    pub fn create_timer(self, timer: NewTimer) -> Self {
        self.operation(operation::Operation::CreateTimer(timer.into_request()))
    }

    /// Cancels a timer.
    pub fn cancel_timer(self, cancel: impl Into<Cancel>) -> Self {
        self.operation(operation::Operation::CancelTimer(cancel.into().into_request()))
    }

    /// Ends a timer, even during delivery: a waiting one is cancelled, a delivered one is settled. An ended or absent
    /// timer stays unchanged.
    pub fn withdraw_timer(self, id: impl Into<String>, reason: impl Into<String>) -> Self {
        self.operation(operation::Operation::WithdrawTimer(proto::WithdrawTimer {
            id: id.into(),
            reason: reason.into(),
        }))
    }

    /// Reschedules a timer.
    pub fn reschedule_timer(self, reschedule: Reschedule) -> Self {
        self.operation(operation::Operation::RescheduleTimer(reschedule.into_request()))
    }

    /// Writes the next version of a checkpoint.
    pub fn put_checkpoint(self, put: PutCheckpoint) -> Self {
        self.operation(operation::Operation::PutCheckpoint(put.into_request()))
    }

    /// Undoes versions of a checkpoint, and cancels the timers bound to them.
    pub fn roll_back_checkpoint(self, roll_back: RollBack) -> Self {
        self.operation(operation::Operation::RollbackCheckpoint(roll_back.into_request()))
    }

    /// Acknowledges a delivery. An already settled delivery aborts the transaction.
    pub fn settle(self, event_id: impl Into<String>, fence: impl Into<String>) -> Self {
        self.operation(operation::Operation::Settle(AckRequest {
            event_id: event_id.into(),
            fence: fence.into(),
            partition_key: String::new(),
        }))
    }

    /// Spends from a budget.
    pub fn spend(self, spend: Spend) -> Self {
        self.operation(operation::Operation::SpendBudget(spend.into_request()))
    }

    /// Writes an event.
    pub fn emit(self, emit: Emit) -> Self {
        self.operation(operation::Operation::Emit(emit.into_request()))
    }

    /// Makes the last operation optional: if it fails, the others still apply. Not available for a settle.
    pub fn optional(mut self) -> Self {
        if let Some(last) = self.request.operations.last_mut() {
            last.optional = true;
        }
        self
    }

    /// Whether it has no operations yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.request.operations.is_empty()
    }

    fn guard(mut self, guard: guard::Guard) -> Self {
        self.request.guards.push(proto::Guard { guard: Some(guard) });
        self
    }

    fn operation(mut self, operation: operation::Operation) -> Self {
        self.request.operations.push(proto::Operation {
            optional: false,
            operation: Some(without_request_id(operation)),
        });
        self
    }
}

/// Operations share the request id of their transaction.
fn without_request_id(mut operation: operation::Operation) -> operation::Operation {
    match &mut operation {
        operation::Operation::CreateTimer(request) => request.request_id.clear(),
        operation::Operation::CancelTimer(request) => request.request_id.clear(),
        operation::Operation::RescheduleTimer(request) => request.request_id.clear(),
        operation::Operation::PutCheckpoint(request) => request.request_id.clear(),
        operation::Operation::RollbackCheckpoint(request) => request.request_id.clear(),
        operation::Operation::SpendBudget(request) => request.request_id.clear(),
        operation::Operation::Emit(request) => request.request_id.clear(),
        operation::Operation::Settle(_) | operation::Operation::WithdrawTimer(_) => {}
    }
    operation
}

/// The result of a transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Transacted {
    /// One result for each operation, in order.
    pub results: Vec<OperationResult>,
    /// Whether an earlier request with this id made the transaction.
    pub existing: bool,
    /// The position of the answer in the shard's log.
    pub commit_index: u64,
}

/// The result of an operation.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum OperationResult {
    /// Result of a create, a cancel, a withdrawal or a reschedule.
    Timer {
        /// Its id.
        id: String,
        /// Its present version; 0 if a timer to withdraw was absent.
        state_version: u64,
        /// Its fire time, even if it was cancelled.
        fire_time: Option<SystemTime>,
    },
    /// Result of a put or a rollback: the version it wrote, without its data.
    Checkpoint(Box<Checkpoint>),
    /// Result of a settle.
    Settled {
        /// The event.
        event_id: String,
    },
    /// Result of a spend.
    Spent {
        /// The amount left in the window after it.
        remaining: u32,
    },
    /// Result of an emit.
    Emitted {
        /// Its id.
        event_id: String,
    },
    /// An optional operation that failed.
    NotDone {
        /// A reason, or an outcome: `TOO_LATE`, `SUPERSEDED` or `CANCELLED`.
        cause: String,
    },
}

impl OperationResult {
    fn read(result: proto::OperationResult) -> Result<Self, Error> {
        let result = result
            .result
            .ok_or_else(|| Error::internal("a result that says nothing"))?;
        Ok(match result {
            operation_result::Result::Timer(timer) => Self::Timer {
                fire_time: timer.fire_time.as_ref().and_then(time::instant),
                id: timer.id,
                state_version: timer.state_version,
            },
            operation_result::Result::Checkpoint(written) => {
                Self::Checkpoint(Box::new(Checkpoint::read(written.checkpoint)?))
            }
            operation_result::Result::Settle(settled) => Self::Settled {
                event_id: settled.event_id,
            },
            operation_result::Result::Spend(spent) => Self::Spent {
                remaining: spent.remaining,
            },
            operation_result::Result::Emit(emitted) => Self::Emitted {
                event_id: emitted.event_id,
            },
            operation_result::Result::NotDone(not_done) => Self::NotDone { cause: not_done.cause },
        })
    }
}

impl Client {
    /// Applies all operations of a transaction in one entry of the log, or none.
    ///
    /// # Errors
    /// `Conflict` (`GUARD_FAILED`) when a guard does not hold or an operation fails. `metadata` then has its index
    /// (`guard` or `operation`, from 0) and the `cause`. See [`Error`] for other errors.
    pub async fn transact(&self, transaction: Transaction) -> Result<Transacted, Error> {
        let answer = self.unary(transaction.request).await?;
        let results = answer.results.into_iter().map(OperationResult::read);
        Ok(Transacted {
            results: results.collect::<Result<_, _>>()?,
            existing: answer.original_commit_index != 0,
            commit_index: answer.commit_index,
        })
    }
}
