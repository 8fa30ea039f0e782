//! Answers of tools: small JSON. For errors that a model can act on: each wrong field, its rule, and the way out.

use minoots_client::{Error, Field};
use serde_json::{Map, Value, json};

use crate::moment::duration_text;

/// The answer of a tool that succeeded.
pub type Answer = Map<String, Value>;

/// The error of a tool, in words for a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The stable error code.
    pub error: String,
    /// The problem.
    pub message: String,
    /// Each wrong field.
    pub fields: Vec<Field>,
    /// The way out.
    pub way_out: String,
    /// Partial results, if any.
    pub done: Box<Answer>,
}

impl Refusal {
    /// An error of this crate.
    pub fn new(error: &str, message: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self {
            error: error.to_owned(),
            message: message.into(),
            fields: Vec::new(),
            way_out: way_out.into(),
            done: Box::default(),
        }
    }

    /// Arguments that violate rules.
    pub fn invalid(fields: Vec<Field>) -> Self {
        let told: Vec<String> = fields
            .iter()
            .map(|wrong| format!("{} {}", wrong.path, wrong.rule))
            .collect();
        Self {
            fields,
            ..Self::new("INVALID_ARGUMENT", told.join("; "), CORRECT)
        }
    }

    /// The agent has no timer with this id.
    pub fn no_timer(id: &str) -> Self {
        Self::new(
            "TIMER",
            format!("there is no timer {id:?} among those of this agent"),
            "Call minoots_list_timers for the ids that exist.",
        )
    }

    /// The same error with another way out.
    pub fn do_instead(self, way_out: impl Into<String>) -> Self {
        Self {
            way_out: way_out.into(),
            ..self
        }
    }

    /// The error as JSON.
    pub fn into_answer(self) -> Answer {
        let mut answer = Map::new();
        answer.insert("error".to_owned(), self.error.into());
        answer.insert("message".to_owned(), self.message.into());
        if !self.fields.is_empty() {
            let fields = self
                .fields
                .iter()
                .map(|wrong| json!({"field": named(&wrong.path), "rule": wrong.rule}));
            answer.insert("fields".to_owned(), fields.collect());
        }
        answer.insert("do".to_owned(), self.way_out.into());
        answer.extend(*self.done);
        answer
    }
}

const NODE: &str = "If it stays so, tell whoever runs this server: a node must answer at the address that MINOOTS_ENDPOINT or --endpoint \
                    names, and `minoots dev` starts one.";
const CORRECT: &str = "Nothing was changed. Correct what is named and call again.";

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let reason = match error.reason() {
            "" => "INVALID_ARGUMENT",
            reason => reason,
        };
        let way_out = way_out(&error);
        let (message, fields) = match &error {
            Error::Invalid { message, fields, .. } => (message.clone(), fields.clone()),
            Error::NotFound { message, .. }
            | Error::Conflict { message, .. }
            | Error::Refused { message, .. }
            | Error::Unavailable { message, .. }
            | Error::Unknown { message, .. }
            | Error::Internal { message, .. } => (message.clone(), Vec::new()),
            other => (other.to_string(), Vec::new()),
        };
        let error = match &error {
            Error::Invalid { .. } => reason,
            Error::Unavailable { reason, .. } if reason.is_empty() => "UNAVAILABLE",
            Error::Unknown { reason, .. } if reason.is_empty() => "OUTCOME_UNKNOWN",
            Error::Internal { reason, .. } if reason.is_empty() => "INTERNAL",
            _ => reason,
        };
        Self {
            fields,
            ..Self::new(error, message, way_out)
        }
    }
}

