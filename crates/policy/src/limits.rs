//! How large texts and facts may be.

/// Longest text of a policy, bytes.
pub const TEXT_BYTES_MAX: usize = 64 << 10;
/// Most rules in a text.
pub const RULES_MAX: usize = 128;
/// Most words in a rule: names, literals, operators and brackets.
pub const WORDS_MAX: usize = 256;
/// Deepest nesting of brackets in a rule.
pub const DEPTH_MAX: usize = 16;
/// Longest name of a rule, bytes.
pub const RULE_ID_BYTES_MAX: usize = 63;
/// Longest message of a rule, bytes.
pub const MESSAGE_BYTES_MAX: usize = 256;
/// Most errors that one text is answered with.
pub const ERRORS_MAX: usize = 20;
/// Longest text among the facts, bytes.
pub const FACT_BYTES_MAX: usize = 1024;
/// Most labels among the facts.
pub const LABELS_MAX: usize = 32;

/// Stack that is left for the evaluator at least, bytes. It gives up, by how much is left, when there is too little; the deepest rule within the other
/// limits takes about half of this, so that it never does, whoever calls it.
/// Frames of code that is not optimised are several times as large: Cedar and this crate have one level in every profile (Cargo.toml).
pub(crate) const STACK_BYTES: usize = if cfg!(unoptimised) { 4 << 20 } else { 1 << 20 };
