//! Cache of issuers' keys, with bounded age and a minimum interval between fetches.
//!
//! Invariants:
//! - At most one fetch of an issuer's keys runs at a time. A fetch starts no sooner than [`Limits::interval_s`] after
//!   the start of the previous one, whatever its result.
//! - A cached key never waits for a renewal: the cached keys serve in the meantime. Only a request for a missing key
//!   waits, and for one fetch at most.
//! - A fetch runs to its end even if no caller waits any more. So a caller that disconnects does not delay new keys for
//!   other callers.
//! - Keys that cannot be renewed serve until they are [`Limits::stale_s`] old, and not a second longer.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minoots_webhook::attempt::Fetcher;
use minoots_webhook::url::EndpointUrl;
use tokio::sync::watch;

use crate::Refused;
use crate::issuer::Issuers;
use crate::jwks::{Key, KeySet};

mod cache;
#[cfg(test)]
mod tests;

use cache::{Cache, KeyAnswer};

/// Maximum ages of keys, and the minimum interval between fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Age at which keys are renewed, in seconds.
    pub fresh_s: u64,
    /// Age at which keys are no longer used, in seconds.
    pub stale_s: u64,
    /// Minimum time between two fetches of one issuer's keys, in seconds.
    pub interval_s: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fresh_s: 60 * 60,
            stale_s: 24 * 60 * 60,
            interval_s: 30,
        }
    }
}

/// Limits for fetching key sets: the maximum size of a set, and a short time.
#[must_use]
pub fn fetch_limits() -> minoots_webhook::attempt::Limits {
    minoots_webhook::attempt::Limits {
        total: std::time::Duration::from_secs(5),
        connect: std::time::Duration::from_secs(3),
        body_bytes: crate::limits::KEY_SET_BYTES_MAX,
        ..minoots_webhook::attempt::Limits::default()
    }
}

/// The keys of all issuers.
pub struct Keys {
    fetcher: Arc<Fetcher>,
    limits: Limits,
    issuers: BTreeMap<String, Arc<Slot>>,
}

/// The keys of one issuer.
struct Slot {
    url: EndpointUrl,
    cache: Mutex<Cache>,
    /// Changes when a fetch ends.
    ended: watch::Sender<u64>,
}

impl Keys {
    /// Creates an empty cache. Keys are fetched on first use. The fetcher should have the limits of [`fetch_limits`].
    #[must_use]
    pub fn new(issuers: Issuers, fetcher: Fetcher, limits: Limits) -> Self {
        let slot = |(name, url): (crate::issuer::IssuerName, _)| {
            let slot = Slot {
                url,
                cache: Mutex::new(Cache::default()),
                ended: watch::Sender::new(0),
            };
            (name.as_str().to_owned(), Arc::new(slot))
        };
        Self {
            fetcher: Arc::new(fetcher),
            limits,
            issuers: issuers.into_iter().map(slot).collect(),
        }
    }

    /// Returns a key by name. Must run on tokio.
    ///
    /// # Errors
    /// The issuer is unknown, it has no such usable key, or its keys cannot be fetched.
    pub async fn key(&self, issuer: &str, key_id: &str, now_s: u64) -> Result<Arc<Key>, Refused> {
        let slot = self.issuers.get(issuer).ok_or(Refused::Issuer)?;
        // Subscribe before the lookup, so that no end of a fetch is missed.
        let mut ended = slot.ended.subscribe();
        let mut look = slot.cache().look(key_id, now_s, &self.limits);
        if look.fetches {
            self.fetch(slot, now_s);
        }
        if look.answer == KeyAnswer::Wait {
            // Cannot fail: the sender lives as long as the slot.
            let _ = ended.changed().await;
            look.answer = slot.cache().settle(key_id, now_s, &self.limits);
        }
        match look.answer {
            KeyAnswer::Key(key) => Ok(key),
            KeyAnswer::Unusable(why) => Err(Refused::KeyUnusable(why)),
            KeyAnswer::Unknown | KeyAnswer::Wait => Err(Refused::KeyUnknown),
            KeyAnswer::Unavailable(why) => Err(Refused::KeysUnavailable(why)),
        }
    }

    fn fetch(&self, slot: &Arc<Slot>, now_s: u64) {
        let mut fetch = Fetch {
            slot: slot.clone(),
            now_s,
            result: None,
        };
        let fetcher = self.fetcher.clone();
        tokio::spawn(async move {
            let document = fetcher.get_json(&fetch.slot.url).await;
            let keys = document.map_err(|error| error.to_string());
            let keys = keys.and_then(|bytes| KeySet::parse(&bytes).map_err(|error| error.to_string()));
            fetch.result.get_or_insert(keys);
        });
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.issuers.keys()).finish()
    }
}

impl Slot {
    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running fetch. However it ends, its end is recorded and the waiting callers are woken.
struct Fetch {
    slot: Arc<Slot>,
    now_s: u64,
    result: Option<Result<KeySet, String>>,
}

impl Drop for Fetch {
    fn drop(&mut self) {
        let result = self.result.take();
        let result = result.unwrap_or_else(|| Err("the fetch was cut off".to_owned()));
        self.slot.cache().finish(result, self.now_s);
        self.slot.ended.send_modify(|count| *count = count.wrapping_add(1));
    }
}
