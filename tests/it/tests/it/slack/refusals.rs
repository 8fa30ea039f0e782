//! Refused requests, and invalid configurations.

use std::fs;

use minoots_it::PATIENCE;
use minoots_it::clock::now_ns;
use minoots_it::http1;
use minoots_it::receiver::Receiver;
use minoots_it::slack::{SECRET, SIGNATURE, Slack, TIMESTAMP, program, signature, typed};
use minoots_wire::timer::v1::ListTimersRequest;
use rustix::process::Signal;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{App, ok, text};
use crate::support::Node;

/// Headers, or variables.
type Pairs<'a> = &'a [(&'a str, &'a str)];

/// Requires that each of these requests is refused with 401 and this reason, and schedules nothing.
async fn refuses(app: &App, cases: &[(Pairs<'_>, &str)], reason: &str) {
    for path in ["/slack/commands", "/slack/interactions"] {
        for (headers, body) in cases {
            let answer = app.app.send(path, headers, body).await.unwrap();
            let told: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(
                (answer.status, told["reason"].as_str()),
                (401, Some(reason)),
                "{headers:?} {body}"
            );
        }
    }
    let timers = app.node.client.list(ListTimersRequest::default()).await.unwrap();
    assert!(timers.is_empty(), "{timers:?}");
}

fn seconds_from_now(offset: i64) -> String {
    (now_ns() / 1_000_000_000 + offset).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn row_71_a_request_whose_timestamp_is_more_than_300_s_away_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let body = typed("1h tea", "1");
    // A request that is 301 s old only grows older in transit; one from the future comes nearer.
    let [now, old, ahead] = [0, -301, 331].map(seconds_from_now);
    let [good, stale, early] = [&now, &old, &ahead].map(|time| signature(SECRET, time, &body).unwrap());
    let cases: [(Pairs<'_>, &str); 4] = [
        (&[(SIGNATURE, &stale), (TIMESTAMP, &old)], &body),
        (&[(SIGNATURE, &early), (TIMESTAMP, &ahead)], &body),
        (&[(SIGNATURE, &good)], &body),
        (&[], &body),
    ];
    refuses(&app, &cases, "SLACK_TIMESTAMP").await;
    assert_eq!(text(&app.ask("1h tea", "1").await), "Scheduled: tea");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_72_a_body_that_is_not_byte_for_byte_what_was_signed_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let body = typed("1h tea", "1");
    let now = seconds_from_now(0);
    let good = signature(SECRET, &now, &body).unwrap();
    let other = signature("another-secret-of-32-characters!", &now, &body).unwrap();
    // The same fields in other bytes, and another field.
    let (re_encoded, tampered) = (body.replace("%2Fato", "/ato"), body.replace("1h", "2h"));
    assert!(re_encoded != body && tampered != body);
    let signed: Pairs<'_> = &[(SIGNATURE, &good), (TIMESTAMP, &now)];
    let cases: [(Pairs<'_>, &str); 5] = [
        (signed, &re_encoded),
        (signed, &tampered),
        (&[(SIGNATURE, &other), (TIMESTAMP, &now)], &body),
        (&[(SIGNATURE, "v0=00"), (TIMESTAMP, &now)], &body),
        (&[(TIMESTAMP, &now)], &body),
    ];
    refuses(&app, &cases, "SLACK_SIGNATURE").await;
    // The same bytes with their own signature are accepted.
    assert_eq!(text(&app.ask("1h tea", "1").await), "Scheduled: tea");
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_slack_requests_get_the_right_status() {
    let app = App::start().await;
    let get = http1::get(app.app.address(), "/slack/commands").await.unwrap();
    assert_eq!((get.status, get.header("allow")), (405, Some("post")));
    assert_eq!(http1::get(app.app.address(), "/").await.unwrap().status, 404);
    assert_eq!(http1::get(app.app.address(), "/healthz").await.unwrap().status, 200);
    assert_eq!(
        app.app.signed("/slack/commands", "team_id=%zz").await.unwrap().status,
        400
    );
    assert_eq!(
        app.app
            .signed("/slack/interactions", "payload={}")
            .await
            .unwrap()
            .status,
        400
    );
    let evil = typed("1h tea", "1").replace("hooks%2Eslack%2Ecom", "evil%2Eexample");
    assert_eq!(app.app.signed("/slack/commands", &evil).await.unwrap().status, 400);
    let large = "a".repeat(300 << 10);
    assert_eq!(app.app.signed("/slack/commands", &large).await.unwrap().status, 413);
    assert_eq!(
        app.app
            .signed("/slack/commands", "ssl_check=1&token=x")
            .await
            .unwrap()
            .status,
        200
    );
    assert!(
        app.node
            .client
            .list(ListTimersRequest::default())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_or_a_person_that_is_not_named_may_do_nothing() {
    let node = Node::start().await;
    let slack = Receiver::start(|_, _| ok()).await.unwrap();
    let start = async |entry: &str| {
        let file = node.home.path().join("workspaces.toml");
        fs::write(&file, format!("[[workspaces]]\ntenant = \"dev\"\n{entry}\n")).unwrap();
        let arguments = ["--workspaces", file.to_str().unwrap()];
        Slack::start_with(&node.home, node.server.endpoint(), &slack, &arguments, &[])
            .await
            .unwrap()
    };
    for (entry, is_admitted) in [
        ("team_id = \"T9\"", false),
        ("team_id = \"T0123ABCD\"\nusers = [\"U9\"]", false),
        ("team_id = \"T0123ABCD\"\nusers = [\"U0123ABCD\"]", true),
    ] {
        let app = start(entry).await;
        let answer = app.command("list", "1").await.unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.body.contains("PERMISSION_DENIED"),
            !is_admitted,
            "{entry}: {answer:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_whose_key_is_of_another_tenant_is_not_served() {
    let node = Node::start().await;
    let variables = [("MINOOTS_SLACK_SIGNING_SECRETS", SECRET)];
    let arguments = ["--workspace", "T0123ABCE=dev", "--workspace", "T0123ABCD=acme"];
    let program = program(&node.home, node.server.endpoint(), &arguments, &variables);
    let output = timeout(PATIENCE, program.unwrap().output()).await.unwrap().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    for told in ["T0123ABCD", "tenant acme", "tenant dev", "api_key_file"] {
        assert!(errors.contains(told), "{told}: {errors}");
    }
    assert!(!errors.contains("serving Slack"), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_not_served_before_the_fabric_confirms_the_keys() {
    let node = Node::start().await;
    node.server.signal(Signal::STOP).unwrap();
    let variables = [("MINOOTS_SLACK_SIGNING_SECRETS", SECRET)];
    let arguments = ["--workspace", "T0123ABCD=dev"];
    let mut child = program(&node.home, node.server.endpoint(), &arguments, &variables)
        .unwrap()
        .spawn()
        .unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut line = async || timeout(PATIENCE, errors.next_line()).await.unwrap().unwrap().unwrap();
    let waits = line().await;
    assert!(waits.contains("nothing is served yet"), "{waits}");
    node.server.signal(Signal::CONT).unwrap();
    while !line().await.contains("serving Slack") {}
    child.kill().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_for_one_request() {
    let app = App::start().await;
    let mut stream = TcpStream::connect(app.app.address()).await.unwrap();
    stream
        .write_all("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n".repeat(2).as_bytes())
        .await
        .unwrap();
    let mut answers = Vec::new();
    // Unread data of the second request may end the connection with an error.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answers)).await.unwrap();
    let answers = String::from_utf8(answers).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{answers}");
    assert!(answers.starts_with("HTTP/1.1 200 "), "{answers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_start_without_its_secret_or_with_settings_that_cannot_be_meant() {
    let node = Node::start().await;
    let good = ("MINOOTS_SLACK_SIGNING_SECRETS", SECRET);
    let one = ["--workspace", "T0123ABCD=dev"];
    let two = ["--workspace", "T0123ABCD=dev", "--workspace", "T0123ABCE=dev"];
    let twice = ["--workspace", "T0123ABCD=dev", "--workspace", "T0123ABCD=dev"];
    let plain = [
        "--workspace",
        "T0123ABCD=dev",
        "--slack-api",
        "http://gateway.example/api/",
    ];
    let file = ["--workspace", "T0123ABCD=dev", "--signing-secrets-file", "absent"];
    let cases: [(&[&str], Pairs<'_>, &str); 8] = [
        (&one, &[], "MINOOTS_SLACK_SIGNING_SECRETS"),
        (
            &one,
            &[("MINOOTS_SLACK_SIGNING_SECRETS", "short")],
            "number 1 must be 16 to 256",
        ),
        (&file, &[], "absent"),
        (&[], &[good], "--workspace"),
        (&twice, &[good], "is there twice"),
        (&two, &[good, ("MINOOTS_SLACK_BOT_TOKEN", "xoxb-1")], "bot_token_file"),
        (&one, &[good, ("MINOOTS_SLACK_BOT_TOKEN", "1234-secret")], "xoxb-"),
        (&plain, &[good], "slack-api"),
    ];
    for (arguments, variables, told) in cases {
        let program = program(&node.home, node.server.endpoint(), arguments, variables);
        let output = program.unwrap().output().await.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(
            errors.contains(told) && !errors.contains("1234-secret"),
            "{arguments:?}: {errors}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_say_nothing_or_half_a_word_keep_slack_out_for_no_longer_than_they_may_take() {
    let app = App::start().await;
    let mut idle = Vec::new();
    for number in 0..300 {
        let mut stream = TcpStream::connect(app.app.address()).await.unwrap();
        let part: &[u8] = match number % 3 {
            0 => b"",
            1 => b"POST /slack/comm",
            _ => b"POST /slack/commands HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf",
        };
        stream.write_all(part).await.unwrap();
        idle.push(stream);
    }
    assert_eq!(text(&app.ask("help", "1").await), "How to use /ato");
    let mut slow = idle.swap_remove(2);
    let mut answer = String::new();
    timeout(PATIENCE, slow.read_to_string(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}
