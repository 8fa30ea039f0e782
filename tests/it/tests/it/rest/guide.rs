//! The commands of the README and the guide, run unchanged.

use std::path::Path;
use std::process::Command;

use minoots_it::server::binary;

use crate::support::Node;

const DEFAULT: &str = "127.0.0.1:7411";

/// Returns the code fences of a language below a heading, without the output.
fn scripts(document: &str, heading: &str) -> Vec<Shown> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(document);
    let text = std::fs::read_to_string(path).unwrap();
    let section = text
        .split_once(heading)
        .unwrap_or_else(|| panic!("{document} has no {heading}"))
        .1;
    let section = section.split("\n## ").next().unwrap();
    let fences = section.split("```console\n").skip(1);
    fences
        .flat_map(|fence| commands(fence.split("\n```").next().unwrap()))
        .collect()
}

/// A command, and its documented output.
struct Shown {
    command: String,
    answer: String,
}

fn commands(fence: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    for line in fence.lines() {
        match (line.strip_prefix("$ "), shown.last_mut()) {
            (Some(command), _) => shown.push(Shown {
                command: command.to_owned(),
                answer: String::new(),
            }),
            (None, Some(last)) if last.answer.is_empty() && last.command.ends_with('\\') => {
                last.command.push('\n');
                last.command.push_str(line);
            }
            (None, Some(last)) if is_open(&last.command) => {
                last.command.push('\n');
                last.command.push_str(line);
            }
            (None, Some(last)) => {
                last.answer.push_str(line);
                last.answer.push('\n');
            }
            (None, None) => panic!("an answer without a command: {line}"),
        }
    }
    shown
}

/// Whether the text that a command has after `<<'WORD'` continues.
fn is_open(command: &str) -> bool {
    let word = command
        .split_once("<<'")
        .and_then(|(_, rest)| rest.split_once('\''))
        .map(|(word, _)| word);
    word.is_some_and(|word| !command.ends_with(&format!("\n{word}")))
}

/// Returns text without its variable parts: words with a digit, and words of unusual length.
fn shape(text: &str) -> String {
    let is_of_word = |character: char| character.is_ascii_alphanumeric() || "-_+/=.".contains(character);
    let mut shape = String::new();
    let mut word = String::new();
    for character in text.chars().chain([' ']) {
        if is_of_word(character) {
            word.push(character);
            continue;
        }
        let varies = word.len() > 40 || word.contains(|character: char| character.is_ascii_digit());
        shape.push_str(if varies { "#" } else { &word });
        shape.push(character);
        word.clear();
    }
    shape
}

fn run(node: &Node, document: &str, heading: &str) -> usize {
    let shown = scripts(document, heading);
    for Shown { command, answer } in &shown {
        let here = command.replace(DEFAULT, node.server.address());
        let output = Command::new("bash")
            .args(["-euc", &here])
            .current_dir(node.home.path())
            .env("PATH", with_binary())
            .env("MINOOTS_ENDPOINT", node.server.endpoint())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{document}: {command}\n{said}{words}");
        assert_eq!(
            shape(said.trim()),
            shape(answer.trim()),
            "{document}: {command}\n{said}"
        );
    }
    shown.len()
}

/// Returns a PATH with `minoots` first.
fn with_binary() -> String {
    let directory = binary().unwrap().parent().unwrap().display().to_string();
    format!("{directory}:{}", std::env::var("PATH").unwrap_or_default())
}

#[tokio::test]
async fn readme_curl_examples_run_as_documented() {
    let node = Node::start().await;
    assert!(run(&node, "README.md", "\n## Schedule it with curl\n") >= 3);
}

#[tokio::test]
async fn the_walk_of_the_page_on_checkpoints_is_answered_as_it_says() {
    let node = Node::start().await;
    assert!(run(&node, "docs/checkpoints.md", "\n## A walk\n") >= 8);
}

#[tokio::test]
async fn the_guide_to_rest_is_answered_as_it_says() {
    let node = Node::start().await;
    assert!(run(&node, "docs/rest.md", "\n## A walk\n") >= 6);
}

#[tokio::test]
async fn transactions_page_examples_run_as_documented() {
    let node = Node::start().await;
    assert!(run(&node, "docs/transactions.md", "\n## A walk\n") >= 3);
}

#[tokio::test]
async fn watchdogs_page_examples_run_as_documented() {
    let node = Node::start().await;
    assert!(run(&node, "docs/watchdogs.md", "\n## A walk\n") >= 5);
}

#[tokio::test]
async fn leases_page_examples_run_as_documented() {
    let node = Node::start().await;
    assert!(run(&node, "docs/leases.md", "\n## A walk\n") >= 6);
}

#[tokio::test]
async fn workflows_page_examples_run_as_documented() {
    let node = Node::start().await;
    assert!(run(&node, "docs/workflows.md", "\n## A walk\n") >= 8);
    assert!(run(&node, "docs/workflows.md", "\n### Approvals\n") >= 8);
    assert!(run(&node, "docs/workflows.md", "\n## Outputs\n") >= 9);
    assert!(run(&node, "docs/workflows.md", "\n## Phases that wait\n") >= 9);
    assert!(run(&node, "docs/workflows.md", "\n## Phases that take only so many\n") >= 8);
    assert!(run(&node, "docs/workflows.md", "\n## Recovery\n") >= 9);
    assert!(run(&node, "docs/workflows.md", "\n## Lists and boards\n") >= 7);
    assert!(run(&node, "docs/workflows.md", "\n## On a schedule\n") >= 7);
}

#[tokio::test]
async fn definitions_page_examples_run_as_documented() {
    let node = Node::start().await;
    assert!(run(&node, "docs/definitions.md", "\n## A walk\n") >= 11);
    assert!(run(&node, "docs/definitions.md", "\n## Autopilot\n") >= 10);
}

#[tokio::test]
async fn agents_page_examples_run_as_documented() {
    let node = Node::start().await;
    assert!(run(&node, "docs/agents.md", "\n## A walk\n") >= 7);
}

#[tokio::test]
async fn handoffs_page_examples_run_as_documented() {
    let node = Node::start().await;
    assert!(run(&node, "docs/handoffs.md", "\n## A walk\n") >= 12);
}
