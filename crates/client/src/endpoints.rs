//! The servers known to a client, and the current one.
//!
//! Connections are made on first use and retained; the transport reconnects a lost one. A server named as the leader
//! need not be among the configured ones, but is called with their scheme: a hint never leads from `https` to `http`.

use std::collections::BTreeMap;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fmt, io};

use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use minoots_tls::{Connector, Trust};
use minoots_wire::credential::{Credential, Showing};
use minoots_wire::gather::{Calls, Counted, Gathering};
use minoots_wire::shown_url::shown_url;
use tokio::io::DuplexStream;
use tonic::transport::{self, Endpoint};
use tower::service_fn;

use crate::error::Error;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A peer is considered dead after this long without data and as long again without a ping answer.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// The limit of connections to servers that are not configured.
const LEARNED_MAX: usize = 16;

/// The URL of a server that is reached through custom connections.
const DIALLED: &str = "http://localhost";

/// Makes a connection.
type Dialling = Pin<Box<dyn Future<Output = io::Result<DuplexStream>> + Send>>;

/// A custom way to connect to a server, in place of its URL; see [`Builder::dial`](crate::Builder::dial). Cheap to
/// clone.
#[derive(Clone)]
pub struct Dial(Arc<dyn Fn() -> Dialling + Send + Sync>);

impl Dial {
    /// Calls `connect` each time that a connection is needed.
    pub fn new<Connecting>(connect: impl Fn() -> Connecting + Send + Sync + 'static) -> Self
    where
        Connecting: Future<Output = io::Result<DuplexStream>> + Send + 'static,
    {
        Self(Arc::new(move || Box::pin(connect())))
    }
}

impl fmt::Debug for Dial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Dial")
    }
}

/// A connection that adds the client's credential.
pub(crate) type Channel = Showing<Counted<transport::Channel>>;

/// A server, and a connection to it.
#[derive(Clone)]
pub(crate) struct Route {
    pub url: Arc<str>,
    pub channel: Channel,
}

impl fmt::Debug for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Route").field(&shown_url(&self.url)).finish()
    }
}

/// How the client connects to servers.
#[derive(Debug)]
enum Reach {
    Plain,
    Secured(Connector),
    /// Only to the server behind this.
    Dialled(Dial),
}

impl Reach {
    fn scheme(&self) -> &'static str {
        match self {
            Self::Plain | Self::Dialled(_) => "http",
            Self::Secured(_) => "https",
        }
    }

    fn channel(&self, url: &str) -> Result<Counted<transport::Channel>, Error> {
        let endpoint = endpoint(url)?;
        let calls = Calls::default();
        let channel = match self {
            Self::Plain => {
                let mut connector = HttpConnector::new();
                connector.set_nodelay(true);
                // The timeout covers all addresses of a name. It counts as a failed connection: nothing was sent.
                connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
                endpoint.connect_with_connector_lazy(Gathering::new(connector, calls.clone()))
            }
            Self::Secured(connector) => {
                endpoint.connect_with_connector_lazy(Gathering::new(connector.clone(), calls.clone()))
            }
            Self::Dialled(dial) => {
                let dial = dial.clone();
                endpoint
                    .connect_timeout(CONNECT_TIMEOUT)
                    .connect_with_connector_lazy(service_fn(move |_| {
                        let dialling = (dial.0)();
                        async move { dialling.await.map(TokioIo::new) }
                    }))
            }
        };
        Ok(Counted::new(channel, calls))
    }

    /// Whether this is the URL of a server with the same scheme.
    fn covers(&self, url: &str) -> bool {
        match self {
            Self::Dialled(_) => false,
            _ => endpoint(url).is_ok_and(|endpoint| endpoint.uri().scheme_str() == Some(self.scheme())),
        }
    }
}

/// The endpoints of a client. See the module's documentation.
pub(crate) struct Endpoints {
    configured: Vec<Arc<str>>,
    credential: Option<Credential>,
    /// The same for all servers.
    reach: Reach,
    state: Mutex<State>,
}

struct State {
    current: Arc<str>,
    /// Index of the configured server tried last.
    turn: usize,
    channels: BTreeMap<Arc<str>, Channel>,
}

