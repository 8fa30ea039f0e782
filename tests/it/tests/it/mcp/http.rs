//! The protocol over HTTP: sessions and authentication.

use std::process::Stdio;

use anyhow::{Context as _, Result};
use minoots_it::PATIENCE;
use minoots_it::http1::{Answer, send};
use minoots_it::mcp::{initialize, meta, told};
use minoots_it::server::command;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;

use crate::support::Node;

/// A server of agent ann over HTTP. Dropping it kills the process.
struct Http {
    child: Child,
    _errors: Lines<BufReader<ChildStderr>>,
    address: String,
}

const JSON: (&str, &str) = ("content-type", "application/json");
const ACCEPT: (&str, &str) = ("accept", "application/json, text/event-stream");
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

impl Http {
    async fn start(node: &Node, token: &str) -> Result<Self> {
        let mut command = Command::from(command(node.home.path())?);
        command.args(["mcp", "--agent", "ann", "--http", "127.0.0.1:0"]);
        command
            .env("MINOOTS_ENDPOINT", node.server.endpoint())
            .env("MINOOTS_MCP_TOKEN", token);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let mut errors = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        let line = timeout(PATIENCE, errors.next_line()).await??.context("it has ended")?;
        let address = line.split_once("http://").and_then(|(_, rest)| rest.split_once("/mcp"));
        let address = address.with_context(|| format!("no address: {line}"))?.0.to_owned();
        Ok(Self {
            child,
            _errors: errors,
            address,
        })
    }

    async fn post(&self, headers: &[(&str, &str)], body: &Value) -> Answer {
        let headers = [&[JSON, ACCEPT], headers].concat();
        send(&self.address, "POST", "/mcp", &headers, body.to_string().as_bytes())
            .await
            .unwrap()
    }
}

