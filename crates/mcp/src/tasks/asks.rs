//! A task's questions to its client, and the answers so far.
//!
//! Both are in the task's checkpoint, so that any server can report them and accept an answer.

use std::collections::BTreeMap;
use std::time::Duration;

use rmcp::model::{
    CallToolResult, ContentBlock, ErrorData, InputRequest, InputRequests, InputResponses, Task, TaskPayload,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Outcome, Stored, begin, change, instant};
use crate::agent::Agent;
use crate::answer::Refusal;
use crate::clock;
use crate::moment::{millis, millis_of};

/// The stored form within a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Asks {
    /// The start of the result's text, before the answers.
    answer: String,
    requests: InputRequests,
    /// Valid answers, the first for each question.
    responses: InputResponses,
}

/// Creates a task that asks all these questions. Its result is the answers; it fails if they do not arrive in time.
///
/// # Errors
/// As [`create`](super::create).
pub async fn create_asking(
    agent: &Agent,
    answer: &str,
    requests: InputRequests,
    patience: Duration,
) -> Result<Task, Refusal> {
    let now = millis(clock::now());
    let stored = Stored {
        timer: String::new(),
        ended: true,
        created_ms: now,
        wait_until_ms: now.saturating_add(millis_of(patience)),
        outcome: None,
        updated_ms: now,
        asks: Some(Asks {
            answer: answer.to_owned(),
            requests,
            responses: BTreeMap::new(),
        }),
    };
    begin(agent, stored).await
}

/// Accepts answers to a task's questions. Answers to anything else are ignored, as the extension requires.
///
/// # Errors
/// The agent has no such task, or the cluster does not store the answers.
pub async fn update(agent: &Agent, id: &str, responses: &InputResponses) -> Result<(), ErrorData> {
    let answer = |stored: &mut Stored| {
        let is_over = clock::now() >= instant(stored.wait_until_ms);
        let Some(asks) = stored.asks.as_mut().filter(|_| !is_over) else {
            return false;
        };
        let is_new = asks.take(responses);
        stored.outcome = asks.outcome();
        is_new
    };
    change(agent, id, answer).await
}

impl Asks {
    /// Adds missing answers. Returns whether one was added.
    fn take(&mut self, responses: &InputResponses) -> bool {
        let open = self.open();
        let before = self.responses.len();
        let fitting = responses
            .iter()
            .filter(|(key, response)| open.get(*key).is_some_and(|request| fits(request, response)));
        let fitting = fitting.map(|(key, response)| (key.clone(), response.clone()));
        self.responses.extend(fitting);
        self.responses.len() > before
    }

    /// The unanswered questions.
    fn open(&self) -> InputRequests {
        let mut open = self.requests.clone();
        open.retain(|key, _| !self.responses.contains_key(key));
        open
    }

    /// The outcome, once every question is answered.
    fn outcome(&self) -> Option<Outcome> {
        self.open().is_empty().then(|| {
            let told: Value = self.responses.clone().into_iter().collect();
            let text = ContentBlock::text(format!("{}: {told}", self.answer));
            Outcome::completed(&CallToolResult::success(vec![text]))
        })
    }

    /// The state of a task that waits for answers.
    pub(super) fn payload(&self) -> TaskPayload {
        TaskPayload::InputRequired {
            input_requests: self.open(),
        }
    }
}

/// The outcome of a task without answers in time.
pub(super) fn unanswered() -> Outcome {
    Outcome::failed(&ErrorData::internal_error(
        "what was asked for was not answered in time",
        None,
    ))
}

/// Whether a response fits this request.
pub fn fits(request: &InputRequest, response: &Value) -> bool {
    match request {
        InputRequest::CreateMessage(_) => response["content"].is_object() || response["content"].is_array(),
        InputRequest::ListRoots(_) => response["roots"].is_array(),
        InputRequest::Elicitation(_) => {
            response["action"] != "accept" && response["action"].is_string() || response["content"].is_object()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn asks() -> Asks {
        let asked = json!({"method": "elicitation/create", "params": {"message": "?", "requestedSchema": {"type": "object", "properties": {}}}});
        serde_json::from_value(json!({"answer": "Told", "requests": {"a": asked, "b": asked}, "responses": {}}))
            .unwrap()
    }

    fn given(responses: Value) -> InputResponses {
        serde_json::from_value(responses).unwrap()
    }

    #[test]
    fn a_task_asks_until_each_question_has_its_first_answer_that_fits() {
        let (yes, no) = (
            json!({"action": "accept", "content": {"x": 1}}),
            json!({"action": "decline"}),
        );
        let mut asks = asks();
        assert!(!asks.take(&given(json!({"c": yes, "a": {"other": 1}}))));
        assert!(asks.take(&given(json!({"a": yes}))));
        assert_eq!(asks.outcome(), None);
        assert_eq!(asks.open().keys().collect::<Vec<_>>(), ["b"]);
        // The first answer stays.
        assert!(!asks.take(&given(json!({"a": no}))));
        assert!(asks.take(&given(json!({"b": no, "a": no}))));
        let Some(Outcome::Completed { result }) = asks.outcome() else {
            panic!("nothing is missing: {asks:?}");
        };
        let told: Value = json!({"a": yes, "b": no});
        assert_eq!(result["content"][0]["text"], format!("Told: {told}"));
    }

    #[test]
    fn asks_round_trip_through_json() {
        let asks = asks();
        let written = serde_json::to_string(&asks).unwrap();
        assert_eq!(serde_json::from_str::<Asks>(&written).unwrap(), asks);
    }
}
