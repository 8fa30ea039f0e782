//! Limits of texts and facts.

/// Maximum length of a policy text, in bytes.
pub const TEXT_BYTES_MAX: usize = 64 << 10;
/// Maximum number of rules in a text.
pub const RULES_MAX: usize = 128;
/// Maximum number of words in a rule: names, literals, operators and brackets.
pub const WORDS_MAX: usize = 256;
/// Maximum nesting depth of brackets in a rule.
pub const DEPTH_MAX: usize = 16;
/// Maximum length of a rule's name, in bytes.
pub const RULE_ID_BYTES_MAX: usize = 63;
/// Maximum length of a rule's message, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 256;
/// Maximum number of errors reported for one text.
pub const ERRORS_MAX: usize = 20;
/// Maximum length of a text among the facts, in bytes.
pub const FACT_BYTES_MAX: usize = 1024;
/// Maximum number of labels among the facts.
pub const LABELS_MAX: usize = 32;

/// Minimum stack for the evaluator, in bytes. Cedar aborts an evaluation if too little stack is left. The deepest rule
/// within the other limits takes about half of this size, so an evaluation never aborts, on any caller's stack. Frames
/// of unoptimised code are several times as large. Cedar and this crate have the same optimisation level in every
/// profile (Cargo.toml).
pub(crate) const STACK_BYTES: usize = if cfg!(unoptimised) { 4 << 20 } else { 1 << 20 };
