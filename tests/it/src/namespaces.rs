//! A private network: each end in a network namespace, all of them on one bridge, and packets lost in chosen
//! directions.
//!
//! It changes nothing outside, and two tests never share one: names contain the process id, and no end has a route out.
//! It needs `ip` (iproute2) and the right to make namespaces, as root has it; of the kernel only bridges and veth
//! pairs.
//!
//! Invariants:
//! - No end resolves addresses: every end is configured with the hardware address of every other. A direction is cut by
//!   configuring a wrong one. So links stay up, connections stay open, and no end gets an error: packets are just lost.
//! - All namespaces are removed when the network is dropped, even by a panic; their links and addresses are removed
//!   with them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::os::fd::AsFd as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use anyhow::{Context as _, Result, ensure};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// The end that is not a node: it has the test's own sockets.
pub const DRIVER: u64 = 0;

/// The number of networks that this process has made.
static MADE: AtomicU32 = AtomicU32::new(0);

/// The lost packets of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Packets in both directions.
    Both,
    /// Packets to the node.
    Inbound,
    /// Packets from the node.
    Outbound,
}

/// Ends on a bridge. Dropping it removes everything.
#[derive(Debug)]
pub struct Network {
    name: String,
    hub: Namespace,
    ends: BTreeMap<u64, Namespace>,
}

impl Network {
    /// Makes a network with the driver and nodes 1 to `nodes`.
    ///
    /// # Errors
    /// When `ip` is missing or refuses.
    pub fn new(nodes: u64) -> Result<Self> {
        let made = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("minoots-it-{}-{made}", std::process::id());
        let hub = Namespace::new(format!("{name}-hub"))?;
        hub.configure("link add bridge type bridge\nlink set bridge up\n")?;
        let mut network = Self {
            name,
            hub,
            ends: BTreeMap::new(),
        };
        for end in DRIVER..=nodes {
            network.add(end)?;
        }
        Ok(network)
    }

    fn add(&mut self, end: u64) -> Result<()> {
        let namespace = Namespace::new(format!("{}-{end}", self.name))?;
        let (inside, own, address) = (&namespace.name, hardware(end), address(end));
        self.hub.configure(&format!(
            "link add port{end} type veth peer name eth0 address {own} netns {inside}\n\
             link set port{end} master bridge\n\
             link set port{end} up\n"
        ))?;
        namespace.configure(&format!(
            "link set lo up\n\
             link set eth0 up\n\
             addr add {address}/24 dev eth0\n"
        ))?;
        self.ends.insert(end, namespace);
        let others: Vec<u64> = self.ends.keys().copied().filter(|other| *other != end).collect();
        self.tell(end, &others, hardware)?;
        for other in others {
            self.tell(other, &[end], hardware)?;
        }
        Ok(())
    }

    /// Returns the namespace of an end.
    ///
    /// # Errors
    /// When there is no such end.
    pub fn end(&self, end: u64) -> Result<&Namespace> {
        self.ends.get(&end).with_context(|| format!("there is no end {end}"))
    }

    /// Loses packets of a node from now on, in exchange with every other end, including the driver.
    ///
    /// # Errors
    /// When there is no such end.
    pub fn cut(&self, node: u64, cut: Cut) -> Result<()> {
        self.set(node, cut, lost)
    }

    /// Restores all packets of a node.
    ///
    /// # Errors
    /// When there is no such end.
    pub fn heal(&self, node: u64) -> Result<()> {
        self.set(node, Cut::Both, hardware)
    }

    /// Loses the packets from one end to another from now on, and no others.
    ///
    /// # Errors
    /// When there is no such end.
    pub fn lose(&self, from: u64, to: u64) -> Result<()> {
        self.tell(from, &[to], lost)
    }

    fn set(&self, node: u64, cut: Cut, reached_at: fn(u64) -> String) -> Result<()> {
        let others: Vec<u64> = self.ends.keys().copied().filter(|other| *other != node).collect();
        if cut != Cut::Inbound {
            self.tell(node, &others, reached_at)?;
        }
        if cut != Cut::Outbound {
            for other in others {
                self.tell(other, &[node], reached_at)?;
            }
        }
        Ok(())
    }

    /// Configures the addresses of other ends at an end.
    fn tell(&self, end: u64, others: &[u64], reached_at: fn(u64) -> String) -> Result<()> {
        let mut lines = String::new();
        for other in others {
            let (address, hardware) = (address(*other), reached_at(*other));
            writeln!(
                lines,
                "neigh replace {address} lladdr {hardware} dev eth0 nud permanent"
            )?;
        }
        self.end(end)?.configure(&lines)
    }
}

/// Returns the address of an end, in every such network.
#[must_use]
pub fn address(end: u64) -> String {
    format!("10.77.0.{}", end + 1)
}

fn hardware(end: u64) -> String {
    format!("02:00:00:00:00:{:02x}", end + 1)
}

/// Returns an unused address.
fn lost(_: u64) -> String {
    "02:00:00:00:ff:ff".to_owned()
}

/// A network namespace, which is removed on drop.
#[derive(Debug)]
pub struct Namespace {
    name: String,
}

impl Namespace {
    fn new(name: String) -> Result<Self> {
        ip(&["netns", "add", &name], "")?;
        Ok(Self { name })
    }

    /// Runs a function inside, on its own thread. Its sockets and the processes that it starts stay inside.
    ///
    /// # Errors
    /// When the namespace cannot be entered.
    ///
    /// # Panics
    /// As `work` does.
    pub fn enter<T: Send>(&self, work: impl FnOnce() -> T + Send) -> Result<T> {
        thread::scope(|scope| {
            let inside = scope.spawn(|| {
                self.move_in()?;
                Ok(work())
            });
            inside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// Runs a future to its end inside, together with its spawned tasks.
    ///
    /// # Errors
    /// As [`enter`](Self::enter).
    pub fn run<F>(&self, future: F) -> Result<F::Output>
    where
        F: Future<Output: Send> + Send,
    {
        self.enter(|| {
            // One thread suffices; further threads of a runtime would also be inside.
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            Ok(runtime.block_on(future))
        })?
    }

    fn move_in(&self) -> Result<()> {
        let path = format!("/run/netns/{}", self.name);
        let namespace = File::open(&path).context(path)?;
        Ok(move_into_link_name_space(
            namespace.as_fd(),
            Some(LinkNameSpaceType::Network),
        )?)
    }

    /// Runs commands of `ip` inside, one per line.
    fn configure(&self, lines: &str) -> Result<()> {
        ip(&["-n", &self.name, "-batch", "-"], lines)
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        if let Err(error) = ip(&["netns", "delete", &self.name], "") {
            eprintln!("{error:#}");
        }
    }
}

fn ip(arguments: &[&str], input: &str) -> Result<()> {
    let mut command = Command::new("ip");
    command.args(arguments).stdin(Stdio::piped());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().context("`ip` (iproute2) cannot be run")?;
    // A batch would not end with its end of the pipe open.
    let mut stdin = child.stdin.take().context("no standard input")?;
    stdin.write_all(input.as_bytes())?;
    drop(stdin);
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success(),
        "`ip {}` of {input:?}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}
