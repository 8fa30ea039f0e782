//! Receivers whose name or response leads elsewhere.

use std::process::Command;
use std::time::Duration;

use minoots_webhook::address::Networks;
use minoots_webhook::attempt::{Failure, Limits, Sender};
use minoots_webhook::connector::{Connector, Dial, Lookup, Resolve, Roots, SystemDialer};
use minoots_webhook::retry::{Permanent, Policy, Verdict, judge};
use minoots_webhook::url::EndpointUrl;

use crate::support::{Diverted, NOW, Receiver, Scripted, attempt, post, post_to};
use crate::tls::{self, Authority};

const PUBLIC: &str = "8.8.8.8";
const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

fn sender(resolver: impl Resolve, dialer: impl Dial) -> Sender {
    let connector = Connector::with(resolver, dialer, Roots::none())
        .unwrap()
        .permitting(Networks::private());
    Sender::new(connector, Limits::default())
}

/// A URL that needs no permission.
fn strict() -> EndpointUrl {
    EndpointUrl::parse("https://receiver.test/hook", false).unwrap()
}

#[tokio::test]
async fn a_second_look_up_is_another_attempt_and_is_checked_like_the_first() {
    let authority = Authority::new();
    let receiver = tls::receiver(authority.server(tls::NAME, &["http/1.1"], false));
    let resolver = Scripted::new(&[&[PUBLIC], &["127.0.0.1"]]);
    let dialer = Diverted::to(&receiver);
    let connector = Connector::with(resolver.clone(), dialer.clone(), authority.roots())
        .unwrap()
        .permitting(Networks::private());
    let sender = Sender::new(connector, Limits::default());
    let first = sender.attempt(&post_to(&strict())).await;
    // One lookup, and its answer was connected to.
    assert!(first.is_delivered(), "{first:?}");
    assert_eq!((resolver.asked(), dialer.dialed()), (1, vec!["8.8.8.8:443".to_owned()]));
    let second = sender.attempt(&post_to(&strict())).await;
    assert_eq!(second.failure.as_ref().unwrap().class(), "BLOCKED_ADDRESS");
    assert_eq!((resolver.asked(), dialer.dialed().len()), (2, 1));
    assert_eq!(receiver.connections(), 1);
    let verdict = judge(&second, 1, &Policy::default(), NOW, 0);
    assert_eq!(verdict, Verdict::Failed(Permanent::Blocked));
}

#[tokio::test]
async fn one_private_address_among_public_ones_is_enough() {
    let receiver = Receiver::answering(OK);
    for answer in [
        [PUBLIC, "10.0.0.1"],
        ["10.0.0.1", PUBLIC],
        [PUBLIC, "::ffff:127.0.0.1"],
        [PUBLIC, "169.254.169.254"],
    ] {
        let dialer = Diverted::to(&receiver);
        let record = sender(Scripted::new(&[&answer]), dialer.clone())
            .attempt(&post_to(&strict()))
            .await;
        assert_eq!(
            record.failure.as_ref().unwrap().class(),
            "BLOCKED_ADDRESS",
            "{answer:?}"
        );
        let told = record.failure.unwrap().to_string();
        assert!(!answer.iter().any(|address| told.contains(address)), "{told}");
        assert!(dialer.dialed().is_empty());
    }
    // The check also covers an address far behind those that would be tried.
    let mut many = vec!["8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"];
    many.push("192.168.0.1");
    let dialer = Diverted::to(&receiver);
    let record = sender(Scripted::new(&[&many]), dialer.clone())
        .attempt(&post_to(&strict()))
        .await;
    assert_eq!(record.failure.unwrap().class(), "BLOCKED_ADDRESS");
    assert!(dialer.dialed().is_empty() && receiver.connections() == 0);
}

#[tokio::test]
async fn a_metadata_address_is_refused_even_where_private_ones_are_allowed() {
    let receiver = Receiver::answering(OK);
    let url = EndpointUrl::parse("http://receiver.test:8080/", true).unwrap();
    for address in [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fd00:ec2::254",
        "100.100.100.200",
        "fe80::1",
    ] {
        let dialer = Diverted::to(&receiver);
        let record = sender(Scripted::new(&[&[address]]), dialer.clone())
            .attempt(&post_to(&url))
            .await;
        assert_eq!(record.failure.unwrap().class(), "BLOCKED_ADDRESS", "{address}");
        assert!(dialer.dialed().is_empty());
    }
    let dialer = Diverted::to(&receiver);
    let record = sender(Scripted::new(&[&["10.0.0.1"]]), dialer.clone())
        .attempt(&post_to(&url))
        .await;
    assert!(record.is_delivered());
    assert_eq!(dialer.dialed(), ["10.0.0.1:8080"]);
}

