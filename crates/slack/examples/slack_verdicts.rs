//! Verifies requests that another program signed: `cargo run -p minoots-slack --example slack_verdicts`.
//!
//! Each line of standard input is a JSON object with `secrets`, `timestamp`, `signature`, `body` (text) and `now`. Each
//! line of standard output is the verdict: `genuine`, or the reason. For a command, the parsed command follows.
//! `tests/slack/verify.sh` compares the verdicts with those of slack_sdk.
#![allow(clippy::unwrap_used)]

use std::io::BufRead as _;

use minoots_slack::command;
use minoots_slack::slash::{Request, Slash};
use minoots_slack::verify::Secrets;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    secrets: Vec<String>,
    timestamp: Option<String>,
    signature: Option<String>,
    body: String,
    now: u64,
}

fn main() {
    for line in std::io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line.unwrap()).unwrap();
        let secrets = Secrets::new(case.secrets.iter().map(String::as_str)).unwrap();
        let (timestamp, signature) = (case.timestamp.as_deref(), case.signature.as_deref());
        let verdict = match secrets.verify(timestamp, signature, case.body.as_bytes(), case.now) {
            Err(refused) => json!({"verdict": refused.reason()}),
            Ok(genuine) => match Slash::decode(genuine) {
                Ok(Request::Slash(slash)) => {
                    let read =
                        command::parse(&slash.text).map_or_else(|error| error.to_string(), |read| read.to_string());
                    json!({"verdict": "genuine", "command": read})
                }
                Ok(Request::SslCheck) => json!({"verdict": "genuine", "command": "ssl_check"}),
                Err(error) => json!({"verdict": "genuine", "command": error.to_string()}),
            },
        };
        println!("{verdict}");
    }
}
