//! The command line's contract with scripts: names, JSON shapes and exit codes.

use std::fs;
use std::time::Duration;

use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_wire::time::instant;
use serde_json::Value;

use crate::support::Node;

/// Starts a node, and commands that call it.
async fn start() -> (Node, Cli) {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    (node, cli)
}

async fn run(cli: &Cli, line: &str) -> Outcome {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    cli.run(&arguments).await.unwrap()
}

/// Runs a command that succeeds and prints one JSON value.
async fn json(cli: &Cli, line: &str) -> Value {
    let outcome = run(cli, line).await;
    assert_eq!(outcome.code, Some(0), "{line}: {outcome:?}");
    outcome.json().unwrap()
}

/// Runs a command that succeeds and prints JSON lines.
async fn lines(cli: &Cli, line: &str) -> Vec<Value> {
    let outcome = run(cli, line).await;
    assert_eq!(outcome.code, Some(0), "{line}: {outcome:?}");
    outcome.lines().unwrap()
}

fn number(value: &Value) -> u64 {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value}: 64-bit numbers are text"))
        .parse()
        .unwrap()
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

#[tokio::test]
async fn timers_are_created_read_listed_moved_and_cancelled_in_json() {
    let (_node, cli) = start().await;
    let create = "timer create --id tea --name tea --delay 1h --label room=kitchen --payload hello -o json";
    let created = json(&cli, create).await;
    let tea = &created["timer"];
    assert_eq!((&tea["id"], &tea["name"]), (&Value::from("tea"), &Value::from("tea")));
    assert_eq!(tea["status"], "TIMER_STATUS_SCHEDULED");
    assert_eq!(tea["labels"]["room"], "kitchen");
    assert_eq!(
        (&tea["payload"]["contentType"], &tea["payload"]["data"]),
        (&"text/plain".into(), &"aGVsbG8=".into())
    );
    assert_eq!(tea["delay"], "3600s");
    assert!(number(&created["commitIndex"]) > 0 && number(&tea["stateVersion"]) > 0);
    instant::parse(tea["fireTime"].as_str().unwrap()).unwrap();

    assert_eq!(json(&cli, "timer get tea -o json").await["timer"], *tea);
    let list = json(&cli, "timer list --status scheduled -o json").await;
    assert_eq!(
        (list["timers"].as_array().unwrap().len(), &list["nextPageToken"]),
        (1, &Value::from(""))
    );
    run(&cli, "timer create --id cup --name cup --delay 2h").await;
    let page = json(&cli, "timer list --page-size 1 -o json").await;
    assert_eq!(page["timers"].as_array().unwrap().len(), 1);
    let token = page["nextPageToken"].as_str().unwrap();
    let next = json(&cli, &format!("timer list --page-size 1 --page-token {token} -o json")).await;
    assert_ne!(next["timers"][0]["id"], page["timers"][0]["id"]);
    assert_eq!(
        json(&cli, "timer list --page-size 1 --all -o json").await["timers"]
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let moved = json(&cli, "timer reschedule tea --delay 2h -o json").await;
    assert_eq!(moved["outcome"], "RESCHEDULE_OUTCOME_RESCHEDULED");
    assert!(number(&moved["stateVersion"]) > number(&tea["stateVersion"]));
    let stale = json(
        &cli,
        &format!(
            "timer cancel tea --version {} -o json",
            tea["stateVersion"].as_str().unwrap()
        ),
    )
    .await;
    assert_eq!(stale["outcome"], "CANCEL_OUTCOME_SUPERSEDED");
    assert_eq!(stale["stateVersion"], moved["stateVersion"]);
    let cancelled = json(&cli, "timer cancel tea --reason enough -o json").await;
    assert_eq!(cancelled["outcome"], "CANCEL_OUTCOME_CANCELLED");
    let mut members: Vec<&String> = cancelled.as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["commitIndex", "eventId", "outcome", "stateVersion"]);
    assert_eq!(
        json(&cli, "timer get tea -o json").await["timer"]["cancel"]["reason"],
        "enough"
    );
}

