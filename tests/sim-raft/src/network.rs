//! The network between the nodes, at the level of calls. Each request and each response is delayed, lost, repeated or
//! held independently, so they overtake each other. A link may be cut in one direction only, silently or with a
//! refusal.
//!
//! A request in flight arrives even if its sender no longer waits or lives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use http_body_util::BodyExt;
use minoots_raft::platform::{Boxed, Wire, Wires};
use tokio::sync::oneshot;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::service::Routes;

use crate::body;
use crate::node::Life;
use crate::pace::NodePace;
use crate::random::Random;
use crate::trace::Trace;
use crate::watch::CallWatch;

/// A connection without incoming data fails after this time.
pub(crate) const PINGS_MISSED_AFTER: Duration = Duration::from_secs(3);

/// The quality of the network.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weather {
    /// Maximum delay of a message, in microseconds.
    pub(crate) delay_micros_max: u64,
    /// Lost messages per thousand.
    pub(crate) lost_per_mille: u64,
    /// Repeated requests per thousand.
    pub(crate) repeated_per_mille: u64,
    /// Messages per thousand that are held for up to a minute.
    pub(crate) held_per_mille: u64,
    /// Damaged snapshot frames per thousand.
    pub(crate) damaged_per_mille: u64,
}

impl Weather {
    pub(crate) const FAIR: Self = Self {
        delay_micros_max: 2_000,
        lost_per_mille: 0,
        repeated_per_mille: 0,
        held_per_mille: 0,
        damaged_per_mille: 0,
    };
}

/// Counts of messages by their fate.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) calls: u64,
    pub(crate) lost: u64,
    pub(crate) repeated: u64,
    pub(crate) held: u64,
    pub(crate) cut: u64,
    pub(crate) refused: u64,
    pub(crate) damaged: u64,
    pub(crate) snapshots: u64,
}

/// The network. Cheap to clone; clones share the same network.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) trace: Trace,
    pub(crate) random: Random,
    state: Arc<Mutex<State>>,
    watch: CallWatch,
}

#[derive(Default)]
struct State {
    weather: Weather,
    /// Directions that are cut.
    cut: BTreeSet<(u64, u64)>,
    /// Whether cut links refuse at once, like a machine whose process has ended; otherwise they are silent.
    cuts_refuse: bool,
    serving: BTreeMap<u64, (u64, Routes)>,
    tally: Tally,
    next_serving: u64,
}

impl Network {
    pub(crate) fn new(trace: Trace, random: Random, watch: CallWatch) -> Self {
        let state = State {
            weather: Weather::FAIR,
            ..State::default()
        };
        Self {
            trace,
            random,
            state: Arc::new(Mutex::new(state)),
            watch,
        }
    }

    pub(crate) fn state_of(&self) -> (Weather, Tally) {
        let state = self.state();
        (state.weather, state.tally)
    }

    pub(crate) fn set_weather(&self, weather: Weather) {
        self.state().weather = weather;
    }

    /// Cuts exactly these directions.
    pub(crate) fn cut(&self, directions: BTreeSet<(u64, u64)>, refuse: bool) {
        let mut state = self.state();
        (state.cut, state.cuts_refuse) = (directions, refuse);
    }

    /// The connections of a node, for one life.
    pub(crate) fn at(&self, node: u64, life: Life, pace: NodePace) -> NodeWires {
        NodeWires {
            network: self.clone(),
            end: End { node, life, pace },
        }
    }

    pub(crate) fn count(&self, what: impl FnOnce(&mut Tally)) {
        what(&mut self.state().tally);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_cut(&self, from: u64, to: u64) -> bool {
        self.state().cut.contains(&(from, to))
    }

    /// Waits while a message is in transit. Returns false if it never arrives.
    pub(crate) async fn travel(&self, from: u64, to: u64) -> bool {
        let weather = self.state().weather;
        if self.random.per_mille(weather.lost_per_mille) {
            self.count(|tally| tally.lost += 1);
            return false;
        }
        let mut delay = self.random.micros(0..=weather.delay_micros_max);
        if self.random.per_mille(weather.held_per_mille) {
            self.count(|tally| tally.held += 1);
            delay += self.random.millis(100..=60_000);
        }
        match delay < Duration::from_millis(1) {
            true => tokio::task::yield_now().await,
            false => tokio::time::sleep(delay).await,
        }
        if self.is_cut(from, to) {
            self.count(|tally| tally.cut += 1);
            return false;
        }
        true
    }
}

/// One life of a node.
#[derive(Clone)]
struct End {
    node: u64,
    life: Life,
    pace: NodePace,
}

/// The connections of one node.
pub(crate) struct NodeWires {
    network: Network,
    end: End,
}

/// The peer address of a node. The network does not exist.
pub(crate) fn address(node: u64) -> String {
    format!("10.0.0.{node}:7000")
}

fn node_at(address: &str) -> Option<u64> {
    address.strip_prefix("10.0.0.")?.strip_suffix(":7000")?.parse().ok()
}

struct Serving {
    network: Network,
    node: u64,
    number: u64,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let mut state = self.network.state();
        // A later life may already serve.
        if state
            .serving
            .get(&self.node)
            .is_some_and(|(number, _)| *number == self.number)
        {
            state.serving.remove(&self.node);
        }
    }
}

