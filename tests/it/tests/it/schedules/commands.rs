//! The commands of `minoots schedule`, as a script runs them.

use minoots_it::cli::{Cli, Outcome};
use minoots_it::consumer::Consumer;
use minoots_it::tail::{Tail, kind, subject};
use minoots_wire::timer::v1::TimerStatus;
use serde_json::Value;

use super::data;
use crate::support::Node;

fn cli(node: &Node) -> Cli {
    Cli::new(node.home.path(), node.server.endpoint())
}

async fn run(cli: &Cli, arguments: &[&str]) -> Outcome {
    cli.run(&[&["schedule"], arguments].concat()).await.unwrap()
}

async fn json(cli: &Cli, arguments: &[&str]) -> Value {
    let outcome = run(cli, &[arguments, &["-o", "json"]].concat()).await;
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
    outcome.json().unwrap()
}

#[tokio::test]
async fn a_schedule_is_made_run_paused_changed_and_removed_by_commands() {
    let node = Node::start().await;
    let cli = cli(&node);
    let rule = [
        "--every",
        "1s",
        "--queue",
        "work",
        "--payload",
        "hello",
        "--label",
        "team=core",
    ];
    let create = [&["create", "--id", "beat"][..], &rule].concat();
    let made = json(&cli, &create).await;
    let schedule = &made["schedule"];
    assert_eq!(schedule["overlapPolicy"], "OVERLAP_POLICY_SKIP");
    assert_eq!(schedule["missedRunPolicy"], "MISSED_RUN_POLICY_LATEST");
    assert_eq!(schedule["calendar"]["zone"], "UTC");
    assert_eq!(json(&cli, &create).await["existing"], true);
    let other = run(&cli, &["create", "--id", "beat", "--every", "2s"]).await;
    assert_eq!(other.code, Some(4));
    assert!(other.stderr.contains("SCHEDULE_EXISTS"), "{other:?}");

    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    let first = consumer.delivery().await.unwrap();
    let subject_of = &first.envelope().unwrap().subject;
    let id = subject_of.strip_prefix("timers/").unwrap();
    let timer = node.client.get(id).await.unwrap();
    assert_eq!((timer.name.as_str(), timer.labels["team"].as_str()), ("beat", "core"));
    assert_eq!(timer.payload.unwrap().data, "hello");
    let origin = timer.origin.unwrap();
    assert_eq!(origin.schedule_id, "beat");
    assert_eq!(origin.schedule_time, timer.fire_time);
    assert_eq!(origin.schedule_time.unwrap().nanos, 0);
    // While this timer is not settled, there is no other.
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let missed = tail.until(|event| kind(event) == "schedule.missed").await.unwrap();
    let missed = missed.last().unwrap();
    assert_eq!(subject(missed), "schedules/beat");
    assert_eq!(
        (&data(missed)["reason"], &data(missed)["count"]),
        (&"OVERLAP".into(), &"1".into())
    );
    consumer.ack(&first).await.unwrap();
    let second = consumer.delivery().await.unwrap();
    assert_ne!(second.id(), first.id());

    let paused = json(&cli, &["pause", "beat", "--reason", "repairs"]).await;
    assert_eq!(paused["schedule"]["pause"]["reason"], "repairs");
    let runs = json(&cli, &["get", "beat"]).await["runs"].clone();
    let triggered = json(&cli, &["trigger", "beat", "--request-id", "once"]).await;
    let again = json(&cli, &["trigger", "beat", "--request-id", "once"]).await;
    assert_eq!(
        (&triggered["timerId"], &again["existing"]),
        (&again["timerId"], &true.into())
    );
    let timer = triggered["timerId"].as_str().unwrap();
    node.client.wait_for(timer, TimerStatus::Fired).await.unwrap();
    let now = json(&cli, &["get", "beat"]).await;
    let number = |value: &Value| value.as_str().unwrap().parse::<u64>().unwrap();
    assert_eq!(number(&now["runs"]), number(&runs) + 1, "nothing ran but the trigger");

    let stale = run(&cli, &["resume", "beat", "--version", "1"]).await;
    assert!(
        stale.code == Some(4) && stale.stderr.contains("STATE_VERSION"),
        "{stale:?}"
    );
    let changed = json(
        &cli,
        &[
            "update",
            "beat",
            "--cron",
            "@yearly",
            "--zone",
            "Asia/Tokyo",
            "--no-target",
        ],
    )
    .await;
    assert_eq!(changed["schedule"]["calendar"]["cron"], "@yearly");
    assert!(changed["schedule"]["pause"].is_object());
    let resumed = json(&cli, &["resume", "beat"]).await;
    assert_eq!(resumed["schedule"].get("pause"), None);
    let next = resumed["schedule"]["nextTime"].as_str().unwrap();
    assert!(next.ends_with("-12-31T15:00:00Z"), "{next}");
    let table = run(&cli, &["list", "--id-prefix", "be"]).await.stdout;
    assert!(
        table.contains("cron @yearly") && table.contains("Asia/Tokyo"),
        "{table}"
    );
    assert_eq!(run(&cli, &["update", "beat"]).await.code, Some(2));
    assert_eq!(run(&cli, &["delete", "beat"]).await.code, Some(0));
    assert_eq!(run(&cli, &["get", "beat"]).await.code, Some(3));
    let deleted = tail.until(|event| kind(event) == "schedule.deleted").await.unwrap();
    let kinds: Vec<&str> = deleted
        .iter()
        .map(kind)
        .filter(|kind| kind.starts_with("schedule."))
        .collect();
    for kind in [
        "schedule.paused",
        "schedule.updated",
        "schedule.resumed",
        "schedule.occurrence",
    ] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
}