#[tokio::test]
async fn the_next_address_is_tried_when_one_refuses() {
    let receiver = Receiver::answering(OK);
    let url = EndpointUrl::parse("http://receiver.test/", true).unwrap();
    let dialer = Diverted::to(&receiver).refusing(PUBLIC);
    let resolver = Scripted::new(&[&[PUBLIC, PUBLIC, "8.8.4.4"]]);
    assert!(
        sender(resolver, dialer.clone())
            .attempt(&post_to(&url))
            .await
            .is_delivered()
    );
    assert_eq!(dialer.dialed(), ["8.8.8.8:80", "8.8.4.4:80"]);
}

#[tokio::test]
async fn a_name_without_addresses_is_tried_again() {
    struct Unknown;
    impl Resolve for Unknown {
        fn resolve<'a>(&'a self, name: &'a str) -> Lookup<'a> {
            Box::pin(async move { Err(std::io::Error::other(format!("no such name: {name}"))) })
        }
    }
    let receiver = Receiver::answering(OK);
    let dialer = Diverted::to(&receiver);
    let none = sender(Scripted::new(&[&[]]), dialer.clone())
        .attempt(&post_to(&strict()))
        .await;
    assert_eq!(none.failure, Some(Failure::NoAddress));
    let unknown = sender(Unknown, dialer).attempt(&post_to(&strict())).await;
    assert_eq!(
        unknown.failure,
        Some(Failure::Resolve("no such name: receiver.test".to_owned()))
    );
    assert!(matches!(
        judge(&unknown, 1, &Policy::default(), NOW, 0),
        Verdict::Again(_)
    ));
}

#[tokio::test]
async fn a_resolver_that_hangs_costs_the_deadline() {
    struct Hanging;
    impl Resolve for Hanging {
        fn resolve<'a>(&'a self, _: &'a str) -> Lookup<'a> {
            Box::pin(std::future::pending())
        }
    }
    let connector = Connector::with(Hanging, SystemDialer, Roots::none())
        .unwrap()
        .permitting(Networks::private());
    let limits = Limits {
        connect: Duration::from_millis(100),
        ..Limits::default()
    };
    let record = Sender::new(connector, limits).attempt(&post_to(&strict())).await;
    assert_eq!(record.failure.as_ref().unwrap().class(), "TIMEOUT");
    assert!(record.duration < limits.total / 2, "{record:?}");
}

#[tokio::test]
async fn redirects_are_not_followed_and_say_where_they_pointed() {
    let trap = Receiver::answering(OK);
    for status in [301, 302, 303, 307, 308] {
        let location = format!("http://{}/admin", trap.address);
        let answer = format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let receiver = Receiver::answering(answer);
        let record = attempt(&receiver).await;
        let expected = Verdict::Failed(Permanent::Redirect {
            status,
            location: Some(location),
        });
        assert_eq!(judge(&record, 1, &Policy::default(), NOW, 0), expected);
        assert_eq!((trap.connections(), receiver.connections()), (0, 1));
    }
    let long = format!("HTTP/1.1 301 Moved\r\nlocation: http://a/{}\r\n\r\n", "a".repeat(4000));
    assert_eq!(attempt(&Receiver::answering(long)).await.location.unwrap().len(), 512);
}

#[tokio::test]
async fn the_systems_resolver_is_asked_for_names() {
    let receiver = Receiver::answering(OK);
    let url = format!("http://localhost:{}/", receiver.address.port());
    let record = crate::support::sender(Limits::default()).attempt(&post(&url)).await;
    assert!(record.is_delivered(), "{record:?}");
}

/// Runs a test of this file again, with an environment that names a proxy.
#[test]
fn proxies_of_the_environment_are_not_used() {
    let trap = Receiver::answering(OK);
    let proxy = format!("http://{}", trap.address);
    let names = [
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ];
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ssrf::the_systems_resolver_is_asked_for_names"])
        .envs(names.map(|name| (name, proxy.as_str())))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    assert_eq!(trap.connections(), 0);
}
