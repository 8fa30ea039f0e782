//! Candidate fixes and their confidence.

use serde_json::{Value, json};

use super::super::At;
use super::super::effect::Step;
use super::super::input::Counted;
use super::super::state::{State, Status};
use super::{RecoveryStatus, Suggestion, apply, looks};
use crate::definition::{Definition, Fix, Seen};
use crate::failure_kind::FailureClass;
use crate::outcome::confidence_micros;

/// The number of suggested fixes.
const SUGGESTIONS_MAX: usize = 4;

/// The candidate fixes for the last failure, in the definition's order.
pub(super) fn candidates<'a>(definition: &'a Definition, state: &State, failed: &[String]) -> Vec<&'a Fix> {
    let recovery = definition.recovery.as_ref();
    let recovery = recovery.filter(|recovery| failed.len() < recovery.rounds as usize);
    let phase = state.run.as_ref().and_then(|run| definition.phase(&run.phase));
    let (Some(recovery), Some((phase, _)), Some(failure)) = (recovery, phase, &state.last_failure) else {
        return Vec::new();
    };
    let seen = Seen {
        phase,
        failure_type: failure.failure_type,
        signature: &failure.signature,
        message: &failure.message,
    };
    let fixes = recovery.fixes.iter();
    fixes
        .filter(|fix| !failed.contains(&fix.id) && fix.when.matches(&seen))
        .collect()
}

/// Handles the counts of the fixes: applies a fix, or asks a person.
pub(in super::super) fn counted(definition: &Definition, mut step: Step, counted: &Counted, at: &At) -> Option<Step> {
    if !looks(&step.state, counted.ticket) || step.state.status != Status::Running {
        return None;
    }
    let recovery = step.state.recovery.clone()?;
    let mut suggestions: Vec<(&Fix, Suggestion)> = candidates(definition, &step.state, &recovery.failed)
        .into_iter()
        .map(|fix| {
            let (tried, succeeded) = counted.of(&fix.id, recovery.failure_type);
            let tried = tried.saturating_add(fix.known.tried);
            let succeeded = succeeded.saturating_add(fix.known.succeeded);
            let suggestion = Suggestion {
                fix: fix.id.clone(),
                confidence_micros: confidence_micros(tried, succeeded),
                tried,
                succeeded,
            };
            (fix, suggestion)
        })
        .collect();
    // The sort is stable: equal candidates keep the definition's order.
    suggestions.sort_by_key(|(_, suggestion)| std::cmp::Reverse(suggestion.confidence_micros));
    suggestions.truncate(SUGGESTIONS_MAX);
    let least = definition.recovery.as_ref().and_then(|recovery| recovery.automatic);
    let known = recovery.class != FailureClass::Indeterminate;
    let chosen = suggestions.iter().find(|(fix, suggestion)| {
        known && !fix.high_risk && least.is_some_and(|least| suggestion.confidence_micros >= least)
    });
    let chosen = chosen.map(|(fix, _)| *fix);
    let told: Vec<Value> = suggestions
        .iter()
        .map(|(fix, suggestion)| told(fix, suggestion))
        .collect();
    let kept = suggestions.into_iter().map(|(_, suggestion)| suggestion).collect();
    if let Some(recovery) = &mut step.state.recovery {
        recovery.suggestions = kept;
    }
    let automatic = chosen.map(|fix| fix.id.as_str());
    step.emit(
        "recovery.suggested",
        at,
        json!({ "rule": recovery.rule, "suggestions": told, "automatic": automatic }),
    );
    if let Some(fix) = chosen {
        return Some(apply(definition, step, fix, (None, ""), at));
    }
    if let Some(recovery) = &mut step.state.recovery {
        recovery.status = RecoveryStatus::Asked;
    }
    let reason = format!("{}; a fix is to be chosen", recovery.rule);
    Some(step.block(&reason, at))
}

/// A suggestion in the form of events, with the confidence in hundredths and its counts.
pub(super) fn told(fix: &Fix, suggestion: &Suggestion) -> Value {
    json!({
        "fix": suggestion.fix,
        "confidence": f64::from(suggestion.confidence_micros / 10_000) / 100.0,
        "tried": suggestion.tried,
        "succeeded": suggestion.succeeded,
        "risk": if fix.high_risk { "high" } else { "low" },
    })
}