fn check_line(line: &Value, is_delivery: bool) {
    for name in ["id", "type", "subject", "time", "dedupeKey", "payload", "signature"] {
        assert!(is_text(&line[name]), "{name} in {line}");
    }
    assert_eq!(line["id"], line["dedupeKey"]);
    assert!(line["latenessUs"].as_i64().is_some_and(|us| us >= 0), "{line}");
    for name in ["attempt", "fence"] {
        assert_eq!(!line[name].is_null(), is_delivery, "{name} in {line}");
    }
    for name in ["sequence", "cursor"] {
        assert_eq!(line[name].is_null(), is_delivery, "{name} in {line}");
    }
    let members = line.as_object().unwrap();
    for name in ["fireTime", "serverLatenessUs"] {
        assert!(members.contains_key(name), "{name} in {line}");
    }
}

#[tokio::test]
async fn printed_events_verify_unless_tampered_with() {
    let (node, cli) = start().await;
    for id in ["a", "b", "c"] {
        json(
            &cli,
            &format!("timer create --id {id} --name {id} --delay 0s --queue q --payload hello -o json"),
        )
        .await;
    }
    let consumed = lines(&cli, "event consume --queue q --max 3 --timeout 30s -o json").await;
    assert_eq!(consumed.len(), 3);
    for line in &consumed {
        check_line(line, true);
        assert_eq!((&line["type"], &line["attempt"]), (&"timer.fired".into(), &1.into()));
    }
    assert!(
        lines(&cli, "event consume --queue q --max 1 --timeout 500ms -o json")
            .await
            .is_empty(),
        "all settled"
    );
    let tailed = run(&cli, "event tail --from start --timeout 2s -o json").await;
    let events = tailed.lines().unwrap();
    for (at, line) in events.iter().enumerate() {
        check_line(line, false);
        assert_eq!(line["sequence"], at + 1);
    }
    assert_eq!(events.iter().filter(|line| line["type"] == "timer.settled").count(), 3);
    let after = events[4]["cursor"].as_str().unwrap();
    let rest = lines(
        &cli,
        &format!("event tail --from {after} --max 2 --timeout 30s -o json"),
    )
    .await;
    assert_eq!(
        rest.iter().map(|line| &line["id"]).collect::<Vec<_>>(),
        [&events[5]["id"], &events[6]["id"]]
    );

    let keys = format!("{}/.well-known/jwks.json", node.server.endpoint());
    let printed: String = consumed.iter().map(|line| format!("{line}\n")).collect();
    let verify = ["verify", "--keys", keys.as_str()];
    let outcome = cli
        .run_with_input(&verify, &(printed.clone() + &tailed.stdout))
        .await
        .unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    check_tampering(&cli, &verify, &consumed[0]).await;
    let outcome = cli.run(&verify).await.unwrap();
    assert_eq!(outcome.code, Some(1), "nothing to verify is not a success: {outcome:?}");

    let jwks = run(&cli, "event keys -o json").await.stdout;
    fs::write(node.home.path().join("keys.json"), jwks).unwrap();
    fs::write(node.home.path().join("events.jsonl"), &printed).unwrap();
    let outcome = run(&cli, "verify --keys keys.json events.jsonl -o json").await;
    assert_eq!(
        (outcome.code, outcome.json().unwrap()["verified"].as_u64()),
        (Some(0), Some(3))
    );
}

async fn check_tampering(cli: &Cli, verify: &[&str], line: &Value) {
    let payload = line["payload"].as_str().unwrap();
    let swapped = if payload.starts_with('A') { "B" } else { "A" };
    let changes = [
        ("payload", format!("{swapped}{}", &payload[1..])),
        ("id", "timer:dev:other:1".to_owned()),
        ("subject", "timers/other".to_owned()),
        ("time", "2030-01-01T00:00:00Z".to_owned()),
        ("signature", line["signature"].as_str().unwrap().replace("..", "..A")),
        ("signature", String::new()),
    ];
    for (name, value) in changes {
        let mut tampered = line.clone();
        tampered[name] = value.into();
        let outcome = cli
            .run_with_input(verify, &format!("{line}\n{tampered}\n"))
            .await
            .unwrap();
        assert_eq!(outcome.code, Some(1), "another {name} was accepted: {outcome:?}");
    }
}

