//! Collects the broken rules of a request, so that its refusal lists all of them.

use minoots_wire::error::{Details, Reason, status};
use tonic::Status;

/// The broken rules of one request, in the order of their checks.
#[derive(Debug, Default)]
pub(crate) struct Checks(Vec<Status>);

impl Checks {
    /// Returns a valid value. Of an invalid one, keeps the broken rule and returns a default, which
    /// [`done`](Self::done) keeps from being used.
    pub fn take<T: Default>(&mut self, checked: Result<T, Status>) -> T {
        checked.unwrap_or_else(|broken| {
            self.0.push(broken);
            T::default()
        })
    }

    /// Ends the checks.
    ///
    /// # Errors
    /// A rule is broken: the refusal has the reason and the message of the first one, and the fields of all.
    pub fn done(self) -> Result<(), Status> {
        let Some(first) = self.0.first() else {
            return Ok(());
        };
        let details = Details::of(first);
        let reason = details.reason().unwrap_or(Reason::Internal);
        let mut refusal = status(first.code(), reason, first.message());
        for (key, value) in details.metadata {
            refusal = refusal.metadata(key, value);
        }
        for field in self.0.iter().flat_map(|broken| Details::of(broken).fields) {
            let reason = Reason::parse(&field.reason).unwrap_or(reason);
            refusal = refusal.field_because(field.path, reason, field.description);
        }
        Err(refusal.build())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::failure;

    #[test]
    fn refusal_has_the_first_message_and_all_fields() {
        let mut checks = Checks::default();
        assert_eq!(checks.take(Ok(7)), 7);
        assert_eq!(checks.take(Err::<String, _>(failure::field("id", "must be short"))), "");
        assert_eq!(
            checks.take(Err::<u64, _>(failure::agent_field("epoch", "must be known"))),
            0
        );
        let refusal = checks.done().unwrap_err();
        assert_eq!(refusal.message(), "id: must be short");
        let fields = Details::of(&refusal).fields;
        let told: Vec<_> = fields
            .iter()
            .map(|field| (field.path.as_str(), field.reason.as_str()))
            .collect();
        assert_eq!(told, [("id", "EXECUTION_FIELD"), ("epoch", "AGENT_FIELD")]);
        assert_eq!(Details::of(&refusal).reason(), Some(Reason::ExecutionField));
        Checks::default().done().unwrap();
    }
}