/// Returns the message of a response: one event of a stream, or the body.
fn message(answer: &Answer) -> Value {
    let mut events = answer
        .body
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(str::trim);
    let data = events.rfind(|data| !data.is_empty()).unwrap_or(&answer.body);
    serde_json::from_str(data).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

fn request(id: u64, method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

fn listed(answer: &Answer) -> Value {
    told(&message(answer)["result"]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_one_version_and_requests_of_the_other_see_the_same_wakes() {
    let node = Node::start().await;
    let http = Http::start(&node, "").await.unwrap();
    let begun = http.post(&[], &request(1, "initialize", initialize("it"))).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let session = begun.header("mcp-session-id").unwrap().to_owned();
    let of_session = [
        ("mcp-session-id", session.as_str()),
        ("mcp-protocol-version", "2025-11-25"),
    ];
    let noted = http
        .post(
            &of_session,
            &json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        )
        .await;
    assert_eq!(noted.status, 202, "{noted:?}");
    let asked = json!({"name": "minoots_schedule_timer", "arguments": {"name": "tea", "delay": "1h", "id": "tea"}});
    assert_eq!(
        listed(&http.post(&of_session, &request(2, "tools/call", asked)).await)["id"],
        "tea"
    );

    let headers = [
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
        ("mcp-name", "minoots_list_timers"),
    ];
    let asked = json!({"name": "minoots_list_timers", "arguments": {}, "_meta": meta(&json!({}))});
    let answer = http.post(&headers, &request(1, "tools/call", asked)).await;
    assert_eq!(listed(&answer)["timers"][0]["id"], "tea");

    let ended = send(&http.address, "DELETE", "/mcp", &of_session, b"").await.unwrap();
    assert!(ended.status < 300, "{ended:?}");
    let gone = http.post(&of_session, &request(3, "tools/list", json!({}))).await;
    assert_eq!(gone.status, 404, "{gone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_others_and_names_of_others_do_not_get_in() {
    let node = Node::start().await;
    let http = Http::start(&node, "").await.unwrap();
    let begin = request(1, "initialize", initialize("it"));
    for wrong in [
        ("origin", "https://evil.example"),
        ("origin", "http://localhost:1"),
        ("origin", "null"),
    ] {
        let refused = http.post(&[wrong], &begin).await;
        assert_eq!(refused.status, 403, "{wrong:?}: {refused:?}");
    }
    let own = format!("http://{}", http.address);
    assert_eq!(http.post(&[("origin", &own)], &begin).await.status, 200);
    // A host name that a web page resolved to this machine (DNS rebinding).
    let head = format!(
        "POST /mcp HTTP/1.1\r\nhost: evil.example\r\ncontent-length: {}\r\n",
        begin.to_string().len()
    );
    let head = format!("{head}content-type: application/json\r\naccept: application/json, text/event-stream\r\n");
    let raw = format!("{head}connection: close\r\n\r\n{begin}");
    let refused = minoots_it::http1::exchange_raw(&http.address, raw.as_bytes())
        .await
        .unwrap();
    assert_eq!(refused.status, 403, "{refused:?}");
    let elsewhere = send(&http.address, "POST", "/", &[JSON, ACCEPT], b"{}").await.unwrap();
    assert_eq!(elsewhere.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_token_nothing_is_answered() {
    let node = Node::start().await;
    let http = Http::start(&node, TOKEN).await.unwrap();
    let begin = request(1, "initialize", initialize("it"));
    for wrong in [
        "",
        "Bearer",
        "Bearer 0123",
        &format!("Basic {TOKEN}"),
        &format!("Bearer {TOKEN}x"),
    ] {
        let refused = http.post(&[("authorization", wrong)], &begin).await;
        assert_eq!(
            (refused.status, refused.header("www-authenticate")),
            (401, Some("bearer")),
            "{wrong:?}"
        );
    }
    let shown = format!("Bearer {TOKEN}");
    assert_eq!(http.post(&[("authorization", &shown)], &begin).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_refused_and_the_server_goes_on() {
    let node = Node::start().await;
    let http = Http::start(&node, "").await.unwrap();
    let without_session = send(
        &http.address,
        "POST",
        "/mcp",
        &[JSON, ACCEPT],
        br#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#,
    );
    let refused = without_session.await.unwrap();
    assert!((400..500).contains(&refused.status), "{refused:?}");
    // As on standard input.
    let garbage: [(&[u8], i64); 9] = [
        (
            b"\xef\xbb\xbf{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
            -32_600,
        ),
        (br#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#, -32_600),
        (b"{", -32_700),
        (b"", -32_700),
        (b"\xff\xfe", -32_700),
        (b"[]", -32_600),
        (b"null", -32_600),
        (br#"{"jsonrpc":"2.0","id":1}"#, -32_600),
        (br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":5}"#, -32_602),
    ];
    for (garbage, code) in garbage {
        let refused = send(&http.address, "POST", "/mcp", &[JSON, ACCEPT], garbage)
            .await
            .unwrap();
        let shown = String::from_utf8_lossy(garbage);
        assert_eq!(refused.status, 400, "{shown}: {refused:?}");
        let error = &message(&refused)["error"];
        assert_eq!(error["code"], code, "{shown}: {refused:?}");
        assert!(!error["message"].as_str().unwrap().is_empty(), "{shown}");
    }
    let large = vec![b' '; 3 << 20];
    let refused = send(&http.address, "POST", "/mcp", &[JSON, ACCEPT], &large)
        .await
        .unwrap();
    assert_eq!(refused.status, 413, "{refused:?}");
    assert_eq!(
        http.post(&[], &request(1, "initialize", initialize("it"))).await.status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_say_nothing_or_half_a_word_keep_nobody_out_for_long() {
    let node = Node::start().await;
    let http = Http::start(&node, TOKEN).await.unwrap();
    let mut silent = Vec::new();
    for number in 0..256 {
        let mut stream = TcpStream::connect(&http.address).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(b"PRI ").await.unwrap();
        }
        silent.push(stream);
    }
    let shown = format!("Bearer {TOKEN}");
    let begin = request(1, "initialize", initialize("it"));
    let answer = timeout(PATIENCE, http.post(&[("authorization", &shown)], &begin)).await;
    assert_eq!(answer.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_there_are_as_many_sessions_as_there_may_be_another_one_is_refused_and_calls_without_one_are_not() {
    let node = Node::start().await;
    let http = Http::start(&node, "").await.unwrap();
    let begin = request(1, "initialize", initialize("it"));
    for _ in 0..128 {
        assert_eq!(http.post(&[], &begin).await.status, 200);
    }
    let refused = http.post(&[], &begin).await;
    assert_eq!(refused.status, 503, "{refused:?}");
    let headers = [
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
        ("mcp-name", "minoots_list_timers"),
    ];
    let asked = json!({"name": "minoots_list_timers", "arguments": {}, "_meta": meta(&json!({}))});
    let answer = http.post(&headers, &request(1, "tools/call", asked)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_under_way_when_the_server_is_to_end_is_answered() {
    let node = Node::start().await;
    let mut http = Http::start(&node, "").await.unwrap();
    let headers = |name| {
        [
            ("mcp-protocol-version", "2026-07-28"),
            ("mcp-method", "tools/call"),
            ("mcp-name", name),
        ]
    };
    let call = |name: &str, arguments: Value| {
        let params = json!({"name": name, "arguments": arguments, "_meta": meta(&json!({}))});
        request(1, "tools/call", params)
    };
    let tea = call(
        "minoots_schedule_timer",
        json!({"name": "tea", "delay": "1h", "id": "tea"}),
    );
    assert_eq!(http.post(&headers("minoots_schedule_timer"), &tea).await.status, 200);
    let process = rustix::process::Pid::from_raw(i32::try_from(http.child.id().unwrap()).unwrap()).unwrap();
    let ending = async {
        // The call must have arrived before.
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
    };
    let wait = call("minoots_wait", json!({"id": "tea", "timeout": "1m"}));
    let of_wait = headers("minoots_wait");
    let (answer, ()) = tokio::join!(http.post(&of_wait, &wait), ending);
    let told = message(&answer);
    assert!(
        told["error"]["message"].is_string() || told["result"].is_object(),
        "{told}"
    );
    let ended = timeout(PATIENCE, http.child.wait()).await.unwrap().unwrap();
    assert_eq!(ended.code(), Some(0));
}