fn way_out(error: &Error) -> String {
    match error {
        Error::Invalid { .. } => CORRECT.to_owned(),
        Error::NotFound { reason, .. } if matches!(reason.as_str(), "EXECUTION" | "CHECKPOINT") => {
            "Read minoots://executions for the ids that exist.".to_owned()
        }
        Error::NotFound { reason, .. } if reason == "WEBHOOK" => {
            "Nothing was changed. Tell whoever runs this server: an endpoint that it escalates to is not there.".to_owned()
        }
        Error::NotFound { .. } => "Call minoots_list_timers for the ids that exist.".to_owned(),
        Error::Conflict { reason, .. } if reason == "PAYLOAD_SHREDDED" => {
            "Nothing was changed, and nobody can read it any more. Go on without it.".to_owned()
        }
        Error::Conflict { reason, .. } if reason == "TIMER_EXISTS" => {
            "A timer has this id, of another request as far as can be told. If it is yours, go on with it: minoots_list_timers shows it. Else leave id \
             out, or choose another, and call again."
                .to_owned()
        }
        Error::Conflict { reason, .. } if reason == "NOT_A_WATCHDOG" => {
            "Only watchdogs have heartbeats. Move another timer with minoots_extend_timer, or schedule a watchdog: minoots_schedule_timer with \
             watchdog true."
                .to_owned()
        }
        Error::Conflict { reason, .. } if reason == "IS_A_WATCHDOG" => {
            "A watchdog is not moved. minoots_heartbeat gives it its whole time again, from now. For another time cancel it with \
             minoots_cancel_timer, and schedule another: minoots_schedule_timer with watchdog true."
                .to_owned()
        }
        Error::Conflict { reason, .. } if reason == "STALE_FENCE" => {
            "Another process has taken this wake since, or its time is over. Call minoots_list_wakes for the wakes that are yours.".to_owned()
        }
        Error::Conflict {
            retry_after: Some(delay),
            ..
        } => format!("Nothing was changed. Call again after {}.", duration_text(*delay)),
        // A state that a repeat does not change, and that is not the server's fault.
        Error::Conflict { .. } => {
            "Nothing was changed. The message says what stands in the way: look with minoots_list_timers, and call again once it is gone."
                .to_owned()
        }
        Error::Refused {
            retry_after: Some(delay),
            ..
        } => format!("Nothing was changed. Call again after {}.", duration_text(*delay)),
        Error::Refused { .. } => {
            "Calling again does not help. Tell whoever runs this server: the fabric refuses it for this credential."
                .to_owned()
        }
        Error::Unavailable { reason, .. } if reason.is_empty() => {
            format!("Nothing was changed. Call again later. {NODE}")
        }
        Error::Unavailable { .. } => "Nothing was changed. Call again later.".to_owned(),
        Error::Unknown { .. } => {
            "It may have happened. Call again with the same arguments, or look with minoots_list_timers.".to_owned()
        }
        _ => "This cannot be solved by calling again. Report it to whoever runs this server.".to_owned(),
    }
}

/// The tools' name of an API field: a payload is a message here.
fn named(path: &str) -> String {
    match path.split_once('.').unwrap_or((path, "")) {
        ("payload", _) => "message".to_owned(),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicts_name_the_tool_that_helps() {
        let told = |reason: &str| {
            let error = Error::Conflict {
                reason: reason.to_owned(),
                message: "no".to_owned(),
                retry_after: None,
                metadata: std::collections::BTreeMap::new(),
            };
            Refusal::from(error).way_out
        };
        for (reason, tool) in [
            ("IS_A_WATCHDOG", "minoots_heartbeat"),
            ("NOT_A_WATCHDOG", "minoots_extend_timer"),
            ("STALE_FENCE", "minoots_list_wakes"),
            ("OF_TOMORROW", "minoots_list_timers"),
        ] {
            let way_out = told(reason);
            assert!(
                way_out.contains(tool) && !way_out.contains("Report"),
                "{reason}: {way_out}"
            );
        }
    }

    #[test]
    fn not_found_errors_say_where_to_look() {
        for (reason, place) in [
            ("TIMER", "minoots_list_timers"),
            ("EXECUTION", "minoots://executions"),
            ("CHECKPOINT", "minoots://executions"),
            ("WEBHOOK", "escalates"),
        ] {
            let error = Error::NotFound {
                reason: reason.to_owned(),
                message: "no".to_owned(),
            };
            let way_out = Refusal::from(error).way_out;
            assert!(way_out.contains(place), "{reason}: {way_out}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let field = Field {
            path: "payload.data".to_owned(),
            rule: "is too large".to_owned(),
        };
        let answer = Value::Object(Refusal::invalid(vec![field]).into_answer());
        assert_eq!(answer["error"], "INVALID_ARGUMENT");
        assert_eq!(answer["fields"], json!([{"field": "message", "rule": "is too large"}]));
        assert!(
            answer["do"]
                .as_str()
                .is_some_and(|way_out| way_out.contains("call again"))
        );
    }
}
