//! The keys of issuers: fetched seldom, kept for a bounded time.
//!
//! Invariants:
//! - An issuer is asked by one fetch at a time, and no sooner than [`Limits::interval_s`] after the last one began, whatever it brought.
//! - Keys in use are never waited for: while they are renewed, the ones at hand serve. Only a key that is not at hand waits, and no longer than
//!   the one fetch that may bring it.
//! - A fetch runs to its end even if nobody waits any more, so that who hangs up does not keep others from new keys.
//! - Keys that cannot be renewed serve until they are [`Limits::stale_s`] old, and not a second more.

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

use cache::{Answer, Cache};

/// How long keys are kept, and how often they are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Age from which keys are renewed, seconds.
    pub fresh_s: u64,
    /// Age from which keys are not used, seconds.
    pub stale_s: u64,
    /// Least time between two fetches of one issuer's keys, seconds.
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

/// What fetching asks and what serves a fetch: the largest document is a key set, and all of it is soon over.
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

/// The keys of one.
struct Slot {
    url: EndpointUrl,
    cache: Mutex<Cache>,
    /// Changes when a fetch has ended.
    ended: watch::Sender<u64>,
}

impl Keys {
    /// None yet: they are fetched when they are first needed. The fetcher should be bounded by [`fetch_limits`].
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

    /// The key of this name. Must run on tokio.
    ///
    /// # Errors
    /// The issuer is unknown, has no such key or none that can be used, or its keys cannot be had.
    pub async fn key(&self, issuer: &str, key_id: &str, now_s: u64) -> Result<Arc<Key>, Refused> {
        let slot = self.issuers.get(issuer).ok_or(Refused::Issuer)?;
        // Before looking, so that no end is missed.
        let mut ended = slot.ended.subscribe();
        let mut look = slot.cache().look(key_id, now_s, &self.limits);
        if look.fetches {
            self.fetch(slot, now_s);
        }
        if look.answer == Answer::Wait {
            // The sender lives as long as the slot does.
            let _ = ended.changed().await;
            look.answer = slot.cache().settle(key_id, now_s, &self.limits);
        }
        match look.answer {
            Answer::Key(key) => Ok(key),
            Answer::Unusable(why) => Err(Refused::KeyUnusable(why)),
            Answer::Unknown | Answer::Wait => Err(Refused::KeyUnknown),
            Answer::Unavailable(why) => Err(Refused::KeysUnavailable(why)),
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

/// A fetch under way. However it ends, its end is noted and those who wait are woken.
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
