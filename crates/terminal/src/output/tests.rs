#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn output(format: Option<Format>, terminal: bool) -> Output {
    Output {
        format,
        terminal,
        colour: terminal,
    }
}

#[test]
fn columns_are_as_wide_as_their_widest_cell() {
    let mut table = Table::with_headers(&["ID", "STATUS"]);
    table.row(["a".to_owned(), "SCHEDULED".to_owned()]);
    table.row(["longer-id".to_owned(), "FIRED".to_owned()]);
    assert_eq!(
        table.render(false),
        "ID         STATUS\na          SCHEDULED\nlonger-id  FIRED\n"
    );
}

#[test]
fn headers_are_bold_only_in_colour() {
    let mut table = Table::with_headers(&["ID"]);
    table.row(["a".to_owned()]);
    assert_eq!(table.render(true), "\u{1b}[1mID\u{1b}[0m\na\n");
}

#[test]
fn empty_fields_are_left_out() {
    let mut table = Table::of_fields();
    table.field("name", "tea");
    table.field("reason", "");
    assert_eq!(table.render(false), "name  tea\n");
}

#[test]
fn text_from_a_server_cannot_move_the_cursor_or_reverse_the_line() {
    let mut table = Table::of_fields();
    table.field("name", "a\u{1b}[2Jb\nc\u{202e}d");
    assert_eq!(table.render(false), "name  a\\u{1b}[2Jb\\nc\\u{202e}d\n");
}

#[test]
fn streams_are_json_when_piped_and_single_results_only_when_asked() {
    assert!(output(None, false).is_json_stream());
    assert!(!output(None, true).is_json_stream());
    assert!(!output(Some(Format::Table), false).is_json_stream());
    assert!(!output(None, false).is_json());
    assert!(output(Some(Format::Json), true).is_json());
}
