//! The single rule, for both ports, about access without authentication.
//!
//! A port beyond loopback needs everything that `missing` checks, or the option `insecure`. The same holds for the peer
//! port of a node with a root key, at any address, because a peer may write whatever a key may. Any future requirement
//! of such a port belongs here.

use std::fmt;
use std::net::SocketAddr;

use crate::options::Options;

/// A port that is reachable although it lacks protection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// The setting of its address: `listen` or `peer-listen`.
    pub port: &'static str,
    /// Its address.
    pub address: SocketAddr,
    /// From where it is reachable.
    pub to: Reachable,
    /// The missing settings, by name.
    pub missing: Vec<&'static str>,
}

/// From where a port is reachable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reachable {
    /// From other machines.
    Elsewhere,
    /// From this machine, by every user, although the node requires keys elsewhere.
    Here,
}

/// The ports of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Port {
    Clients,
    Peers,
}

/// The settings that a port lacks.
fn missing(port: Port, options: &Options) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if port == Port::Clients && options.root_key_file.is_none() {
        missing.push("--root-key-file");
    }
    match port {
        Port::Clients if options.tls.is_none() => missing.push("--tls-cert and --tls-key"),
        Port::Peers if options.peer_tls().is_none() => missing.push("--peer-ca, --peer-cert and --peer-key"),
        Port::Clients | Port::Peers => {}
    }
    missing
}

/// From where a port that needs protection is reachable; `None` if it needs none.
fn reachable(port: Port, address: SocketAddr, options: &Options) -> Option<Reachable> {
    if !address.ip().is_loopback() {
        return Some(Reachable::Elsewhere);
    }
    // A single node answers no peer in that case.
    let believes = port == Port::Peers && options.root_key_file.is_some() && options.has_others();
    believes.then_some(Reachable::Here)
}

/// The ports that lack protection, whether or not `insecure` permits that.
#[must_use]
pub fn exposed(options: &Options) -> Vec<Exposed> {
    let peers = options.cluster.as_ref().map(|cluster| cluster.peer_listen);
    let ports = [
        ("listen", Some(options.listen), Port::Clients),
        ("peer-listen", peers, Port::Peers),
    ];
    let open = ports.into_iter().filter_map(|(name, address, port)| {
        let address = address?;
        Some(Exposed {
            port: name,
            address,
            to: reachable(port, address, options)?,
            missing: missing(port, options),
        })
    });
    open.filter(|exposed| !exposed.missing.is_empty()).collect()
}

/// Rejects exposed ports, unless `insecure` permits them.
pub(crate) fn check(options: &Options) -> Result<(), Exposed> {
    let first = exposed(options).into_iter().next();
    first.filter(|_| !options.insecure).map_or(Ok(()), Err)
}

impl fmt::Display for Reachable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Elsewhere => "is reachable from other machines",
            Self::Here => "is reachable for every user of this machine, who could write past --root-key-file,",
        })
    }
}

impl fmt::Display for Exposed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            port,
            address,
            to,
            missing,
        } = self;
        write!(formatter, "{port} {address} {to} without {}", missing.join(", "))
    }
}

impl std::error::Error for Exposed {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use minoots_tls::{PeerFiles, ServerFiles};

    use super::*;
    use crate::options::ClusterOptions;

    fn options(listen: &str, peer_listen: &str) -> Options {
        Options {
            listen: listen.parse().unwrap(),
            cluster: Some(ClusterOptions {
                rejoins: false,
                node: 1,
                peer_listen: peer_listen.parse().unwrap(),
                advertise: String::new(),
                peers: [].into(),
                tls: None,
                join_token_file: None,
                peer_ca_key: None,
                peer_cert_life_s: 0,
            }),
            ..Options::default()
        }
    }

    fn with_tls(mut options: Options) -> Options {
        options.tls = Some(ServerFiles {
            certificate: "a".into(),
            key: "b".into(),
        });
        options
    }

    fn with_root_key(mut options: Options) -> Options {
        options.root_key_file = Some("r".into());
        options
    }

    fn with_peer_tls(mut options: Options) -> Options {
        options.cluster.as_mut().unwrap().tls = Some(PeerFiles {
            ca: "a".into(),
            certificate: "b".into(),
            key: "c".into(),
        });
        options
    }

    fn names(options: &Options) -> Vec<&'static str> {
        exposed(options).iter().map(|exposed| exposed.port).collect()
    }

    #[test]
    fn a_port_beyond_loopback_needs_tls_of_its_own_and_that_of_clients_credentials() {
        let far = || options("0.0.0.0:1", "192.0.2.1:2");
        assert!(names(&options("127.0.0.1:1", "[::1]:2")).is_empty());
        assert_eq!(names(&options("127.0.0.1:1", "[::]:2")), ["peer-listen"]);
        assert_eq!(names(&far()), ["listen", "peer-listen"]);
        assert_eq!(names(&with_root_key(with_tls(far()))), ["peer-listen"]);
        assert_eq!(names(&with_peer_tls(far())), ["listen"]);
        assert_eq!(names(&with_peer_tls(with_tls(far()))), ["listen"]);
        assert_eq!(names(&with_peer_tls(with_root_key(far()))), ["listen"]);
        assert!(names(&with_root_key(with_peer_tls(with_tls(far())))).is_empty());
    }

    #[test]
    fn peers_of_a_node_with_a_root_key_need_certificates_wherever_they_are() {
        let alone = || with_root_key(options("127.0.0.1:1", "127.0.0.1:2"));
        assert!(names(&alone()).is_empty() && !alone().believes_peers());
        let mut several = alone();
        several.cluster.as_mut().unwrap().peers = [(1, "a:1".to_owned()), (2, "b:1".to_owned())].into();
        assert_eq!(names(&several), ["peer-listen"]);
        assert!(names(&with_peer_tls(several.clone())).is_empty());
        several.insecure = true;
        assert!(check(&several).is_ok() && several.believes_peers());
    }

    #[test]
    fn public_listeners_without_tls_need_insecure() {
        let mut options = options("0.0.0.0:1", "127.0.0.1:2");
        let refused = check(&options).unwrap_err().to_string();
        assert!(
            refused.contains("listen 0.0.0.0:1") && refused.contains("--tls-cert"),
            "{refused}"
        );
        options.insecure = true;
        assert_eq!(check(&options), Ok(()));
    }
}
