//! Tokens that choose their own verification, and tokens without times: rows 64 and 65. A refusal uses up no token, and
//! creates no key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use minoots_it::rest::Rest;
use serde_json::{Value, json};
use sha2::Sha256;
use tonic::Code;

use super::super::issuer::{message_of, public_key, signed_as};
use super::{World, exchange};
use crate::support::reason;

/// Requires a refusal over gRPC and over JSON with this reason.
async fn expect(world: &World, rest: &Rest, token: &str, expected: &str, what: &str) {
    let refused = world.refusal("acme", token).await;
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Unauthenticated, expected),
        "{what}"
    );
    assert!(!format!("{refused:?}").contains(token), "{what}: it is repeated");
    let body = json!({ "tenant": "acme", "token": token });
    let told = rest.post("/v1/keys:exchange", &body).await.unwrap();
    assert_eq!((told.status, told.reason()), (401, expected), "{what}");
}

#[tokio::test]
async fn row_64_a_token_does_not_choose_its_algorithm() {
    let world = World::start().await;
    let rest = Rest::at(world.node.server.address()).await.unwrap();
    let claims = world.issuer.claims(json!({}));
    for algorithm in ["none", "None", "NONE", "HS256", "HS512", "RS1"] {
        let unsigned = format!("{}.", message_of(algorithm, &claims));
        expect(&world, &rest, &unsigned, "TOKEN_ALG", algorithm).await;
        let signed = signed_as(algorithm, "rsa_a", &claims);
        expect(&world, &rest, &signed, "TOKEN_ALG", algorithm).await;
    }
    // The issuer's public key, as the secret of an HMAC.
    let key = public_key();
    let message = message_of("HS256", &claims);
    for secret in [key["n"].as_str().unwrap().to_owned(), key.to_string()] {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(message.as_bytes());
        let forged = format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
        expect(&world, &rest, &forged, "TOKEN_ALG", "HS256 by the public key").await;
    }
    assert_eq!(world.issuer.asked(), 0, "no key is looked at for it");
    exchange(&world.stranger, "acme", &world.issuer.token(&claims))
        .await
        .unwrap();
}

#[tokio::test]
async fn row_65_times_that_are_texts_or_missing_are_no_times() {
    let world = World::start().await;
    let rest = Rest::at(world.node.server.address()).await.unwrap();
    let claims = world.issuer.claims(json!({}));
    for name in ["exp", "nbf", "iat"] {
        let wrong = [
            Some(json!(claims[name].to_string())),
            Some(Value::Null),
            Some(json!(1.5)),
            None,
        ];
        for value in wrong {
            let mut claims = claims.clone();
            let members = claims.as_object_mut().unwrap();
            match &value {
                Some(value) => drop(members.insert(name.to_owned(), value.clone())),
                None => drop(members.remove(name)),
            }
            let what = format!("{name}: {value:?}");
            expect(&world, &rest, &world.issuer.token(&claims), "TOKEN_CLAIM", &what).await;
        }
    }
    exchange(&world.stranger, "acme", &world.issuer.token(&claims))
        .await
        .unwrap();
}
