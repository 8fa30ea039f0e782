//! Whole schedules: validation, bounds, counts, jitter, and the caller's functions of a calendar.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_calendar::{Calendar, CatchUp, Error, Field, Limits, MissedRuns, Reason, Rule, Spec, limits};

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

fn cron(expression: &str) -> Rule {
    Rule::Cron {
        expression: expression.to_owned(),
        seconds: expression.split_whitespace().count() == 6,
    }
}

fn every(every_ns: i64) -> Rule {
    Rule::Interval {
        every_ns,
        anchor_ns: None,
    }
}

fn daily() -> Spec {
    Spec::new(cron("0 12 * * *"), "UTC")
}

fn made(spec: &Spec) -> Calendar {
    Calendar::new(spec, &Limits::default()).unwrap()
}

fn refused(spec: &Spec) -> Vec<(Reason, Field)> {
    let errors = Calendar::new(spec, &Limits::default()).unwrap_err();
    errors
        .iter()
        .map(|Error { reason, field, .. }| (*reason, *field))
        .collect()
}

fn instants(calendar: &Calendar, count: usize) -> Vec<i64> {
    let all = calendar.occurrences(i64::MIN..i64::MAX);
    all.take(count).map(|found| found.instant_ns).collect()
}

#[test]
fn each_bad_field_is_named_with_its_rule() {
    let table = [
        (Spec::new(cron("* * *"), "UTC"), Reason::CronSyntax, Field::Cron),
        (
            Spec::new(cron("0 0 30 2 *"), "UTC"),
            Reason::CronNeverMatches,
            Field::Cron,
        ),
        (
            Spec::new(cron("0 0 * * *"), "Mars/Base"),
            Reason::TimezoneUnknown,
            Field::Zone,
        ),
        (
            Spec::new(cron("0 0 * * *"), "+25:00"),
            Reason::TimezoneUnknown,
            Field::Zone,
        ),
        (
            Spec::new(cron("* * * * * *"), "UTC"),
            Reason::PeriodTooShort,
            Field::Cron,
        ),
        (Spec::new(every(SECOND), "UTC"), Reason::PeriodTooShort, Field::Interval),
        (Spec::new(every(0), "UTC"), Reason::IntervalRange, Field::Interval),
        (Spec::new(every(-SECOND), "UTC"), Reason::IntervalRange, Field::Interval),
        (
            Spec::new(every(i64::MAX), "UTC"),
            Reason::IntervalRange,
            Field::Interval,
        ),
        (
            Spec::new(Rule::Instants(vec![]), "UTC"),
            Reason::InstantsRange,
            Field::Instants,
        ),
        (
            Spec::new(Rule::Instants(vec![i64::MAX]), "UTC"),
            Reason::InstantsRange,
            Field::Instants,
        ),
        (
            Spec::new(Rule::Instants((0..1_001).map(|n| n * DAY).collect()), "UTC"),
            Reason::InstantsRange,
            Field::Instants,
        ),
        (
            Spec::new(Rule::Instants(vec![0, SECOND]), "UTC"),
            Reason::PeriodTooShort,
            Field::Instants,
        ),
        (
            Spec {
                start_ns: Some(5),
                end_ns: Some(5),
                ..daily()
            },
            Reason::WindowEmpty,
            Field::End,
        ),
        (
            Spec {
                start_ns: Some(i64::MAX),
                ..daily()
            },
            Reason::WindowEmpty,
            Field::End,
        ),
        (
            Spec {
                jitter_ns: -1,
                ..daily()
            },
            Reason::JitterRange,
            Field::Jitter,
        ),
        (
            Spec {
                jitter_ns: DAY + 1,
                ..daily()
            },
            Reason::JitterRange,
            Field::Jitter,
        ),
        (
            Spec {
                jitter_ns: 61 * SECOND,
                ..Spec::new(every(60 * SECOND), "UTC")
            },
            Reason::JitterRange,
            Field::Jitter,
        ),
        (
            Spec {
                count: Some(0),
                start_ns: Some(0),
                ..daily()
            },
            Reason::CountRange,
            Field::Count,
        ),
        (
            Spec {
                count: Some(limits::COUNT_MAX + 1),
                start_ns: Some(0),
                ..daily()
            },
            Reason::CountRange,
            Field::Count,
        ),
        (
            Spec {
                count: Some(1),
                ..daily()
            },
            Reason::CountRange,
            Field::Count,
        ),
    ];
    for (spec, reason, field) in table {
        assert_eq!(refused(&spec), [(reason, field)], "{spec:?}");
    }
}

#[test]
fn all_broken_rules_are_told_at_once() {
    let spec = Spec {
        start_ns: Some(5),
        end_ns: Some(4),
        count: Some(0),
        jitter_ns: -1,
        ..Spec::new(cron("60 * * * *"), "Nowhere")
    };
    let expected = [
        (Reason::TimezoneUnknown, Field::Zone),
        (Reason::CronFieldRange, Field::Cron),
        (Reason::WindowEmpty, Field::End),
        (Reason::CountRange, Field::Count),
        (Reason::JitterRange, Field::Jitter),
    ];
    assert_eq!(refused(&spec), expected);
}

