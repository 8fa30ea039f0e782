//! Tenants whose creates exceed their rate limit.

use std::{
    collections::HashSet,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// The capacity of the set. At the limit the set is cleared: a tenant that still exceeds its rate soon returns.
const TENANTS_MAX: usize = 10_000;

/// Tenants that were rejected for their rate, and have had no create within it since.
#[derive(Debug, Default)]
pub(crate) struct Spent {
    any: AtomicBool,
    tenants: Mutex<HashSet<String>>,
}

impl Spent {
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(&self, tenant: &str) {
        let mut tenants = self.lock();
        if tenants.len() >= TENANTS_MAX {
            tenants.clear();
        }
        tenants.insert(tenant.to_owned());
        self.any.store(true, Ordering::Release);
    }

    pub fn has(&self, tenant: &str) -> bool {
        self.any.load(Ordering::Acquire) && self.lock().contains(tenant)
    }

    pub fn remove(&self, tenant: &str) {
        let mut tenants = self.lock();
        tenants.remove(tenant);
        self.any.store(!tenants.is_empty(), Ordering::Release);
    }
}