impl Wires for NodeWires {
    fn connect(&self, address: &str) -> Wire {
        let (network, from, to) = (self.network.clone(), self.end.clone(), node_at(address).unwrap_or(0));
        Arc::new(move |request| network.clone().call(from.clone(), to, request))
    }

    fn serve(&self, address: &str, routes: Routes) -> Box<dyn Send + Sync> {
        let node = node_at(address).unwrap_or(0);
        let mut state = self.network.state();
        let number = state.next_serving;
        state.next_serving += 1;
        state.serving.insert(node, (number, routes));
        Box::new(Serving {
            network: self.network.clone(),
            node,
            number,
        })
    }
}

type Answer = Result<Response<Body>, Status>;

impl Network {
    /// Sends a request, in a task that continues if the caller stops waiting.
    fn call(self, from: End, to: u64, request: Request<Body>) -> Boxed<Answer> {
        let (answer, answered) = oneshot::channel();
        self.count(|tally| tally.calls += 1);
        tokio::spawn(async move {
            if let Some(came) = self.carry(&from, to, request).await {
                // Fails for a late response: no caller waits.
                let _ = answer.send(came);
            } else {
                // The connection stays open and silent until the keepalive fails.
                tokio::time::sleep(PINGS_MISSED_AFTER).await;
                let _ = answer.send(Err(Status::unavailable("the connection is broken")));
            }
        });
        Box::pin(async move {
            answered
                .await
                .unwrap_or_else(|_| Err(Status::unavailable("the network is gone")))
        })
    }

    /// Carries a request and its response. `None` if no response ever arrives.
    async fn carry(&self, from: &End, to: u64, request: Request<Body>) -> Option<Answer> {
        let path = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        from.pace.while_paused().await;
        if !from.life.goes_on() {
            return None;
        }
        if self.is_cut(from.node, to) && self.state().cuts_refuse {
            self.count(|tally| tally.refused += 1);
            tokio::time::sleep(Duration::from_millis(1)).await;
            return Some(Err(Status::unavailable("the connection was refused")));
        }
        let streams = path == "InstallSnapshot";
        let (request, again) = if streams {
            self.count(|tally| tally.snapshots += 1);
            (body::streamed(self, from.node, to, request), None)
        } else {
            body::whole(request).await?
        };
        if !self.travel(from.node, to).await {
            self.trace.event(format_args!("net {}>{to} {path} lost", from.node));
            return None;
        }
        let again = again.filter(|_| self.random.per_mille(self.state_of().0.repeated_per_mille));
        if let Some(again) = again {
            self.repeat(from.node, to, again);
        }
        self.trace.event(format_args!("net {}>{to} {path}", from.node));
        let answer = match self.serve(to, request).await {
            Ok(answer) => answer,
            Err(status) => {
                tokio::time::sleep(Duration::from_millis(1)).await;
                return Some(Err(status));
            }
        };
        let answer = collected(answer).await?;
        self.watch.answered(&path, from.node, to, &answer);
        if !self.travel(to, from.node).await {
            self.trace
                .event(format_args!("net {to}>{} {path} answer lost", from.node));
            return None;
        }
        from.life.goes_on().then_some(Ok(answer))
    }

    /// Delivers a request a second time, later, and drops the response.
    fn repeat(&self, from: u64, to: u64, request: Request<Body>) {
        self.count(|tally| tally.repeated += 1);
        let network = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(network.random.millis(0..=3_000)).await;
            if network.travel(from, to).await {
                network.trace.event(format_args!("net {from}>{to} repeated"));
                drop(network.serve(to, request).await);
            }
        });
    }

    async fn serve(&self, to: u64, request: Request<Body>) -> Answer {
        let routes = self.state().serving.get(&to).map(|(_, routes)| routes.clone());
        let mut routes = routes.ok_or_else(|| Status::unavailable("nobody listens"))?;
        match routes.call(request).await {
            Ok(answer) => Ok(answer),
            Err(never) => match never {},
        }
    }
}

/// A response with a fully received body.
async fn collected(answer: Response<Body>) -> Option<Response<Body>> {
    let (parts, content) = answer.into_parts();
    let content = content.collect().await.ok()?;
    Some(Response::from_parts(parts, Body::new(content)))
}
