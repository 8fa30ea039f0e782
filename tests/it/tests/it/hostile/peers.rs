//! The peer port, under calls of clients that are not nodes.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::frames::{CONTINUATION, END_HEADERS, Frames, HEADERS, RST_STREAM, call_block, frame, header};
use minoots_it::memory::{forget_peak, peak_bytes, resident_bytes};
use minoots_it::metrics;
use minoots_it::raw::{Raw, frame as frame_of};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{GROWTH_BYTES_MAX, HOUR};

const APPEND: &str = "/minoots.peer.v1.PeerService/AppendEntries";
const REFUSED: &str = "minoots_peer_connections_refused_total";

/// Returns the response to an append with this metadata, whose body is not a message.
async fn asked(address: &str, metadata: &[(&str, &str)]) -> String {
    let raw = Raw::connect(address).await.unwrap().carrying(metadata);
    let method = APPEND.trim_start_matches('/');
    let answer = raw.call(method, None, frame_of(false, &[0xff; 10])).await.unwrap();
    answer.status.message().to_owned()
}

/// Opens a connection with a permit, after the ends of earlier ones were noticed. The node closes connections without a
/// permit.
async fn with_a_place(address: &str) -> Frames {
    let deadline = Deadline::after(PATIENCE);
    loop {
        if let Ok(frames) = Frames::connect(address).await {
            return frames;
        }
        assert!(!deadline.has_passed(), "there is no place");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_port_for_nodes_hangs_up_on_strangers_and_the_cluster_goes_on() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let client = Client::connect(&cluster.endpoint(leader).unwrap()).await.unwrap();
    let peer_address = cluster.peer_address(leader).unwrap();
    let endpoint = cluster.endpoint(leader).unwrap();
    let address = endpoint.trim_start_matches("http://").to_owned();
    let pid = cluster.pid(leader).unwrap();
    for at in 0..20 {
        client
            .create(timer(&format!("warm-{at}")).fire_after(HOUR))
            .await
            .unwrap();
    }
    let before = resident_bytes(pid).unwrap();
    forget_peak(pid).unwrap();
    let garbage: [&[u8]; 5] = [
        b"GET / HTTP/1.1\r\nhost: peer\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        &[0; 4_096],
        &[0xff; 100_000],
        b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
    ];
    for (at, bytes) in garbage.iter().cycle().take(50).enumerate() {
        let mut stranger = TcpStream::connect(&peer_address).await.unwrap();
        // It may close before it has read everything.
        let _ = stranger.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = timeout(PATIENCE, stranger.read_to_end(&mut answer))
            .await
            .expect("still open");
        assert_eq!(answer, b"");
        client
            .create(timer(&format!("meanwhile-{at}")).fire_after(HOUR))
            .await
            .unwrap();
    }
    assert!(metrics::value(&address, REFUSED).await.unwrap() >= 50.0);
    // More connections than permits, all silent.
    let mut silent = Vec::new();
    for _ in 0..300 {
        silent.push(TcpStream::connect(&peer_address).await.unwrap());
    }
    let deadline = Deadline::after(PATIENCE);
    while metrics::value(&address, REFUSED).await.unwrap() < 90.0 {
        assert!(!deadline.has_passed(), "all of them have a place");
    }
    client.create(timer("beside").fire_after(HOUR)).await.unwrap();
    drop(silent);
    let mut endless = with_a_place(&peer_address).await;
    endless.send(&frame(HEADERS, 0, 1, &call_block(APPEND))).await;
    let piece = frame(CONTINUATION, 0, 1, &header("a", &[b'a'; 8_000]));
    for _ in 0..5_000 {
        if !endless.send(&piece).await {
            break;
        }
    }
    endless.until_closed().await.unwrap();
    let mut resetting = with_a_place(&peer_address).await;
    for number in 0..2_000 {
        let stream = 2 * number + 1;
        let begun = frame(HEADERS, END_HEADERS, stream, &call_block(APPEND));
        resetting
            .send(&[begun, frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes())].concat())
            .await;
    }
    drop(resetting);
    client.create(timer("after").fire_after(HOUR)).await.unwrap();
    assert_eq!(client.get("beside").await.unwrap().id, "beside");
    let growth = peak_bytes(pid).unwrap().saturating_sub(before);
    assert!(growth < GROWTH_BYTES_MAX, "grew by {growth} bytes");
    cluster.check_sound().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_of_another_cluster_is_refused_before_its_message_is_read() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let address = cluster.peer_address(leader).unwrap();
    let (to, other) = (leader.to_string(), (leader % 3 + 1).to_string());
    let life = "0123456789abcdef0123456789abcdef";
    let of = |cluster: &'static str| [("minoots-cluster", cluster), ("minoots-incarnation", life)];
    let foreign = of("ffffffffffffffffffffffffffffffff");
    let from = ("minoots-from", other.as_str());
    let told = asked(&address, &[foreign[0], foreign[1], from, ("minoots-to", &to)]).await;
    assert!(told.contains("belongs to another cluster"), "{told:?}");
    let told = asked(&address, &[foreign[0], foreign[1], from, ("minoots-to", &other)]).await;
    assert!(told.contains("this is node"), "{told:?}");
    let told = asked(&address, &[foreign[1], from, ("minoots-to", &to)]).await;
    assert!(told.contains("belongs to no cluster yet"), "{told:?}");
    let told = asked(&address, &[from]).await;
    assert!(told.contains("minoots-"), "{told:?}");
    let told = asked(&address, &of("not a number")).await;
    assert!(told.contains("minoots-"), "{told:?}");
    let client = Client::connect(&cluster.endpoint(leader).unwrap()).await.unwrap();
    client.create(timer("after").fire_after(HOUR)).await.unwrap();
    assert_eq!(
        cluster.leader().await.unwrap(),
        leader,
        "nobody was deposed by a stranger"
    );
    cluster.check_sound().unwrap();
}
