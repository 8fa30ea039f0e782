//! `event consume` and `event tail` against a scripted server: printed lines, acknowledgements and results.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::Scripted;

fn minoots(server: &Scripted, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minoots"));
    command.args(arguments).env("MINOOTS_ENDPOINT", server.endpoint());
    command
}

fn run(server: &Scripted, arguments: &[&str]) -> Output {
    minoots(server, arguments).output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn consume_prints_and_acknowledges_exactly_the_maximum() {
    let server = Scripted::start(1_000, &[]);
    let output = run(
        &server,
        &["event", "consume", "--queue", "work", "--max", "300", "-o", "json"],
    );
    assert!(output.status.success(), "{output:?}");
    let lines = lines(&output);
    assert_eq!(lines.len(), 300);
    assert_eq!(lines[299]["dedupeKey"], "timer:dev:t299:1");
    assert_eq!(lines[0]["attempt"], 1);
    assert_eq!(lines[0]["sequence"], Value::Null);
    let acks = server.acks();
    assert_eq!(acks.len(), 300);
    assert_eq!(acks[299], ("timer:dev:t299:1".to_owned(), "f299".to_owned()));
    assert_eq!(server.sent(), 300, "deliveries taken from the queue and dropped");
    assert_eq!(server.queue(), "work");
}

#[test]
fn consume_without_acknowledging_sends_none() {
    let server = Scripted::start(5, &[]);
    let output = run(&server, &["event", "consume", "--max", "5", "--no-ack", "-o", "json"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(lines(&output).len(), 5);
    assert!(server.acks().is_empty());
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the command is timed from outside")]
fn consume_ends_with_success_after_the_idle_time() {
    let server = Scripted::start(2, &[]);
    let started = Instant::now();
    let output = run(&server, &["event", "consume", "--timeout", "300ms", "-o", "json"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(lines(&output).len(), 2);
    assert!(started.elapsed() >= Duration::from_millis(300));
    assert_eq!(server.acks().len(), 2);
}

#[test]
fn a_refused_acknowledgement_fails_the_command_but_not_the_stream() {
    let server = Scripted::start(3, &["timer:dev:t1:1"]);
    let output = run(&server, &["event", "consume", "--max", "3", "-o", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&output).len(), 3);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("timer:dev:t1:1") && stderr.contains("STALE_FENCE"),
        "{stderr}"
    );
}

#[test]
fn lines_are_flushed_one_by_one_and_a_closed_pipe_ends_quietly() {
    let server = Scripted::start(u32::MAX, &[]);
    let mut child = minoots(&server, &["event", "consume", "-o", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert!(line.contains("timer:dev:t0:1"), "{line}");
    drop(reader);
    assert!(child.wait().unwrap().success());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(stderr, "");
}

#[test]
fn tail_prints_sequence_and_cursor_and_resumes_where_it_is_told() {
    let server = Scripted::start(10, &[]);
    let output = run(
        &server,
        &["event", "tail", "--from", "start", "--max", "4", "-o", "json"],
    );
    assert!(output.status.success(), "{output:?}");
    let first = lines(&output);
    assert_eq!(first[3]["sequence"], 3);
    assert_eq!(first[3]["fence"], Value::Null);
    let cursor = first[3]["cursor"].as_str().unwrap();
    let output = run(
        &server,
        &["event", "tail", "--from", cursor, "--timeout", "300ms", "-o", "json"],
    );
    assert!(output.status.success(), "{output:?}");
    let sequences: Vec<_> = lines(&output)
        .iter()
        .map(|line| line["sequence"].as_u64().unwrap())
        .collect();
    assert_eq!(sequences, [4, 5, 6, 7, 8, 9]);
}

#[test]
fn a_stream_into_a_pipe_is_json_unless_a_table_is_asked_for() {
    let server = Scripted::start(1, &[]);
    let output = run(&server, &["event", "tail", "--from", "start", "--max", "1"]);
    assert_eq!(lines(&output).len(), 1);
    let output = run(
        &server,
        &["event", "tail", "--from", "start", "--max", "1", "-o", "table"],
    );
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("2030-01-02T03:04:05Z  timer.fired  timers/t0"),
        "{text}"
    );
}

/// Forwards connections to a server, except the first one, which breaks once a request has begun on it. Returns the
/// endpoint.
fn breaking_once(server: &Scripted) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let address = server.endpoint().trim_start_matches("http://").to_owned();
    thread::spawn(move || {
        let (mut first, _) = listener.accept().unwrap();
        until_headers(&mut first).unwrap();
        drop(first);
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(&address).unwrap();
            for (mut from, mut to) in [
                (client.try_clone().unwrap(), server.try_clone().unwrap()),
                (server, client),
            ] {
                thread::spawn(move || io::copy(&mut from, &mut to));
            }
        }
    });
    endpoint
}

/// Reads the bytes of an HTTP/2 client until a request begins (RFC 9113, sections 3.4 and 4.1).
fn until_headers(client: &mut TcpStream) -> io::Result<()> {
    const PREFACE_LEN: usize = 24;
    const HEADERS: u8 = 1;
    const EMPTY_SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    client.write_all(&EMPTY_SETTINGS)?;
    client.read_exact(&mut [0; PREFACE_LEN])?;
    loop {
        let mut head = [0; 9];
        client.read_exact(&mut head)?;
        if head[3] == HEADERS {
            return Ok(());
        }
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        client.read_exact(&mut vec![0; length as usize])?;
    }
}

#[test]
fn a_stream_whose_connection_breaks_while_it_is_opened_is_opened_again() {
    for arguments in [
        "event consume --queue work --max 3 -o json",
        "event tail --from start --max 3 -o json",
    ] {
        let server = Scripted::start(3, &[]);
        let mut command = minoots(&server, &[]);
        command
            .args(arguments.split(' '))
            .env("MINOOTS_ENDPOINT", breaking_once(&server));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments}: {output:?}");
        assert_eq!(lines(&output).len(), 3, "{arguments}");
        let said = String::from_utf8(output.stderr).unwrap();
        let said: Vec<&str> = said.lines().collect();
        assert!(
            matches!(said[..], [lost, "connected again"] if lost.ends_with("; connecting again")),
            "{arguments}: {said:?}"
        );
    }
}

#[test]
fn a_server_that_says_nothing_is_left_for_the_next_one_that_is_named() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = Scripted::start(3, &[]);
    let endpoints = format!("http://{},{}", silent.local_addr().unwrap(), server.endpoint());
    let mut command = minoots(
        &server,
        &["event", "tail", "--from", "start", "--max", "3", "-o", "json"],
    );
    let output = command.env("MINOOTS_ENDPOINT", endpoints).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(lines(&output).len(), 3);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("a server did not answer within 5s; connecting again"),
        "{said}"
    );
}
