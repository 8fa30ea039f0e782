//! Tokens that another implementation signed.

use std::sync::Arc;

use minoots_oidc::Refused;
use minoots_oidc::jwks::{Key, KeySet};
use minoots_oidc::token::Token;

use crate::support::FIXTURES;

fn set() -> KeySet {
    KeySet::parse(FIXTURES["vectors"]["jwks"].to_string().as_bytes()).unwrap()
}

fn key(id: &str) -> Arc<Key> {
    set().get(id).unwrap().unwrap()
}

fn text(algorithm: &str) -> String {
    FIXTURES["vectors"]["tokens"][algorithm].as_str().unwrap().to_owned()
}

#[test]
fn each_verifies_by_its_own_key_alone() {
    for (algorithm, id) in [("RS256", "a"), ("ES256", "e"), ("EdDSA", "d")] {
        let text = text(algorithm);
        let token = Token::read(&text).unwrap();
        assert_eq!(token.key_id(), id);
        let claims = token.verify(&key(id)).unwrap();
        assert_eq!(claims.subject, "repo:octo/app:ref:refs/heads/main");
        for other in ["a", "e", "d"] {
            if other != id {
                assert_eq!(
                    token.verify(&key(other)),
                    Err(Refused::Algorithm),
                    "{algorithm} by {other}"
                );
            }
        }
    }
}

#[test]
fn a_changed_signature_does_not_hold() {
    for (algorithm, id) in [("RS256", "a"), ("ES256", "e"), ("EdDSA", "d")] {
        let text = text(algorithm);
        let at = text.rfind('.').unwrap() + 10;
        let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        let token = Token::read(&changed).unwrap();
        assert_eq!(token.verify(&key(id)), Err(Refused::Signature), "{algorithm}");
    }
}