#[tokio::test]
async fn update_changes_the_given_options_of_timers_alone() {
    let node = Node::start().await;
    let cli = cli(&node);
    let create = "create --id slow --every 1h --queue work --payload hello --label team=core";
    let create: Vec<&str> = create.split(' ').collect();
    let made = json(&cli, &create).await;
    let changed = json(&cli, &["update", "slow", "--priority", "now"]).await;
    let (before, after) = (&made["schedule"]["timer"], &changed["schedule"]["timer"]);
    assert_eq!(after["priority"], "PRIORITY_NOW");
    for part in ["name", "target", "payload", "labels"] {
        assert!(!before[part].is_null(), "{before}");
        assert_eq!(after[part], before[part], "{part}: {after}");
    }
    let replaced = json(&cli, &["update", "slow", "--replace", "--queue", "work"]).await;
    let bare = &replaced["schedule"]["timer"];
    assert!(bare["payload"].is_null() && bare["labels"].is_null(), "{bare}");
    let stale = run(&cli, &["update", "slow", "--queue", "other", "--version", "1"]).await;
    assert!(
        stale.code == Some(4) && stale.stderr.contains("STATE_VERSION"),
        "{stale:?}"
    );
    assert_eq!(run(&cli, &["update", "absent", "--queue", "q"]).await.code, Some(3));
}

