//! Names: of definitions, phases, executions, agents and queues.

/// Letters, digits, `.`, `_` and `-`, of which the first is a letter or a digit; at most so many.
pub(crate) fn is_name(text: &str, most: usize) -> bool {
    let begins = text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric());
    let goes_on = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
    begins && goes_on && text.len() <= most
}

/// The rule, for whoever broke it.
pub(crate) fn rule(most: usize) -> String {
    format!("must be letters, digits, '.', '_' and '-', a letter or a digit first, at most {most}")
}
