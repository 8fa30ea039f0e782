//! Key rotation, and issuers that are down, slow or hostile.

use std::sync::Arc;
use std::time::Duration;

use minoots_oidc::Refused;
use minoots_oidc::keys::Limits;
use serde_json::json;

use crate::support::{Behaviour, FakeIssuer, NOW, World, jwk, jwks, token};

const LIMITS: Limits = Limits {
    fresh_s: 1000,
    stale_s: 3000,
    interval_s: 30,
};

/// The reason code for a fresh token by this key, at this second.
async fn at(world: &World, key: &str, id: &str, now_s: u64) -> &'static str {
    let changes = json!({ "iat": now_s, "nbf": now_s, "exp": now_s + 300 });
    let text = token(key, id, &world.claims_but(changes));
    let result = world.verify_at(&text, now_s).await;
    result.map_or_else(|refused| refused.reason(), |_| "ok")
}

/// Waits for a background task.
async fn until(condition: impl Fn() -> bool) {
    let end = Duration::from_secs(10);
    let waiting = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(end, waiting).await.unwrap();
}

#[tokio::test]
async fn keys_are_fetched_once_and_kept() {
    let world = World::with(FakeIssuer::good(), LIMITS);
    for second in 0..20 {
        assert_eq!(at(&world, "rsa_a", "a", NOW + second * 49).await, "ok");
    }
    assert_eq!(world.issuer.asked(), 1);
}

#[tokio::test]
async fn a_new_key_is_found_and_a_withdrawn_one_refused() {
    let world = World::with(FakeIssuer::good(), LIMITS);
    assert_eq!(at(&world, "rsa_a", "a", NOW).await, "ok");
    world
        .issuer
        .set(Behaviour::Serves(jwks(&[jwk("rsa_a", "a"), jwk("rsa_b", "b")])));
    assert_eq!(
        at(&world, "rsa_b", "b", NOW + 29).await,
        "TOKEN_KEY",
        "asked too recently"
    );
    assert_eq!(at(&world, "rsa_b", "b", NOW + 30).await, "ok");
    assert_eq!(
        at(&world, "rsa_a", "a", NOW + 30).await,
        "ok",
        "both while they overlap"
    );
    world.issuer.set(Behaviour::Serves(jwks(&[jwk("rsa_b", "b")])));
    assert_eq!(
        at(&world, "rsa_b", "b", NOW + 1030).await,
        "ok",
        "and renewed on the side"
    );
    until(|| world.issuer.asked() == 3).await;
    // The set arrives a moment after its request.
    let mut second = NOW + 1031;
    while at(&world, "rsa_a", "a", second).await == "ok" {
        second += 1;
        assert!(second < NOW + 1059);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(at(&world, "rsa_a", "a", second).await, "TOKEN_KEY");
    assert_eq!(at(&world, "rsa_b", "b", second).await, "ok");
}

#[tokio::test]
async fn made_up_key_ids_cost_one_fetch_in_an_interval() {
    let world = World::with(FakeIssuer::good(), LIMITS);
    for number in 0..200 {
        assert_eq!(
            at(&world, "rsa_b", &format!("made-up-{number}"), NOW + number % 30).await,
            "TOKEN_KEY"
        );
    }
    assert_eq!(world.issuer.asked(), 1);
    for number in 0..200 {
        assert_eq!(
            at(&world, "rsa_b", &format!("made-up-{number}"), NOW + 30 + number % 30).await,
            "TOKEN_KEY"
        );
    }
    assert_eq!(world.issuer.asked(), 2);
    assert_eq!(at(&world, "rsa_a", "a", NOW + 59).await, "ok");
}

#[tokio::test]
async fn many_at_once_share_one_fetch() {
    let slow = Behaviour::Slow(Duration::from_millis(100), jwks(&[jwk("rsa_a", "a")]));
    let world = Arc::new(World::with(FakeIssuer::start(slow), LIMITS));
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let world = world.clone();
            tokio::spawn(async move { at(&world, "rsa_a", "a", NOW).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), "ok");
    }
    assert_eq!(world.issuer.asked(), 1);
}

#[tokio::test]
async fn cancelled_callers_do_not_stop_a_fetch() {
    let slow = Behaviour::Slow(Duration::from_millis(200), jwks(&[jwk("rsa_a", "a")]));
    let world = World::with(FakeIssuer::start(slow), LIMITS);
    let hung_up = tokio::time::timeout(Duration::from_millis(20), at(&world, "rsa_b", "made-up", NOW)).await;
    assert!(hung_up.is_err());
    assert_eq!(at(&world, "rsa_a", "a", NOW).await, "ok");
    assert_eq!(world.issuer.asked(), 1);
}

#[tokio::test]
async fn an_issuer_that_is_down_from_the_start() {
    let world = World::with(FakeIssuer::start(Behaviour::Closes), LIMITS);
    assert_eq!(at(&world, "rsa_a", "a", NOW).await, "TOKEN_KEYS_UNAVAILABLE");
    assert_eq!(at(&world, "rsa_a", "a", NOW + 1).await, "TOKEN_KEYS_UNAVAILABLE");
    assert_eq!(world.issuer.asked(), 1);
    world.issuer.set(Behaviour::Serves(jwks(&[jwk("rsa_a", "a")])));
    assert_eq!(at(&world, "rsa_a", "a", NOW + 30).await, "ok");
}

