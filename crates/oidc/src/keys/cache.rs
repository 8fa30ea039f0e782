//! The cached keys of one issuer, and the decision to fetch. Pure: time is an argument.

use std::sync::Arc;

use super::Limits;
use crate::jwks::{Key, KeySet, Unusable};

/// The keys of one issuer.
#[derive(Debug, Default)]
pub(super) struct Cache {
    kept: Option<Kept>,
    attempted_s: Option<u64>,
    is_fetching: bool,
    failure: Option<String>,
}

#[derive(Debug)]
struct Kept {
    keys: KeySet,
    fetched_s: u64,
}

/// The result of a lookup, and whether to start a fetch now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct KeyLookup {
    pub(super) answer: KeyAnswer,
    pub(super) fetches: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum KeyAnswer {
    Key(Arc<Key>),
    Unusable(Unusable),
    /// A running fetch may bring the key.
    Wait,
    /// The issuer has no such key, and no fetch is allowed now.
    Unknown,
    /// The issuer's keys are unavailable.
    Unavailable(String),
}

impl Cache {
    /// Looks a key up. If the result says to fetch, the caller must fetch and then call [`Self::finish`].
    pub(super) fn look(&mut self, key_id: &str, now_s: u64, limits: &Limits) -> KeyLookup {
        let answer = self.settle(key_id, now_s, limits);
        let is_at_hand = matches!(answer, KeyAnswer::Key(_) | KeyAnswer::Unusable(_));
        let is_fresh = self.age_s(now_s).is_some_and(|age| age < limits.fresh_s);
        let fetches = !(self.is_fetching || is_at_hand && is_fresh) && self.may_attempt(now_s, limits);
        if fetches {
            self.is_fetching = true;
            self.attempted_s = Some(now_s);
        }
        let answer = if self.is_fetching && !is_at_hand {
            KeyAnswer::Wait
        } else {
            answer
        };
        KeyLookup { answer, fetches }
    }

    /// Looks a key up without starting a fetch.
    pub(super) fn settle(&self, key_id: &str, now_s: u64, limits: &Limits) -> KeyAnswer {
        let is_usable = self.age_s(now_s).is_some_and(|age| age < limits.stale_s);
        let Some(kept) = self.kept.as_ref().filter(|_| is_usable) else {
            let why = self.failure.as_deref().unwrap_or("they were not asked for yet");
            return KeyAnswer::Unavailable(why.to_owned());
        };
        match kept.keys.get(key_id) {
            Some(Ok(key)) => KeyAnswer::Key(key),
            Some(Err(why)) => KeyAnswer::Unusable(why),
            None => KeyAnswer::Unknown,
        }
    }

    /// Records the end of a fetch that began at `now_s`. A new set replaces the old one, so withdrawn keys disappear.
    pub(super) fn finish(&mut self, result: Result<KeySet, String>, now_s: u64) {
        self.is_fetching = false;
        match result {
            Ok(keys) => {
                self.kept = Some(Kept { keys, fetched_s: now_s });
                self.failure = None;
            }
            Err(failure) => self.failure = Some(failure),
        }
    }

    /// Age of the keys in seconds. `None` if there are no keys, or if the clock was set back and the age is unknown.
    fn age_s(&self, now_s: u64) -> Option<u64> {
        let kept = self.kept.as_ref()?;
        now_s
            .checked_add(crate::limits::LEEWAY_S)?
            .checked_sub(kept.fetched_s)?;
        Some(now_s.saturating_sub(kept.fetched_s))
    }

    /// Whether a fetch is allowed. A clock that was set back does not block fetches.
    fn may_attempt(&self, now_s: u64, limits: &Limits) -> bool {
        self.attempted_s.is_none_or(|attempted| {
            now_s.saturating_add(crate::limits::LEEWAY_S) < attempted
                || now_s >= attempted.saturating_add(limits.interval_s)
        })
    }
}
