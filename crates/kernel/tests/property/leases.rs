//! Random steps about two leases and two budgets of each tenant.

use super::{
    resolve::{TENANTS, caller},
    steps::SECOND,
};
use crate::model::Model;
use minoots_kernel::internal::{
    AcquireLease, BudgetSpec, DeleteBudget, ReleaseLease, RenewLease, SetBudget, SpendBudget, command::Command as Kind,
};

/// The command, its object, and its deviation from a correct one.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    pub what: u8,
    pub tenant: u8,
    pub id: u8,
    pub variant: u8,
    pub request: u8,
}

pub(super) fn resolve(model: &Model, draw: Draw) -> Kind {
    let tenant = TENANTS[usize::from(draw.tenant)];
    let id = format!("l{}", draw.id);
    // Some repeat an earlier request, or send a different one under its id.
    let asks = |kind: &str| match draw.request {
        0 => caller(tenant, &format!("{kind}{}.{}", draw.id, draw.variant)),
        1 => caller(tenant, "shared"),
        _ => caller(tenant, ""),
    };
    // The id itself is the partition key of a caller that names none.
    let partition_key = match draw.variant {
        0 => id.clone(),
        1 => "p1".to_string(),
        _ => String::new(),
    };
    let token = match draw.variant {
        11 => model.current_token(tenant, &id).saturating_sub(1),
        _ => model.current_token(tenant, &id),
    };
    match draw.what {
        0..=5 => Kind::AcquireLease(AcquireLease {
            caller: asks("a"),
            id,
            partition_key,
            holder: format!("h{}", draw.variant % 3),
            ttl: match draw.variant {
                10 => 1,
                11 => 86_401 * SECOND as u64,
                variant => (1 + 20 * u64::from(variant / 3)) * SECOND as u64,
            },
        }),
        6..=8 => Kind::RenewLease(RenewLease {
            caller: caller(tenant, ""),
            id,
            partition_key,
            token,
            ttl: match draw.request {
                0 => 1,
                1 | 2 => 90 * SECOND as u64,
                _ => 0,
            },
        }),
        9 | 10 => Kind::ReleaseLease(ReleaseLease {
            caller: caller(tenant, ""),
            id,
            partition_key,
            token,
        }),
        11 | 12 => Kind::SetBudget(SetBudget {
            caller: caller(tenant, ""),
            id,
            partition_key,
            spec: Some(BudgetSpec {
                limit: u64::from(draw.request),
                window: (1 + 100 * u64::from(draw.variant % 2)) * SECOND as u64,
                cooldown: u64::from(draw.variant % 3) * SECOND as u64,
            }),
        }),
        13 if draw.variant.is_multiple_of(3) => Kind::DeleteBudget(DeleteBudget {
            caller: caller(tenant, ""),
            id,
            partition_key,
        }),
        _ => Kind::SpendBudget(SpendBudget {
            caller: asks("b"),
            id,
            partition_key,
            amount: u64::from(draw.variant % 4),
        }),
    }
}
