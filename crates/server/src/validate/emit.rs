//! Checks events that callers emit.

use super::{Violations, timer};
use minoots_delivery::data::RESERVED;
use minoots_kernel::{
    internal::{EmittedEvent, EventAttribute},
    limits,
};
use minoots_wire::{error::Reason, event::v1::EmitRequest};

const TYPE_BYTES_MAX: usize = 128;
const SUBJECT_BYTES_MAX: usize = 255;
const NAME_BYTES_MAX: usize = 20;
const VALUE_BYTES_MAX: usize = 255;

/// Attribute names that every event defines.
const TAKEN: [&str; 11] = [
    "data",
    "datacontenttype",
    "dataschema",
    "id",
    "source",
    "specversion",
    "subject",
    "tenant",
    "time",
    "traceparent",
    "type",
];

/// Whether a caller may emit events of this type: at least two words between dots, of which the first is not reserved
/// for MINOOTS.
pub(crate) fn is_emittable(kind: &str) -> bool {
    let mut words = kind.split('.');
    let is_word = |word: &str| {
        let mut bytes = word.bytes();
        bytes.next().is_some_and(|first| first.is_ascii_lowercase())
            && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    kind.len() <= TYPE_BYTES_MAX
        && kind.contains('.')
        && words.clone().all(is_word)
        && words.next().is_some_and(|first| !RESERVED.contains(&first))
}

pub(crate) fn emitted(violations: &mut Violations, prefix: &str, request: EmitRequest) -> EmittedEvent {
    let field = |name: &str| format!("{prefix}{name}");
    let first = request.r#type.split('.').next().unwrap_or_default();
    if !is_emittable(&request.r#type) {
        let rule = match RESERVED.contains(&first) {
            true => format!(
                "begins with {first}, which is reserved for the fabric's own events; begin with a word of your own"
            ),
            false => {
                let rule = "must be two or more words between dots, each a letter [a-z] and then [a-z0-9_], at most";
                format!("{rule} {TYPE_BYTES_MAX} bytes, such as order.packed")
            }
        };
        violations.add(field("type"), Reason::EmitType, rule);
    }
    let subject = &request.subject;
    if subject.is_empty() || subject.len() > SUBJECT_BYTES_MAX || subject.chars().any(char::is_control) {
        let rule =
            format!("must be 1 to {SUBJECT_BYTES_MAX} bytes without control characters: what the event is about");
        violations.add(field("subject"), Reason::EmitSubject, rule);
    }
    let (content_type, data) = timer::attached(violations, prefix, request.payload, limits::EMITTED_BYTES_MAX);
    for (name, value) in &request.attributes {
        let plain = name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let sized = (1..=NAME_BYTES_MAX).contains(&name.len()) && value.len() <= VALUE_BYTES_MAX;
        if !plain || !sized || value.chars().any(char::is_control) {
            let rule = "names have 1 to 20 characters [a-z0-9], values at most 255 bytes without control characters";
            violations.add(field("attributes"), Reason::EmitAttribute, rule);
        } else if TAKEN.contains(&name.as_str()) {
            let rule = format!("{name} is an attribute of every event; choose another name");
            violations.add(field("attributes"), Reason::EmitAttribute, rule);
        }
    }
    let attribute = |(name, value)| EventAttribute { name, value };
    EmittedEvent {
        r#type: request.r#type,
        subject: request.subject,
        content_type,
        data,
        attributes: request.attributes.into_iter().map(attribute).collect(),
        payload_key: 0,
    }
}

/// Checks the characters of the subject by which events are selected.
pub(crate) fn asked_subject(violations: &mut Violations, field: &str, subject: &str) {
    if subject.chars().any(char::is_control) {
        let rule = "may not contain control characters; give one such as timers/tea";
        violations.add(field, Reason::EventSubject, rule);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minoots_delivery::data::kind_name;
    use minoots_kernel::internal::EventKind;

    #[test]
    fn no_type_of_the_fabrics_own_is_a_callers() {
        for kind in (1..=255).filter_map(|number| EventKind::try_from(number).ok()) {
            assert!(!is_emittable(kind_name(kind)), "{kind:?}");
        }
        for wrong in [
            "",
            ".",
            "a",
            "a.",
            ".b",
            "a..b",
            "A.b",
            "a.1",
            "a.b-c",
            "timer.mine",
            "a.b\n",
            "é.b",
        ] {
            assert!(!is_emittable(wrong), "{wrong:?}");
        }
        assert!(!is_emittable(&format!("a.{}", "b".repeat(127))));
        assert!(is_emittable(&format!("a.{}", "b".repeat(126))));
        assert!(is_emittable("order.packed") && is_emittable("timers.a_1.z9"));
    }
}
