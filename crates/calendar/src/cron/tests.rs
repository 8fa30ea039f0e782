#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn refused(expression: &str, seconds: bool) -> Error {
    match read(expression, seconds, MonthEnd::Skip) {
        Err(error) => error,
        Ok(rule) => panic!("{expression}: {rule:?}"),
    }
}

#[test]
fn refusals_name_the_rule_and_the_column() {
    use Reason::{CronFieldRange, CronNeverMatches, CronRangeReversed, CronStepZero, CronSyntax};
    let table = [
        ("* * *", CronSyntax, Some(6)),
        ("", CronSyntax, Some(1)),
        ("60 * * * *", CronFieldRange, Some(1)),
        ("0 24 * * *", CronFieldRange, Some(3)),
        ("0 0 0 * *", CronFieldRange, Some(5)),
        ("0 0 1 13 *", CronFieldRange, Some(7)),
        ("0 0 * * 1,8", CronFieldRange, Some(11)),
        ("0 0 99999999999999999999 * *", CronFieldRange, Some(5)),
        ("0 0 30 2 *", CronNeverMatches, None),
        ("0 0 31 4,6,9,11 *", CronNeverMatches, None),
        ("*/0 * * * *", CronStepZero, Some(3)),
        ("*/60 * * * *", CronFieldRange, Some(3)),
        ("*/x * * * *", CronSyntax, Some(3)),
        ("*/ * * * *", CronSyntax, Some(3)),
        ("5-1 * * * *", CronRangeReversed, Some(1)),
        ("0 0 * * SAT-MON", CronRangeReversed, Some(9)),
        ("1-2-3 * * * *", CronSyntax, Some(3)),
        ("1,,2 * * * *", CronSyntax, Some(3)),
        ("-1 * * * *", CronSyntax, Some(1)),
        ("** * * * *", CronSyntax, Some(1)),
        ("? * * * *", CronSyntax, Some(1)),
        ("0 0 LW * *", CronSyntax, Some(5)),
        ("0 0 15W * *", CronSyntax, Some(5)),
        ("0 0 * * L", CronSyntax, Some(9)),
        ("0 0 * * 5#6", CronFieldRange, Some(11)),
        ("0 0 * * 5#", CronFieldRange, Some(11)),
        ("0 0 * JANUARY *", CronSyntax, Some(7)),
        ("H H * * *", CronSyntax, Some(1)),
        ("TZ=UTC 0 0 * * *", CronSyntax, Some(16)),
        ("0 0 \u{661} * *", CronSyntax, Some(5)),
        ("0\u{a0}0 * * *", CronSyntax, Some(10)),
        (" @every 5m", CronSyntax, Some(2)),
        ("@reboot", CronSyntax, Some(1)),
        ("0 0 9 * * MON", CronSyntax, Some(11)),
    ];
    for (expression, reason, column) in table {
        let error = refused(expression, false);
        assert_eq!(
            (error.reason, error.field, error.column),
            (reason, Field::Cron, column),
            "{expression}: {error}"
        );
    }
    assert_eq!(refused("0 9 * * MON", true).column, Some(12));
    assert_eq!(refused("60 0 9 * * MON", true).reason, CronFieldRange);
    assert_eq!(refused(&"* ".repeat(5_000), false).reason, Reason::CronTooLong);
}

#[test]
fn a_refusal_reads_as_a_sentence() {
    let table = [
        ("60 * * * *", "cron: column 1: the minute is 0 to 59; 60 is not"),
        (
            "5-1 * * * *",
            "cron: column 1: the range ends before it begins; write 1-5, or two ranges such as 5-59,0-1",
        ),
        (
            "*/0 * * * *",
            "cron: column 3: a step of 0 goes nowhere; write */1 or *",
        ),
        (
            "0 0 * FOO *",
            "cron: column 7: \"FOO\" is no month; write 1 to 12 or JAN to DEC",
        ),
    ];
    for (expression, message) in table {
        assert_eq!(refused(expression, false).to_string(), message);
    }
}

#[test]
fn single_values_are_fixed_and_all_else_follows_elapsed_time() {
    let fixed = |expression: &str, seconds| read(expression, seconds, MonthEnd::Skip).unwrap().fixed;
    for expression in ["0 2 * * *", "0,30 2,3 * * *", "@daily", "@weekly"] {
        assert!(fixed(expression, false), "{expression}");
    }
    for expression in [
        "* 2 * * *",
        "0 * * * *",
        "0-0 2 * * *",
        "0 2-2 * * *",
        "0 */2 * * *",
        "0/30 2 * * *",
        "@hourly",
    ] {
        assert!(!fixed(expression, false), "{expression}");
    }
    assert!(fixed("0 0 2 * * *", true) && !fixed("* 0 2 * * *", true));
}
