//! Each token once.
//!
//! Invariants:
//! - A token is remembered until it could not be accepted any more, and no longer.
//! - At most as many are remembered as was said. When there is no room, a new one is refused and an old one kept: forgetting would let it in twice.
//! - What is kept of a token is a digest.
//!
//! It remembers what one node saw. Who runs several replicates it, or exchanges tokens at one of them.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::Refused;

#[cfg(test)]
mod tests;

/// Tokens that a memory holds if nothing else is said: 48 bytes each, beside what the trees take.
pub const TOKENS_MAX: usize = 100_000;

type Id = [u8; 32];

/// The tokens that were accepted and are not over.
#[derive(Clone, Debug)]
pub struct Replay {
    tokens_max: usize,
    until: BTreeMap<Id, u64>,
    by_end: BTreeSet<(u64, Id)>,
}

impl Replay {
    /// Remembers at most so many, at least one.
    #[must_use]
    pub fn new(tokens_max: usize) -> Self {
        Self {
            tokens_max: tokens_max.max(1),
            until: BTreeMap::new(),
            by_end: BTreeSet::new(),
        }
    }

    /// Takes a token that would be accepted until `until_s`, if it was not taken before.
    ///
    /// # Errors
    /// It was, or there is no room.
    pub fn admit(&mut self, issuer: &str, token_id: &str, until_s: u64, now_s: u64) -> Result<(), Refused> {
        let id = id(issuer, token_id);
        // Before anything is forgotten: a clock that jumped ahead must not make room for the same token.
        if self.until.contains_key(&id) {
            return Err(Refused::Replayed);
        }
        self.forget(now_s);
        if self.until.len() >= self.tokens_max {
            let first = self.by_end.first().map_or(now_s, |(end, _)| *end);
            let retry_after_s = first.saturating_sub(now_s).saturating_add(1);
            return Err(Refused::ReplayFull { retry_after_s });
        }
        self.until.insert(id, until_s);
        self.by_end.insert((until_s, id));
        Ok(())
    }

    /// How many are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.until.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.until.is_empty()
    }

    fn forget(&mut self, now_s: u64) {
        while let Some((end, id)) = self.by_end.first().copied().filter(|(end, _)| *end < now_s) {
            self.by_end.remove(&(end, id));
            self.until.remove(&id);
        }
    }
}

impl Default for Replay {
    fn default() -> Self {
        Self::new(TOKENS_MAX)
    }
}

/// Issuers give their tokens ids of their own, so one alone does not name a token.
fn id(issuer: &str, token_id: &str) -> Id {
    let length = u64::try_from(issuer.len()).unwrap_or(u64::MAX);
    let mut digest = Sha256::new();
    digest.update(length.to_be_bytes());
    digest.update(issuer);
    digest.update(token_id);
    digest.finalize().into()
}
