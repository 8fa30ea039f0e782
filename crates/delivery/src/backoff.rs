//! The backoff of failed deliveries. The proposer draws the delay; the log carries the drawn value.

use minoots_kernel::{internal::Retry, limits};

#[cfg(test)]
mod tests;

/// The delay in nanoseconds after failure number `failures` (from 1): exponential, capped, and with the share `jitter`
/// of it random. `random` is uniform over all u64.
pub fn delay(retry: &Retry, failures: u32, random: u64) -> u64 {
    let or = |value: u64, default: u64| if value == 0 { default } else { value };
    let max = or(retry.max_backoff, limits::BACKOFF_MAX_DEFAULT);
    let multiplier = u128::from(or(
        retry.multiplier_milli.into(),
        limits::MULTIPLIER_MILLI_DEFAULT.into(),
    ));
    let mut delay = u128::from(or(retry.initial_backoff, limits::BACKOFF_INITIAL_DEFAULT));
    for _ in 1..failures {
        delay = delay * multiplier / 1_000;
        if delay >= u128::from(max) || multiplier <= 1_000 {
            break;
        }
    }
    let delay = u64::try_from(delay).unwrap_or(u64::MAX).min(max);
    let jitter = u64::from(retry.jitter_milli.min(1_000));
    let random_part = u128::from(delay) * u128::from(jitter) / 1_000;
    let drawn = (random_part * u128::from(random)) >> 64;
    let fixed = u128::from(delay) - random_part;
    u64::try_from(fixed + drawn).unwrap_or(delay)
}

/// A uniform random number from the operating system. Without one it is fixed, which costs only the spread.
pub fn random() -> u64 {
    getrandom::u64().unwrap_or(u64::MAX / 2)
}
