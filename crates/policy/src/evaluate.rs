//! Evaluation of requests against a policy.

use std::collections::BTreeMap;

use cedar_policy::{AuthorizationError, PolicyId};
use serde::Serialize;

use crate::facts::{Facts, FactsError};
use crate::limits::STACK_BYTES;
use crate::policy::Policy;

/// The cause of a refusal by a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The rule's condition holds.
    Forbids,
    /// The evaluation of the rule failed for this request, for example because a number overflows.
    Failed,
}

/// A refusal, with the rule that caused it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("refused by the tenant's policy, version {version}, rule {rule}: {message}")]
pub struct Denial {
    /// The version of the text.
    pub version: u64,
    /// The rule's `@id`: of several that refuse, the first in the text.
    pub rule: String,
    /// The rule's `@message`.
    pub message: String,
    /// The cause.
    pub cause: Cause,
}

/// The decision about a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// No rule refuses the request.
    Allow,
    /// A rule refuses the request.
    Deny(Denial),
}

/// A decision, with the version of the text that produced it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a decision that nobody looks at enforces nothing"]
pub struct Evaluation {
    /// The version of the text. A log entry is guarded by this version.
    pub version: u64,
    /// The decision.
    pub decision: Decision,
}

impl Evaluation {
    /// Returns `Ok` if the request is allowed.
    ///
    /// # Errors
    /// The denial, if a rule refuses the request.
    pub fn enforce(self) -> Result<(), Denial> {
        match self.decision {
            Decision::Allow => Ok(()),
            Decision::Deny(denial) => Err(denial),
        }
    }
}

/// The outcome of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The rule does not refuse the request.
    Silent,
    /// The rule would refuse the request.
    Denies(Cause),
}

/// The outcome of one rule in a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleOutcome {
    /// The rule's `@id`.
    pub rule: String,
    /// The rule's outcome.
    pub outcome: Outcome,
}

/// The result of a dry run. It is a report only and cannot be enforced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trial {
    /// The version of the text.
    pub version: u64,
    /// The decision that [`Policy::evaluate`] would return.
    pub would: Decision,
    /// All rules, in the order of the text.
    pub rules: Vec<RuleOutcome>,
}

impl Policy {
    /// Evaluates a request.
    ///
    /// # Errors
    /// The facts are invalid. The caller must refuse the request.
    pub fn evaluate(&self, facts: &Facts) -> Result<Evaluation, FactsError> {
        let against = stacker::maybe_grow(STACK_BYTES, 2 * STACK_BYTES, || self.against(facts))?;
        Ok(Evaluation {
            version: self.version(),
            decision: self.decision(&against),
        })
    }

    /// Evaluates a request without effect, rule by rule.
    ///
    /// # Errors
    /// The facts are invalid.
    pub fn dry_run(&self, facts: &Facts) -> Result<Trial, FactsError> {
        let against = stacker::maybe_grow(STACK_BYTES, 2 * STACK_BYTES, || self.against(facts))?;
        let outcome = |index| {
            against
                .get(&index)
                .map_or(Outcome::Silent, |cause| Outcome::Denies(*cause))
        };
        let rules = self.rules.iter().enumerate().map(|(index, rule)| RuleOutcome {
            rule: rule.id.clone(),
            outcome: outcome(index),
        });
        Ok(Trial {
            version: self.version(),
            would: self.decision(&against),
            rules: rules.collect(),
        })
    }

    /// Returns the rules that refuse the request, keyed by their position in the text.
    fn against(&self, facts: &Facts) -> Result<BTreeMap<usize, Cause>, FactsError> {
        let (request, entities) = facts.request()?;
        let response = self.authorizer.is_authorized(&request, &self.set, &entities);
        let diagnostics = response.diagnostics();
        let failed = diagnostics.errors().map(|error| match error {
            AuthorizationError::PolicyEvaluationError(error) => (error.policy_id(), Cause::Failed),
        });
        let forbidding = diagnostics.reason().map(|id| (id, Cause::Forbids));
        // The reasons of an allowed request include the default permit, which is not a rule of the text.
        let place = |(id, cause): (&PolicyId, _)| Some((*self.places.get(id)?, cause));
        Ok(failed.chain(forbidding).filter_map(place).collect())
    }

    fn decision(&self, against: &BTreeMap<usize, Cause>) -> Decision {
        let first = against.first_key_value();
        let first = first.and_then(|(index, cause)| Some((self.rules.get(*index)?, *cause)));
        match first {
            None => Decision::Allow,
            Some((rule, cause)) => Decision::Deny(Denial {
                version: self.version(),
                rule: rule.id.clone(),
                message: rule.message.clone(),
                cause,
            }),
        }
    }
}
