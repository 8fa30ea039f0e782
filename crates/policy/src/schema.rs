//! The schema of the readable facts, for Cedar.

use std::sync::OnceLock;

use cedar_policy::Schema;

/// The schema that texts are checked against.
pub const SCHEMA: &str = include_str!("schema.cedarschema");

/// The parsed schema. `None` only if [`SCHEMA`] is invalid, which a test rules out.
pub(crate) fn schema() -> Option<&'static Schema> {
    static READ: OnceLock<Option<Schema>> = OnceLock::new();
    READ.get_or_init(|| Schema::from_cedarschema_str(SCHEMA).ok().map(|(schema, _)| schema))
        .as_ref()
}
