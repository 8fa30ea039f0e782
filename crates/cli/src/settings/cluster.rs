//! The settings of a node that belongs to a cluster.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use clap::Args;
use minoots_terminal::errors::Failure;

use super::{Setting, Sources};

/// The default port for peers.
const PEER_PORT: u16 = 7412;

/// The flags of `minoots server` alone.
#[derive(Args, Clone, Debug, Default)]
pub struct ClusterArguments {
    /// Node id, from 1; fixed for the life of its data [env: MINOOTS_NODE]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub node: Option<u64>,
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
    /// This node's id; 0 if it is not set.
    pub node: Setting<u64>,
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
            node: sources.pick("node", flags.node, file.node, 0)?,
            peer_listen: sources.pick("peer-listen", flags.peer_listen, file.peer_listen, peer_listen)?,
            advertise,
            peers: sources.pick("peers", flags.peers, peers, Peers::default())?,
            insecure: sources.switch("insecure", flags.insecure, file.insecure)?,
        })
    }
}
