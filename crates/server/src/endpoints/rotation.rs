//! Determines which pairs of secrets sign for an endpoint, and until when.
//!
//! Invariant: once a rotation has announced the end of a pair, no later rotation changes it. The exception is a
//! rotation without an overlap, which ends all earlier pairs at once.

use minoots_kernel::internal::WebhookSpec;
use minoots_webhook::secret::{SECRETS_MAX, Secret};

use super::sealed::Pair;

/// The number of secrets in a pair, one of each kind.
pub(crate) const PAIR: usize = 2;
/// The maximum number of pairs that sign at a time.
pub(crate) const PAIRS_MAX: usize = SECRETS_MAX / PAIR;
/// The end of the newest pair.
const NEVER: i64 = i64::MAX;

/// The instants at which the pairs of a spec stop signing, in nanoseconds since 1970. The newest pair is first, and
/// never stops.
pub(crate) fn ends(spec: &WebhookSpec) -> impl Iterator<Item = i64> {
    // A spec of an earlier release has one end for all pairs.
    let all = Some(spec.rotated_until).filter(|_| spec.secret_ends.is_empty());
    let earlier = spec.secret_ends.clone().into_iter();
    std::iter::once(NEVER)
        .chain(earlier)
        .chain(std::iter::repeat(all.unwrap_or(0)))
}

/// The pairs of a spec that sign at an instant: the public key of each, and its end, if it has one.
pub(crate) fn signing(spec: &WebhookSpec, now: i64) -> impl Iterator<Item = (&str, Option<i64>)> {
    let pairs = spec.public_keys.iter().zip(ends(spec));
    pairs
        .filter(move |(_, end)| *end > now)
        .map(|(key, end)| (key.as_str(), Some(end).filter(|end| *end != NEVER)))
}

/// The maximum number of pairs signs already.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full {
    /// The instant at which the first of them ends.
    pub first_end: i64,
}

/// Puts a new pair before those that sign at `now`; the pair that it replaces signs for another `overlap` nanoseconds.
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
