//! Checks that the end is reachable from every reachable phase.

use super::super::problem::{Problem, Rule};
use super::super::source;
use super::super::{Definition, OnJoinTimeout, OnTimeout, Phase};

/// All possible successors of a phase, including those after a timeout or a regression.
fn next(phase: &Phase) -> impl Iterator<Item = usize> + '_ {
    let late = match phase.on_timeout {
        OnTimeout::Go(phase) => Some(phase),
        _ => None,
    };
    let alone = match phase.join.as_ref().map(|join| join.on_timeout) {
        Some(OnJoinTimeout::Go(phase)) => Some(phase),
        _ => None,
    };
    phase
        .to
        .iter()
        .copied()
        .chain(phase.regress.iter().copied())
        .chain(late)
        .chain(alone)
}

/// Phases that a fix may lead to from this one.
fn fixes(definition: &Definition, position: usize) -> impl Iterator<Item = usize> + '_ {
    let fixes = definition.recovery.iter().flat_map(|recovery| &recovery.fixes);
    fixes
        .filter(move |fix| fix.when.phases.is_empty() || fix.when.phases.contains(&position))
        .filter_map(|fix| fix.go)
}

/// Refuses a reachable phase without a path to an end. The error shows a path to that phase.
pub(super) fn check(definition: &Definition, phases: &[source::Phase]) -> Result<(), Problem> {
    let ends = ends(definition);
    // The predecessor by which each phase was first reached.
    let mut from = vec![None; definition.phases.len()];
    let mut reached = vec![false; definition.phases.len()];
    let mut waiting = std::collections::VecDeque::from([definition.start]);
    reached[definition.start] = true;
    while let Some(position) = waiting.pop_front() {
        if !ends[position] {
            let path = path(definition, &from, position);
            let message = format!(
                "phases {path} go round without a way out: add a phase without `to`, and a way to it from {:?}",
                definition.phases[position].id
            );
            return Err(Problem::at(Rule::NoExit, phases[position].id.referenced, message));
        }
        let fixes = fixes(definition, position);
        for follower in next(&definition.phases[position]).chain(fixes) {
            if !reached[follower] {
                reached[follower] = true;
                from[follower] = Some(position);
                waiting.push_back(follower);
            }
        }
    }
    Ok(())
}

/// Computes, for each phase, whether the end is reachable by regular transitions. Regressions and timeouts do not
/// count.
fn ends(definition: &Definition) -> Vec<bool> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); definition.phases.len()];
    for (position, phase) in definition.phases.iter().enumerate() {
        for follower in &phase.to {
            before[*follower].push(position);
        }
    }
    let mut ends: Vec<bool> = definition.phases.iter().map(|phase| phase.to.is_empty()).collect();
    let mut waiting: Vec<usize> = (0..ends.len()).filter(|position| ends[*position]).collect();
    while let Some(position) = waiting.pop() {
        for earlier in &before[position] {
            if !std::mem::replace(&mut ends[*earlier], true) {
                waiting.push(*earlier);
            }
        }
    }
    ends
}

/// The path to a phase, continued once round its cycle.
fn path(definition: &Definition, from: &[Option<usize>], position: usize) -> String {
    const SHOWN_MAX: usize = 12;
    let mut way = vec![position];
    while let Some(earlier) = from[way[way.len() - 1]] {
        way.push(earlier);
    }
    way.reverse();
    let mut seen = vec![false; definition.phases.len()];
    let mut at = position;
    while !std::mem::replace(&mut seen[at], true) {
        match definition.phases[at].to.first() {
            Some(follower) => at = *follower,
            None => break,
        }
        way.push(at);
    }
    let skipped = way.len().saturating_sub(SHOWN_MAX);
    let shown: Vec<&str> = way[skipped..]
        .iter()
        .map(|at| definition.phases[*at].id.as_str())
        .collect();
    let begins = if skipped > 0 { "… -> " } else { "" };
    format!("{begins}{}", shown.join(" -> "))
}
