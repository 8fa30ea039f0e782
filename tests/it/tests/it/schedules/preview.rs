//! The preview of a rule, and the exact refusal of an invalid one. The numbers are rows of the table of bad inputs.

use minoots_it::cli::{Cli, Outcome};
use minoots_it::clock::SECOND;
use minoots_wire::error::Details;
use minoots_wire::schedule::v1::schedule_service_client::ScheduleServiceClient;
use minoots_wire::schedule::v1::{Calendar, CreateScheduleRequest, GetScheduleRequest};
use minoots_wire::time::duration;
use serde_json::{Value, json};
use tonic::Code;

use crate::support::Node;

async fn preview(cli: &Cli, arguments: &[&str]) -> Outcome {
    let all = [&["schedule", "preview", "-o", "json"], arguments].concat();
    cli.run(&all).await.unwrap()
}

#[tokio::test]
async fn a_rule_is_shown_with_what_changes_of_the_clock_do_to_it() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let berlin = ["--zone", "Europe/Berlin"];
    let nightly = [&["--cron", "30 2 * * *", "--count", "3"], &berlin[..]].concat();
    let shown = preview(&cli, &[&nightly[..], &["--from", "2026-03-28T00:00:00Z"]].concat()).await;
    assert_eq!(
        shown.json().unwrap(),
        json!({ "occurrences": [
            { "time": "2026-03-28T01:30:00Z", "local": "2026-03-28T02:30:00+01:00[Europe/Berlin]", "note": "" },
            {
                "time": "2026-03-29T01:00:00Z", "local": "2026-03-29T03:00:00+02:00[Europe/Berlin]",
                "note": "2026-03-29T02:30:00 does not exist, moved to the end of the gap",
            },
            { "time": "2026-03-30T00:30:00Z", "local": "2026-03-30T02:30:00+02:00[Europe/Berlin]", "note": "" },
        ] })
    );
    let both = [&nightly[..], &["--repeat", "both", "--from", "2026-10-25T00:00:00Z"]].concat();
    let shown = preview(&cli, &both).await.json().unwrap();
    assert_eq!(
        shown["occurrences"][1]["note"],
        "this local time occurs twice, second pass"
    );
    let table = cli.run(&["schedule", "preview", "--cron", "@daily"]).await.unwrap();
    assert_eq!(table.stdout.lines().count(), 11, "{}", table.stdout);
    let over = preview(
        &cli,
        &["--instant", "2026-01-01T00:00:00Z", "--from", "2026-01-02T00:00:00Z"],
    )
    .await;
    assert_eq!(over.json().unwrap(), json!({ "occurrences": Value::Array(vec![]) }));
}

#[tokio::test]
async fn invalid_schedule_rules_are_refused_with_a_reason() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let long = "1,".repeat(5_000) + "1 * * * *";
    let start = ["--start", "2026-01-02T00:00:00Z"];
    let rows: &[(&str, &[&str], &str)] = &[
        ("21", &["--cron", "* * *"], "CRON_SYNTAX"),
        ("22", &["--cron", "60 * * * *"], "CRON_FIELD_RANGE"),
        ("23", &["--cron", "0 0 30 2 *"], "CRON_NEVER_MATCHES"),
        ("24", &["--cron", "*/0 * * * *"], "CRON_STEP_ZERO"),
        ("25", &["--cron", "5-1 * * * *"], "CRON_RANGE_REVERSED"),
        ("26", &["--cron", "@daily", "--zone", "Mars/Base"], "TIMEZONE_UNKNOWN"),
        ("26", &["--cron", "@daily", "--zone", "+25:00"], "TIMEZONE_UNKNOWN"),
        ("28", &["--every", "999ms"], "PERIOD_TOO_SHORT"),
        (
            "29",
            &["--cron", "@daily", start[0], start[1], "--end", start[1]],
            "WINDOW_EMPTY",
        ),
        ("30", &["--cron", &long], "CRON_TOO_LONG"),
        ("38", &["--every", "10s", "--jitter", "11s"], "JITTER_RANGE"),
        ("38", &["--cron", "@daily", "--jitter", "25h"], "JITTER_RANGE"),
        ("a rule", &[], "TIME_SPEC_CHOICE"),
        ("one rule", &["--cron", "@daily", "--every", "1h"], "TIME_SPEC_CHOICE"),
        ("a count", &["--every", "1h", "--count", "1001"], "COUNT_RANGE"),
        (
            "a part",
            &["--rrule", "FREQ=YEARLY", "--dtstart", "2026-03-01T09:00:00"],
            "RRULE_UNSUPPORTED",
        ),
    ];
    for (row, arguments, reason) in rows {
        let refused = preview(&cli, arguments).await;
        assert_eq!(refused.code, Some(2), "{row}: {refused:?}");
        assert!(refused.stderr.contains(reason), "{row}: {refused:?}");
        assert!(refused.stderr.len() < 1_000, "{row}: it repeats what was sent");
    }
    let column = preview(&cli, &["--cron", "0 61 * * *"]).await;
    assert!(column.stderr.contains("column 3"), "{column:?}");
}

#[tokio::test]
async fn row_38_a_jitter_below_nothing_or_beyond_the_interval_is_refused_by_its_field_over_the_api() {
    let node = Node::start().await;
    let endpoint = node.server.endpoint().to_owned();
    let mut schedules = ScheduleServiceClient::connect(endpoint).await.unwrap();
    let every = |jitter: i64| CreateScheduleRequest {
        id: "beat".to_owned(),
        calendar: Some(Calendar {
            interval: Some(duration::to_proto(10 * SECOND)),
            jitter: Some(duration::to_proto(jitter)),
            ..Calendar::default()
        }),
        ..CreateScheduleRequest::default()
    };
    for jitter in [-1, -SECOND, i64::MIN, 10 * SECOND + 1] {
        let refused = schedules.create_schedule(every(jitter)).await.unwrap_err();
        let details = Details::of(&refused);
        assert_eq!(
            (refused.code(), details.reason_text.as_str()),
            (Code::InvalidArgument, "JITTER_RANGE"),
            "{jitter}: {refused:?}"
        );
        assert_eq!(details.fields[0].path, "calendar.jitter", "{jitter}");
    }
    let absent = schedules
        .get_schedule(GetScheduleRequest {
            id: "beat".to_owned(),
            ..GetScheduleRequest::default()
        })
        .await;
    assert_eq!(absent.unwrap_err().code(), Code::NotFound);
}
