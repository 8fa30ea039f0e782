//! The fire time of a timer: exactly one of an instant and a delay, resolved once, at arrival.

use super::{Violations, nanos, path};
use minoots_kernel::limits::{HORIZON_MAX, PAST_MAX};
use minoots_wire::{
    error::Reason,
    time::{RangeError, instant},
    well_known::{Duration, Timestamp},
};

/// A fire time, and the delay from which it was computed, in nanoseconds.
#[derive(Clone, Copy, Default)]
pub(crate) struct When {
    pub fire_time: i64,
    pub delay: Option<u64>,
}

/// Resolves the two fields against `now`, nanoseconds UTC.
pub(crate) fn when(
    violations: &mut Violations,
    prefix: &str,
    fire_time: Option<&Timestamp>,
    delay: Option<&Duration>,
    now: i64,
) -> When {
    match (fire_time, delay) {
        (Some(fire_time), None) => at(violations, &path(prefix, "fire_time"), fire_time, now),
        (None, Some(delay)) => after(delay, now),
        // The choice of the request's message excludes this.
        (None, None) | (Some(_), Some(_)) => When::default(),
    }
}

fn at(violations: &mut Violations, field: &str, fire_time: &Timestamp, now: i64) -> When {
    let horizon = "is more than 100 years ahead";
    let too_old = "is more than 24 h in the past (were seconds taken for milliseconds?)";
    match instant::from_proto(fire_time) {
        Err(RangeError::Invalid { .. }) => {
            let description = "must have a year of 1 to 9999 and nanos of 0 to 999,999,999";
            violations.add(field, Reason::TimestampRange, description);
        }
        Err(RangeError::Above) => violations.add(field, Reason::HorizonExceeded, horizon),
        Err(RangeError::Below) => violations.add(field, Reason::FireTimeTooOld, too_old),
        Ok(fire_time) if fire_time > now.saturating_add(HORIZON_MAX) => {
            violations.add(field, Reason::HorizonExceeded, horizon);
        }
        Ok(fire_time) if fire_time < now.saturating_sub(PAST_MAX) => {
            violations.add(field, Reason::FireTimeTooOld, too_old);
        }
        Ok(fire_time) => {
            return When { fire_time, delay: None };
        }
    }
    When::default()
}

fn after(delay: &Duration, now: i64) -> When {
    let nanos = nanos(delay);
    When {
        fire_time: now.saturating_add_unsigned(nanos),
        delay: Some(nanos),
    }
}
