//! Backfills: past instants get timers at a rate, each once, through kills.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use minoots_it::cli::{Cli, Outcome};
use minoots_it::clock::{SECOND, now_ns};
use minoots_it::tail::{Tail, kind, subject};
use minoots_wire::event::v1::LogEvent;
use minoots_wire::time::instant;
use serde_json::Value;

use super::data;
use crate::support::Node;

const MINUTE: i64 = 60 * SECOND;
/// The number of instants in the window.
const INSTANTS: i64 = 40;

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

/// Creates a schedule for every minute whose timers have no target.
async fn make(cli: &Cli, id: &str) {
    json(cli, &["create", "--id", id, "--cron", "* * * * *", "--no-target"]).await;
}

/// Returns a window that ended a while ago, and its instants.
fn window(instants: i64) -> (String, String, Vec<i64>) {
    let to = (now_ns() / MINUTE - 10) * MINUTE;
    let from = to - instants * MINUTE;
    let named = (0..instants).map(|at| from + at * MINUTE).collect();
    (instant::format(from), instant::format(to), named)
}

/// Returns the backfill of a schedule after its end.
async fn ended(cli: &Cli, id: &str) -> Value {
    for _ in 0..300 {
        let backfill = json(cli, &["get", id]).await["backfill"].clone();
        if backfill["endTime"].is_string() {
            return backfill;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the backfill of {id} does not end");
}

fn is_backfilled(event: &LogEvent) -> bool {
    kind(event) == "schedule.occurrence" && data(event)["reason"] == "BACKFILL"
}

fn instants(events: &[LogEvent]) -> Vec<i64> {
    let time = |event: &LogEvent| instant::parse(data(event)["time"].as_str().unwrap()).unwrap();
    events.iter().filter(|event| is_backfilled(event)).map(time).collect()
}

#[tokio::test]
async fn g10_a_backfill_makes_each_instant_once_though_the_node_is_killed() {
    let node = Node::start().await;
    let commands = cli(&node);
    make(&commands, "past").await;
    let (from, to, named) = window(INSTANTS);
    let backfill = ["backfill", "past", "--from", &from, "--to", &to, "--rate", "10"];
    let begun = json(&commands, &backfill).await;
    let shown = &begun["schedule"]["backfill"];
    assert_eq!(
        (&shown["from"], &shown["rate"], &shown["instants"]),
        (&from.as_str().into(), &10.into(), &40.into())
    );
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let node = node.kill_and_restart().await;
    let commands = cli(&node);
    let standing = json(&commands, &["get", "past"]).await["backfill"].clone();
    let made = standing["made"].as_u64().unwrap_or_default();
    assert!(made < INSTANTS as u64, "it was killed in the middle: {standing}");
    let over = ended(&commands, "past").await;
    assert_eq!(
        (&over["made"], &over["endReason"]),
        (&40.into(), &Value::Null),
        "{over}"
    );

    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let is_end = |event: &LogEvent| kind(event) == "schedule.backfill_ended";
    let mut events = tail.until(is_end).await.unwrap();
    assert_eq!(data(events.last().unwrap())["count"], "40");
    assert_eq!(instants(&events), named, "each instant once, and in order");
    let began = events.iter().filter(|event| kind(event) == "schedule.backfill_started");
    let began: Vec<Value> = began.map(data).collect();
    assert_eq!(
        (began.len(), &began[0]["count"], &began[0]["until"]),
        (1, &"40".into(), &to.as_str().into())
    );
    let of = |event: &LogEvent| data(event)["timerId"].as_str().unwrap().to_owned();
    let timers: BTreeSet<String> = events.iter().filter(|event| is_backfilled(event)).map(of).collect();
    assert_eq!(timers.len(), named.len(), "each has a timer of its own");
    let mut fired: BTreeMap<String, usize> = BTreeMap::new();
    loop {
        for event in events.iter().filter(|event| kind(event) == "timer.fired") {
            *fired
                .entry(subject(event).trim_start_matches("timers/").to_owned())
                .or_default() += 1;
        }
        if timers.iter().all(|timer| fired.contains_key(timer)) {
            break;
        }
        events = vec![tail.next().await.unwrap()];
    }
    assert!(fired.values().all(|times| *times == 1), "{fired:?}");

    // A repeat adds nothing.
    assert_eq!(json(&commands, &backfill).await["existing"], Value::Null);
    let again = ended(&commands, "past").await;
    assert_eq!(
        (&again["made"], &again["existing"]),
        (&Value::Null, &40.into()),
        "{again}"
    );
    let more = tail.until(is_end).await.unwrap();
    assert_eq!(instants(&more), Vec::<i64>::new());
}

#[tokio::test]
async fn a_backfill_keeps_to_its_rate_is_one_at_a_time_and_ends_with_a_pause() {
    let node = Node::start().await;
    let commands = cli(&node);
    make(&commands, "slow").await;
    let (from, to, named) = window(60);
    let backfill = ["backfill", "slow", "--from", &from, "--to", &to, "--rate", "5"];
    let begin = now_ns();
    json(&commands, &backfill).await;
    assert_eq!(json(&commands, &backfill).await["existing"], true);
    let other = run(
        &commands,
        &["backfill", "slow", "--from", &from, "--to", &to, "--rate", "6"],
    )
    .await;
    assert!(
        other.code == Some(1) && other.stderr.contains("BACKFILL_RUNNING"),
        "{other:?}"
    );
    tokio::time::sleep(Duration::from_secs(2)).await;
    let paused = json(&commands, &["pause", "slow", "--reason", "enough"]).await["schedule"]["backfill"].clone();
    let most = u64::try_from((now_ns() - begin) / SECOND).unwrap() + 1;
    let made = paused["made"].as_u64().unwrap();
    assert!((3..=5 * most).contains(&made), "{made} in {most} s: {paused}");
    assert_eq!(paused["endReason"], "PAUSED");
    let refused = run(&commands, &backfill).await;
    assert!(
        refused.code == Some(1) && refused.stderr.contains("SCHEDULE_PAUSED"),
        "{refused:?}"
    );
    json(&commands, &["resume", "slow"]).await;
    json(
        &commands,
        &["backfill", "slow", "--from", &from, "--to", &to, "--rate", "500"],
    )
    .await;
    let over = ended(&commands, "slow").await;
    assert_eq!(
        (&over["existing"], &over["made"]),
        (&made.into(), &(60 - made).into()),
        "{over}"
    );
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let mut ends = 0;
    let events = tail.until(|event| {
        ends += u32::from(kind(event) == "schedule.backfill_ended");
        ends == 2
    });
    assert_eq!(instants(&events.await.unwrap()), named);
}

/// A row: its name, the window, further arguments, the exit code, and a part of the response.
type Refused<'a> = (&'a str, &'a str, &'a str, &'a [&'a str], i32, &'a str);

#[tokio::test]
async fn row_31_and_what_else_is_no_backfill_is_refused_and_nothing_is_made() {
    let node = Node::start().await;
    let cli = cli(&node);
    json(
        &cli,
        &[
            "create",
            "--id",
            "beat",
            "--every",
            "1s",
            "--end",
            "2030-01-01T00:00:00Z",
            "--no-target",
        ],
    )
    .await;
    let begin = "2026-01-01T00:00:00Z";
    let ahead = instant::format(now_ns() + 600 * SECOND);
    let rows: &[Refused] = &[
        (
            "31",
            begin,
            "2026-01-12T13:46:41Z",
            &[],
            2,
            "has more than 1000000 instants, and a backfill at most 1000",
        ),
        (
            "31",
            begin,
            "2026-01-01T00:16:41Z",
            &[],
            2,
            "has 1001 instants, and a backfill at most 1000; split it",
        ),
        ("31", begin, "2026-01-12T13:46:41Z", &[], 2, "BACKFILL_TOO_LARGE"),
        ("no window", begin, begin, &[], 2, "WINDOW_EMPTY"),
        (
            "the wrong way round",
            begin,
            "2025-12-31T00:00:00Z",
            &[],
            2,
            "WINDOW_EMPTY",
        ),
        (
            "what is to come",
            begin,
            &ahead,
            &[],
            2,
            "what is to come runs by itself",
        ),
        (
            "too fast",
            begin,
            "2026-01-01T00:00:10Z",
            &["--rate", "501"],
            2,
            "RATE_RANGE",
        ),
        (
            "another version",
            begin,
            "2026-01-01T00:00:10Z",
            &["--version", "7"],
            4,
            "STATE_VERSION",
        ),
    ];
    for (row, from, to, more, code, reason) in rows {
        let refused = run(
            &cli,
            &[&["backfill", "beat", "--from", from, "--to", to], *more].concat(),
        )
        .await;
        assert_eq!(refused.code, Some(*code), "{row}: {refused:?}");
        assert!(refused.stderr.contains(reason), "{row}: {refused:?}");
    }
    let gone = run(
        &cli,
        &["backfill", "gone", "--from", begin, "--to", "2026-01-02T00:00:00Z"],
    )
    .await;
    assert!(gone.code == Some(3) && gone.stderr.contains("SCHEDULE"), "{gone:?}");
    assert_eq!(json(&cli, &["get", "beat"]).await.get("backfill"), None);
}
