//! A relay between a node and its peers, in the node's own namespace, which delays, stalls, throttles and cuts.
//!
//! Peers reach the node only through it. Each connection and direction has its own random delay, so that messages of
//! different peers, and of a peer's old and new connections, are reordered. Bytes of one connection keep their order,
//! because TCP guarantees it.

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

/// The port at which peers reach a node, in its namespace.
const PORT: u16 = 7_500;

const CHUNK_BYTES: usize = 16 << 10;
const DELAY_MS_MAX: u64 = 250;
const THROTTLED_BYTES: usize = 512;
const THROTTLED_PAUSE: Duration = Duration::from_millis(50);

/// The relay's treatment of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Bytes pass.
    Pass,
    /// Bytes are delayed, on each connection by another time.
    Delay,
    /// Bytes wait until this ends; connections stay open, and new ones are accepted.
    Stall,
    /// About 10 KiB per second pass.
    Throttle,
    /// Each connection ends in the middle of its data.
    Cut,
}

/// A relay, which ends on drop.
#[derive(Debug)]
pub struct Proxy {
    behaviour: watch::Sender<Option<Behaviour>>,
    touched: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Returns the address at which peers reach this node.
    #[must_use]
    pub fn reached_at(node: u64) -> String {
        format!("{}:{PORT}", address(node))
    }

    /// Starts a relay from the node's public address to its own listener.
    ///
    /// # Errors
    /// The namespace cannot be entered, or the address is in use.
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

    /// Changes the behaviour from now on.
    pub fn behave(&self, behaviour: Behaviour) {
        self.behaviour.send_replace(Some(behaviour));
    }

    /// Returns how often bytes were treated other than by passing.
    #[must_use]
    pub fn touched(&self) -> u64 {
        self.touched.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.behaviour.send_replace(None);
        if let Some(thread) = self.thread.take() {
            // The thread ends after the signal, and has reported its errors.
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

    /// Relays one connection, until either side ends it.
    async fn connect(self, peer: TcpStream, delays: [Duration; 2]) {
        // A node that does not run refuses connections, and so does its relay.
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
                // Half of the data may arrive; the purpose is that nothing follows.
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