#[tokio::test]
async fn deliveries_are_acknowledged_and_given_back_by_key_and_fence() {
    let (_node, cli) = start().await;
    run(&cli, "timer create --id tea --name tea --delay 0s").await;
    let take = "event consume --max 1 --timeout 30s --no-ack -o json";
    let first = lines(&cli, take).await.remove(0);
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let key = text(&first, "dedupeKey");
    // Leaving without an acknowledgement returned the delivery.
    let second = lines(&cli, take).await.remove(0);
    assert_eq!(
        (text(&second, "dedupeKey"), &second["attempt"]),
        (key.clone(), &2.into())
    );
    assert!(text(&second, "fence") > text(&first, "fence"));
    let stale = run(
        &cli,
        &format!("event nack --key {key} --fence {} -o json", text(&first, "fence")),
    )
    .await;
    assert_eq!(stale.code, Some(1), "{stale:?}");
    assert!(stale.stderr.contains("STALE_FENCE"), "{stale:?}");
    let acked = json(
        &cli,
        &format!("event ack --key {key} --fence {} -o json", text(&second, "fence")),
    )
    .await;
    assert_eq!(acked["outcome"], "ACK_OUTCOME_SETTLED");
    let again = json(
        &cli,
        &format!("event ack --key {key} --fence {} -o json", text(&second, "fence")),
    )
    .await;
    assert_eq!(again["outcome"], "ACK_OUTCOME_ALREADY_SETTLED");
    let late = json(&cli, "timer cancel tea -o json").await;
    assert_eq!(
        (&late["outcome"], &late["eventId"]),
        (&"CANCEL_OUTCOME_TOO_LATE".into(), &key.into())
    );
}

#[tokio::test]
async fn exit_codes_tell_scripts_what_happened() {
    let (node, cli) = start().await;
    let file = node.home.path().join("large");
    fs::write(&file, vec![0; 262_145]).unwrap();
    let too_old = instant::format(now_ns() - 48 * 3_600 * SECOND);
    let cases = [
        (0, "timer create --id tea --name tea --delay 1h".to_owned(), ""),
        (0, "timer create --id tea --name tea --delay 1h".to_owned(), ""),
        (0, "config -o json".to_owned(), ""),
        (0, "completions bash".to_owned(), ""),
        (2, "no-such-command".to_owned(), ""),
        (2, "timer create --name tea".to_owned(), ""),
        (2, "timer create --name tea --delay 5".to_owned(), "delay"),
        (
            2,
            "timer create --name tea --delay 1s --at 2030-01-01T00:00:00Z".to_owned(),
            "",
        ),
        (
            2,
            "timer create --name tea --delay 1s --label a=1 --label a=2".to_owned(),
            "LABEL_DUPLICATE",
        ),
        (
            2,
            "timer create --id a/b --name tea --delay 1s".to_owned(),
            "ID_CHARSET",
        ),
        (
            2,
            format!("timer create --name tea --at {too_old}"),
            "FIRE_TIME_TOO_OLD",
        ),
        (
            2,
            "timer create --name tea --delay 1s --payload @large".to_owned(),
            "PAYLOAD_TOO_LARGE",
        ),
        (2, "timer list --page-size 1001".to_owned(), "PAGE_SIZE"),
        (2, "event tail --from nonsense".to_owned(), "CURSOR_INVALID"),
        (3, "timer get absent".to_owned(), "TIMER"),
        (3, "timer cancel absent".to_owned(), "TIMER"),
        (
            3,
            "event ack --key timer:dev:absent:1 --fence 0000001-0000000000000001-000000000001-000001".to_owned(),
            "EVENT",
        ),
        (
            4,
            "timer create --id tea --name coffee --delay 1h".to_owned(),
            "TIMER_EXISTS",
        ),
        (
            5,
            "timer get tea --endpoint http://127.0.0.1:1".to_owned(),
            "127.0.0.1:1",
        ),
        (0, "event consume --max 1 --timeout 200ms -o json".to_owned(), ""),
    ];
    for (code, line, says) in cases {
        let outcome = run(&cli, &line).await;
        assert_eq!(outcome.code, Some(code), "{line}: {outcome:?}");
        assert!(outcome.stderr.contains(says), "{line}: {outcome:?}");
        assert!(
            code == 0 || outcome.stdout.is_empty(),
            "{line}: results only on standard output: {outcome:?}"
        );
        assert!(code == 0 || !outcome.stderr.is_empty(), "{line}: failed without a word");
    }
    let timers = json(&cli, "timer list -o json").await;
    assert_eq!(
        timers["timers"].as_array().unwrap().len(),
        1,
        "refusals left nothing behind"
    );
}

