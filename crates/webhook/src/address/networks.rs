//! The private networks that the operator permits for endpoints.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// The keyword for no networks.
const DENY: &str = "deny";
/// Maximum number of networks.
const NETWORKS_MAX: usize = 64;

/// Loopback, RFC 1918, carrier-grade NAT, and their IPv6 equivalents.
const PRIVATE: [(IpAddr, u8); 8] = [
    (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), 12),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(100, 64, 0, 0)), 10),
    (IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
    (IpAddr::V6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0)), 7),
    (IpAddr::V6(Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0)), 10),
];

/// Networks open to endpoints with permission for private addresses; none by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<Network>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why a text is not a list of networks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworksError {
    /// Not an address with a prefix length.
    #[error("{0:?} is no network; write deny, or networks such as 127.0.0.0/8,fd00::/8")]
    Network(String),
    /// Nonzero bits behind the prefix.
    #[error("{0} has bits behind its prefix; the network is {1}")]
    HostBits(String, String),
    /// More than `NETWORKS_MAX`.
    #[error("{0} networks, more than {NETWORKS_MAX}; name larger ones")]
    TooMany(usize),
}

impl Networks {
    /// Loopback and every private network.
    #[must_use]
    pub fn private() -> Self {
        let networks = PRIVATE.map(|(address, prefix)| Network { address, prefix });
        Self(networks.into())
    }

    /// Whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of the networks contains an address. An IPv4-mapped address counts as its embedded address.
    #[must_use]
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(address))
    }
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)) => {
                masked(address, self.prefix) == self.address
            }
            _ => false,
        }
    }
}

/// An address with all bits behind the prefix set to zero.
fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix.into())).unwrap_or(0);
            Ipv4Addr::from(u32::from(address) & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX
                .checked_shl(128_u32.saturating_sub(prefix.into()))
                .unwrap_or(0);
            Ipv6Addr::from(u128::from(address) & mask).into()
        }
    }
}

impl FromStr for Networks {
    type Err = NetworksError;

    fn from_str(text: &str) -> Result<Self, NetworksError> {
        if text == DENY {
            return Ok(Self::default());
        }
        let networks: Result<Vec<Network>, NetworksError> = text.split(',').map(network).collect();
        let networks = networks?;
        match networks.len() > NETWORKS_MAX {
            true => Err(NetworksError::TooMany(networks.len())),
            false => Ok(Self(networks)),
        }
    }
}

fn network(text: &str) -> Result<Network, NetworksError> {
    let text = text.trim();
    let none = || NetworksError::Network(text.chars().take(64).collect());
    let (address, prefix) = text.split_once('/').ok_or_else(none)?;
    let address: IpAddr = address.parse().map_err(|_| none())?;
    let prefix: u8 = prefix.parse().map_err(|_| none())?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    if prefix > longest {
        return Err(none());
    }
    let whole = masked(address, prefix);
    if whole != address {
        return Err(NetworksError::HostBits(text.to_owned(), format!("{whole}/{prefix}")));
    }
    Ok(Network { address, prefix })
}

impl fmt::Display for Networks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return formatter.write_str(DENY);
        }
        for (index, network) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(formatter, "{comma}{}/{}", network.address, network.prefix)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_text_names_networks_or_none() {
        assert_eq!("deny".parse(), Ok(Networks::default()));
        for text in ["127.0.0.0/8", "10.0.0.0/8,fd00::/8", "0.0.0.0/0", "::/0", "::1/128"] {
            let networks: Networks = text.parse().unwrap();
            assert_eq!(networks.to_string(), text);
        }
        let private = Networks::private();
        assert_eq!(private.to_string().parse(), Ok(private));
        for text in [
            "",
            "allow",
            "127.0.0.1",
            "127.0.0.0/33",
            "::/129",
            "10.0.0.0/8,",
            "10.0.0.0/-1",
            "x/8",
        ] {
            assert!(
                matches!(text.parse::<Networks>(), Err(NetworksError::Network(_))),
                "{text}"
            );
        }
        let error = "10.1.2.3/8".parse::<Networks>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "10.1.2.3/8 has bits behind its prefix; the network is 10.0.0.0/8"
        );
    }

    #[test]
    fn an_address_is_in_a_network_by_its_prefix() {
        let networks: Networks = "127.0.0.0/8,10.1.0.0/16,fd00::/8".parse().unwrap();
        for (address, expected) in [
            ("127.0.0.1", true),
            ("127.255.255.255", true),
            ("128.0.0.0", false),
            ("10.1.255.1", true),
            ("10.2.0.0", false),
            ("::ffff:127.0.0.1", true),
            ("fd12::1", true),
            ("fc00::1", false),
            ("::1", false),
        ] {
            assert_eq!(networks.contain(address.parse().unwrap()), expected, "{address}");
        }
        assert!(!Networks::default().contain("127.0.0.1".parse().unwrap()));
    }
}
