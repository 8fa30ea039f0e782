#![allow(clippy::unwrap_used)]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::{Kind, check};

/// An address, the reason for its refusal without permission, and with permission; `None` passes.
type Row = (&'static str, Option<Kind>, Option<Kind>);

const fn never(address: &'static str, kind: Kind) -> Row {
    (address, Some(kind), Some(kind))
}

const fn private(address: &'static str, kind: Kind) -> Row {
    (address, Some(kind), None)
}

const fn public(address: &'static str) -> Row {
    (address, None, None)
}

/// The first and last address of every block, and the neighbours outside.
const TABLE: &[Row] = &[
    never("0.0.0.0", Kind::Unspecified),
    never("0.255.255.255", Kind::Unspecified),
    public("1.0.0.0"),
    public("9.255.255.255"),
    private("10.0.0.0", Kind::Private),
    private("10.255.255.255", Kind::Private),
    public("11.0.0.0"),
    public("100.63.255.255"),
    private("100.64.0.0", Kind::CarrierNat),
    never("100.100.100.200", Kind::Metadata),
    private("100.127.255.255", Kind::CarrierNat),
    public("100.128.0.0"),
    public("126.255.255.255"),
    private("127.0.0.0", Kind::Loopback),
    private("127.0.0.1", Kind::Loopback),
    private("127.255.255.255", Kind::Loopback),
    public("128.0.0.0"),
    public("168.63.129.15"),
    never("168.63.129.16", Kind::Metadata),
    public("169.253.255.255"),
    never("169.254.0.0", Kind::LinkLocal),
    never("169.254.42.42", Kind::Metadata),
    never("169.254.169.253", Kind::Metadata),
    never("169.254.169.254", Kind::Metadata),
    never("169.254.170.2", Kind::Metadata),
    never("169.254.170.23", Kind::Metadata),
    never("169.254.255.255", Kind::LinkLocal),
    public("169.255.0.0"),
    public("172.15.255.255"),
    private("172.16.0.0", Kind::Private),
    private("172.31.255.255", Kind::Private),
    public("172.32.0.0"),
    public("191.255.255.255"),
    never("192.0.0.0", Kind::Reserved),
    never("192.0.0.192", Kind::Metadata),
    never("192.0.0.255", Kind::Reserved),
    public("192.0.1.0"),
    never("192.0.2.0", Kind::Documentation),
    never("192.0.2.255", Kind::Documentation),
    public("192.0.3.0"),
    never("192.88.99.1", Kind::Reserved),
    public("192.88.100.0"),
    public("192.167.255.255"),
    private("192.168.0.0", Kind::Private),
    private("192.168.255.255", Kind::Private),
    public("192.169.0.0"),
    public("198.17.255.255"),
    never("198.18.0.0", Kind::Documentation),
    never("198.19.255.255", Kind::Documentation),
    public("198.20.0.0"),
    never("198.51.100.0", Kind::Documentation),
    public("198.51.101.0"),
    never("203.0.113.255", Kind::Documentation),
    public("203.0.114.0"),
    public("223.255.255.255"),
    never("224.0.0.0", Kind::Multicast),
    never("239.255.255.255", Kind::Multicast),
    never("240.0.0.0", Kind::Reserved),
    never("255.255.255.254", Kind::Reserved),
    never("255.255.255.255", Kind::Broadcast),
    never("::", Kind::Unspecified),
    private("::1", Kind::Loopback),
    never("::2", Kind::Embedded),
    never("::127.0.0.1", Kind::Embedded),
    never("::169.254.169.254", Kind::Metadata),
    never("::8.8.8.8", Kind::Embedded),
    private("::ffff:10.0.0.1", Kind::Embedded),
    private("::ffff:127.0.0.1", Kind::Embedded),
    private("::ffff:100.64.0.1", Kind::Embedded),
    private("::ffff:8.8.8.8", Kind::Embedded),
    ("::ffff:0.0.0.0", Some(Kind::Embedded), Some(Kind::Unspecified)),
    ("::ffff:169.254.1.1", Some(Kind::Embedded), Some(Kind::LinkLocal)),
    never("::ffff:169.254.169.254", Kind::Metadata),
    never("::ffff:0:127.0.0.1", Kind::Embedded),
    never("64:ff9b::8.8.8.8", Kind::Embedded),
    never("64:ff9b::127.0.0.1", Kind::Embedded),
    never("64:ff9b::169.254.169.254", Kind::Metadata),
    never("64:ff9b:1::10.0.0.1", Kind::Embedded),
    never("64:ff9b:1:ffff:1:2:808:808", Kind::Embedded),
    never("64:ff9b:2::1", Kind::Reserved),
    never("100::1", Kind::Reserved),
    never("1fff:ffff::", Kind::Reserved),
    public("2000::"),
    public("2000:ffff::"),
    never("2001::1", Kind::Embedded),
    never("2001:0:1:2:3:4:5601:5601", Kind::Metadata),
    never("2001:2::1", Kind::Documentation),
    never("2001:10::1", Kind::Reserved),
    never("2001:1ff:ffff::", Kind::Reserved),
    public("2001:200::"),
    public("2001:4860:4860::8888"),
    public("2001:db7:ffff::"),
    never("2001:db8::", Kind::Documentation),
    never("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", Kind::Documentation),
    public("2001:db9::"),
    never("2002:808:808::1", Kind::Embedded),
    never("2002:7f00:1::1", Kind::Embedded),
    never("2002:a9fe:a9fe::1", Kind::Metadata),
    public("2003::1"),
    public("2606:4700::1111"),
    never("2606:4700::5efe:10.0.0.1", Kind::Embedded),
    never("2606:4700::200:5efe:10.0.0.1", Kind::Embedded),
    public("3ffe:ffff::"),
    never("3fff::", Kind::Documentation),
    never("3fff:fff:ffff::", Kind::Documentation),
    public("3fff:1000::"),
    never("4000::", Kind::Reserved),
    never("5f00::1", Kind::Reserved),
    never("fbff:ffff::", Kind::Reserved),
    private("fc00::", Kind::Private),
    never("fd00:ec2::254", Kind::Metadata),
    never("fd00:ec2::23", Kind::Metadata),
    never("fd20:ce::254", Kind::Metadata),
    never("fd00:42::42", Kind::Metadata),
    private("fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Kind::Private),
    never("fe00::", Kind::Reserved),
    never("fe7f:ffff::", Kind::Reserved),
    never("fe80::1", Kind::LinkLocal),
    never("fe80::a9fe:a9fe", Kind::LinkLocal),
    never("febf:ffff::", Kind::LinkLocal),
    private("fec0::1", Kind::Private),
    private("feff:ffff::", Kind::Private),
    never("ff00::", Kind::Multicast),
    never("ff02::1", Kind::Multicast),
    never("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Kind::Multicast),
];

#[test]
fn every_block_is_judged_at_its_edges() {
    for (text, strict, permissive) in TABLE {
        let address: IpAddr = text.parse().unwrap();
        let judge = |allow_private| check(address, allow_private).err().map(|blocked| blocked.kind);
        assert_eq!((judge(false), judge(true)), (*strict, *permissive), "{text}");
    }
}

#[test]
fn the_refusal_does_not_tell_the_address() {
    let blocked = check("10.1.2.3".parse().unwrap(), false).unwrap_err();
    assert_eq!(blocked.to_string(), "a private address, which webhooks are not sent to");
}

/// An independent definition for IPv4: the blocks as prefixes.
const NOT_GLOBAL_4: &[(&str, u32)] = &[
    ("0.0.0.0", 8),
    ("10.0.0.0", 8),
    ("100.64.0.0", 10),
    ("127.0.0.0", 8),
    ("168.63.129.16", 32),
    ("169.254.0.0", 16),
    ("172.16.0.0", 12),
    ("192.0.0.0", 24),
    ("192.0.2.0", 24),
    ("192.88.99.0", 24),
    ("192.168.0.0", 16),
    ("198.18.0.0", 15),
    ("198.51.100.0", 24),
    ("203.0.113.0", 24),
    ("224.0.0.0", 3),
];

fn is_global_by_prefix(address: Ipv4Addr) -> bool {
    !NOT_GLOBAL_4.iter().any(|(network, length)| {
        let network = u32::from(network.parse::<Ipv4Addr>().unwrap());
        (u32::from(address) ^ network).leading_zeros() >= *length
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn ipv4_agrees_with_the_prefixes(bits: u32) {
        let address = Ipv4Addr::from(bits);
        prop_assert_eq!(check(address.into(), false).is_ok(), is_global_by_prefix(address));
    }

    #[test]
    fn permission_only_adds(bits: u128) {
        let address = IpAddr::V6(Ipv6Addr::from(bits));
        if check(address, false).is_ok() {
            prop_assert!(check(address, true).is_ok());
        }
    }

    #[test]
    fn ipv6_outside_2000_3_never_passes_without_permission(bits: u128) {
        let address = Ipv6Addr::from(bits);
        if bits >> 125 != 1 {
            prop_assert!(check(address.into(), false).is_err());
        }
    }

    #[test]
    fn no_form_of_an_ipv4_address_passes_without_permission(bits: u32) {
        let inner = u128::from(bits);
        let forms = [
            inner | (0xffff << 32),
            inner | (0xffff_0000 << 32),
            inner | (0x0064_ff9b << 96),
            inner | (0x0064_ff9b_0001 << 80),
            (inner << 80) | (0x2002 << 112),
        ];
        for form in forms {
            prop_assert!(check(Ipv6Addr::from(form).into(), false).is_err());
        }
    }
}