impl fmt::Debug for Endpoints {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let configured = self.configured.iter().map(|url| shown_url(url));
        formatter.debug_list().entries(configured).finish()
    }
}

impl Endpoints {
    /// Uses these URLs, starting with the first. Certificates are checked against the authorities in the file, or the
    /// system's.
    pub fn new(urls: &[String], ca_file: Option<&Path>, credential: Option<Credential>) -> Result<Self, Error> {
        let configured: Vec<Arc<str>> = urls.iter().map(|url| Arc::from(url.trim_end_matches('/'))).collect();
        for url in &configured {
            endpoint(url)?;
        }
        let is_secure = configured.first().is_some_and(|url| url.starts_with("https:"));
        let reach = match is_secure {
            false => Reach::Plain,
            true => {
                let trust = ca_file.map_or_else(Trust::system, Trust::file);
                let trust = trust.map_err(|error| Error::invalid("ca_file", error.to_string()))?;
                Reach::Secured(Connector::new(trust).within(CONNECT_TIMEOUT))
            }
        };
        if let Some(other) = configured.iter().find(|url| !reach.covers(url)) {
            let rule = format!(
                "{:?} must begin with {}://, as the first does",
                shown_url(other),
                reach.scheme()
            );
            return Err(Error::invalid("endpoint", rule));
        }
        let first = configured.first().cloned();
        let current = first.ok_or_else(|| Error::invalid("endpoint", "must be given at least once"))?;
        Ok(Self::at(current, configured, reach, credential))
    }

    /// The server behind custom connections.
    pub fn dialled(dial: Dial, credential: Option<Credential>) -> Self {
        let server: Arc<str> = Arc::from(DIALLED);
        Self::at(server.clone(), vec![server], Reach::Dialled(dial), credential)
    }

    fn at(current: Arc<str>, configured: Vec<Arc<str>>, reach: Reach, credential: Option<Credential>) -> Self {
        Self {
            configured,
            credential,
            reach,
            state: Mutex::new(State {
                current,
                turn: 0,
                channels: BTreeMap::new(),
            }),
        }
    }

    /// The current server.
    pub fn route(&self) -> Result<Route, Error> {
        let mut state = self.state();
        let url = state.current.clone();
        if let Some(channel) = state.channels.get(&url).cloned() {
            return Ok(Route { url, channel });
        }
        if state.channels.len() >= self.configured.len() + LEARNED_MAX {
            state.channels.retain(|known, _| self.configured.contains(known));
        }
        let channel = Showing::new(self.reach.channel(&url)?, self.credential.clone());
        state.channels.insert(url.clone(), channel.clone());
        Ok(Route { url, channel })
    }

