#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::{
    error::{Field, Reason},
    rule::CivilRule,
};

fn rule(text: &str) -> CivilRule {
    CivilRule::of_rrule(text, "2026-01-30T09:15:00", MonthEnd::Skip)
        .unwrap()
        .0
}

fn dates(text: &str, count: usize) -> String {
    let rule = rule(text);
    let mut dates = Vec::new();
    let mut at = rule.first;
    while let Some(local) = rule.next(at)
        && dates.len() < count
    {
        assert_eq!(local.rem_euclid(DAY), 33_300);
        let (month, day) = Month::of(local);
        dates.push(format!("{}-{:02}-{day:02}", month.year, month.month));
        at = local + 1;
    }
    dates.join(" ")
}

#[test]
fn dates_of_rules() {
    let table = [
        ("FREQ=DAILY;INTERVAL=20", "2026-01-30 2026-02-19 2026-03-11 2026-03-31"),
        (
            "FREQ=DAILY;BYDAY=SA;BYMONTHDAY=1,31",
            "2026-01-31 2026-08-01 2026-10-31 2027-05-01",
        ),
        ("FREQ=DAILY;COUNT=2", "2026-01-30 2026-01-31"),
        ("FREQ=WEEKLY", "2026-01-30 2026-02-06 2026-02-13 2026-02-20"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO",
            "2026-02-01 2026-02-09 2026-02-15 2026-02-23",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
            "2026-02-08 2026-02-09 2026-02-22 2026-02-23",
        ),
        ("FREQ=MONTHLY", "2026-01-30 2026-03-30 2026-04-30 2026-05-30"),
        (
            "RRULE:FREQ=MONTHLY;BYDAY=-1FR",
            "2026-01-30 2026-02-27 2026-03-27 2026-04-24",
        ),
        (
            "FREQ=MONTHLY;BYDAY=1MO,+2TU",
            "2026-02-02 2026-02-10 2026-03-02 2026-03-10",
        ),
        ("FREQ=MONTHLY;BYDAY=-5SU", "2026-03-01 2026-05-03 2026-08-02 2026-11-01"),
        (
            "FREQ=MONTHLY;BYDAY=MO,-1SU;BYMONTHDAY=1,-1",
            "2026-05-31 2026-06-01 2026-08-31 2026-11-30",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1",
            "2026-01-31 2026-07-31 2027-01-31 2027-07-31",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
            "2026-02-13 2026-03-13 2026-11-13 2027-08-13",
        ),
        ("FREQ=MONTHLY;UNTIL=20260330", "2026-01-30 2026-03-30"),
        ("FREQ=MONTHLY;UNTIL=20260330T091500", "2026-01-30 2026-03-30"),
        ("FREQ=MONTHLY;UNTIL=20260330T091459", "2026-01-30"),
        ("FREQ=MONTHLY;COUNT=3", "2026-01-30 2026-03-30 2026-04-30"),
    ];
    for (text, expected) in table {
        assert_eq!(dates(text, 4), expected, "{text}");
    }
}

#[test]
fn first_dates_read_in_both_forms() {
    let basic = CivilRule::of_rrule("FREQ=DAILY", "20260130T091500", MonthEnd::Skip)
        .unwrap()
        .0;
    assert_eq!(basic.first, rule("FREQ=DAILY").first);
}

#[test]
fn an_end_in_utc_is_an_instant() {
    let (_, until) =
        CivilRule::of_rrule("FREQ=DAILY;UNTIL=20260201T000000Z", "20260130T091500", MonthEnd::Skip).unwrap();
    assert_eq!(until, Some(1_769_904_000));
}

#[test]
fn refusals_name_the_rule_and_the_place() {
    use Reason::{RruleNeverMatches, RruleRange, RruleSyntax, RruleTooLong, RruleUnsupported};
    let long = format!("FREQ=DAILY;{}", "x".repeat(600));
    let table = [
        ("", RruleSyntax, Some(1)),
        ("FREQ", RruleSyntax, Some(1)),
        ("INTERVAL=2", RruleSyntax, None),
        ("FREQ=daily", RruleSyntax, Some(1)),
        ("FREQ=HOURLY", RruleUnsupported, Some(1)),
        ("FREQ=YEARLY", RruleUnsupported, Some(1)),
        ("FREQ=DAILY;FREQ=DAILY", RruleSyntax, Some(12)),
        ("FREQ=DAILY;INTERVAL=0", RruleRange, Some(12)),
        ("FREQ=DAILY;INTERVAL=1000001", RruleRange, Some(12)),
        ("FREQ=DAILY;INTERVAL=99999999999999999999", RruleRange, Some(12)),
        ("FREQ=DAILY;INTERVAL=-1", RruleSyntax, Some(12)),
        ("FREQ=DAILY;COUNT=0", RruleRange, Some(12)),
        ("FREQ=DAILY;COUNT=1;UNTIL=20270101", RruleSyntax, Some(20)),
        ("FREQ=DAILY;UNTIL=2027-13-01", RruleSyntax, Some(12)),
        ("FREQ=DAILY;UNTIL=20270229T000000", RruleSyntax, Some(12)),
        ("FREQ=DAILY;BYDAY=1MO", RruleSyntax, Some(12)),
        ("FREQ=MONTHLY;BYDAY=6MO", RruleRange, Some(14)),
        ("FREQ=MONTHLY;BYDAY=0MO", RruleRange, Some(14)),
        ("FREQ=MONTHLY;BYDAY=M\u{f6}", RruleSyntax, Some(14)),
        ("FREQ=MONTHLY;BYDAY=", RruleSyntax, Some(14)),
        ("FREQ=MONTHLY;BYMONTHDAY=0", RruleRange, Some(14)),
        ("FREQ=MONTHLY;BYMONTHDAY=32", RruleRange, Some(14)),
        ("FREQ=WEEKLY;BYMONTHDAY=1", RruleSyntax, Some(13)),
        ("FREQ=MONTHLY;BYSETPOS=-1", RruleUnsupported, Some(14)),
        ("FREQ=MONTHLY;COLOR=RED", RruleSyntax, Some(14)),
        ("FREQ=DAILY;", RruleSyntax, Some(12)),
        (
            "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30;UNTIL=20260129",
            RruleNeverMatches,
            None,
        ),
        (&long, RruleTooLong, None),
    ];
    for (text, reason, column) in table {
        let error = CivilRule::of_rrule(text, "2026-01-30T09:15:00", MonthEnd::Skip).unwrap_err();
        assert_eq!(
            (error.reason, error.field, error.column),
            (reason, Field::Rrule, column),
            "{text}: {error}"
        );
    }
    let never = CivilRule::of_rrule(
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30",
        "2026-02-01T09:15:00",
        MonthEnd::Skip,
    )
    .unwrap_err();
    assert_eq!(never.reason, RruleNeverMatches);
}

#[test]
fn first_dates_that_are_none_are_refused() {
    for text in [
        "",
        "2026-01-30",
        "2026-01-30T09:15",
        "2026-02-30T09:15:00",
        "2026-01-30T09:15:00Z",
        "2026-01-30T25:15:00",
        "\u{e9}",
    ] {
        let error = CivilRule::of_rrule("FREQ=DAILY", text, MonthEnd::Skip).unwrap_err();
        assert_eq!(
            (error.reason, error.field),
            (Reason::RruleSyntax, Field::Dtstart),
            "{text}"
        );
    }
    let error = CivilRule::of_rrule("FREQ=DAILY", "1677-01-30T09:15:00", MonthEnd::Skip).unwrap_err();
    assert_eq!((error.reason, error.field), (Reason::RruleRange, Field::Dtstart));
}
