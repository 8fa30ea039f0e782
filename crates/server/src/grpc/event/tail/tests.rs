#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use minoots_wire::error::Details;

const BOUNDS: Bounds = Bounds {
    first: 10,
    next: 20,
    epoch: 3,
};

fn at(epoch: u64, sequence: u64) -> Position {
    Position::Cursor(Cursor { epoch, sequence }.text("dev"))
}

fn refusal_of(position: Position) -> (Code, Details) {
    let status = start("dev", BOUNDS, Some(&position)).unwrap_err();
    (status.code(), Details::of(&status))
}

#[test]
fn row_48_a_cursor_beyond_the_head_is_ahead_and_so_is_one_of_a_later_epoch() {
    assert_eq!(start("dev", BOUNDS, Some(&at(3, 19))).unwrap(), 20);
    for position in [at(3, 20), at(4, 12), at(3, u64::MAX)] {
        let (code, details) = refusal_of(position);
        assert_eq!((code, details.reason()), (Code::OutOfRange, Some(Reason::CursorAhead)));
        assert_eq!(details.metadata["next_sequence"], "20");
    }
}

#[test]
fn row_49_a_cursor_below_compaction_is_told_the_earliest_and_that_one_resumes() {
    assert_eq!(
        start("dev", BOUNDS, Some(&at(3, 9))).unwrap(),
        10,
        "nothing between was compacted"
    );
    let (code, details) = refusal_of(at(2, 8));
    assert_eq!(
        (code, details.reason()),
        (Code::OutOfRange, Some(Reason::CursorCompacted))
    );
    assert_eq!(details.metadata["earliest_sequence"], "10");
    let earliest = Position::Cursor(details.metadata["earliest_cursor"].clone());
    assert_eq!(start("dev", BOUNDS, Some(&earliest)).unwrap(), 10);
}

#[test]
fn row_50_a_cursor_that_was_altered_or_is_another_tenants_is_invalid() {
    let ours = Cursor { epoch: 3, sequence: 12 }.text("dev");
    let theirs = Cursor { epoch: 3, sequence: 12 }.text("acme");
    let altered = ours.replacen('A', "B", 1);
    for text in [theirs, altered, String::new(), "x".repeat(10_000)] {
        let (code, details) = refusal_of(Position::Cursor(text));
        assert_eq!(
            (code, details.reason()),
            (Code::InvalidArgument, Some(Reason::CursorInvalid))
        );
        assert_eq!(details.fields[0].path, "cursor");
    }
}