#[tokio::test]
async fn invalid_schedules_are_refused_and_not_created() {
    let node = Node::start().await;
    let cli = cli(&node);
    let rows: &[(&str, &[&str], i32, &str)] = &[
        (
            "27",
            &["create", "--cron", "* * * * * *", "--seconds", "--missed-runs", "all"],
            2,
            "CATCHUP_UNBOUNDED",
        ),
        (
            "27",
            &[
                "create",
                "--every",
                "1h",
                "--missed-runs",
                "all",
                "--missed-runs-max",
                "1001",
            ],
            2,
            "CATCHUP_UNBOUNDED",
        ),
        (
            "27",
            &["create", "--every", "1h", "--missed-runs-max", "5"],
            2,
            "CATCHUP_UNBOUNDED",
        ),
        ("28", &["create", "--every", "10ms"], 2, "PERIOD_TOO_SHORT"),
        ("21", &["create", "--cron", "* * *"], 2, "CRON_SYNTAX"),
        (
            "an instant to come",
            &["create", "--instant", "2020-01-01T00:00:00Z"],
            2,
            "are all past: the schedule would never run",
        ),
        (
            "an end to come",
            &["create", "--every", "1h", "--end", "2020-01-01T00:00:00Z"],
            2,
            "calendar.end: comes before the next run: the schedule would never run",
        ),
        (
            "a rule that goes on",
            &[
                "create",
                "--rrule",
                "FREQ=DAILY;COUNT=2",
                "--dtstart",
                "2020-01-01T09:00:00",
            ],
            2,
            "calendar.rrule: has no instant from now on: the schedule would never run",
        ),
        (
            "a count that is left",
            &[
                "create",
                "--every",
                "1h",
                "--anchor",
                "2020-01-01T00:00:00Z",
                "--start",
                "2020-01-01T00:00:00Z",
                "--max-runs",
                "5",
            ],
            2,
            "calendar.count: is used up before now: the schedule would never run",
        ),
        (
            "bounds that end it together",
            &[
                "create",
                "--every",
                "1h",
                "--start",
                "2020-01-01T00:00:00Z",
                "--max-runs",
                "3",
                "--end",
                "2020-02-01T00:00:00Z",
            ],
            2,
            "calendar.end: comes before the next run: the schedule would never run",
        ),
        (
            "a start before the last run",
            &[
                "create",
                "--instant",
                "2099-01-01T00:00:00Z",
                "--start",
                "2100-01-01T00:00:00Z",
            ],
            2,
            "calendar.start: comes after the last run: the schedule would never run",
        ),
        (
            "gaps of days",
            &["create", "--every", "1h", "--gap", "skip"],
            2,
            "calendar.gap: belongs to cron and rrule",
        ),
        (
            "repeats of days",
            &["create", "--every", "1h", "--repeat", "both"],
            2,
            "calendar.repeat: belongs to cron and rrule",
        ),
        (
            "ends of months",
            &["create", "--every", "1h", "--month-end", "last-day"],
            2,
            "calendar.month_end: belongs to cron and rrule",
        ),
        (
            "a period",
            &["create", "--every", "500ms"],
            2,
            "every 500ms; this tenant may have 1s at least",
        ),
        (
            "a date",
            &["create", "--rrule", "FREQ=DAILY", "--dtstart", "2026-02-30T09:00:00"],
            2,
            "calendar.dtstart: is a day or a time of day that does not exist",
        ),
        ("a rule", &["create"], 2, "TIME_SPEC_CHOICE"),
        ("an id", &["create", "--id", "a/b", "--every", "1h"], 2, "ID_CHARSET"),
        ("nothing", &["update", "gone", "--every", "1h"], 3, "SCHEDULE"),
        ("nothing", &["pause", "gone"], 3, "SCHEDULE"),
        ("nothing", &["trigger", "gone"], 3, "SCHEDULE"),
        ("nothing", &["delete", "gone"], 3, "SCHEDULE"),
    ];
    for (row, arguments, code, reason) in rows {
        let refused = run(&cli, arguments).await;
        assert_eq!(refused.code, Some(*code), "{row}: {refused:?}");
        assert!(refused.stderr.contains(reason), "{row}: {refused:?}");
    }
    let listed = json(&cli, &["list", "--all"]).await;
    assert_eq!(listed["schedules"], Value::Array(vec![]));
}

