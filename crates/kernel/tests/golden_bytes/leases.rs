//! Commands about leases and budgets, and their rows.

use super::messages::{NOW, SECOND, showing};
use minoots_kernel::internal::{
    AcquireLease, BudgetEvent, BudgetRow, BudgetSpec, BudgetSpend, DeleteBudget, EventKind, EventRow, LeaseEvent,
    LeaseRow, ReleaseLease, RenewLease, RequestRow, SetBudget, SpendBudget, SpendRow, TenantRow,
    command::Command as Kind,
};

const TTL: u64 = 30 * SECOND as u64;

pub fn acquire() -> AcquireLease {
    AcquireLease {
        caller: showing(),
        id: "leader".to_string(),
        partition_key: "p-1".to_string(),
        holder: "worker 3".to_string(),
        ttl: TTL,
    }
}

pub fn spend() -> SpendBudget {
    SpendBudget {
        caller: showing(),
        id: "restarts".to_string(),
        partition_key: "p-1".to_string(),
        amount: 2,
    }
}

fn spec() -> BudgetSpec {
    BudgetSpec {
        limit: 3,
        window: 3_600 * SECOND as u64,
        cooldown: 60 * SECOND as u64,
    }
}

pub fn commands() -> Vec<Kind> {
    let partition_key = "p-1".to_string();
    vec![
        Kind::AcquireLease(acquire()),
        Kind::RenewLease(RenewLease {
            caller: showing(),
            id: "leader".to_string(),
            partition_key: partition_key.clone(),
            token: 7,
            ttl: TTL,
        }),
        Kind::SetBudget(SetBudget {
            caller: showing(),
            id: "restarts".to_string(),
            partition_key: partition_key.clone(),
            spec: Some(spec()),
        }),
        Kind::SpendBudget(spend()),
        Kind::DeleteBudget(DeleteBudget {
            caller: showing(),
            id: "deploys".to_string(),
            partition_key: partition_key.clone(),
        }),
        Kind::ReleaseLease(ReleaseLease {
            caller: showing(),
            id: "leader".to_string(),
            partition_key,
            token: 7,
        }),
    ]
}

pub fn lease() -> LeaseRow {
    LeaseRow {
        holder: "worker 3".to_string(),
        token: 7,
        ttl: TTL,
        acquire_time: NOW,
        expire_time: NOW + 30 * SECOND,
        acquired_by: "ann".to_string(),
    }
}

pub fn budget() -> BudgetRow {
    BudgetRow {
        spec: Some(spec()),
        spends: vec![
            BudgetSpend { time: -1, amount: 1 },
            BudgetSpend { time: NOW, amount: 2 },
        ],
        last_time: NOW,
        spent_total: 12,
        spend_count: 9,
        create_time: NOW - 2 * SECOND,
        update_time: NOW - SECOND,
        updated_by: "ann".to_string(),
    }
}

pub fn acquire_request() -> RequestRow {
    RequestRow {
        digest: vec![0xD4; 32],
        commit_index: 99,
        lease: Some(lease()),
        ..RequestRow::default()
    }
}

pub fn spend_request() -> RequestRow {
    RequestRow {
        digest: vec![0xD5; 32],
        commit_index: 99,
        spend: Some(SpendRow {
            time: NOW,
            remaining: 1,
        }),
        ..RequestRow::default()
    }
}

pub fn tenant() -> TenantRow {
    TenantRow {
        leases: 4,
        budgets: 2,
        ..TenantRow::default()
    }
}

pub fn lease_event() -> EventRow {
    let mut event = EventRow {
        time: NOW,
        actor: "ann".to_string(),
        request_id: "r-1".to_string(),
        object: "leader".to_string(),
        lease: Some(Box::new(LeaseEvent {
            partition_key: "p-1".to_string(),
            holder: "worker 3".to_string(),
            token: 7,
            expire_time: NOW + 30 * SECOND,
        })),
        ..EventRow::default()
    };
    event.set_kind(EventKind::LeaseAcquired);
    event
}

fn budget_event(kind: EventKind, told: BudgetEvent) -> EventRow {
    let mut event = EventRow {
        time: NOW,
        actor: "ann".to_string(),
        object: "restarts".to_string(),
        budget: Some(Box::new(BudgetEvent {
            partition_key: "p-1".to_string(),
            ..told
        })),
        ..EventRow::default()
    };
    event.set_kind(kind);
    event
}

pub fn set_event() -> EventRow {
    let told = BudgetEvent {
        spec: Some(spec()),
        ..BudgetEvent::default()
    };
    budget_event(EventKind::BudgetSet, told)
}

pub fn spent_event() -> EventRow {
    let told = BudgetEvent {
        amount: 2,
        remaining: 1,
        ..BudgetEvent::default()
    };
    budget_event(EventKind::BudgetSpent, told)
}
