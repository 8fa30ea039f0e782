//! A backup that takes longer than a connection's lifetime.

use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::server::Home;
use minoots_it::{faults, metrics};
use minoots_wire::admin::v1::backup_response::Part;
use minoots_wire::admin::v1::{BackupRequest, BackupResponse};
use tonic::Streaming;

use crate::cluster::patiently;
use crate::support::Node;

/// More data than all buffers on the path hold.
const TIMERS: usize = 64;
const PAYLOAD_BYTES: usize = 256 << 10;

/// Longer than the lifetime of the node's connections, including the grace period.
const READS_NOTHING: Duration = Duration::from_secs(3);

async fn next(parts: &mut Streaming<BackupResponse>) -> Part {
    parts.message().await.unwrap().unwrap().part.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_is_read_for_longer_than_a_connection_lasts_is_whole_g21() {
    let home = faults::with_hook(Home::new().unwrap(), faults::SHORT_CONNECTIONS_VARIABLE, "1").unwrap();
    let node = Node::start_in(home).await;
    for number in 0..TIMERS {
        let request = timer(&format!("t{number}")).fire_after(Duration::from_secs(3_600));
        let request = request.with_payload("", vec![number as u8; PAYLOAD_BYTES]);
        patiently(|| node.client.create(request.clone())).await;
    }
    let mut reader = Client::connect(node.server.endpoint()).await.unwrap();
    let mut parts = reader
        .cluster
        .backup(BackupRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert!(matches!(next(&mut parts).await, Part::Header(_)));
    tokio::time::sleep(READS_NOTHING).await;
    let closed = metrics::value(node.server.address(), "minoots_connections_closed_total").await;
    assert!(closed.unwrap() > 0.0, "no connection was too old");
    let mut length = 0;
    loop {
        match next(&mut parts).await {
            Part::Chunk(chunk) => {
                assert_eq!(chunk.offset, length);
                length += chunk.data.len() as u64;
            }
            Part::End(end) => break assert_eq!(end.length, length),
            Part::Header(_) => panic!("a second header"),
        }
    }
    assert!(length > (TIMERS * PAYLOAD_BYTES) as u64);
    assert!(parts.message().await.unwrap().is_none());
}
