//! The form of names: of definitions, phases, executions, agents and queues.

use minoots_wire::rules::Form;

/// Whether a text consists of letters, digits, `.`, `_` and `-`, begins with a letter or digit, and has at most `most`
/// bytes.
pub(crate) fn is_name(text: &str, most: usize) -> bool {
    text.len() <= most && Form::Id.matches(text)
}

/// The rule, for error messages.
pub(crate) fn rule(most: usize) -> String {
    format!("must be letters, digits, '.', '_' and '-', a letter or a digit first, at most {most}")
}
