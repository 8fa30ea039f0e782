//! What a task asks its client for while it runs, and what was answered so far.
//!
//! Both are in the task's checkpoint: whichever server is there tells of it and takes an answer.

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

/// Stored with its task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Asks {
    /// What the text of the result begins with; the answers follow.
    answer: String,
    requests: InputRequests,
    /// Answers that fit, each the first.
    responses: InputResponses,
}

/// Makes a task that asks for all of these, has them as its result, and has failed if they do not come in time.
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

/// Takes answers to what a task asks for. Those to nothing that it still asks for are left out, as the extension has it.
///
/// # Errors
/// When the agent has no task of this id, or the fabric does not keep the answers.
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
    /// Whether one of these is an answer that was missing.
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

    /// What is still asked for.
    fn open(&self) -> InputRequests {
        let mut open = self.requests.clone();
        open.retain(|key, _| !self.responses.contains_key(key));
        open
    }

    /// What it comes to, once nothing is asked for any more.
    fn outcome(&self) -> Option<Outcome> {
        self.open().is_empty().then(|| {
            let told: Value = self.responses.clone().into_iter().collect();
            let text = ContentBlock::text(format!("{}: {told}", self.answer));
            Outcome::completed(&CallToolResult::success(vec![text]))
        })
    }

    /// What a task that waits for answers tells.
    pub(super) fn payload(&self) -> TaskPayload {
        TaskPayload::InputRequired {
            input_requests: self.open(),
        }
    }
}

/// What becomes of a task that nobody has answered in time.
pub(super) fn unanswered() -> Outcome {
    Outcome::failed(&ErrorData::internal_error(
        "what was asked for was not answered in time",
        None,
    ))
}

/// Whether a response is one to this request.
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
        // The first stays.
        assert!(!asks.take(&given(json!({"a": no}))));
        assert!(asks.take(&given(json!({"b": no, "a": no}))));
        let Some(Outcome::Completed { result }) = asks.outcome() else {
            panic!("nothing is missing: {asks:?}");
        };
        let told: Value = json!({"a": yes, "b": no});
        assert_eq!(result["content"][0]["text"], format!("Told: {told}"));
    }

    #[test]
    fn what_is_asked_is_read_as_it_was_written() {
        let asks = asks();
        let written = serde_json::to_string(&asks).unwrap();
        assert_eq!(serde_json::from_str::<Asks>(&written).unwrap(), asks);
    }
}
