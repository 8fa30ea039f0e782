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

/// All of them, by name.
pub const BUNDLED: [Bundled; 6] = [
    Bundled {
        name: "agent-pipeline",
        document: include_str!("../../definitions/agent-pipeline.yaml"),
    },
    Bundled {
        name: "spec-driven",
        document: include_str!("../../definitions/spec-driven.yaml"),
    },
    Bundled {
        name: "spec-ticket",
        document: include_str!("../../definitions/spec-ticket.yaml"),
    },
    Bundled {
        name: "team-ritual",
        document: include_str!("../../definitions/team-ritual.yaml"),
    },
    Bundled {
        name: "value-train",
        document: include_str!("../../definitions/value-train.yaml"),
    },
    Bundled {
        name: "value-train-modes",
        document: include_str!("../../definitions/value-train-modes.yaml"),
    },
];
