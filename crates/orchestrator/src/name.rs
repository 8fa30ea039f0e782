//! The form of names: of definitions, phases, executions, agents and queues.

/// Whether a text consists of letters, digits, `.`, `_` and `-`, begins with a letter or digit, and has at most `most`
/// bytes.
pub(crate) fn is_name(text: &str, most: usize) -> bool {
    let begins = text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric());
    let goes_on = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
    begins && goes_on && text.len() <= most
}

/// The rule, for error messages.
pub(crate) fn rule(most: usize) -> String {
    format!("must be letters, digits, '.', '_' and '-', a letter or a digit first, at most {most}")
}