#[tokio::test]
async fn a_server_that_never_answers_is_a_timeout() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let home = minoots_it::server::Home::new().unwrap();
    let holding = tokio::spawn(async move {
        let mut held = Vec::new();
        // Accepts, completes the HTTP/2 handshake, and never answers a request.
        while let Ok((stream, _)) = silent.accept().await {
            held.push(h2::server::handshake(stream).await);
            if let Some(Ok(connection)) = held.last_mut() {
                let request = connection.accept().await;
                std::future::poll_fn(|context| connection.poll_closed(context))
                    .await
                    .ok();
                drop(request);
            }
        }
    });
    let cli = Cli::new(home.path(), &format!("http://{address}"));
    let outcome = run(&cli, "timer get tea").await;
    assert_eq!(outcome.code, Some(124), "{outcome:?}");
    holding.abort();
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_names_the_id_by_which_it_is_repeated() {
    let cutting = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = cutting.local_addr().unwrap();
    let home = minoots_it::server::Home::new().unwrap();
    let state = home.path().join("state");
    std::fs::write(&state, "{}").unwrap();
    let taking = tokio::spawn(async move {
        // Takes a request, and closes the connection.
        while let Ok((stream, _)) = cutting.accept().await {
            if let Ok(mut connection) = h2::server::handshake(stream).await {
                drop(connection.accept().await);
            }
        }
    });
    let cli = Cli::new(home.path(), &format!("http://{address}"));
    let put = format!("checkpoint put run state {} --expected-version 1", state.display());
    for (command, option) in [
        ("timer create --name tea --delay 1h", "--id "),
        (
            "timer create --name tea --delay 1h --request-id r-1",
            "--request-id r-1,",
        ),
        ("timer cancel tea", "--request-id "),
        ("timer reschedule tea --delay 1h", "--request-id "),
        ("schedule create --every 1h", "--id "),
        ("schedule trigger nightly", "--request-id "),
        ("budget spend restarts", "--request-id "),
        ("lease acquire leader --holder me --ttl 30s", "--request-id "),
        ("checkpoint delete run state --expected-version 1", "--request-id "),
        (
            "checkpoint rollback run state --to 1 --expected-version 2",
            "--request-id ",
        ),
        (put.as_str(), "--request-id "),
        ("webhook create --url https://example.com/hook", "--id "),
        ("workflow start --definition line", "--id "),
    ] {
        let outcome = run(&cli, command).await;
        assert_eq!(outcome.code, Some(5), "{command}: {outcome:?}");
        let hint = format!("repeat it with {option}");
        assert!(outcome.stderr.contains(&hint), "{command}: {outcome:?}");
    }
    taking.abort();
}

