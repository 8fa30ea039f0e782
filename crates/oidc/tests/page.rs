//! Checks that `docs/oidc.md` matches the code: its rule is accepted, its reasons are complete, and its numbers are the
//! limits.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use minoots_oidc::issuer::{GITHUB, IssuerSettings, Issuers};
use minoots_oidc::rule::{Draft, TrustRule};
use minoots_oidc::{keys, limits, verifier};
use minoots_wire::error::Reason;

const PAGE: &str = include_str!("../../../docs/oidc.md");
const SOURCE: &str = include_str!("../src/refused.rs");

#[test]
fn the_rule_is_taken() {
    let json = PAGE.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let drafts: Vec<Draft> = serde_json::from_str(json).unwrap();
    let [draft] = drafts.as_slice() else {
        panic!("the page shows one rule, in a list as a file has it");
    };
    let settings = IssuerSettings {
        issuer: GITHUB.to_owned(),
        jwks_url: None,
        allow_private: false,
    };
    let issuers = Issuers::new(&[settings]).unwrap();
    let rule = TrustRule::check(draft, &issuers, &["writer"]).unwrap();
    assert_eq!(rule.role(), "writer");
}

#[test]
fn the_reasons_are_all_there_are() {
    let of_server = ["TOKEN_EXCHANGE_OFF", "TOKEN_REPLAYED", "TOKEN_REPLAY_FULL"];
    let of_verifying = SOURCE.split("=> \"").skip(1);
    let of_verifying = of_verifying.filter_map(|rest| rest.split('"').next());
    let in_code: BTreeSet<&str> = of_verifying.chain(of_server).collect();
    let is_reason = |word: &&str| word.starts_with("TOKEN_") || *word == "NO_ROLE_MAPPING";
    let on_page: BTreeSet<&str> = PAGE.split('`').skip(1).step_by(2).filter(is_reason).collect();
    assert!(in_code.len() >= 18);
    assert_eq!(on_page, in_code);
    for reason in in_code {
        assert!(Reason::parse(reason).is_some(), "{reason} is none of the API's");
    }
}

#[test]
fn the_numbers_are_those_of_the_code() {
    let kept = keys::Limits::default();
    for (words, holds) in [
        ("at most 8 KiB", limits::TOKEN_BYTES_MAX == 8 << 10),
        ("with 60 s for clocks", limits::LEEWAY_S == 60),
        ("no more than an hour ago", verifier::AGE_S_MAX == 3600),
        (
            "at most 256 KiB and 64 keys, within 5 s",
            limits::KEY_SET_BYTES_MAX == 256 << 10 && limits::KEYS_MAX == 64,
        ),
        ("within 5 s", keys::fetch_limits().total.as_secs() == 5),
        ("Kept for an hour", kept.fresh_s == 3600),
        ("until they are 24 h old", kept.stale_s == 86_400),
        ("begin within 30 s", kept.interval_s == 30),
        ("RSA below 2048 or above 8192 bits", limits::RSA_BITS == (2048..=8192)),
    ] {
        assert!(holds && PAGE.contains(words), "{words}");
    }
}
