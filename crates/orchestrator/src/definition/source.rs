//! The shape of a document with positions, before its values are checked.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_saphyr::{Error, Spanned};

use super::limits::DOCUMENT_BYTES_MAX;
use super::problem::{Problem, Rule};

/// A text with its position.
pub(crate) type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub name: Text,
    #[serde(default)]
    pub description: Option<Text>,
    #[serde(default)]
    pub start: Option<Text>,
    pub phases: Vec<Phase>,
    #[serde(default)]
    pub budgets: Budgets,
    #[serde(default)]
    pub on_failure: Option<Text>,
    #[serde(default)]
    pub recovery: Option<Recovery>,
    #[serde(default)]
    pub children_max: Option<Spanned<u32>>,
    #[serde(default)]
    pub blocked_after: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phase {
    pub id: Text,
    #[serde(default)]
    pub queue: Option<Text>,
    #[serde(default)]
    pub deadline: Option<Text>,
    #[serde(default)]
    pub grace: Option<Text>,
    #[serde(default)]
    pub on_timeout: Option<Text>,
    #[serde(default)]
    pub entry: Gate,
    #[serde(default)]
    pub exit: Gate,
    #[serde(default)]
    pub approval: Option<Approval>,
    #[serde(default)]
    pub join: Option<Join>,
    #[serde(default)]
    pub handoff: Option<Handoff>,
    #[serde(default)]
    pub output: Option<Output>,
    #[serde(default)]
    pub needs: Vec<Text>,
    #[serde(default)]
    pub wip: Option<Spanned<u32>>,
    #[serde(default)]
    pub breaker: Option<Breaker>,
    #[serde(default)]
    pub visits: Option<Spanned<Visits>>,
    #[serde(default)]
    pub children_max: Option<Spanned<u32>>,
    #[serde(default)]
    pub retry: Retry,
    #[serde(default)]
    pub to: Vec<Text>,
    #[serde(default)]
    pub regress: Vec<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gate {
    #[serde(default)]
    pub checklist: Vec<Text>,
    #[serde(default)]
    pub artifacts: Vec<Text>,
    #[serde(default)]
    pub score: Option<Spanned<f64>>,
    #[serde(default)]
    pub each_visit: Option<Spanned<bool>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Approval {
    #[serde(default)]
    pub deadline: Option<Text>,
    #[serde(default)]
    pub from: Option<Text>,
    #[serde(default)]
    pub escalation: Vec<Text>,
    #[serde(default)]
    pub on_timeout: Option<Text>,
    #[serde(default)]
    pub self_approval: Option<Spanned<bool>>,
    #[serde(default)]
    pub quorum: Option<Spanned<u32>>,
    #[serde(default)]
    pub voters: Option<Spanned<u32>>,
    #[serde(default)]
    pub distinct: Option<Text>,
    #[serde(default)]
    pub remind: Option<Text>,
    #[serde(default)]
    pub risk: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Join {
    #[serde(default)]
    pub children: Option<Text>,
    #[serde(default)]
    pub of: Option<Text>,
    #[serde(default)]
    pub arrivals: Option<Spanned<u32>>,
    pub timeout: Text,
    #[serde(default)]
    pub on_timeout: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Handoff {
    #[serde(default)]
    pub schema: Option<Spanned<serde_json::Value>>,
    #[serde(default)]
    pub voters: Vec<Text>,
    #[serde(default)]
    pub votes: Option<Spanned<usize>>,
    #[serde(default)]
    pub deadline: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Output {
    #[serde(default)]
    pub schema: Option<Spanned<serde_json::Value>>,
    #[serde(default)]
    pub required: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Breaker {
    pub failures: Spanned<u32>,
    pub pause: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Visits {
    #[serde(default)]
    pub most: Option<Spanned<u32>>,
    #[serde(default)]
    pub in_a_row: Option<Spanned<u32>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Retry {
    #[serde(default)]
    pub attempts: Option<Spanned<u32>>,
    #[serde(default)]
    pub initial: Option<Text>,
    #[serde(default)]
    pub max: Option<Text>,
    #[serde(default)]
    pub multiplier: Option<Spanned<f64>>,
    #[serde(default)]
    pub jitter: Option<Spanned<f64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recovery {
    #[serde(default)]
    pub classify: Vec<Classify>,
    #[serde(default)]
    pub fixes: Vec<Fix>,
    #[serde(default)]
    pub automatic: Option<Spanned<f64>>,
    #[serde(default)]
    pub rounds: Option<Spanned<u32>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FailureFilterSource {
    #[serde(default)]
    pub phases: Vec<Text>,
    #[serde(default)]
    pub types: Vec<Text>,
    #[serde(default)]
    pub signature: Option<Text>,
    #[serde(default)]
    pub contains: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Classify {
    #[serde(default)]
    pub when: FailureFilterSource,
    #[serde(default)]
    pub class: Option<Text>,
    #[serde(default)]
    pub r#type: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fix {
    pub id: Text,
    #[serde(default)]
    pub when: FailureFilterSource,
    #[serde(default)]
    pub hint: Option<Text>,
    #[serde(default)]
    pub go: Option<Text>,
    #[serde(default)]
    pub command: Option<Command>,
    #[serde(default)]
    pub risk: Option<Text>,
    #[serde(default)]
    pub known: Known,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Command {
    pub queue: Text,
    #[serde(default)]
    pub deadline: Option<Text>,
    #[serde(default)]
    pub acknowledge: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    #[serde(default)]
    pub tried: Option<Spanned<u64>>,
    #[serde(default)]
    pub succeeded: Option<Spanned<u64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Budgets {
    #[serde(default)]
    pub time: Option<Text>,
    #[serde(default)]
    pub steps: Option<Spanned<u64>>,
    #[serde(default)]
    pub tokens: Option<Spanned<u64>>,
    #[serde(default)]
    pub money: Option<Spanned<f64>>,
}

/// Parses a definition.
pub(super) fn read(document: &str) -> Result<Document, Problem> {
    read_as(document)
}

/// Parses a document of allowed size. JSON is a subset of YAML.
pub(crate) fn read_as<T: DeserializeOwned>(document: &str) -> Result<T, Problem> {
    if document.len() > DOCUMENT_BYTES_MAX {
        let message = format!(
            "a document of {} bytes; at most {DOCUMENT_BYTES_MAX} are allowed: a definition's parts may be child executions",
            document.len()
        );
        return Err(Problem::nowhere(Rule::TooLarge, message));
    }
    serde_saphyr::from_str(document).map_err(|error| {
        let place = error.location();
        let message = words(error.without_snippet());
        match place {
            Some(place) => Problem::at(Rule::Invalid, place, message),
            None => Problem::nowhere(Rule::Invalid, message),
        }
    })
}

/// Rephrases a parser's error for a person who has the document but not the parser's options. The position is reported
/// separately.
fn words(error: &Error) -> String {
    match error {
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or("a field");
            format!("{key} is there twice: keep one of them")
        }
        Error::MultipleDocuments { .. } => "a second document begins here: each goes into a file of its own".to_owned(),
        _ => {
            let message = error.to_string();
            let message = message.lines().next().unwrap_or_default();
            let (message, _) = message.rsplit_once(" at line ").unwrap_or((message, ""));
            message.to_owned()
        }
    }
}