#[tokio::test]
async fn an_issuer_that_goes_down_is_believed_for_a_bounded_time() {
    let world = World::with(FakeIssuer::good(), LIMITS);
    assert_eq!(at(&world, "rsa_a", "a", NOW).await, "ok");
    world.issuer.set(Behaviour::Hangs);
    let meanwhile = async {
        for later in [1000, 1500, 2999] {
            assert_eq!(at(&world, "rsa_a", "a", NOW + later).await, "ok", "{later}");
        }
    };
    let at_once = tokio::time::timeout(Duration::from_millis(500), meanwhile).await;
    assert!(at_once.is_ok(), "keys at hand are not waited for");
    until(|| world.issuer.asked() >= 2).await;
    assert_eq!(at(&world, "rsa_a", "a", NOW + 3000).await, "TOKEN_KEYS_UNAVAILABLE");
    world.issuer.set(Behaviour::Serves(jwks(&[jwk("rsa_a", "a")])));
    assert_eq!(at(&world, "rsa_a", "a", NOW + 4000).await, "ok");
}

#[tokio::test]
async fn a_slow_issuer_is_waited_for_no_longer_than_the_limit() {
    for behaviour in [Behaviour::Hangs, Behaviour::Drips] {
        let world = World::with(FakeIssuer::start(behaviour), LIMITS);
        let mut answer = std::pin::pin!(at(&world, "rsa_a", "a", NOW));
        let early = tokio::time::timeout(Duration::from_millis(200), &mut answer).await;
        assert!(early.is_err(), "it was given its time");
        let late = tokio::time::timeout(Duration::from_secs(10), answer).await;
        assert_eq!(late.unwrap(), "TOKEN_KEYS_UNAVAILABLE");
    }
}

#[tokio::test]
async fn answers_that_are_no_key_set() {
    let good = jwks(&[jwk("rsa_a", "a")]);
    let elsewhere = FakeIssuer::good();
    let redirect = format!(
        "HTTP/1.1 302 Found\r\nlocation: {}/jwks\r\ncontent-length: 0\r\n\r\n",
        elsewhere.name()
    );
    let short = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{good}", good.len() + 1);
    let many: Vec<_> = (0..65).map(|number| jwk("rsa_a", &format!("k{number}"))).collect();
    for (behaviour, says) in [
        (Behaviour::Writes(redirect), "status 302"),
        (
            Behaviour::Writes("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n".to_owned()),
            "status 503",
        ),
        (
            Behaviour::Writes(format!(
                "HTTP/1.1 404 No\r\ncontent-length: {}\r\n\r\n{good}",
                good.len()
            )),
            "status 404",
        ),
        (Behaviour::Writes(short), "closed the connection"),
        (Behaviour::Writes("SSH-2.0-OpenSSH\r\n".to_owned()), "not HTTP"),
        (Behaviour::Floods, "more than 262144 bytes"),
        (Behaviour::Serves("x".repeat(262_145)), "more than 262144 bytes"),
        (Behaviour::Serves(String::new()), "no unambiguous JSON"),
        (Behaviour::Serves("[]".to_owned()), "no unambiguous JSON"),
        (
            Behaviour::Serves(r#"{"keys":[],"keys":[]}"#.to_owned()),
            "no unambiguous JSON",
        ),
        (Behaviour::Serves(jwks(&[json!("a")])), "no unambiguous JSON"),
        (Behaviour::Serves(r#"{"keys":{}}"#.to_owned()), "no unambiguous JSON"),
        (Behaviour::Serves(jwks(&many)), "65 keys"),
        (Behaviour::Serves(jwks(&[])), "no usable key"),
        (Behaviour::Serves(jwks(&[jwk("rsa_1024", "a")])), "no usable key"),
    ] {
        let world = World::with(FakeIssuer::start(behaviour), LIMITS);
        let refused = world.verify(&token("rsa_a", "a", &world.claims())).await.unwrap_err();
        assert!(
            matches!(&refused, Refused::KeysUnavailable(why) if why.contains(says)),
            "{refused}"
        );
    }
    assert_eq!(elsewhere.asked(), 0, "redirects are not followed");
}

#[tokio::test]
async fn a_bad_answer_does_not_replace_good_keys() {
    let world = World::with(FakeIssuer::good(), LIMITS);
    assert_eq!(at(&world, "rsa_a", "a", NOW).await, "ok");
    world.issuer.set(Behaviour::Serves("{}".to_owned()));
    assert_eq!(at(&world, "rsa_b", "b", NOW + 40).await, "TOKEN_KEY");
    assert_eq!(world.issuer.asked(), 2);
    assert_eq!(at(&world, "rsa_a", "a", NOW + 41).await, "ok");
}

#[tokio::test]
async fn a_weak_key_is_named_as_such() {
    let keys = [
        jwk("rsa_1024", "weak"),
        jwk("rsa_exponent_3", "three"),
        jwk("rsa_a", "twice"),
        jwk("rsa_b", "twice"),
        jwk("rsa_a", "a"),
    ];
    let world = World::with(FakeIssuer::start(Behaviour::Serves(jwks(&keys))), LIMITS);
    for (id, says) in [("weak", "1024 bits"), ("three", "exponent"), ("twice", "two keys")] {
        let refused = world.verify(&token("rsa_a", id, &world.claims())).await.unwrap_err();
        assert!(refused.to_string().contains(says), "{refused}");
        assert_eq!(refused.reason(), "TOKEN_KEY");
    }
    assert_eq!(at(&world, "rsa_a", "a", NOW).await, "ok");
    assert_eq!(world.issuer.asked(), 1);
}
