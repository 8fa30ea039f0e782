//! Limits on connections and streams: in total, per address, and per connection.

use minoots_it::client::Client;
use minoots_it::frames::{END_HEADERS, Frames, HEADERS, RST_STREAM, call_block, connect_from, frame};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Attacked;

const ADDRESS_MAX: &str = "minoots_connections_closed_total{cause=\"address_max\"}";
const TOTAL_MAX: &str = "minoots_connections_closed_total{cause=\"total_max\"}";

/// Whether the node has closed the connection.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let read = timeout(minoots_it::PATIENCE, stream.read(&mut [0; 64])).await;
    matches!(read.expect("still open"), Ok(0) | Err(_))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f47_an_address_and_all_of_them_have_so_many_connections() {
    let settings = [("CONNECTIONS_PER_ADDRESS_MAX", "30"), ("CONNECTIONS_MAX", "50")];
    let mut node = Attacked::start(&settings).await;
    let mut held = Vec::new();
    for _ in 0..30 {
        held.push(connect_from(2, node.address()).await.unwrap());
    }
    for _ in 0..20 {
        assert!(is_closed(&mut connect_from(2, node.address()).await.unwrap()).await);
    }
    node.until_metric(ADDRESS_MAX, 20.0).await;
    // Another address has its own limit.
    let other = Client::connect(node.server.endpoint()).await.unwrap();
    assert!(
        other
            .list_of(minoots_wire::timer::v1::TimerStatus::Scheduled)
            .await
            .is_ok()
    );
    drop(other);
    // With the honest client's and these, no further connection is accepted from any address.
    while held.len() < 49 {
        held.push(connect_from(3, node.address()).await.unwrap());
    }
    let mut refused = 0;
    while refused < 10 {
        let mut one_more = connect_from(4, node.address()).await.unwrap();
        let closed = timeout(std::time::Duration::from_millis(500), one_more.read(&mut [0; 64])).await;
        match closed {
            Ok(_) => refused += 1,
            // A connection was accepted: an ended one was still counted before, or no longer.
            Err(_) => held.push(one_more),
        }
        assert!(held.len() <= 50);
    }
    node.honest_goes_on().await;
    drop(held);
    node.until_metric(TOTAL_MAX, 10.0).await;
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_has_so_many_streams() {
    let node = Attacked::start(&[("STREAMS_PER_CONNECTION_MAX", "10")]).await;
    let mut attacker = Frames::connect(node.address()).await.unwrap();
    let block = call_block("/minoots.event.v1.EventService/Consume");
    for number in 0..11 {
        attacker
            .send(&frame(HEADERS, END_HEADERS, 2 * number + 1, &block))
            .await;
    }
    let refused = attacker.next_of(RST_STREAM).await.unwrap();
    assert_eq!((refused.stream, refused.error()), (21, 7), "REFUSED_STREAM");
    drop(attacker);
    node.expect_as_before().await;
}
