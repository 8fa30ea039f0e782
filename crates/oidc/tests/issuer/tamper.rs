//! Any change to a token causes its rejection.

use std::sync::{Arc, LazyLock};

use minoots_oidc::jwks::{Key, KeySet};
use minoots_oidc::token::Token;
use proptest::prelude::*;

use crate::support::{World, claims, jwk, jwks, token};

static KEY: LazyLock<Arc<Key>> = LazyLock::new(|| {
    let set = KeySet::parse(jwks(&[jwk("rsa_a", "a")]).as_bytes()).unwrap();
    set.get("a").unwrap().unwrap()
});
static TOKEN: LazyLock<String> = LazyLock::new(|| token("rsa_a", "a", &claims("https://issuer.example")));

fn is_accepted(text: &str) -> bool {
    Token::read(text).is_ok_and(|token| token.verify(&KEY).is_ok())
}

#[test]
fn the_token_itself_is_accepted() {
    assert!(is_accepted(&TOKEN));
}

/// Replaces each byte in turn by representative other bytes.
#[test]
fn every_single_byte_counts() {
    let mut bytes = TOKEN.clone().into_bytes();
    for at in 0..bytes.len() {
        let original = bytes[at];
        for other in [
            b'A',
            b'B',
            b'g',
            b'Q',
            b'-',
            b'_',
            b'.',
            b'=',
            b' ',
            b'\n',
            0,
            original ^ 1,
        ] {
            if other != original {
                bytes[at] = other;
                assert!(
                    !std::str::from_utf8(&bytes).is_ok_and(is_accepted),
                    "byte {at} as {other}"
                );
            }
        }
        bytes[at] = original;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_altered_byte_is_refused(at in any::<prop::sample::Index>(), byte in 0u8..128) {
        let mut bytes = TOKEN.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        prop_assert!(!is_accepted(std::str::from_utf8(&bytes).unwrap()));
    }

    #[test]
    fn anything_put_in_or_cut_out_is_refused(from in any::<prop::sample::Index>(), cut in 0usize..20, put in "[-A-Za-z0-9_.=\n ]{0,8}") {
        let from = from.index(TOKEN.len() + 1);
        let to = (from + cut).min(TOKEN.len());
        prop_assume!(TOKEN[from..to] != put);
        let text = format!("{}{put}{}", &TOKEN[..from], &TOKEN[to..]);
        prop_assert!(text == *TOKEN || !is_accepted(&text));
    }

    #[test]
    fn no_text_panics(text in ".{0,200}", parts in prop::collection::vec("[-A-Za-z0-9_]{0,40}", 0..5)) {
        prop_assert!(!is_accepted(&text));
        prop_assert!(!is_accepted(&parts.join(".")));
    }
}

/// Parts of two genuine tokens do not form a third.
#[tokio::test]
async fn parts_of_two_tokens() {
    let world = World::new();
    let one = token("rsa_a", "a", &world.claims());
    let two = token(
        "rsa_a",
        "a",
        &world.claims_but(serde_json::json!({ "ref": "refs/heads/other" })),
    );
    let part = |text: &str, index: usize| text.split('.').nth(index).unwrap().to_owned();
    let mixed = format!("{}.{}.{}", part(&two, 0), part(&one, 1), part(&two, 2));
    assert_eq!(world.reason(&mixed).await, "TOKEN_SIGNATURE");
    assert_eq!(world.reason(&one).await, "ok");
}
