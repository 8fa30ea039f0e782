//! Address filter: the addresses that webhooks may be sent to.
//!
//! Invariants:
//! - Without permission for private addresses, only global unicast passes, and no address that embeds another address.
//! - With that permission, loopback and private networks pass too. An IPv4-mapped address passes if its embedded
//!   address passes.
//! - A connection into these networks also needs the operator's permission ([`Networks`]); by default there is none.
//! - Link-local addresses and the addresses of cloud metadata services never pass, in any form.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

mod networks;
#[cfg(test)]
mod tests;

pub use networks::{Networks, NetworksError};

/// Why an address is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 0.0.0.0/8 and `::`.
    Unspecified,
    /// 127.0.0.0/8 and `::1`.
    Loopback,
    /// RFC 1918, `fc00::/7` and `fec0::/10`.
    Private,
    /// 169.254.0.0/16 and `fe80::/10`.
    LinkLocal,
    /// 100.64.0.0/10.
    CarrierNat,
    /// A cloud's metadata service, which serves credentials.
    Metadata,
    /// 224.0.0.0/4 and `ff00::/8`.
    Multicast,
    /// 255.255.255.255.
    Broadcast,
    /// Documentation and benchmarks.
    Documentation,
    /// An IPv4 address in the form of an IPv6 address: mapped, compatible, NAT64, 6to4, Teredo, ISATAP.
    Embedded,
    /// Any other address that is not global unicast.
    Reserved,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "the unspecified address",
            Self::Loopback => "a loopback address",
            Self::Private => "a private address",
            Self::LinkLocal => "a link-local address",
            Self::CarrierNat => "an address of carrier-grade NAT",
            Self::Metadata => "an address of a metadata service",
            Self::Multicast => "a multicast address",
            Self::Broadcast => "the broadcast address",
            Self::Documentation => "an address for documentation or benchmarks",
            Self::Embedded => "an IPv4 address inside an IPv6 address",
            Self::Reserved => "a reserved address",
        }
    }

    /// Whether permission for private addresses covers this kind.
    fn is_permitted_in_private(self) -> bool {
        matches!(self, Self::Loopback | Self::Private | Self::CarrierNat)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.words())
    }
}

/// A blocked address. Its message does not name the address: an endpoint's owner must not see the answers of an
/// internal resolver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// The address, for the operator's own log.
    pub address: IpAddr,
    /// The kind of the address.
    pub kind: Kind,
    /// Whether the endpoint may use private addresses and only the operator's configuration blocks this one.
    pub is_by_operator: bool,
}

impl fmt::Display for Blocked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = match self.is_by_operator {
            true => " outside the networks that the operator permits (--webhook-private)",
            false => ", which webhooks are not sent to",
        };
        write!(formatter, "{}{rule}", self.kind)
    }
}

impl std::error::Error for Blocked {}

/// Checks whether a webhook may be sent to this address.
///
/// # Errors
/// The address is blocked.
pub fn check(address: IpAddr, allow_private: bool) -> Result<(), Blocked> {
    match kind(address, allow_private) {
        Some(kind) if !(allow_private && kind.is_permitted_in_private()) => Err(Blocked {
            address,
            kind,
            is_by_operator: false,
        }),
        _ => Ok(()),
    }
}

/// Works like [`check`], and also checks that the operator permits the private network of the address.
///
/// # Errors
/// The address is blocked.
pub fn check_within(address: IpAddr, allow_private: bool, networks: &Networks) -> Result<(), Blocked> {
    check(address, allow_private)?;
    match check(address.to_canonical(), false) {
        Err(blocked) if !networks.contain(address) => Err(Blocked {
            is_by_operator: true,
            ..blocked
        }),
        _ => Ok(()),
    }
}

/// The reason that an address is not global unicast; `None` if it is.
fn kind(address: IpAddr, allow_private: bool) -> Option<Kind> {
    match address {
        IpAddr::V4(address) => kind_4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some((inner, _)) if is_metadata(inner) => Some(Kind::Metadata),
            // A dual-stack socket shows IPv4 peers in this form. The connection goes to the embedded address.
            Some((inner, Form::Mapped)) if allow_private => kind_4(inner),
            Some(_) => Some(Kind::Embedded),
            None => kind_6(address),
        },
    }
}

fn kind_4(address: Ipv4Addr) -> Option<Kind> {
    let kind = match address.octets() {
        _ if is_metadata(address) => Kind::Metadata,
        [0, ..] => Kind::Unspecified,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Kind::Private,
        [100, 64..=127, ..] => Kind::CarrierNat,
        [127, ..] => Kind::Loopback,
        [169, 254, ..] => Kind::LinkLocal,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [198, 18..=19, ..] => Kind::Documentation,
        // Protocol assignments, and former 6to4 relays.
        [192, 0, 0, _] | [192, 88, 99, _] => Kind::Reserved,
        [224..=239, ..] => Kind::Multicast,
        [255, 255, 255, 255] => Kind::Broadcast,
        [240..=255, ..] => Kind::Reserved,
        _ => return None,
    };
    Some(kind)
}

/// Matches addresses of metadata services. Some of them are in private, shared or even public ranges.
fn is_metadata(address: Ipv4Addr) -> bool {
    matches!(
        address.octets(),
        // Nearly all clouds; tasks and pods of AWS; Scaleway.
        [169, 254, 169, 254 | 253 | 250 | 251] | [169, 254, 170, 2 | 23] | [169, 254, 42, 42]
        // Alibaba; Oracle's first form; Azure's wire server.
        | [100, 100, 100, 200] | [192, 0, 0, 192] | [168, 63, 129, 16]
    )
}

const METADATA_6: [Ipv6Addr; 4] = [
    Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254),
    Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0023),
    Ipv6Addr::new(0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254),
    Ipv6Addr::new(0xfd00, 0x0042, 0, 0, 0, 0, 0, 0x0042),
];

fn kind_6(address: Ipv6Addr) -> Option<Kind> {
    if METADATA_6.contains(&address) {
        return Some(Kind::Metadata);
    }
    let kind = match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Kind::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => Kind::Loopback,
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Kind::Private,
        [0xfe80..=0xfebf, ..] => Kind::LinkLocal,
        [0xff00..=0xffff, ..] => Kind::Multicast,
        [0x2001, 0x0db8, ..] | [0x2001, 0x0002, 0, ..] | [0x3fff, 0..=0x0fff, ..] => Kind::Documentation,
        // Protocol assignments.
        [0x2001, 0..=0x01ff, ..] => Kind::Reserved,
        [0x2000..=0x3fff, ..] => return None,
        _ => Kind::Reserved,
    };
    Some(kind)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Mapped,
    Other,
}

/// The embedded IPv4 address, if the address has a form that embeds one.
fn embedded(address: Ipv6Addr) -> Option<(Ipv4Addr, Form)> {
    let pair = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    let found = match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] => (pair(high, low), Form::Mapped),
        // `::` and `::1` embed no address.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => return None,
        // IPv4-compatible; SIIT; NAT64 with the well-known prefix and with a local prefix.
        [0, 0, 0, 0, 0, 0, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x0064, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x0064, 0xff9b, 1, _, _, _, high, low] => (pair(high, low), Form::Other),
        // 6to4.
        [0x2002, high, low, ..] => (pair(high, low), Form::Other),
        // Teredo: the client's address, inverted.
        [0x2001, 0, _, _, _, _, high, low] => (pair(!high, !low), Form::Other),
        // ISATAP.
        [_, _, _, _, 0 | 0x0200, 0x5efe, high, low] => (pair(high, low), Form::Other),
        _ => return None,
    };
    Some(found)
}
