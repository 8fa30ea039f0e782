//! What comes of a request under a policy.

use std::collections::BTreeMap;

use cedar_policy::{AuthorizationError, PolicyId};
use serde::Serialize;

use crate::facts::{Facts, FactsError};
use crate::limits::STACK_BYTES;
use crate::policy::Policy;

/// Why a rule refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It says so.
    Forbids,
    /// It could not be evaluated for this request, as when a number overflows.
    Failed,
}

/// A refusal, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("refused by the tenant's policy, version {version}, rule {rule}: {message}")]
pub struct Denial {
    /// The version of the text.
    pub version: u64,
    /// The rule's `@id`: of several that refuse, the first in the text.
    pub rule: String,
    /// The rule's `@message`.
    pub message: String,
    /// Why.
    pub cause: Cause,
}

/// What is to be done with the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// No rule is against it.
    Allow,
    /// A rule is.
    Deny(Denial),
}

/// A decision, with the version of the text that it was made by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a decision that nobody looks at enforces nothing"]
pub struct Evaluation {
    /// The version of the text: what an entry is guarded by.
    pub version: u64,
    /// What is to be done.
    pub decision: Decision,
}

impl Evaluation {
    /// Whether the request may go on.
    ///
    /// # Errors
    /// It may not.
    pub fn enforce(self) -> Result<(), Denial> {
        match self.decision {
            Decision::Allow => Ok(()),
            Decision::Deny(denial) => Err(denial),
        }
    }
}

/// What one rule has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing against it.
    Silent,
    /// It would refuse.
    Denies(Cause),
}

/// One rule of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleOutcome {
    /// Its `@id`.
    pub rule: String,
    /// What it says.
    pub outcome: Outcome,
}

/// What a policy would do with a request: a report and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trial {
    /// The version of the text.
    pub version: u64,
    /// What [`Policy::evaluate`] would say.
    pub would: Decision,
    /// Every rule, in the order of the text.
    pub rules: Vec<RuleOutcome>,
}

impl Policy {
    /// What is to be done with this request.
    ///
    /// # Errors
    /// The facts are none that could be judged. The request must be refused.
    pub fn evaluate(&self, facts: &Facts) -> Result<Evaluation, FactsError> {
        let against = stacker::maybe_grow(STACK_BYTES, 2 * STACK_BYTES, || self.against(facts))?;
        Ok(Evaluation {
            version: self.version(),
            decision: self.decision(&against),
        })
    }

    /// What would be done with this request, rule by rule.
    ///
    /// # Errors
    /// The facts are none that could be judged.
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

    /// The rules that are against it, by their place in the text.
    fn against(&self, facts: &Facts) -> Result<BTreeMap<usize, Cause>, FactsError> {
        let (request, entities) = facts.request()?;
        let response = self.authorizer.is_authorized(&request, &self.set, &entities);
        let diagnostics = response.diagnostics();
        let failed = diagnostics.errors().map(|error| match error {
            AuthorizationError::PolicyEvaluationError(error) => (error.policy_id(), Cause::Failed),
        });
        let forbidding = diagnostics.reason().map(|id| (id, Cause::Forbids));
        // What permits by default is among the reasons of an allowed request, and is no rule of the text.
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
