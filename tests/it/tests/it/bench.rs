//! The benchmarks at a small scale: their figures are present, and forbidden observations are absent.

use std::fs;

use minoots_it::cli::Cli;
use minoots_it::server::Home;
use serde_json::Value;

/// Returns the output of a benchmark that starts its own nodes.
async fn told_by(words: &str) -> Value {
    told_in(&Home::new().unwrap(), words).await
}

async fn told_in(home: &Home, words: &str) -> Value {
    let arguments: Vec<&str> = words.split_whitespace().chain(["-o", "json"]).collect();
    let outcome = Cli::bench(home.path()).run(&arguments).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    outcome.json().unwrap()
}

/// Returns a figure, which must be present and positive.
fn figure(told: &Value, name: &str) -> f64 {
    let figure = told.pointer(name).and_then(Value::as_f64);
    figure
        .filter(|figure| *figure > 0.0)
        .unwrap_or_else(|| panic!("{name} in {told}"))
}

#[tokio::test]
async fn timers_that_are_due_faster_than_they_can_be_settled_come_once_and_not_early_g3_g4() {
    let told = told_by("settle --count 3000 --rate 1000000 --consumers 3").await;
    for never in ["early", "missed", "duplicates", "acksRefused"] {
        assert_eq!(told[never], 0, "{told}");
    }
    assert!(figure(&told, "/settledPerSecond") < 1e6, "{told}");
    for name in ["/settledMs", "/latenessUs/max", "/diskBytes", "/floor/echoOpsPerSecond"] {
        figure(&told, name);
    }
}

#[tokio::test]
async fn consumers_that_wait_stay_connected_and_cost_memory() {
    let told = told_by("idle --seconds 1 --settle 1 --streams 1000").await;
    assert_eq!(told["connections"], 10, "{told}");
    assert!(
        figure(&told, "/streamsPssBytes") > figure(&told, "/idlePssBytes"),
        "{told}"
    );
    figure(&told, "/bytesPerStream");
    for percent in ["idleCpuPercent", "streamsCpuPercent"] {
        assert!(told[percent].as_f64().unwrap() < 400.0, "{told}");
    }
}

#[tokio::test]
async fn each_create_that_is_offered_is_accounted_for_and_timers_accepted_before_fire_g3_g4_g19() {
    let told = told_by("overload --seconds 1 --rate 50 --offer 400").await;
    assert!(told["sustainablePerSecond"].is_null(), "{told}");
    for (phase, offered) in [("/unloaded", 100.0), ("/overloaded", 400.0)] {
        let of = |name: &str| told.pointer(&format!("{phase}/{name}")).and_then(Value::as_f64);
        let of = |name: &str| of(name).unwrap_or_else(|| panic!("{phase}/{name} in {told}"));
        // In one second, so rates are counts.
        assert_eq!(of("offeredPerSecond"), offered, "{told}");
        let ends = ["acceptedPerSecond", "refusedPerSecond", "droppedPerSecond", "failed"];
        assert_eq!(ends.map(of).iter().sum::<f64>(), offered, "{told}");
        for never in ["failed", "early", "missed"] {
            assert_eq!(of(never), 0.0, "{told}");
        }
        figure(&told, &format!("{phase}/acceptedLatencyUs/p99"));
        figure(&told, &format!("{phase}/latenessUs/p99"));
    }
    figure(&told, "/latencyRatio");
}

#[tokio::test]
async fn a_tenant_beyond_its_quota_has_its_quota_and_its_neighbours_timers_all_fire_g3_g4_g19() {
    let told = told_by("neighbour --seconds 2 --rate 50 --quota 10 --times 100").await;
    for (phase, never) in [
        ("alone", "early"),
        ("alone", "missed"),
        ("beside", "early"),
        ("beside", "missed"),
    ] {
        assert_eq!(told[phase][never], 0, "{told}");
    }
    let of = |name: &str| {
        told["beside"][name]
            .as_f64()
            .unwrap_or_else(|| panic!("{name} in {told}"))
    };
    assert_eq!(of("offeredPerSecond"), 1_000.0, "{told}");
    assert_eq!(of("failed"), 0.0, "{told}");
    let ends = ["acceptedPerSecond", "refusedPerSecond", "droppedPerSecond"];
    // In a span of two seconds, each figure is rounded separately.
    assert!((ends.map(of).iter().sum::<f64>() - 1_000.0).abs() <= 2.0, "{told}");
    assert!(of("refusedPerSecond") > of("acceptedPerSecond"), "{told}");
    for name in [
        "/alone/latenessUs/p99",
        "/beside/latenessUs/p99",
        "/latenessRatio",
        "/beside/acceptedPerSecond",
    ] {
        figure(&told, name);
    }
}

