//! The servers a client knows, and the one it talks to now.
//!
//! Connections are made when first needed and kept; the transport makes a lost one again. A server named as the leader
//! need not be among the configured ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_wire::credential::{Credential, Showing};
use tonic::transport::{self, Endpoint};

use crate::error::Error;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A peer that answers no ping for this long, after as long without a word, is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// Connections kept besides those to configured servers.
const LEARNED_MAX: usize = 16;

/// A connection that shows the client's credential.
pub(crate) type Channel = Showing<transport::Channel>;

/// A server, and a connection to it.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub url: Arc<str>,
    pub channel: Channel,
}

/// See the module's words.
#[derive(Debug)]
pub(crate) struct Endpoints {
    configured: Vec<Arc<str>>,
    credential: Option<Credential>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    current: Arc<str>,
    /// Index of the configured server that was last gone to.
    turn: usize,
    channels: BTreeMap<Arc<str>, Channel>,
}

impl Endpoints {
    /// Of these URLs, beginning with the first.
    pub fn new(urls: &[String], credential: Option<Credential>) -> Result<Self, Error> {
        let configured: Vec<Arc<str>> = urls.iter().map(|url| Arc::from(url.trim_end_matches('/'))).collect();
        for url in &configured {
            endpoint(url)?;
        }
        let first = configured.first().cloned();
        let current = first.ok_or_else(|| Error::invalid("endpoint", "must be given at least once"))?;
        Ok(Self {
            configured,
            credential,
            state: Mutex::new(State {
                current,
                turn: 0,
                channels: BTreeMap::new(),
            }),
        })
    }

    /// The server to talk to now.
    pub fn route(&self) -> Result<Route, Error> {
        let mut state = self.state();
        let url = state.current.clone();
        if let Some(channel) = state.channels.get(&url).cloned() {
            return Ok(Route { url, channel });
        }
        if state.channels.len() >= self.configured.len() + LEARNED_MAX {
            state.channels.retain(|known, _| self.configured.contains(known));
        }
        let channel = Showing::new(endpoint(&url)?.connect_lazy(), self.credential.clone());
        state.channels.insert(url.clone(), channel.clone());
        Ok(Route { url, channel })
    }

    /// The server of `route` could not help: from now on talk to the `leader` it named, else to the next one configured.
    /// Answers whether a leader is followed. Of many calls that fail on one server only the first moves on.
    pub fn leave(&self, route: &Route, leader: Option<&str>) -> bool {
        let mut state = self.state();
        let leader = leader.filter(|leader| **leader != *route.url && endpoint(leader).is_ok());
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
        // Nothing is ever left half-changed under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn endpoint(url: &str) -> Result<Endpoint, Error> {
    let wrong = || Error::invalid("endpoint", format!("{url:?} must look like http://127.0.0.1:7411"));
    let endpoint = Endpoint::from_shared(url.to_owned()).map_err(|_| wrong())?;
    if endpoint.uri().scheme_str() != Some("http") || endpoint.uri().host().is_none() {
        return Err(wrong());
    }
    Ok(endpoint
        .connect_timeout(CONNECT_TIMEOUT)
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
        Endpoints::new(&["http://a:1", "http://b:1/", "http://c:1"].map(String::from), None).unwrap()
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
    fn what_is_no_plain_http_url_is_refused_with_an_example() {
        for url in ["", "127.0.0.1:7411", "https://a", "http://"] {
            let error = Endpoints::new(&[url.to_owned()], None).unwrap_err();
            assert!(error.to_string().contains("http://127.0.0.1:7411"), "{url}: {error}");
        }
        assert!(Endpoints::new(&[], None).is_err());
    }
}
