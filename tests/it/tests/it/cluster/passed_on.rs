//! Answers through followers are those of the leader, to the last frame.

use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::frames::{DATA, END_HEADERS, END_STREAM, Frame, Frames, HEADERS, RST_STREAM, call_block, frame};

use crate::rest::browsers::methods;

/// A field number that no field has: no message is of these bytes.
const NO_MESSAGE: [u8; 2] = [0xff, 0xff];

/// The frames of an answer to a call with these bytes in place of a message.
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

/// gRPC ends every answer with a HEADERS frame that ends its stream. Some clients tell a refusal that ends otherwise as UNKNOWN.
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
        // Messages that are well formed, and refused or answered.
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
