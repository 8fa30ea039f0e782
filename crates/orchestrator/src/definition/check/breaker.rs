//! Checks a phase's circuit breaker.

use super::super::limits::{BREAKER_FAILURES_MAX, BREAKER_PAUSE_MAX, BREAKER_PAUSE_MIN};
use super::super::problem::{Problem, Rule};
use super::super::text::time;
use super::super::{Breaker, Phase, source};
use super::within;

/// Checks the values of a breaker.
pub(super) fn rule(written: &source::Breaker) -> Result<Breaker, Problem> {
    Ok(Breaker {
        failures: within(Some(&written.failures), "breaker.failures", 1..=BREAKER_FAILURES_MAX)?.unwrap_or(1),
        pause: time(&written.pause, "breaker.pause", BREAKER_PAUSE_MIN, BREAKER_PAUSE_MAX)?,
    })
}

/// Checks that the phase has `wip` and a queue. A breaker withholds WIP slots, and counts failed attempts of a queue.
pub(super) fn check(phase: &Phase, written: &source::Breaker) -> Result<(), Problem> {
    let message = match (phase.wip, &phase.queue) {
        (Some(_), Some(_)) => return Ok(()),
        (None, _) => "breaker: has those wait who want a place, and there are no places; add wip",
        (Some(_), None) => "breaker: counts whose attempts have failed, and there are none; add a queue",
    };
    Err(Problem::at(Rule::Invalid, written.failures.referenced, message))
}
