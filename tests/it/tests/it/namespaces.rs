//! The networks of these tests lose exactly the configured packets.

use std::net::UdpSocket;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::namespaces::{Cut, DRIVER, Network, address};

const PORT: u16 = 7_000;

/// Long for a network without a wire.
const SILENCE: Duration = Duration::from_millis(50);

fn socket(network: &Network, end: u64) -> UdpSocket {
    let bind = || UdpSocket::bind((address(end), PORT)).unwrap();
    let socket = network.end(end).unwrap().enter(bind).unwrap();
    socket.set_read_timeout(Some(SILENCE)).unwrap();
    socket
}

/// Whether a packet from one end to another has the expected arrival.
fn arrives(from: &UdpSocket, to: &UdpSocket, end: u64, expected: bool) -> bool {
    let mut buffer = [0; 8];
    while to.recv(&mut buffer).is_ok() {}
    let deadline = Deadline::after(PATIENCE);
    loop {
        from.send_to(b"here", (address(end), PORT)).unwrap();
        match to.recv(&mut buffer) {
            Ok(_) => return true,
            Err(_) if !expected || deadline.has_passed() => return false,
            Err(_) => {}
        }
    }
}

#[test]
fn a_cut_loses_packets_in_its_direction_only_until_it_is_healed() {
    let network = Network::new(2).unwrap();
    let sockets = [DRIVER, 1, 2].map(|end| socket(&network, end));
    let check = |hears: bool, is_heard: bool| {
        for other in [DRIVER, 2] {
            let beside = &sockets[usize::try_from(other).unwrap()];
            assert_eq!(arrives(beside, &sockets[1], 1, hears), hears, "from {other}");
            assert_eq!(arrives(&sockets[1], beside, other, is_heard), is_heard, "to {other}");
        }
        assert!(arrives(&sockets[0], &sockets[2], 2, true), "the others hear each other");
    };
    check(true, true);
    for (cut, hears, is_heard) in [
        (Cut::Inbound, false, true),
        (Cut::Outbound, true, false),
        (Cut::Both, false, false),
    ] {
        network.cut(1, cut).unwrap();
        check(hears, is_heard);
        network.heal(1).unwrap();
        check(true, true);
    }
    network.lose(1, 2).unwrap();
    assert!(!arrives(&sockets[1], &sockets[2], 2, false));
    assert!(arrives(&sockets[1], &sockets[0], DRIVER, true));
}