#[test]
fn a_tenant_may_have_shorter_periods() {
    let spec = Spec::new(cron("*/5 * * * * *"), "UTC");
    assert_eq!(refused(&spec), [(Reason::PeriodTooShort, Field::Cron)]);
    let calendar = Calendar::new(
        &spec,
        &Limits {
            period_ns_min: 5 * SECOND,
        },
    )
    .unwrap();
    assert_eq!(calendar.next_after(0).unwrap().instant_ns, 5 * SECOND);
}

#[test]
fn intervals_are_elapsed_time_from_their_anchor() {
    let interval = |anchor_ns, start_ns| Spec {
        start_ns,
        ..Spec::new(
            Rule::Interval {
                every_ns: 90 * SECOND,
                anchor_ns,
            },
            "Europe/Berlin",
        )
    };
    // Both directions from the anchor. The default is the start, or 1970 without a start.
    assert_eq!(
        made(&interval(Some(7), None))
            .next_after(-91 * SECOND)
            .unwrap()
            .instant_ns,
        7 - 90 * SECOND
    );
    assert_eq!(
        instants(&made(&interval(None, Some(1_001))), 2),
        [1_001, 1_001 + 90 * SECOND]
    );
    assert_eq!(
        instants(&made(&interval(Some(1_000), Some(1_001))), 1),
        [1_000 + 90 * SECOND]
    );
    assert_eq!(
        made(&interval(None, None)).next_after(0).unwrap().instant_ns,
        90 * SECOND
    );
    // Also across a night with a clock change.
    let calendar = made(&Spec::new(every(3_600 * SECOND), "Europe/Berlin"));
    let night: Vec<String> = calendar
        .occurrences(1_774_742_400 * SECOND..1_774_749_601 * SECOND)
        .map(|found| found.local[11..22].to_owned())
        .collect();
    assert_eq!(night, ["01:00:00+01", "03:00:00+02", "04:00:00+02"]);
}

#[test]
fn intervals_end_where_instants_do() {
    let calendar = made(&Spec::new(every(limits::INTERVAL_NS_MAX), "UTC"));
    assert_eq!(calendar.occurrences(0..i64::MAX).count(), 3);
    assert_eq!(calendar.next_after(i64::MAX), None);
    assert!(calendar.next_after(i64::MIN).is_some());
}

#[test]
fn instants_are_sorted_and_each_is_there_once() {
    let calendar = made(&Spec::new(
        Rule::Instants(vec![3 * DAY, DAY + 5, 3 * DAY]),
        "America/New_York",
    ));
    assert_eq!(instants(&calendar, 9), [DAY + 5, 3 * DAY]);
    assert_eq!(
        calendar.next_after(DAY + 5).unwrap().local,
        "1970-01-03T19:00:00-05:00[America/New_York]"
    );
    assert_eq!(calendar.next_after(3 * DAY), None);
}

#[test]
fn start_is_within_and_end_is_not() {
    let noon = DAY / 2;
    let bounded = |start, end| Spec {
        start_ns: Some(start),
        end_ns: Some(end),
        ..daily()
    };
    assert_eq!(instants(&made(&bounded(noon, noon + 2 * DAY)), 9), [noon, noon + DAY]);
    assert_eq!(
        instants(&made(&bounded(noon + 1, noon + 2 * DAY + 1)), 9),
        [noon + DAY, noon + 2 * DAY]
    );
}

#[test]
fn a_count_ends_every_kind_of_rule() {
    let rrule = Rule::Rrule {
        rule: "FREQ=DAILY".to_owned(),
        dtstart: "1970-01-01T12:00:00".to_owned(),
    };
    let listed = Rule::Instants((0..9).map(|day| day * DAY + DAY / 2).collect());
    let interval = Rule::Interval {
        every_ns: DAY,
        anchor_ns: Some(DAY / 2),
    };
    for rule in [cron("0 12 * * *"), rrule, listed, interval] {
        let spec = Spec {
            count: Some(3),
            start_ns: Some(DAY),
            ..Spec::new(rule, "UTC")
        };
        assert_eq!(
            instants(&made(&spec), 9),
            [1, 2, 3].map(|day| day * DAY + DAY / 2),
            "{spec:?}"
        );
        // The end comes before the count is reached, so the end applies.
        let spec = Spec {
            end_ns: Some(2 * DAY),
            ..spec
        };
        assert_eq!(instants(&made(&spec), 9), [DAY + DAY / 2], "{spec:?}");
    }
}

