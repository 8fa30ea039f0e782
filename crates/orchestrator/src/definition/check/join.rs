//! Checks the joins of phases.

use super::super::limits::{ARRIVALS_MAX, CHILDREN_MAX, TIME_MAX, WAITS_IN_ROW_MAX};
use super::super::problem::{Problem, Rule};
use super::super::source::{self, Text};
use super::super::text::{name, time};
use super::super::{Definition, Join, Needed, OnJoinTimeout, Phase};
use super::{Index, MILLISECOND, not_one_of, within};

/// Checks the values of a join.
pub(super) fn rule(join: &source::Join, phase: &Text, index: &Index) -> Result<Join, Problem> {
    let children = join.children.as_ref().map(needed).transpose()?;
    let arrivals = within(join.arrivals.as_ref(), "join.arrivals", 1..=ARRIVALS_MAX as u32)?.unwrap_or(0);
    if children.is_none() && arrivals == 0 {
        let message = "join: waits for nothing; say children (a number or all), arrivals, or both";
        return Err(Problem::at(Rule::Invalid, phase.referenced, message));
    }
    if let (None, Some(of)) = (children, &join.of) {
        let message = "join.of: says which children count, and none do; add children, or leave of out";
        return Err(Problem::at(Rule::Invalid, of.referenced, message));
    }
    Ok(Join {
        children,
        of: join.of.as_ref().map(|of| name(of, "join.of")).transpose()?,
        arrivals,
        timeout: time(&join.timeout, "join.timeout", MILLISECOND, TIME_MAX)?,
        on_timeout: on_timeout(join.on_timeout.as_ref(), index)?,
    })
}

fn needed(text: &Text) -> Result<Needed, Problem> {
    if text.value == "all" {
        return Ok(Needed::All);
    }
    let count = text
        .value
        .parse()
        .ok()
        .filter(|count| (1..=CHILDREN_MAX).contains(count));
    count.map(Needed::Count).ok_or_else(|| {
        let message = format!(
            "join.children: {:?} is not allowed; it must be 1 to {CHILDREN_MAX}, or all",
            text.value
        );
        Problem::at(Rule::Invalid, text.referenced, message)
    })
}

fn on_timeout(text: Option<&Text>, index: &Index) -> Result<OnJoinTimeout, Problem> {
    let Some(text) = text else {
        return Ok(OnJoinTimeout::Block);
    };
    if let Some(id) = text.value.strip_prefix("go ") {
        let id = Text::new(id.trim().to_owned(), text.referenced, text.defined);
        return index.find(&id, "join.on_timeout").map(OnJoinTimeout::Go);
    }
    match text.value.as_str() {
        "block" => Ok(OnJoinTimeout::Block),
        "fail" => Ok(OnJoinTimeout::Fail),
        "proceed" => Ok(OnJoinTimeout::Proceed),
        other => Err(not_one_of(
            text,
            "join.on_timeout",
            other,
            "block, fail, proceed, or go PHASE",
        )),
    }
}

/// Refuses a cycle of phases that only wait. With their joins met, an execution would run through the cycle without
/// end.
pub(super) fn check_rounds(definition: &Definition, phases: &[source::Phase]) -> Result<(), Problem> {
    let only_waits = |phase: &Phase| phase.join.is_some() && phase.has_no_work();
    let next = |position: usize| {
        let phase = definition.phases.get(position).filter(|phase| only_waits(phase))?;
        phase.to.first().copied()
    };
    for (position, written) in phases.iter().enumerate() {
        let mut at = position;
        for in_row in 1..=definition.phases.len() {
            let Some(follower) = next(at) else { break };
            if in_row >= WAITS_IN_ROW_MAX && next(follower).is_some() {
                let message = format!(
                    "more than {WAITS_IN_ROW_MAX} phases that only wait follow each other from {:?}: wait for several things in one of them, or give one of them work",
                    written.id.value
                );
                return Err(Problem::at(Rule::TooLarge, written.id.referenced, message));
            }
            if follower == position {
                let message = format!(
                    "phases that only wait follow each other round from {:?}: give one of them work, such as a queue",
                    written.id.value
                );
                return Err(Problem::at(Rule::NoExit, written.id.referenced, message));
            }
            at = follower;
        }
    }
    Ok(())
}
