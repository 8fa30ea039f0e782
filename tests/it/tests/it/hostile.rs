//! Attacks on a node's ports. Each is made with sockets, not by reading a setting. During an attack an honest client
//! continues, and afterwards the node's resources return to their earlier level.

use std::error::Error as _;
use std::fs;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::memory::{forget_peak, peak_bytes, resident_bytes};
use minoots_it::metrics;
use minoots_it::server::{Home, Server};
use minoots_wire::error::Details;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tonic::Status;

mod connections;
mod floods;
mod http1;
mod keys;
mod logs;
mod malformed;
mod peers;
mod slow;

const HOUR: Duration = Duration::from_secs(3_600);
/// The memory that an attack may add: buffers, and the allocator's reserve for them.
const GROWTH_BYTES_MAX: u64 = 32 << 20;
/// The number of descriptors that may come and go by themselves, such as files of the tables.
const DESCRIPTORS_SLACK: usize = 16;

/// A node, and an honest client.
pub struct Attacked {
    _home: Home,
    pub server: Server,
    honest: Honest,
    descriptors: usize,
    resident: u64,
}

struct Honest {
    stop: watch::Sender<bool>,
    calls: watch::Receiver<u64>,
    task: JoinHandle<()>,
}

impl Attacked {
    /// Starts a node with these settings (`MESSAGE_TIMEOUT_MS`, `500`), and its honest client.
    pub async fn start(settings: &[(&str, &str)]) -> Self {
        let mut home = Home::new().unwrap();
        for (name, value) in settings {
            home = home.with_variable(&format!("MINOOTS_{name}"), value);
        }
        let server = Server::start(&home).await.unwrap();
        let client = Client::connect(server.endpoint()).await.unwrap();
        Self::over(home, server, client).await
    }

    /// Uses a running node, with the connection of its honest client.
    pub async fn over(home: Home, server: Server, client: Client) -> Self {
        let mut honest = Honest::begin(client);
        // The memory that any work makes the process allocate does not count for the attack.
        honest.goes_on(20).await;
        let pid = server.pid();
        forget_peak(pid).unwrap();
        Self {
            descriptors: descriptors(pid),
            resident: resident_bytes(pid).unwrap(),
            _home: home,
            server,
            honest,
        }
    }

    pub fn address(&self) -> &str {
        self.server.address()
    }

    /// Requires that the honest client gets several responses from now on.
    pub async fn honest_goes_on(&mut self) {
        self.honest.goes_on(5).await;
    }

    /// Returns the largest growth of the node's memory since the attack began.
    pub fn growth(&self) -> u64 {
        peak_bytes(self.server.pid()).unwrap().saturating_sub(self.resident)
    }

    /// Waits until a metric is at least this value.
    pub async fn until_metric(&self, series: &str, least: f64) {
        let deadline = Deadline::after(PATIENCE);
        loop {
            let value = self.metric(series).await;
            if value >= least {
                return;
            }
            assert!(!deadline.has_passed(), "{series} is {value}, not {least}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Returns one series, such as `minoots_connections_closed_total{cause="flood"}`, by its name and a part of its
    /// labels.
    pub async fn metric(&self, series: &str) -> f64 {
        let (name, label) = series.split_once('{').unwrap_or((series, ""));
        let label = label.trim_end_matches('}');
        // Without a free connection there is no response, either.
        let Ok(answer) = minoots_it::http1::get(self.address(), "/metrics").await else {
            return 0.0;
        };
        let lines = answer
            .body
            .lines()
            .filter(|line| line.starts_with(name) && line.contains(label));
        lines
            .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
            .sum()
    }

    /// After the attack: requires that the honest client continues, and connections and descriptors are freed.
    pub async fn expect_as_before(mut self) {
        self.honest_goes_on().await;
        let growth = self.growth();
        assert!(growth < GROWTH_BYTES_MAX, "grew by {growth} bytes");
        self.gives_back().await;
    }

    /// Requires the same, without a limit on memory.
    pub async fn gives_back(self) {
        let deadline = Deadline::after(PATIENCE);
        loop {
            // The honest connection and the one for the metrics. The orchestrator in the same process reaches the node
            // in-process.
            let open = metrics::value(self.address(), "minoots_connections_open").await;
            let open = open.unwrap_or(f64::INFINITY);
            let descriptors = descriptors(self.server.pid());
            if open <= 2.0 && descriptors <= self.descriptors + DESCRIPTORS_SLACK {
                break;
            }
            assert!(!deadline.has_passed(), "{open} connections, {descriptors} descriptors");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.honest.end().await;
        let mut server = self.server;
        server.check_sound().unwrap();
    }
}

impl Honest {
    fn begin(client: Client) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (counting, calls) = watch::channel(0);
        let task = tokio::spawn(async move {
            for at in 0_u64.. {
                if *stopped.borrow() {
                    return;
                }
                let id = format!("honest-{at}");
                // Repeated after the loss of a connection: a call without a response may be repeated.
                let created = client.create(timer(&id).fire_after(HOUR)).await;
                if let Err(status) = created {
                    assert!(has_gone(&status), "{status:?}");
                    client.create(timer(&id).fire_after(HOUR)).await.unwrap();
                }
                let got = match client.get(&id).await {
                    Err(status) if has_gone(&status) => client.get(&id).await,
                    got => got,
                };
                assert_eq!(got.unwrap().id, id);
                counting.send_replace(at + 1);
            }
        });
        Self { stop, calls, task }
    }

    async fn goes_on(&mut self, rounds: u64) {
        let target = *self.calls.borrow() + rounds;
        let reached = tokio::time::timeout(PATIENCE, self.calls.wait_for(|calls| *calls >= target)).await;
        assert!(matches!(reached, Ok(Ok(_))), "the honest client is not served");
    }

    async fn end(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }
}

/// Whether a call ended with its connection, which may have been asked to close as the call began.
fn has_gone(status: &Status) -> bool {
    status.source().is_some() && Details::of(status).reason_text.is_empty()
}

fn descriptors(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count()
}
