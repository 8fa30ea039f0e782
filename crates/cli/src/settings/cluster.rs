//! What a node is told that is one of several.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use clap::Args;
use minoots_terminal::errors::Failure;

use super::{Setting, Sources};

/// The port a node listens on for its peers unless told otherwise.
const PEER_PORT: u16 = 7412;

/// The flags of `minoots server` alone.
#[derive(Args, Clone, Debug, Default)]
pub struct ClusterArguments {
    /// This node's id, fixed for the life of its data; from 1 [env: MINOOTS_NODE]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub node: Option<u64>,
    /// Address and port to listen on for peers [env: MINOOTS_PEER_LISTEN] [default: 127.0.0.1:7412]
    #[arg(long, value_name = "ADDRESS", value_parser = super::address)]
    pub peer_listen: Option<SocketAddr>,
    /// Where clients reach this node, as host:port [env: MINOOTS_ADVERTISE] [default: where it listens]
    #[arg(long, value_name = "ADDRESS")]
    pub advertise: Option<String>,
    /// Where peers reach each node, this one included: 1=HOST:PORT,2=HOST:PORT,3=HOST:PORT [env: MINOOTS_PEERS]
    #[arg(long, value_name = "PEERS")]
    pub peers: Option<Peers>,
    /// Listen beyond this machine although nobody is asked for credentials [env: MINOOTS_INSECURE]
    #[arg(long)]
    pub insecure: bool,
}

/// Where peers reach each node, by node id.
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

/// Checks that `address` is `HOST:PORT`; whether there is such a host only a connection tells.
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
    /// This node's id; 0 when nobody said.
    pub node: Setting<u64>,
    /// Where it listens for peers.
    pub peer_listen: Setting<SocketAddr>,
    /// Where clients reach it; empty for where it listens.
    pub advertise: Setting<String>,
    /// Where peers reach each node.
    pub peers: Setting<Peers>,
    /// Whether it may listen beyond this machine.
    pub insecure: Setting<bool>,
}

impl ClusterSettings {
    /// Looks every setting up.
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
