//! The program's Slack app: requests with Slack's signature, and a test double of Slack on loopback that receives its
//! messages.

use minoots_it::http1::Answer;
use minoots_it::receiver::{Posted, Receiver, Reply};
use minoots_it::slack::Slack;
use serde_json::{Value, json};

use crate::support::Node;

mod approvals;
mod buttons;
mod commands;
mod kills;
mod refusals;
mod tenants;
mod ways;

/// A node, its app, and the double of Slack.
struct App {
    node: Node,
    app: Slack,
    slack: Receiver,
}

impl App {
    /// Starts an app with a Slack that accepts everything.
    async fn start() -> Self {
        Self::start_with(|_, _| ok()).await
    }

    async fn start_with(script: impl FnMut(&Posted, usize) -> Reply + Send + 'static) -> Self {
        let node = Node::start().await;
        let slack = Receiver::start(script).await.unwrap();
        let app = Slack::start(&node.home, node.server.endpoint(), &slack).await.unwrap();
        Self { node, app, slack }
    }

    /// Returns the final response to a command: the direct one, or at its response URL if the machine is slow.
    async fn ask(&self, typed: &str, trigger: &str) -> Value {
        let answer = message(&self.app.command(typed, trigger).await.unwrap());
        if !answer.to_string().contains("`PENDING`") {
            return answer;
        }
        let later = format!("/hooks/commands/T0123ABCD/{trigger}/secret");
        self.told_as(&later, |text| !text.starts_with("It is time")).await
    }

    /// Returns the response to a press, at its response URL.
    async fn press(&self, button: &Value, trigger: &str) -> Value {
        let answer = self.app.press(button, trigger).await.unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, ""));
        let later = format!("/hooks/actions/T0123ABCD/{trigger}/secret");
        self.told_as(&later, |_| true).await
    }

    /// Returns the message with this text at this path.
    async fn told(&self, path: &str, text: &str) -> Value {
        self.told_as(path, |told| told == text).await
    }

    async fn told_as(&self, path: &str, is_it: impl Fn(&str) -> bool) -> Value {
        let mut count = 1;
        loop {
            let posted = self.slack.wait_for(count).await.unwrap();
            count = posted.len() + 1;
            let at_path = posted.iter().filter(|posted| posted.path == path);
            let mut told = at_path.map(|posted| posted.event().unwrap());
            if let Some(told) = told.find(|told| is_it(text(told))) {
                return told;
            }
        }
    }
}

/// Returns Slack's response to an accepted message.
fn ok() -> Reply {
    Reply::Json(200, json!({"ok": true}))
}

/// Returns the message of a response to a command.
fn message(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

fn text(message: &Value) -> &str {
    message["text"].as_str().unwrap_or_default()
}