#[tokio::test]
async fn versions_of_checkpoints_are_put_and_undone_with_their_timers() {
    let told = told_by("checkpoint --count 200 --concurrency 4 --timers 10").await;
    for name in [
        "/opsPerSecond",
        "/putLatencyUs/p99",
        "/rollbackLatencyUs/p50",
        "/rollbackMaxMs",
    ] {
        figure(&told, name);
    }
}

#[tokio::test]
async fn of_agents_that_touch_only_the_silent_ones_are_noticed() {
    let told = told_by("watchdogs --agents 100 --every 1 --seconds 3 --silent 10 --hosts 2").await;
    assert_eq!(told["silent"], 10, "{told}");
    for never in ["refused", "missed", "falseAlarms"] {
        assert_eq!(told[never], 0, "{told}");
    }
    for name in [
        "/touches",
        "/entriesPerSecond",
        "/touchUs/p99",
        "/noticedUs/max",
        "/cpuPercent",
    ] {
        figure(&told, name);
    }
}

#[tokio::test]
async fn due_executions_are_acted_on_and_work_of_silent_agents_is_reassigned() {
    let told = told_by("workflows --count 20 --rate 20 --agents 2 --ttl 1").await;
    for name in ["/deadlineLateUs/max", "/approvalLateUs/max", "/handoffUs/max"] {
        figure(&told, name);
    }
    // Not before three missed heartbeats.
    assert!(figure(&told, "/replacedUs/p50") > 3e6, "{told}");
}

#[tokio::test]
async fn all_figures_stand_beside_their_limits_and_each_run_adds_a_line_to_the_history() {
    let home = Home::new().unwrap();
    let words = "all --quick --runs 1 --any-profile --only batch --only schedule --history history.jsonl";
    let told = told_in(&home, words).await;
    let figures = told["figures"].as_array().unwrap();
    let names: Vec<&str> = figures.iter().map(|row| row["bench"].as_str().unwrap()).collect();
    assert_eq!(names, ["schedule", "batch"], "{told}");
    for row in figures {
        assert_eq!(row["runs"][0], row["figure"], "{row}");
        assert_eq!(row["runs"].as_array().map(Vec::len), Some(1), "{row}");
        figure(row, "/figure");
        figure(row, "/must");
        assert!(row["met"].is_boolean() && row["aimMet"].is_boolean(), "{row}");
    }
    assert_eq!(figures[0]["limit"], "ofFloorAtLeast");
    figure(&figures[0], "/ratio");
    assert_eq!(told["failed"].as_array().map(Vec::len), Some(0), "{told}");
    assert!(!told["machine"]["cpu"].as_str().unwrap().is_empty(), "{told}");
    figure(&told, "/machine/cores");
    for profile in ["profile", "benchProfile"] {
        assert!(!told[profile].as_str().unwrap().is_empty(), "{told}");
    }

    // The history is appended to, regardless of its contents.
    let history = home.path().join("history.jsonl");
    let before = fs::read_to_string(&history).unwrap();
    assert_eq!(
        before
            .lines()
            .map(serde_json::from_str::<Value>)
            .collect::<Result<Vec<_>, _>>()
            .unwrap(),
        [told]
    );
    let again = told_in(
        &home,
        "all --quick --runs 1 --any-profile --only batch --history history.jsonl",
    )
    .await;
    let after = fs::read_to_string(&history).unwrap();
    let added = after.strip_prefix(&before).unwrap();
    assert_eq!(serde_json::from_str::<Value>(added).unwrap(), again);
}
