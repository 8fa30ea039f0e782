//! Which pairs of secrets sign for an endpoint, and until when.
//!
//! Invariant: once a rotation has told when a pair stops signing, no other one changes that, but one without an overlap, which ends all earlier
//! pairs at once.

use minoots_kernel::internal::WebhookSpec;
use minoots_webhook::secret::{SECRETS_MAX, Secret};

use super::sealed::Pair;

/// Secrets of a pair, one of each kind.
pub(crate) const PAIR: usize = 2;
/// Pairs that sign at a time.
pub(crate) const PAIRS_MAX: usize = SECRETS_MAX / PAIR;
/// When the newest pair ends.
const NEVER: i64 = i64::MAX;

/// When each pair of a spec stops signing, nanoseconds since 1970, the newest first, which never does.
pub(crate) fn ends(spec: &WebhookSpec) -> impl Iterator<Item = i64> {
    // A spec of an earlier release has one end for all.
    let all = Some(spec.rotated_until).filter(|_| spec.secret_ends.is_empty());
    let earlier = spec.secret_ends.clone().into_iter();
    std::iter::once(NEVER)
        .chain(earlier)
        .chain(std::iter::repeat(all.unwrap_or(0)))
}

/// The pairs of a spec that sign at a time: what is public of each, and when it ends, if it does.
pub(crate) fn signing(spec: &WebhookSpec, now: i64) -> impl Iterator<Item = (&str, Option<i64>)> {
    let pairs = spec.public_keys.iter().zip(ends(spec));
    pairs
        .filter(move |(_, end)| *end > now)
        .map(|(key, end)| (key.as_str(), Some(end).filter(|end| *end != NEVER)))
}

/// As many pairs sign as may.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full {
    /// When the first of them ends.
    pub first_end: i64,
}

/// Puts a new pair before those that sign at a time; the one that it replaces signs on for `overlap` nanoseconds.
pub(crate) fn rotate(
    spec: &mut WebhookSpec,
    earlier: &[Secret],
    pair: Pair,
    (now, overlap): (i64, u64),
) -> Result<Vec<Secret>, Full> {
    let replaced_until = now.saturating_add_unsigned(overlap);
    let pairs = earlier.chunks(PAIR).zip(ends(spec));
    let pairs = pairs.map(|(secrets, end)| (secrets, if end == NEVER { replaced_until } else { end }));
    let kept: Vec<_> = pairs.filter(|(_, end)| *end > now).collect();
    if kept.len() >= PAIRS_MAX {
        let first_end = kept.iter().skip(1).map(|(_, end)| *end).min().unwrap_or(now);
        return Err(Full { first_end });
    }
    spec.rotated_until = 0;
    spec.secret_ends = kept.iter().map(|(_, end)| *end).collect();
    let mut secrets = pair.into_secrets();
    secrets.extend(kept.into_iter().flat_map(|(secrets, _)| secrets.iter().cloned()));
    spec.public_keys = secrets.iter().filter_map(Secret::public).collect();
    Ok(secrets)
}