#[tokio::test]
async fn an_update_to_a_rule_that_never_runs_is_refused_and_changes_nothing() {
    let node = Node::start().await;
    let cli = cli(&node);
    let made = json(&cli, &["create", "--id", "poll", "--every", "1h"]).await;
    let rows: [(&[&str], &str); 4] = [
        (
            &["--instant", "2020-01-01T00:00:00Z"],
            "calendar.instants: are all past",
        ),
        (
            &["--every", "1h", "--end", "2020-01-01T00:00:00Z"],
            "calendar.end: comes before the next run",
        ),
        (
            &["--every", "1h", "--start", "2020-01-01T00:00:00Z", "--max-runs", "5"],
            "calendar.count: is used up before now",
        ),
        (
            &["--instant", "2099-01-01T00:00:00Z", "--start", "2100-01-01T00:00:00Z"],
            "calendar.start: comes after the last run",
        ),
    ];
    for (rule, wrong) in rows {
        let refused = run(&cli, &[&["update", "poll"], rule].concat()).await;
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains(wrong), "{refused:?}");
    }
    assert_eq!(json(&cli, &["get", "poll"]).await, made["schedule"]);
    // An instant within a pause does not count as a future run.
    json(&cli, &["pause", "poll"]).await;
    let end = minoots_wire::time::instant::format(minoots_it::clock::now_ns());
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let refused = run(&cli, &["update", "poll", "--every", "1s", "--end", &end]).await;
    assert!(
        refused.stderr.contains("calendar.end: comes before the next run"),
        "{refused:?}"
    );
    json(&cli, &["resume", "poll"]).await;
    // Everything else of a finished schedule can be changed.
    let once = minoots_it::clock::now_ns() + 2_000_000_000;
    let once = minoots_wire::time::instant::format(once);
    json(&cli, &["create", "--id", "once", "--instant", &once]).await;
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    tail.until(|event| kind(event) == "schedule.occurrence").await.unwrap();
    json(&cli, &["update", "once", "--overlap", "allow"]).await;
}

#[tokio::test]
async fn schedules_that_a_policy_forbids_are_refused() {
    let node = Node::start().await;
    let cli = cli(&node);
    let text = r#"@id("ledger") @message("not there") forbid(principal, action == Action::"create", resource) when { resource has queue && resource.queue == "ledger" };"#;
    let set = cli.run_with_input(&["policy", "set", "-"], text).await.unwrap();
    assert_eq!(set.code, Some(0), "{set:?}");
    json(&cli, &["create", "--id", "open", "--every", "1h", "--queue", "mail"]).await;
    let rows: [&[&str]; 2] = [
        &["create", "--id", "shut", "--every", "1h", "--queue", "ledger"],
        &["update", "open", "--queue", "ledger"],
    ];
    for arguments in rows {
        let refused = run(&cli, arguments).await;
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert!(refused.stderr.contains("POLICY_DENIED"), "{refused:?}");
    }
    json(&cli, &["trigger", "open"]).await;
    let later = r#"@id("mail") @message("not there") forbid(principal, action == Action::"create", resource) when { resource has queue && resource.queue == "mail" };"#;
    let set = cli.run_with_input(&["policy", "set", "-"], later).await.unwrap();
    assert_eq!(set.code, Some(0), "{set:?}");
    let refused = run(&cli, &["trigger", "open"]).await;
    assert!(refused.stderr.contains("POLICY_DENIED"), "{refused:?}");
}

#[tokio::test]
async fn a_schedule_for_an_endpoint_that_is_not_there_is_refused_and_a_repeat_is_not() {
    let node = Node::start().await;
    let cli = cli(&node);
    let create = ["create", "--id", "beat", "--every", "1h", "--webhook", "hook"];
    let action = [
        "create",
        "--id",
        "other",
        "--every",
        "1h",
        "--queue",
        "work",
        "--action",
        "webhook:hook",
    ];
    for arguments in [&create[..], &action] {
        let refused = run(&cli, arguments).await;
        assert_eq!(refused.code, Some(3), "{refused:?}");
        assert!(refused.stderr.contains("(WEBHOOK)"), "{refused:?}");
    }
    json(&cli, &["create", "--id", "plain", "--every", "1h", "--queue", "work"]).await;
    let moved = ["update", "plain", "--webhook", "hook"];
    assert_eq!(run(&cli, &moved).await.code, Some(3));

    let hook = [
        "webhook",
        "create",
        "--id",
        "hook",
        "--url",
        "http://127.0.0.1:9/",
        "--allow-private",
    ];
    assert_eq!(cli.run(&hook).await.unwrap().code, Some(0));
    json(&cli, &create).await;
    json(&cli, &moved).await;
    assert_eq!(cli.run(&["webhook", "delete", "hook"]).await.unwrap().code, Some(0));
    assert_eq!(json(&cli, &create).await["existing"], true);
    json(&cli, &["update", "plain", "--every", "2h"]).await;
}