#[test]
fn a_rule_may_end_at_an_instant() {
    let rrule = |until: &str| Rule::Rrule {
        rule: format!("FREQ=DAILY;UNTIL={until}"),
        dtstart: "2026-06-01T09:00:00".to_owned(),
    };
    let runs = |until| instants(&made(&Spec::new(rrule(until), "Europe/Berlin")), 9).len();
    assert_eq!([runs("20260603T070000Z"), runs("20260603T065959Z")], [3, 2]);
    assert_eq!(
        [runs("20260603T090000"), runs("20260603T085959"), runs("20260603")],
        [3, 2, 3]
    );
}

#[test]
fn windows_join_without_a_gap_and_without_an_overlap() {
    let calendar = made(&Spec::new(cron("7,30 */3 * * MON-SAT"), "America/Nuuk"));
    let all: Vec<_> = calendar
        .occurrences(1_700_000_000 * SECOND..1_800_000_000 * SECOND)
        .collect();
    let mut joined = Vec::new();
    let mut from = 1_700_000_000 * SECOND;
    while from < 1_800_000_000 * SECOND {
        let until = (from + 1_234_567 * SECOND + 77).min(1_800_000_000 * SECOND);
        joined.extend(calendar.occurrences(from..until));
        from = until;
    }
    assert_eq!(joined, all);
    assert!(all.len() > 10_000);
}

#[test]
fn searches_end_whatever_is_asked() {
    // The last Sunday of March at 02:30 is skipped every year.
    let rule = cron("30 2 25-31 3 */7");
    let spec = Spec {
        gap: minoots_calendar::Gap::Skip,
        ..Spec::new(rule, "Europe/Berlin")
    };
    let after_2000 = 946_684_800 * SECOND;
    assert_eq!(made(&spec).next_after(after_2000), None);
    let calendar = made(&daily());
    for instant in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX - 1, i64::MAX] {
        let next = calendar.next_after(instant);
        assert_eq!(next.is_some(), instant < 9_000_000_000 * SECOND, "{instant}");
    }
    assert_eq!(
        calendar.occurrences(5..5).count() + calendar.occurrences(std::ops::Range { start: DAY, end: 0 }).count(),
        0
    );
}

#[test]
fn jitter_delays_but_never_beyond_the_next_run() {
    let spec = Spec {
        jitter_ns: 60 * SECOND,
        ..Spec::new(cron("* * * * *"), "UTC")
    };
    let calendar = made(&spec);
    let nominal = instants(&calendar, 1_000);
    let due: Vec<i64> = nominal.iter().map(|at| calendar.due_ns("nightly", *at)).collect();
    assert!(due.is_sorted_by(|one, next| one < next));
    assert!(
        nominal
            .iter()
            .zip(&due)
            .all(|(nominal, due)| (0..60 * SECOND).contains(&(due - nominal)))
    );
    assert_ne!(
        calendar.due_ns("nightly", nominal[0]),
        calendar.due_ns("hourly", nominal[0])
    );
    assert_eq!(made(&daily()).due_ns("nightly", 5), 5);
}

#[test]
fn missed_runs_are_made_up_for_as_the_policy_says() {
    let calendar = made(&daily());
    let week = 0..7 * DAY;
    let kept = |policy| {
        let CatchUp { run, missed } = calendar.catch_up(week.clone(), policy).unwrap();
        (
            run.iter().map(|found| found.instant_ns / DAY).collect::<Vec<_>>(),
            missed,
        )
    };
    assert_eq!(kept(MissedRuns::Latest), (vec![6], 6));
    assert_eq!(kept(MissedRuns::None), (vec![], 7));
    assert_eq!(kept(MissedRuns::All { max: Some(3) }), (vec![4, 5, 6], 4));
    assert_eq!(kept(MissedRuns::All { max: Some(1_000) }), ((0..7).collect(), 0));
    for max in [None, Some(0), Some(limits::CATCH_UP_MAX + 1)] {
        let error = calendar.catch_up(week.clone(), MissedRuns::All { max }).unwrap_err();
        assert_eq!(
            (error.reason, error.field),
            (Reason::CatchupUnbounded, Field::MissedRuns)
        );
    }
}

#[test]
fn a_backfill_has_at_most_a_thousand_instants_and_one_that_has_more_tells_how_many() {
    let seconds = Spec::new(cron("* * * * * *"), "UTC");
    let calendar = Calendar::new(&seconds, &Limits { period_ns_min: SECOND }).unwrap();
    assert_eq!(calendar.backfill(0..1_000 * SECOND), Ok(1_000));
    for (end, count) in [
        (1_000, "1001"),
        (999_999, "1000000"),
        (1_000_000, "more than 1000000"),
        (2_000_000, "more than 1000000"),
    ] {
        let error = calendar.backfill(0..end * SECOND + 1).unwrap_err();
        assert_eq!((error.reason, error.field), (Reason::BackfillTooLarge, Field::Backfill));
        let message =
            format!("the window has {count} instants, and a backfill at most 1000; split it into shorter windows");
        assert_eq!(error.message, message);
    }
    assert_eq!(calendar.count(0..i64::MAX, 10), 10);
}
