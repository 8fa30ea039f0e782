//! Policies: rules of a tenant over what its roles already permit, in Cedar.
//!
//! - [`facts`]: what rules can see of a request;
//! - [`Policy`]: a text that was checked, with its version; it is evaluated, or tried;
//! - [`limits`]: how large a text and facts may be.
//!
//! Invariants:
//! - Evaluation is a pure function of the text and the facts: no clock, no IO, no chance, and no order of a hash table in its answer. Every
//!   node that evaluates the same version finds the same.
//! - Roles permit, policies refuse: a text holds `forbid` rules only, so every refusal names the rule it comes from.
//! - A rule that cannot be evaluated refuses. Cedar passes such rules over, which would open what they close.
//! - Evaluation ends. The language has no loops, no recursion and no calls; a rule has a bounded number of words and is nested to a bounded depth, and each
//!   of its words is looked at once at most.
//! - What would be refused at evaluation for its types is refused when the text is written, with line and column.
//! - A trial has no result that could be enforced.
//!
//! # Why Cedar
//!
//! Its validator proves a text against a schema of what there is to see, so that a misspelt attribute is found at write instead of never; errors have
//! places; rules have names and annotations of their own; the evaluator is differentially tested against a formal model. CEL's
//! Rust implementation is smaller (about a third of the time to compile: 19 s against 57 s on two cores, unoptimized), but checks no types before evaluation, has
//! macros that loop, and decides one expression rather than naming one rule of many.
//!
//! Cedar turns on `preserve_order` of serde_json, and with it for everything that is built together with it: objects made by `json!` are then written in
//! the order in which they were filled, not by name.
//!
//! `stacker`, which Cedar measures its stack with, gives every evaluation the same room, so that none ends differently for where it was called.

mod error;
mod evaluate;
pub mod facts;
pub mod limits;
mod policy;
mod schema;
mod text;

pub use error::{Kind, Place, PolicyError};
pub use evaluate::{Cause, Decision, Denial, Evaluation, Outcome, RuleOutcome, Trial};
pub use policy::Policy;
pub use schema::SCHEMA;
