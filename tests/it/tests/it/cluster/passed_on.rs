//! Responses through followers equal those of the leader, to the last frame.

use std::io::{Seek as _, Write as _};
use std::process::Command;

use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::frames::{DATA, END_HEADERS, END_STREAM, Frame, Frames, HEADERS, RST_STREAM, call_block, frame};
use minoots_it::http1::send;
use minoots_it::packages::{install, root};
use serde_json::{Value, json};

use crate::rest::browsers::methods;

/// A field number that no field has: these bytes are not a valid message.
const NO_MESSAGE: [u8; 2] = [0xff, 0xff];

/// Returns the frames of a response to a call with these bytes instead of a message.
async fn answer(frames: &mut Frames, stream: u32, path: &str, message: &[u8]) -> Vec<Frame> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    let body = [&[0], &length[..], message].concat();
    let mut call = frame(HEADERS, END_HEADERS, stream, &call_block(path));
    call.extend(frame(DATA, END_STREAM, stream, &body));
    assert!(frames.send(&call).await, "{path}: the connection has ended");
    let mut answer = Vec::new();
    loop {
        let next = frames.next().await.unwrap().expect("the connection goes on");
        if next.stream != stream {
            continue;
        }
        let is_last = next.kind == RST_STREAM || (next.flags & END_STREAM != 0 && next.kind <= HEADERS);
        answer.push(next);
        if is_last {
            return answer;
        }
    }
}

/// gRPC ends every response with a HEADERS frame that ends its stream. Some clients report a refusal with another end
/// as UNKNOWN.
fn check(path: &str, node: u64, answer: &[Frame]) {
    let last = answer.last().unwrap();
    assert!(
        last.kind == HEADERS && last.flags & END_STREAM != 0,
        "{path} at node {node} ends with a frame of kind {}: {answer:?}",
        last.kind
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_ends_at_a_follower_as_at_the_leader() {
    let cluster: Cluster = Plan::of(3).with(&PATIENT).start().await.unwrap();
    cluster.leader().await.unwrap();
    for node in 1..=3 {
        let endpoint = cluster.endpoint(node).unwrap();
        let mut frames = Frames::connect(endpoint.trim_start_matches("http://")).await.unwrap();
        let mut stream = 1;
        for path in methods().iter().filter(|path| path.starts_with("/minoots.")) {
            check(path, node, &answer(&mut frames, stream, path, &NO_MESSAGE).await);
            stream += 2;
        }
        // Well-formed messages, which are refused or answered.
        for path in [
            "/minoots.timer.v1.TimerService/CreateTimer",
            "/minoots.timer.v1.TimerService/CancelTimer",
            "/minoots.event.v1.EventService/Ack",
            "/minoots.queue.v1.QueueService/UpdateQueue",
            "/minoots.webhook.v1.WebhookService/GetWebhook",
            "/minoots.queue.v1.QueueService/ListQueues",
        ] {
            check(path, node, &answer(&mut frames, stream, path, &[]).await);
            stream += 2;
        }
    }
}

/// Headers that fit into a follower's limit may exceed the leader's, because forwarding adds some.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_too_large_to_forward_have_a_known_outcome() {
    let cluster: Cluster = Plan::of(3).with(&PATIENT).start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let endpoint = |node| cluster.endpoint(node).unwrap().trim_start_matches("http://").to_owned();
    let (leader, follower) = (endpoint(leader), endpoint(leader % 3 + 1));
    let mut refused = 0;
    for bytes in (15_000..16_400).step_by(50) {
        let (id, state) = (format!("t{bytes}"), "a".repeat(bytes));
        let headers = [("content-type", "application/json"), ("tracestate", &*state)];
        let body = json!({"id": id, "name": "n", "delay": "1h"}).to_string();
        let made = send(&follower, "POST", "/v1/timers", &headers, body.as_bytes()).await;
        let made = made.unwrap();
        let read = send(&leader, "GET", &format!("/v1/timers/{id}"), &[], b"").await;
        let expected = match made.status {
            200 => 200,
            413 if made.body.contains("MESSAGE_TOO_LARGE") => {
                refused += 1;
                404
            }
            431 => 404,
            _ => panic!("{bytes}: {made:?}"),
        };
        assert_eq!(read.unwrap().status, expected, "{bytes}: {made:?}");
    }
    assert!(refused > 0, "the leader accepts every size that the follower does");
}

/// Calls that each node refuses, regardless of earlier calls: a missing object `none`, and missing fields.
const REFUSED: [(&str, &str); 8] = [
    ("/minoots.timer.v1.TimerService/GetTimer", "0a046e6f6e65"),
    ("/minoots.timer.v1.TimerService/CancelTimer", "0a046e6f6e65"),
    ("/minoots.timer.v1.TimerService/CreateTimer", ""),
    ("/minoots.lease.v1.LeaseService/GetLease", "0a046e6f6e65"),
    ("/minoots.event.v1.EventService/Ack", ""),
    ("/minoots.event.v1.EventService/Redrive", "0a046e6f6e65"),
    ("/minoots.webhook.v1.WebhookService/GetWebhook", "0a046e6f6e65"),
    ("/minoots.schedule.v1.ScheduleService/DeleteSchedule", "0a046e6f6e65"),
];
/// Enough repetitions to meet a refusal that is malformed only sometimes.
const TIMES: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn grpc_js_hears_at_each_node_what_the_leader_says() {
    install(&["node", "tests/it/grpc-js"]).await.unwrap();
    let cluster: Cluster = Plan::of(3).with(&PATIENT).start().await.unwrap();
    cluster.leader().await.unwrap();
    let endpoints: Vec<String> = (1..=3)
        .map(|node| {
            let endpoint = cluster.endpoint(node).unwrap();
            endpoint.trim_start_matches("http://").to_owned()
        })
        .collect();
    let methods = methods();
    let no_message = NO_MESSAGE.map(|byte| format!("{byte:02x}")).concat();
    let mut calls: Vec<(&str, &str)> = methods
        .iter()
        .filter(|path| path.starts_with("/minoots."))
        .map(|path| (path.as_str(), no_message.as_str()))
        .collect();
    calls.extend(REFUSED);
    let asked: Vec<_> = calls
        .iter()
        .map(|(path, message)| json!({"path": path, "message": message}))
        .collect();
    let told = ends(json!({"endpoints": endpoints, "calls": asked, "times": TIMES})).await;
    for (call, (path, message)) in calls.iter().enumerate() {
        let ends: Vec<&Vec<String>> = told.iter().map(|node| &node[call]).collect();
        assert_eq!(ends.len(), 3);
        assert_eq!(ends[0].len(), 1, "{path} {message} ends in several ways: {ends:?}");
        assert!(ends.iter().all(|node| *node == ends[0]), "{path} {message}: {ends:?}");
        assert!(
            !ends[0][0].contains("\"code\":0,"),
            "{path} {message} is not refused: {ends:?}"
        );
    }
}

/// Returns the ends of calls, by endpoint and call; see the program.
async fn ends(asked: Value) -> Vec<Vec<Vec<String>>> {
    let output = tokio::task::spawn_blocking(move || {
        let mut asks = tempfile::tempfile().unwrap();
        asks.write_all(asked.to_string().as_bytes()).unwrap();
        asks.rewind().unwrap();
        let mut node = Command::new("node");
        node.current_dir(root()).arg("tests/it/grpc-js/answers.mjs").stdin(asks);
        node.output().unwrap()
    });
    let output = output.await.unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}
