//! Commands about leases and budgets.

use super::{Arguments, Kind, caller};
use minoots_kernel::internal::{
    AcquireLease, BudgetSpec, DeleteBudget, ReleaseLease, RenewLease, SetBudget, SpendBudget,
};

fn span(arguments: &mut Arguments, name: &str) -> u64 {
    arguments.instant(name).unwrap_or(0) as u64
}

/// `acquire ID holder=<text> ttl=<span> [partition=<text>]`
pub fn acquire(arguments: &mut Arguments) -> Kind {
    Kind::AcquireLease(AcquireLease {
        caller: Some(caller(arguments)),
        id: arguments.word(),
        partition_key: arguments.text("partition"),
        holder: arguments.text("holder"),
        ttl: span(arguments, "ttl"),
    })
}

/// `renew ID token=<number> [ttl=<span>] [partition=<text>]`
pub fn renew(arguments: &mut Arguments) -> Kind {
    Kind::RenewLease(RenewLease {
        caller: Some(caller(arguments)),
        id: arguments.word(),
        partition_key: arguments.text("partition"),
        token: arguments.number("token").unwrap_or(0),
        ttl: span(arguments, "ttl"),
    })
}

/// `let-go ID token=<number> [partition=<text>]`
pub fn release(arguments: &mut Arguments) -> Kind {
    Kind::ReleaseLease(ReleaseLease {
        caller: Some(caller(arguments)),
        id: arguments.word(),
        partition_key: arguments.text("partition"),
        token: arguments.number("token").unwrap_or(0),
    })
}

/// `budget ID limit=<number> window=<span> [cooldown=<span>] [partition=<text>]`
pub fn set(arguments: &mut Arguments) -> Kind {
    Kind::SetBudget(SetBudget {
        caller: Some(caller(arguments)),
        id: arguments.word(),
        partition_key: arguments.text("partition"),
        spec: Some(BudgetSpec {
            limit: arguments.number("limit").unwrap_or(0),
            window: span(arguments, "window"),
            cooldown: span(arguments, "cooldown"),
        }),
    })
}

/// `spend ID amount=<number> [partition=<text>]`
pub fn spend(arguments: &mut Arguments) -> Kind {
    Kind::SpendBudget(SpendBudget {
        caller: Some(caller(arguments)),
        id: arguments.word(),
        partition_key: arguments.text("partition"),
        amount: arguments.number("amount").unwrap_or(0),
    })
}

/// `budget-delete ID [partition=<text>]`
pub fn remove(arguments: &mut Arguments) -> Kind {
    Kind::DeleteBudget(DeleteBudget {
        caller: Some(caller(arguments)),
        id: arguments.word(),
        partition_key: arguments.text("partition"),
    })
}
