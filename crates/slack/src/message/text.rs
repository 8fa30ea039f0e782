//! Error messages and the usage.

use super::blocks::{code, code_lines, context, ours, plain};
use super::{Message, Visibility};
use crate::command;

/// Characters shown of a command's name, and of an example.
const CODE_CHARS_MAX: usize = 200;
/// Characters of the excerpt that an error shows.
const POINTER_CHARS_MAX: usize = 600;

/// Explains an error in a command: its column, the rule and a correct example. `command` is the command's name in
/// Slack, such as `/ato`.
#[must_use]
pub fn command_error(command: &str, error: &command::Error) -> Message {
    let sentence = format!("Column {}: {}.", error.column, error.message);
    let example = format!(
        "Type for example {}",
        code(&format!("{command} {}", error.rule.example()), CODE_CHARS_MAX)
    );
    let reason = format!(
        "{} · {} explains",
        error.rule.as_str(),
        code(&format!("{command} help"), CODE_CHARS_MAX)
    );
    Message::new(
        Visibility::Ephemeral,
        &sentence,
        vec![
            plain(&sentence),
            ours(&code_lines(&error.pointer(), POINTER_CHARS_MAX)),
            ours(&example),
            context(&reason),
        ],
    )
    .into_problem()
}

/// Shows another refusal: the API's reason, and a sentence with the way out.
#[must_use]
pub fn problem(reason: &str, sentence: &str) -> Message {
    Message::new(
        Visibility::Ephemeral,
        sentence,
        vec![plain(sentence), context(&code(reason, CODE_CHARS_MAX))],
    )
    .into_problem()
}

/// Shows the usage.
#[must_use]
pub fn help(command: &str) -> Message {
    let line = |text: &str, meaning: &str| format!("{}\n{meaning}", code(&format!("{command} {text}"), CODE_CHARS_MAX));
    let uses = [
        line("25s ship logs", "Tells this channel in 25 seconds to ship logs."),
        line("2030-01-02T03:04:05Z happy new year", "The same at an instant."),
        line(
            "--duration 1h30m --name \"ship logs\" --region eu-west --labels team=core,env=prod --metadata {\"run\": 7}",
            "All there is to say; `--fire-at` instead of `--duration` for an instant. Short: `-d`, `-f`, `-n`, `-r`.",
        ),
        line("list", "The timers that are to fire."),
        line("cancel ID", "No timer after all; says whether it was in time."),
    ];
    let durations = "Durations: `1500ms`, `25s`, `5m`, `2h`, `3d`, `1h30m`, `PT1H30M`. A number needs a unit. Put a name with dashes in quotes.";
    let title = format!("How to use {command}");
    let mut blocks = vec![plain(&title)];
    blocks.extend(uses.iter().map(|text| ours(text)));
    blocks.push(context(durations));
    Message::new(Visibility::Ephemeral, &title, blocks)
}
