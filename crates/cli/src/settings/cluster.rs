//! The settings of a node that belongs to a cluster.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use clap::Args;
use minoots_terminal::errors::Failure;
use serde::Deserialize;
use serde::de::{self, Deserializer};

use super::{Setting, Sources};

/// The choice of the node by this machine's name.
const AUTO: &str = "auto";
/// The file with this machine's name.
const HOST_NAME: &str = "/proc/sys/kernel/hostname";
/// The default port for peers.
const PEER_PORT: u16 = 7412;

/// The flags of `minoots server` alone.
#[derive(Args, Clone, Debug, Default)]
pub struct ClusterArguments {
    /// Node id, from 1; fixed for the life of its data. `auto` is the peer whose host is this machine's name, and
    /// implies --rejoin [env: MINOOTS_NODE]
    #[arg(long, value_name = "N|auto")]
    pub node: Option<NodeChoice>,
    /// With an empty data directory, take the place of this node in its cluster under a new id, N + 1000
    /// [env: MINOOTS_REJOIN] [default: false]
    #[arg(long)]
    pub rejoin: bool,
    /// Address and port to listen on for peers [env: MINOOTS_PEER_LISTEN] [default: 127.0.0.1:7412]
    #[arg(long, value_name = "ADDRESS", value_parser = super::address)]
    pub peer_listen: Option<SocketAddr>,
    /// Address at which clients and other nodes reach this node's API, as host:port [env: MINOOTS_ADVERTISE] [default:
    /// the listen address]
    #[arg(long, value_name = "ADDRESS")]
    pub advertise: Option<String>,
    /// Peer addresses of all nodes, this one included: 1=HOST:PORT,2=HOST:PORT,3=HOST:PORT [env: MINOOTS_PEERS]
    #[arg(long, value_name = "PEERS")]
    pub peers: Option<Peers>,
    /// Permit addresses beyond loopback without TLS or credentials, and peers without certificates beside a root key
    /// [env: MINOOTS_INSECURE] [default: false]
    #[arg(long)]
    pub insecure: bool,
}

/// The choice of the node among the peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeChoice {
    /// None is given.
    Unset,
    /// The node with this id.
    Id(u64),
    /// The peer whose host is this machine's name.
    Auto,
}

impl FromStr for NodeChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == AUTO {
            return Ok(Self::Auto);
        }
        let id = text.parse().ok().filter(|id| *id > 0);
        id.map(Self::Id)
            .ok_or_else(|| format!("{text:?}: a node is a number from 1, or {AUTO}"))
    }
}

impl fmt::Display for NodeChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => Ok(()),
            Self::Id(id) => write!(formatter, "{id}"),
            Self::Auto => formatter.write_str(AUTO),
        }
    }
}

/// A number or a text, as a settings file may state it.
impl<'de> Deserialize<'de> for NodeChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stated {
            Number(i64),
            Text(String),
        }
        let text = match Stated::deserialize(deserializer)? {
            Stated::Number(number) => number.to_string(),
            Stated::Text(text) => text,
        };
        // The error repeats no text of the file.
        text.parse()
            .map_err(|_| de::Error::custom(format!("a node is a number from 1, or {AUTO}")))
    }
}

/// The peer addresses by node id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peers(pub BTreeMap<u64, String>);

impl FromStr for Peers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut peers = BTreeMap::new();
        for peer in text.split(',') {
            let (node, address) = peer
                .split_once('=')
                .ok_or_else(|| format!("{peer:?}: a peer is written ID=HOST:PORT"))?;
            let node = node.trim().parse().ok().filter(|node| *node > 0);
            let node = node.ok_or_else(|| format!("{peer:?}: a node id is a number from 1"))?;
            if peers.insert(node, host_and_port(address)?).is_some() {
                return Err(format!("node {node} is given twice"));
            }
        }
        Ok(Self(peers))
    }
}

impl fmt::Display for Peers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let peers: Vec<String> = self
            .0
            .iter()
            .map(|(node, address)| format!("{node}={address}"))
            .collect();
        formatter.write_str(&peers.join(","))
    }
}

/// Checks that `address` has the form `HOST:PORT`. It does not check that the host exists.
pub fn host_and_port(address: &str) -> Result<String, String> {
    let address = address.trim();
    let (host, port) = address.rsplit_once(':').unwrap_or_default();
    let port = port.parse::<u16>().ok().filter(|port| *port > 0);
    if host.is_empty() || host.contains('/') || port.is_none() {
        return Err(format!("{address:?}: an address is written HOST:PORT"));
    }
    Ok(address.to_owned())
}

/// The settings of `minoots server` alone.
#[derive(Clone, Debug)]
pub struct ClusterSettings {
    /// This node.
    pub node: Setting<NodeChoice>,
    /// Whether the node takes the place of an earlier life of itself. See [`ClusterSettings::rejoins`].
    pub rejoin: Setting<bool>,
    /// The listen address for peers.
    pub peer_listen: Setting<SocketAddr>,
    /// The address for clients; empty means the listen address.
    pub advertise: Setting<String>,
    /// The peer addresses of all nodes.
    pub peers: Setting<Peers>,
    /// Whether unprotected addresses beyond loopback are permitted.
    pub insecure: Setting<bool>,
}

