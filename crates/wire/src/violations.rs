//! Collects the broken rules of a request, so that its refusal lists all of them.

use std::collections::BTreeMap;

use tonic::{Code, Status};

use crate::error::{Details, FIELD_VIOLATIONS_MAX, Reason, status};

/// The violations of a request.
#[derive(Debug, Default)]
#[must_use = "`finish` refuses the request"]
pub struct Violations {
    all: Vec<Violation>,
    /// The facts of the first violation, if a check refused it.
    facts: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
struct Violation {
    field: String,
    reason: Reason,
    description: String,
}

impl Violations {
    /// Adds a violation of a field, unless the field has one, or the refusal is full.
    pub fn add(&mut self, field: impl Into<String>, reason: Reason, description: impl Into<String>) {
        if self.is_full() {
            return;
        }
        let field = field.into();
        if self.all.iter().any(|earlier| earlier.field == field) {
            return;
        }
        self.all.push(Violation {
            field,
            reason,
            description: description.into(),
        });
    }

    /// Whether more violations would not fit the refusal. A check may stop.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.all.len() >= FIELD_VIOLATIONS_MAX
    }

    /// Takes the value of a check that may have found wrong fields. Of wrong fields, keeps the violations and returns a
    /// default, which [`finish`](Self::finish) keeps from being used.
    ///
    /// # Errors
    /// The check refused the request for another reason.
    pub fn absorb<T: Default>(&mut self, checked: Result<T, Status>) -> Result<T, Status> {
        let refused = match checked {
            Ok(value) => return Ok(value),
            Err(refused) => refused,
        };
        let details = Details::of(&refused);
        if details.fields.is_empty() {
            return Err(refused);
        }
        if self.all.is_empty() {
            self.facts = details.metadata;
        }
        for field in details.fields {
            let reason = Reason::parse(&field.reason).unwrap_or(Reason::Malformed);
            self.add(field.path, reason, field.description);
        }
        Ok(T::default())
    }

    /// The number of violations.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Ends the checks.
    ///
    /// # Errors
    /// A rule is broken: the refusal has the reason, message and facts of the first violation, and the fields of all.
    pub fn finish(self) -> Result<(), Status> {
        let Some(first) = self.all.first() else { return Ok(()) };
        let message = format!("{}: {}", first.field, first.description);
        let mut builder = status(Code::InvalidArgument, first.reason, message);
        for (name, fact) in self.facts {
            builder = builder.metadata(name, fact);
        }
        for violation in self.all {
            builder = builder.field_because(violation.field, violation.reason, violation.description);
        }
        Err(builder.build())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn broken(reason: Reason, field: &str) -> Status {
        let message = format!("{field}: must be short");
        status(Code::InvalidArgument, reason, message)
            .field_because(field, reason, "must be short")
            .metadata("line", field)
            .build()
    }

    #[test]
    fn refusal_has_the_first_message_and_all_fields() {
        let mut violations = Violations::default();
        assert_eq!(violations.absorb(Ok(7)).unwrap(), 7);
        let id: String = violations.absorb(Err(broken(Reason::ExecutionField, "id"))).unwrap();
        let epoch: u64 = violations.absorb(Err(broken(Reason::AgentField, "epoch"))).unwrap();
        assert_eq!((id.as_str(), epoch), ("", 0));
        let refusal = violations.finish().unwrap_err();
        assert_eq!(refusal.message(), "id: must be short");
        let details = Details::of(&refusal);
        assert_eq!(details.metadata["line"], "id", "the facts are those of the first");
        let told: Vec<_> = details
            .fields
            .iter()
            .map(|field| (field.path.as_str(), field.reason.as_str()))
            .collect();
        assert_eq!(told, [("id", "EXECUTION_FIELD"), ("epoch", "AGENT_FIELD")]);
        assert_eq!(details.reason(), Some(Reason::ExecutionField));
        Violations::default().finish().unwrap();
    }

    #[test]
    fn refusal_without_fields_ends_the_checks() {
        let mut violations = Violations::default();
        violations.add("id", Reason::IdEmpty, "is required");
        let other = status(Code::NotFound, Reason::Timer, "no such timer").build();
        let ended = violations.absorb(Err::<u64, _>(other)).unwrap_err();
        assert_eq!(ended.code(), Code::NotFound);
    }
}
