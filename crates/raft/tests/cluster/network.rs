//! The network between the nodes under test: every connection goes through a relay that can lose what passes, in each direction.

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

/// From the node that dials to the one that is dialled.
type Pair = (u64, u64);

/// All relays.
pub struct Network {
    runtime: Option<Runtime>,
    nodes: Mutex<BTreeMap<u64, Place>>,
    relays: Mutex<BTreeMap<Pair, Arc<Relay>>>,
}

/// Where a node listens while it runs.
struct Place {
    address: SocketAddr,
    /// Bound to it and never listening: the node may listen there, and nobody else is given the port while it does not.
    _held: TcpSocket,
}

struct Relay {
    address: SocketAddr,
    /// Loses what the dialling node sends.
    requests_lost: AtomicBool,
    /// Loses what the dialled node answers.
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

    /// An address for a node, its own for the rest of the test.
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

    /// What a node dials with.
    pub fn transport(self: &Arc<Self>, from: u64) -> Arc<dyn Transport> {
        Arc::new(Relayed {
            from,
            network: Arc::clone(self),
        })
    }

    /// Loses everything `from` sends to `to`, requests and answers alike.
    pub fn lose(self: &Arc<Self>, from: u64, to: u64) {
        self.relay((from, to)).requests_lost.store(true, Ordering::SeqCst);
        self.relay((to, from)).answers_lost.store(true, Ordering::SeqCst);
    }

    /// Loses everything between two nodes.
    pub fn part(self: &Arc<Self>, one: u64, other: u64) {
        self.lose(one, other);
        self.lose(other, one);
    }

    /// Loses nothing any more. Connections that lost something are cut.
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

/// The last handle may be a node's, within a runtime of its own, where no other may be waited for.
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