    /// Leaves the failed server of `route`: for the `leader` it named, otherwise for the next configured one. Returns
    /// whether a leader is followed. If many calls fail on one server, only the first moves on.
    pub fn leave(&self, route: &Route, leader: Option<&str>) -> bool {
        let mut state = self.state();
        let leader = leader.filter(|leader| **leader != *route.url && self.reach.covers(leader));
        if let Some(leader) = leader {
            state.current = Arc::from(leader);
            return true;
        }
        if state.current == route.url {
            state.turn = (state.turn + 1) % self.configured.len();
            if self.configured[state.turn] == route.url {
                state.turn = (state.turn + 1) % self.configured.len();
            }
            state.current = self.configured[state.turn].clone();
        }
        false
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code leaves the state half-changed under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn endpoint(url: &str) -> Result<Endpoint, Error> {
    let wrong = || {
        Error::invalid(
            "endpoint",
            format!(
                "{:?} must look like http://127.0.0.1:7411 or https://example.com:7411",
                shown_url(url)
            ),
        )
    };
    let endpoint = Endpoint::from_shared(url.to_owned()).map_err(|_| wrong())?;
    if !matches!(endpoint.uri().scheme_str(), Some("http" | "https")) || endpoint.uri().host().is_none() {
        return Err(wrong());
    }
    Ok(endpoint
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE)
        .keep_alive_while_idle(true)
        .tcp_nodelay(true))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn three() -> Endpoints {
        Endpoints::new(
            &["http://a:1", "http://b:1/", "http://c:1"].map(String::from),
            None,
            None,
        )
        .unwrap()
    }

    #[tokio::test]
    async fn a_hint_never_leads_away_from_tls_and_servers_are_of_one_kind() {
        let urls = |urls: [&str; 2]| urls.map(String::from);
        let made = Endpoints::new(&urls(["https://a:1", "https://b:1"]), None, None).unwrap();
        let route = made.route().unwrap();
        assert!(!made.leave(&route, Some("http://127.0.0.1:9")));
        let route = made.route().unwrap();
        assert_eq!(&*route.url, "https://b:1");
        assert!(made.leave(&route, Some("https://127.0.0.1:9")));
        let error = Endpoints::new(&urls(["https://a:1", "http://b:1"]), None, None).unwrap_err();
        assert!(error.to_string().contains("https://"), "{error}");
        let absent = Endpoints::new(
            &urls(["https://a:1", "https://b:1"]),
            Some(Path::new("/no/such/file")),
            None,
        );
        assert!(absent.unwrap_err().to_string().contains("/no/such/file"));
    }

    #[tokio::test]
    async fn connections_that_lead_to_one_server_are_not_left_for_its_leader() {
        let dial = Dial::new(|| std::future::ready(Err(io::ErrorKind::ConnectionRefused.into())));
        let made = Endpoints::dialled(dial, None);
        for hint in [None, Some("http://127.0.0.1:9"), Some("https://127.0.0.1:9")] {
            let route = made.route().unwrap();
            assert!(!made.leave(&route, hint));
            assert_eq!(&*made.route().unwrap().url, DIALLED, "{hint:?}");
        }
    }

    #[tokio::test]
    async fn servers_are_tried_in_turn() {
        let endpoints = three();
        let mut seen = Vec::new();
        for _ in 0..4 {
            let route = endpoints.route().unwrap();
            seen.push(route.url.to_string());
            endpoints.leave(&route, None);
        }
        assert_eq!(seen, ["http://a:1", "http://b:1", "http://c:1", "http://a:1"]);
    }

    #[tokio::test]
    async fn many_calls_that_fail_together_move_on_once() {
        let endpoints = three();
        let route = endpoints.route().unwrap();
        assert!((0..5).all(|_| !endpoints.leave(&route, None)));
        assert_eq!(&*endpoints.route().unwrap().url, "http://b:1");
    }

    #[tokio::test]
    async fn a_named_leader_is_followed_even_if_nobody_configured_it() {
        let endpoints = three();
        let route = endpoints.route().unwrap();
        assert!(endpoints.leave(&route, Some("http://127.0.0.1:9")));
        let leader = endpoints.route().unwrap();
        assert_eq!(&*leader.url, "http://127.0.0.1:9");
        endpoints.leave(&leader, None);
        assert_eq!(&*endpoints.route().unwrap().url, "http://b:1");
    }

    #[tokio::test]
    async fn a_hint_that_names_the_same_server_or_no_server_is_no_hint() {
        for hint in ["http://a:1", "", "2", "ftp://a:1", "https://a:1", "not a url"] {
            let endpoints = three();
            let route = endpoints.route().unwrap();
            assert!(!endpoints.leave(&route, Some(hint)), "{hint}");
            assert_eq!(&*endpoints.route().unwrap().url, "http://b:1", "{hint}");
        }
    }

    #[tokio::test]
    async fn leaders_learned_over_time_do_not_pile_up() {
        let endpoints = three();
        for port in 1..200 {
            let route = endpoints.route().unwrap();
            endpoints.leave(&route, Some(&format!("http://127.0.0.1:{port}")));
        }
        assert!(endpoints.state().channels.len() <= 3 + LEARNED_MAX);
    }

    #[test]
    fn invalid_http_urls_are_refused_with_an_example() {
        for url in ["", "127.0.0.1:7411", "ftp://a", "http://"] {
            let error = Endpoints::new(&[url.to_owned()], None, None).unwrap_err();
            assert!(error.to_string().contains("http://127.0.0.1:7411"), "{url}: {error}");
        }
        assert!(Endpoints::new(&[], None, None).is_err());
    }
}