#[tokio::test]
async fn a_reader_that_closes_its_pipe_ends_a_tail_quietly() {
    let (node, _cli) = start().await;
    for at in 0..20 {
        node.client
            .create(timer(&format!("t{at}")).fire_after(Duration::from_secs(3_600)))
            .await
            .unwrap();
    }
    let mut command = minoots_it::server::command(node.home.path()).unwrap();
    command.args([
        "event",
        "tail",
        "--from",
        "start",
        "-o",
        "json",
        "--endpoint",
        node.server.endpoint(),
    ]);
    command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = tokio::task::spawn_blocking(move || child.wait_with_output())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn missing_choice_names_each_of_its_ways() {
    let home = minoots_it::server::Home::new().unwrap();
    let cli = Cli::new(home.path(), "http://127.0.0.1:9");
    for (line, ways) in [
        ("event redrive", &["--key", "--queue", "--all"][..]),
        (
            "timer cancel",
            &[
                "<ID|",
                "--due-from",
                "--due-until",
                "--label",
                "--queue",
                "--name-prefix",
                "--id-prefix",
            ],
        ),
        ("slack", &["--workspace <", "--workspaces <"]),
        ("policy set", &["FILE", "--remove"]),
        ("key trust set", &["FILE", "--remove"]),
    ] {
        let refused = run(&cli, line).await;
        assert_eq!(refused.code, Some(2), "{line}: {refused:?}");
        for way in ways {
            assert!(
                refused.stderr.contains(way),
                "{line}: {way} is missing in {}",
                refused.stderr
            );
        }
    }
    // Each excludes the others.
    for line in [
        "event redrive --key k --all",
        "event redrive --queue q --all",
        "timer cancel tea --queue q",
        "policy set file --remove",
    ] {
        let refused = run(&cli, line).await;
        assert_eq!(refused.code, Some(2), "{line}: {refused:?}");
        assert!(refused.stderr.contains("cannot be used with"), "{line}: {refused:?}");
    }
}

#[tokio::test]
async fn only_node_of_a_cluster_says_that_there_is_no_other() {
    let (_node, cli) = start().await;
    let moved = run(&cli, "cluster transfer").await;
    assert_eq!(moved.code, Some(3), "{moved:?}");
    assert!(moved.stderr.contains("node 1 is the only voter"), "{moved:?}");
    let removed = run(&cli, "cluster remove --node 1").await;
    assert_eq!(removed.code, Some(4), "{removed:?}");
    for part in ["node 1 is the only voter", "stop its process"] {
        assert!(removed.stderr.contains(part), "{removed:?}");
    }
    let absent = run(&cli, "cluster remove --node 9").await;
    assert!(
        absent.code == Some(3) && absent.stderr.contains("NODE: node 9 is not a member"),
        "{absent:?}"
    );
}

#[tokio::test]
async fn the_doctor_examines_machine_backup_and_cluster() {
    let (node, cli) = start().await;
    let (data, backups) = (node.home.data(), node.home.path().join("backups"));
    let (data, backups) = (data.display(), backups.display());
    // Without a backup one finding is bad.
    let outcome = run(&cli, &format!("doctor --data {data} --backup {backups} -o json")).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("bad"), "{outcome:?}");
    json(&cli, &format!("backup --to {backups}/first -o json")).await;
    let outcome = run(&cli, &format!("doctor --data {data} --backup {backups} -o json")).await;
    let findings = outcome.json().unwrap()["findings"].as_array().unwrap().clone();
    let verdicts: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding["check"].as_str().unwrap(), finding["verdict"].as_str().unwrap()))
        .collect();
    let checks: Vec<&str> = verdicts.iter().map(|(check, _)| *check).collect();
    let expected = [
        "disk space",
        "disk sync",
        "timer threads",
        "open files",
        "clock",
        "backup",
        "cluster",
        "release",
    ];
    assert_eq!(checks, expected);
    // The machine does not decide about these.
    for check in ["backup", "cluster", "release"] {
        assert!(verdicts.contains(&(check, "good")), "{check}: {verdicts:?}");
    }
    let offline = run(&cli, &format!("doctor --offline --data {data} -o json")).await;
    assert_eq!(offline.json().unwrap()["findings"].as_array().unwrap().len(), 5);
}
