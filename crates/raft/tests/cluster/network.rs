//! The network between nodes under test: every connection passes a relay that can drop the bytes of each direction.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use minoots_raft::{Plain, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tonic::transport::{Endpoint, Error, Server};

/// The dialling node and the dialled node.
type Pair = (u64, u64);

/// All relays.
pub struct Network {
    runtime: Option<Runtime>,
    nodes: Mutex<BTreeMap<u64, Place>>,
    relays: Mutex<BTreeMap<Pair, Arc<Relay>>>,
}

/// The address of a node.
struct Place {
    address: SocketAddr,
    /// Bound to the address without listening. The node can listen there, and no other process gets the port meanwhile.
    _held: TcpSocket,
}

struct Relay {
    address: SocketAddr,
    /// Drops the bytes of the dialling node.
    requests_lost: AtomicBool,
    /// Drops the bytes of the dialled node.
    answers_lost: AtomicBool,
    /// Cuts all connections when it changes.
    cut: watch::Sender<u64>,
}

impl Network {
    pub fn new() -> Arc<Self> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        Arc::new(Self {
            runtime: Some(builder.worker_threads(1).enable_all().build().unwrap()),
            nodes: Mutex::default(),
            relays: Mutex::default(),
        })
    }

    /// Reserves an address for a node for the rest of the test.
    pub fn place(&self, node: u64) {
        let held = TcpSocket::new_v4().unwrap();
        held.set_reuseaddr(true).unwrap();
        held.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = held.local_addr().unwrap();
        let place = Place { address, _held: held };
        self.nodes.lock().unwrap().insert(node, place);
    }

    pub fn address(&self, node: u64) -> SocketAddr {
        self.nodes.lock().unwrap()[&node].address
    }

    /// The transport of a node.
    pub fn transport(self: &Arc<Self>, from: u64) -> Arc<dyn Transport> {
        Arc::new(Relayed {
            from,
            network: Arc::clone(self),
        })
    }

    /// Drops everything that `from` sends to `to`, requests and answers alike.
    pub fn lose(self: &Arc<Self>, from: u64, to: u64) {
        self.relay((from, to)).requests_lost.store(true, Ordering::SeqCst);
        self.relay((to, from)).answers_lost.store(true, Ordering::SeqCst);
    }

    /// Drops everything between two nodes.
    pub fn part(self: &Arc<Self>, one: u64, other: u64) {
        self.lose(one, other);
        self.lose(other, one);
    }

    /// Stops dropping, and cuts the connections.
    pub fn heal(&self) {
        for relay in self.relays.lock().unwrap().values() {
            relay.requests_lost.store(false, Ordering::SeqCst);
            relay.answers_lost.store(false, Ordering::SeqCst);
            relay.cut.send_modify(|count| *count += 1);
        }
    }

    fn relay(self: &Arc<Self>, pair: Pair) -> Arc<Relay> {
        let mut relays = self.relays.lock().unwrap();
        let made = || {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.set_nonblocking(true).unwrap();
            let relay = Arc::new(Relay {
                address: listener.local_addr().unwrap(),
                requests_lost: AtomicBool::new(false),
                answers_lost: AtomicBool::new(false),
                cut: watch::Sender::new(0),
            });
            let target = self.address(pair.1);
            let runtime = self.runtime.as_ref().unwrap();
            runtime.spawn(Arc::clone(&relay).run(listener, target));
            relay
        };
        Arc::clone(relays.entry(pair).or_insert_with(made))
    }
}

/// The last handle may be a node's, inside a runtime of its own, which must not wait for another runtime.
impl Drop for Network {
    fn drop(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }
}

impl Relay {
    async fn run(self: Arc<Self>, listener: std::net::TcpListener, target: SocketAddr) {
        let listener = TcpListener::from_std(listener).unwrap();
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(Arc::clone(&self).connect(client, target));
        }
    }

    async fn connect(self: Arc<Self>, client: TcpStream, target: SocketAddr) {
        let mut cut = self.cut.subscribe();
        let Ok(server) = TcpStream::connect(target).await else {
            return;
        };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let (client_out, client_in) = client.into_split();
        let (server_out, server_in) = server.into_split();
        tokio::select! {
            () = pump(client_out, server_in, &self.requests_lost) => {}
            () = pump(server_out, client_in, &self.answers_lost) => {}
            _ = cut.changed() => {}
        }
    }
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, lost: &AtomicBool) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count) = from.read(&mut buffer).await {
        let lose = lost.load(Ordering::SeqCst);
        if count == 0 || (!lose && to.write_all(&buffer[..count]).await.is_err()) {
            return;
        }
    }
}

struct Relayed {
    from: u64,
    network: Arc<Network>,
}

impl Transport for Relayed {
    fn dial(&self, address: &str) -> Result<Endpoint, Error> {
        let known = {
            let nodes = self.network.nodes.lock().unwrap();
            nodes
                .iter()
                .find(|(_, at)| at.address.to_string() == address)
                .map(|(node, _)| *node)
        };
        match known {
            Some(to) => Plain.dial(&self.network.relay((self.from, to)).address.to_string()),
            None => Plain.dial(address),
        }
    }

    fn listen(&self) -> Result<Server, Error> {
        Plain.listen()
    }
}
