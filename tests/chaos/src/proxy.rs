//! What stands between a node and its peers: a relay that delays, stalls, throttles and cuts, in the node's own namespace.
//!
//! Peers reach the node only through it. A delay is drawn for each connection and direction, so that messages of different peers, and of
//! a peer's old and new connections, change places; bytes of one connection never do, because TCP does not let them.

use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context as _, Result};
use minoots_it::namespaces::{Network, address};
use minoots_it::random::Random;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// Where peers reach a node, in its namespace.
const PORT: u16 = 7_500;

const CHUNK_BYTES: usize = 16 << 10;
const DELAY_MS_MAX: u64 = 250;
const THROTTLED_BYTES: usize = 512;
const THROTTLED_PAUSE: Duration = Duration::from_millis(50);

/// What becomes of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// They pass.
    Pass,
    /// They come later, on each connection by another time.
    Delay,
    /// They wait until this is over; connections stay open, and new ones are taken.
    Stall,
    /// Some 10 KiB a second pass.
    Throttle,
    /// Each connection ends amid what it carries.
    Cut,
}

/// A relay. It ends when dropped.
#[derive(Debug)]
pub struct Proxy {
    behaviour: watch::Sender<Option<Behaviour>>,
    touched: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Where peers are to reach this node.
    #[must_use]
    pub fn reached_at(node: u64) -> String {
        format!("{}:{PORT}", address(node))
    }

    /// Relays what comes for this node to where it listens.
    ///
    /// # Errors
    /// When the namespace cannot be entered, or the address is taken.
    pub fn start(network: &Arc<Network>, node: u64, listens_at: String, random: Random) -> Result<Self> {
        let reached_at = Self::reached_at(node);
        let listener = network
            .end(node)?
            .enter(|| StdListener::bind(&reached_at))?
            .context(reached_at)?;
        listener.set_nonblocking(true)?;
        let (behaviour, watched) = watch::channel(Some(Behaviour::Pass));
        let touched = Arc::new(AtomicU64::new(0));
        let relay = Relay {
            behaviour: watched,
            touched: Arc::clone(&touched),
            listens_at: listens_at.into(),
        };
        let network = Arc::clone(network);
        let thread = thread::spawn(move || {
            let relaying = network.end(node).and_then(|end| end.run(relay.run(listener, random)));
            if let Err(error) = relaying.and_then(|ended| ended) {
                eprintln!("the relay of node {node} ended: {error:#}");
            }
        });
        Ok(Self {
            behaviour,
            touched,
            thread: Some(thread),
        })
    }

    /// From now on.
    pub fn behave(&self, behaviour: Behaviour) {
        self.behaviour.send_replace(Some(behaviour));
    }

    /// How often something else than passing has happened to bytes.
    #[must_use]
    pub fn touched(&self) -> u64 {
        self.touched.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.behaviour.send_replace(None);
        if let Some(thread) = self.thread.take() {
            // It ends once it is told to, and has said what went wrong.
            let _ = thread.join();
        }
    }
}

#[derive(Clone)]
struct Relay {
    /// `None` ends it.
    behaviour: watch::Receiver<Option<Behaviour>>,
    touched: Arc<AtomicU64>,
    listens_at: Arc<str>,
}

impl Relay {
    async fn run(mut self, listener: StdListener, mut random: Random) -> Result<()> {
        let listener = TcpListener::from_std(listener)?;
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = self.behaviour.wait_for(Option::is_none) => return Ok(()),
            };
            let Ok((peer, _)) = accepted else { continue };
            let delays = [(); 2].map(|()| Duration::from_millis(random.below(DELAY_MS_MAX)));
            tokio::spawn(self.clone().connect(peer, delays));
        }
    }

    /// One connection, until either side ends it.
    async fn connect(self, peer: TcpStream, delays: [Duration; 2]) {
        // A node that does not run refuses, and so does its relay.
        let Ok(node) = TcpStream::connect(&*self.listens_at).await else {
            return;
        };
        let ready = peer.set_nodelay(true).and_then(|()| node.set_nodelay(true));
        if ready.is_err() {
            return;
        }
        let ((from_peer, to_peer), (from_node, to_node)) = (peer.into_split(), node.into_split());
        tokio::select! {
            () = self.clone().pump(from_peer, to_node, delays[0]) => {}
            () = self.clone().pump(from_node, to_peer, delays[1]) => {}
        }
    }

    async fn pump(mut self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, delay: Duration) {
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let Ok(count @ 1..) = from.read(&mut buffer).await else {
                return;
            };
            if self.pass(&buffer[..count], &mut to, delay).await.is_none() {
                return;
            }
        }
    }

    /// `None` ends the connection.
    async fn pass(&mut self, bytes: &[u8], to: &mut OwnedWriteHalf, delay: Duration) -> Option<()> {
        let behaviour = (*self.behaviour.borrow_and_update())?;
        if behaviour != Behaviour::Pass {
            self.touched.fetch_add(1, Ordering::Relaxed);
        }
        match behaviour {
            Behaviour::Pass => {}
            Behaviour::Delay => sleep(delay).await,
            Behaviour::Stall => {
                let over = self
                    .behaviour
                    .wait_for(|behaviour| *behaviour != Some(Behaviour::Stall))
                    .await;
                (*over.ok()?)?;
            }
            Behaviour::Throttle => return self.trickle(bytes, to).await,
            Behaviour::Cut => {
                // Half of it may arrive; that nothing follows is the point.
                let _ = to.write_all(&bytes[..bytes.len() / 2]).await;
                return None;
            }
        }
        to.write_all(bytes).await.ok()
    }

    async fn trickle(&self, bytes: &[u8], to: &mut OwnedWriteHalf) -> Option<()> {
        for piece in bytes.chunks(THROTTLED_BYTES) {
            if *self.behaviour.borrow() == Some(Behaviour::Throttle) {
                sleep(THROTTLED_PAUSE).await;
            }
            to.write_all(piece).await.ok()?;
        }
        Some(())
    }
}
