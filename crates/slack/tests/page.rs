//! Checks `docs/slack.md` against the code: the test types the rows of its tables, and compares its limits with the
//! constants.
#![allow(clippy::unwrap_used)]

use minoots_slack::command::{Command, parse};
use minoots_slack::limits;

const PAGE: &str = include_str!("../../../docs/slack.md");

/// The cells of the first table below a heading, without their backquotes.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let below = PAGE.split_once(&format!("\n## {heading}\n")).unwrap().1;
    let section = below.split("\n## ").next().unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim_start_matches("| ").trim_end_matches(" |");
        inner
            .split(" | ")
            .map(|cell| cell.trim_matches('`').to_owned())
            .collect()
    };
    lines.map(cells).collect()
}

#[test]
fn documented_commands_parse_as_documented() {
    let rows = rows("Syntax");
    assert!(rows.len() >= 12);
    for row in rows {
        let [typed, read] = &row[..] else { panic!("{row:?}") };
        let command = parse(&typed.replace('¦', "|")).unwrap();
        assert_eq!(&command.to_string(), read, "{typed}");
        // The page's parsed form must parse as well.
        assert_eq!(parse(read), Ok(command), "{read}");
    }
}

#[test]
fn documented_syntax_errors_are_refused_as_documented() {
    let rows = rows("Syntax errors");
    assert!(rows.len() >= 18);
    for row in rows {
        let [typed, column, reason] = &row[..] else {
            panic!("{row:?}")
        };
        let error = parse(typed).unwrap_err();
        assert_eq!(
            (error.column.to_string().as_str(), error.rule.as_str()),
            (column.as_str(), reason.as_str()),
            "{typed}"
        );
        assert!(
            parse(error.rule.example()).is_ok_and(|command| command != Command::Help),
            "{typed}"
        );
    }
}

#[test]
fn the_limits_of_the_page_are_those_of_the_code() {
    let rows = rows("Limits");
    let expected: [(&str, Vec<u64>); 11] = [
        ("name", vec![limits::NAME_BYTES_MAX as u64]),
        (
            "labels",
            [
                limits::LABELS_MAX,
                1,
                limits::LABEL_KEY_BYTES_MAX,
                limits::LABEL_VALUE_BYTES_MAX,
            ]
            .map(|n| n as u64)
            .to_vec(),
        ),
        ("region", vec![limits::REGION_BYTES_MAX as u64]),
        ("metadata", vec![limits::METADATA_BYTES_MAX as u64]),
        ("text of a command", vec![limits::TEXT_BYTES_MAX as u64]),
        (
            "body of a request",
            vec![limits::BODY_BYTES_MAX as u64, limits::FORM_FIELDS_MAX as u64],
        ),
        ("timers in a list", vec![limits::LISTED_MAX as u64]),
        (
            "a message",
            [
                limits::BLOCKS_MAX,
                limits::TEXT_CHARS_MAX,
                limits::BUTTON_CHARS_MAX,
                limits::ACTION_VALUE_CHARS_MAX,
            ]
            .map(|n| n as u64)
            .to_vec(),
        ),
        ("age of a request", vec![limits::REQUEST_AGE_S_MAX]),
        ("signing secrets at a time", vec![limits::SECRETS_MAX as u64]),
        (
            "answers to a response URL",
            vec![
                u64::from(limits::RESPONSES_MAX),
                limits::RESPONSE_AGE_S_MAX / 60,
                limits::RESPONSE_MARGIN_S,
            ],
        ),
    ];
    assert_eq!(rows.len(), expected.len());
    for (row, (what, numbers)) in rows.iter().zip(expected) {
        let said = row[1]
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|digits| digits.parse().ok());
        assert_eq!((row[0].as_str(), said.collect::<Vec<u64>>()), (what, numbers));
    }
}
