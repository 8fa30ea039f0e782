//! Definitions that ship with the program, for use as they are or as a starting point.

/// The JSON Schema (draft 2020-12) of a definition's document, for editors. [`super::Definition::parse`] checks more
/// than a schema can express.
pub const SCHEMA: &str = include_str!("../../definitions/schema.json");

/// A definition that ships with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundled {
    /// The name in its document.
    pub name: &'static str,
    /// The document: YAML, with comments for people.
    pub document: &'static str,
}

/// Includes each document from the file of its name.
macro_rules! bundled {
    ($($name:literal),+ $(,)?) => {
        [$(Bundled { name: $name, document: include_str!(concat!("../../definitions/", $name, ".yaml")) }),+]
    };
}

/// All bundled definitions, by name.
pub const BUNDLED: [Bundled; 6] = bundled![
    "agent-pipeline",
    "spec-driven",
    "spec-ticket",
    "team-ritual",
    "value-train",
    "value-train-modes",
];