impl ClusterSettings {
    /// Looks up every setting.
    pub fn resolve(flags: ClusterArguments, sources: &Sources) -> Result<Self, Failure> {
        let file = &sources.file;
        let peer_listen = SocketAddr::from((Ipv4Addr::LOCALHOST, PEER_PORT));
        let advertise = sources.pick("advertise", flags.advertise, file.advertise.clone(), String::new())?;
        if !advertise.value.is_empty() {
            host_and_port(&advertise.value).map_err(|error| Failure::usage(format!("advertise: {error}")))?;
        }
        let peers = file.peers.as_deref().map(str::parse).transpose();
        let peers = peers.map_err(|error: String| Failure::usage(format!("peers: {error}")))?;
        Ok(Self {
            node: sources.pick("node", flags.node, file.node, NodeChoice::Unset)?,
            rejoin: sources.switch("rejoin", flags.rejoin, file.rejoin)?,
            peer_listen: sources.pick("peer-listen", flags.peer_listen, file.peer_listen, peer_listen)?,
            advertise,
            peers: sources.pick("peers", flags.peers, peers, Peers::default())?,
            insecure: sources.switch("insecure", flags.insecure, file.insecure)?,
        })
    }
}

impl ClusterSettings {
    /// The id of this node among the peers.
    ///
    /// # Errors
    /// None is set, or this machine's name is that of no peer or of several.
    pub fn node_id(&self) -> Result<u64, Failure> {
        match self.node.value {
            NodeChoice::Id(id) => Ok(id),
            NodeChoice::Auto => {
                let name = std::fs::read_to_string(HOST_NAME);
                let name = name.map_err(|error| Failure::failed(format!("{HOST_NAME} cannot be read: {error}")))?;
                self.peers.value.named(name.trim())
            }
            NodeChoice::Unset => {
                let failure =
                    Failure::usage("node: a server has an id among the nodes of its cluster, and none is given");
                Err(failure.hint("give --node N or --node auto, MINOOTS_NODE or `node` in the settings file"))
            }
        }
    }

    /// Whether the node takes the place of an earlier life of itself.
    pub fn rejoins(&self) -> bool {
        self.rejoin.value || self.node.value == NodeChoice::Auto
    }
}

impl Peers {
    /// The node whose host is this machine's name: all of it, or its first label.
    fn named(&self, name: &str) -> Result<u64, Failure> {
        let is_named = |address: &str| {
            let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
            let label = host.split_once('.').filter(|_| host.parse::<IpAddr>().is_err());
            host.eq_ignore_ascii_case(name) || label.is_some_and(|(label, _)| label.eq_ignore_ascii_case(name))
        };
        let named: Vec<u64> = self
            .0
            .iter()
            .filter(|(_, address)| is_named(address))
            .map(|(node, _)| *node)
            .collect();
        match *named {
            [node] => Ok(node),
            [] => {
                let failure = Failure::usage(format!("node: no peer has the name of this machine, {name:?}"));
                Err(failure.hint("name it in --peers as ID=NAME:PORT, or give --node N"))
            }
            _ => {
                let failure = Failure::usage(format!("node: nodes {named:?} have the name of this machine, {name:?}"));
                Err(failure.hint("give --node N"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn named(peers: &str, name: &str) -> Result<u64, String> {
        let peers: Peers = peers.parse().unwrap();
        peers.named(name).map_err(|failure| failure.to_string())
    }

    #[test]
    fn auto_is_the_peer_with_the_name_of_this_machine() {
        let peers = "1=minoots-1.peers.here:7412,2=minoots-2.peers.here:7412,11=minoots-11.peers.here:7412";
        assert_eq!(named(peers, "minoots-1"), Ok(1));
        assert_eq!(named(peers, "MINOOTS-11"), Ok(11));
        assert_eq!(named(peers, "minoots-2.peers.here"), Ok(2));
        assert_eq!(named("1=a:1,2=b:1", "b"), Ok(2));
    }

    #[test]
    fn a_machine_that_no_peer_or_several_name_is_refused() {
        assert!(named("1=a:1,2=b:1", "c").unwrap_err().contains("no peer has the name"));
        assert!(named("1=127.0.0.1:1", "127").is_err_and(|error| error.contains("no peer")));
        assert!(named("1=a:1,2=a:2", "a").unwrap_err().contains("nodes [1, 2]"));
        assert!(named("1=a.x:1,2=a.y:2", "a").is_err());
    }

    #[test]
    fn a_node_is_a_number_or_auto() {
        assert_eq!("7".parse(), Ok(NodeChoice::Id(7)));
        assert_eq!("auto".parse(), Ok(NodeChoice::Auto));
        for text in ["0", "-1", "Auto", "", "1.5"] {
            assert!(text.parse::<NodeChoice>().is_err(), "{text:?}");
        }
    }
}
