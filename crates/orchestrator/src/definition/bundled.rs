//! Definitions that come with the program, to be taken as they are or as a beginning.

/// The JSON Schema (draft 2020-12) of a definition's document, for editors. [`super::Definition::parse`] judges more than it can say.
pub const SCHEMA: &str = include_str!("../../definitions/schema.json");

/// A definition that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundled {
    /// What its document calls it.
    pub name: &'static str,
    /// YAML, with words for people.
    pub document: &'static str,
}

/// Reads each from the file of its name.
macro_rules! bundled {
    ($($name:literal),+ $(,)?) => {
        [$(Bundled { name: $name, document: include_str!(concat!("../../definitions/", $name, ".yaml")) }),+]
    };
}

/// All of them, by name.
pub const BUNDLED: [Bundled; 6] = bundled![
    "agent-pipeline",
    "spec-driven",
    "spec-ticket",
    "team-ritual",
    "value-train",
    "value-train-modes",
];
