#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{Draft, Pattern, RuleError, Rules, TrustRule};
use crate::issuer::{GITHUB, IssuerSettings, Issuers};

const ROLES: [&str; 2] = ["writer", "viewer"];

fn issuers() -> Issuers {
    let settings = IssuerSettings {
        issuer: GITHUB.to_owned(),
        jwks_url: None,
        allow_private: false,
    };
    Issuers::new(&[settings]).unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn draft() -> Draft {
    Draft {
        issuer: some(GITHUB),
        audience: some("https://minoots.example"),
        repository_id: some("74"),
        repository_owner_id: some("65"),
        git_ref: some("refs/heads/main"),
        environment: None,
        job_workflow_ref: None,
        role: some("writer"),
    }
}

fn check(change: impl FnOnce(&mut Draft)) -> Result<TrustRule, RuleError> {
    let mut draft = draft();
    change(&mut draft);
    TrustRule::check(&draft, &issuers(), &ROLES)
}

fn refused(change: impl FnOnce(&mut Draft)) -> String {
    check(change).unwrap_err().to_string()
}

#[test]
fn a_whole_rule_is_taken() {
    assert_eq!(check(|_| ()).unwrap().role(), "writer");
    let read: Draft = serde_json::from_str(
        r#"{"issuer":"https://token.actions.githubusercontent.com","audience":"https://minoots.example","repository_id":"74",
        "repository_owner_id":"65","ref":"refs/heads/main","role":"writer"}"#,
    )
    .unwrap();
    assert_eq!(read, draft());
    assert!(
        serde_json::from_str::<Draft>(r#"{"repository":"octo/app"}"#).is_err(),
        "names bind nothing"
    );
    assert!(serde_json::from_str::<Draft>(r#"{"repository_id":74}"#).is_err());
}

#[test]
fn no_rule_is_without_a_repository() {
    for id in [
        None,
        some(""),
        some("*"),
        some("7*"),
        some("octo/app"),
        some("074"),
        some("0"),
        some(" 74"),
        some("-1"),
        some("+1"),
    ] {
        let text = refused(|draft| draft.repository_id = id.clone());
        assert!(
            text.starts_with("trust.repository_id: it must be a number"),
            "{id:?}: {text}"
        );
        let text = refused(|draft| draft.repository_owner_id = id.clone());
        assert!(
            text.starts_with("trust.repository_owner_id: it must be a number"),
            "{id:?}: {text}"
        );
    }
    let text = refused(|draft| draft.repository_id = some(&"7".repeat(21)));
    assert!(text.contains("1 to 20 digits"), "{text}");
}

#[test]
fn a_ref_or_an_environment() {
    assert_eq!(check(|draft| draft.git_ref = None), Err(RuleError::NoRef));
    let with = |git_ref: &str| check(|draft| draft.git_ref = some(git_ref));
    for good in [
        "refs/heads/main",
        "refs/heads/*",
        "refs/heads/release/*",
        "refs/tags/v*",
        "refs/tags/v1",
    ] {
        assert!(with(good).is_ok(), "{good}");
    }
    for bad in [
        "main",
        "refs/*",
        "refs/heads*",
        "refs/heads/",
        "refs/pull/1/merge",
        "refs/pull/*",
        "r*",
        "heads/main",
        " refs/heads/x",
    ] {
        assert_eq!(with(bad), Err(RuleError::RefForm), "{bad}");
    }
    for bad in [
        "",
        "*",
        "**",
        "refs/heads/*/x",
        "refs/heads/**",
        "refs/heads/a\nb",
        &"r".repeat(513),
    ] {
        assert!(matches!(with(bad), Err(RuleError::Pattern("ref", _))), "{bad}");
    }
    let environment = |text: &str| {
        check(|draft| {
            draft.git_ref = None;
            draft.environment = some(text);
        })
    };
    for good in ["production", "prod-*", "Prod EU"] {
        assert!(environment(good).is_ok(), "{good}");
    }
    for bad in ["", "*", "p*d"] {
        assert!(
            matches!(environment(bad), Err(RuleError::Pattern("environment", _))),
            "{bad}"
        );
    }
}

#[test]
fn a_workflow_is_named_up_to_its_ref() {
    let with = |text: &str| check(|draft| draft.job_workflow_ref = some(text));
    for good in [
        "octo/f/.github/workflows/d.yml@refs/heads/main",
        "octo/f/.github/workflows/d.yml@refs/tags/v*",
        "octo/f/.github/workflows/d.yml@*",
    ] {
        assert!(with(good).is_ok(), "{good}");
    }
    for bad in [
        "octo/*",
        "octo/f/.github/workflows/d.yml",
        "octo/f/.github/workflows/d.yml*",
        "octo/f/.github/workflows/*",
        "d.yml@refs/heads/main",
        "octo/f/.github/workflows/d.yml@",
    ] {
        assert_eq!(with(bad), Err(RuleError::WorkflowForm), "{bad}");
    }
}

#[test]
fn audiences_are_our_own() {
    for bad in [
        "https://github.com/octo",
        "https://github.com",
        "HTTPS://GitHub.com/octo",
    ] {
        assert_eq!(
            check(|draft| draft.audience = some(bad)),
            Err(RuleError::AudienceShared),
            "{bad}"
        );
    }
    for bad in ["", "*", "https://minoots.*", "a b", "a\n", "\u{e4}"] {
        assert_eq!(
            check(|draft| draft.audience = some(bad)),
            Err(RuleError::Audience),
            "{bad}"
        );
    }
    assert_eq!(check(|draft| draft.audience = None), Err(RuleError::Audience));
}

#[test]
fn issuers_and_roles_are_those_there_are() {
    assert_eq!(
        check(|draft| draft.issuer = some("https://ghe.example/_services/token")),
        Err(RuleError::IssuerUnknown)
    );
    assert!(matches!(check(|draft| draft.issuer = None), Err(RuleError::Issuer(_))));
    for bad in [None, some(""), some("Writer"), some("*"), some("admin")] {
        assert_eq!(
            refused(|draft| draft.role = bad),
            "trust.role: it must be one of: writer, viewer"
        );
    }
}

#[test]
fn rules_together() {
    let one = check(|_| ()).unwrap();
    let two = check(|draft| draft.role = some("viewer")).unwrap();
    let three = check(|draft| draft.environment = some("production")).unwrap();
    assert_eq!(
        Rules::new(vec![three.clone(), one.clone(), two]),
        Err(RuleError::Duplicate { earlier: 2, later: 3 })
    );
    assert!(Rules::new(vec![one, three]).is_ok());
}

proptest! {
    #[test]
    fn a_pattern_matches_what_begins_like_it(text in "[a-c/]{1,6}", claim in "[a-c/*]{0,8}") {
        let exact = Pattern::parse(&text).unwrap();
        prop_assert_eq!(exact.matches(&claim), claim == text);
        let prefix = Pattern::parse(&format!("{text}*")).unwrap();
        prop_assert_eq!(prefix.matches(&claim), claim.starts_with(&text));
    }

    #[test]
    fn no_rule_panics(fields in prop::collection::vec(prop::option::of(".{0,40}"), 8)) {
        let mut fields = fields.into_iter();
        let mut next = || fields.next().flatten();
        let draft = Draft {
            issuer: next(), audience: next(), repository_id: next(), repository_owner_id: next(),
            git_ref: next(), environment: next(), job_workflow_ref: next(), role: next(),
        };
        prop_assert!(TrustRule::check(&draft, &issuers(), &ROLES).is_err());
    }
}
