#![allow(clippy::unwrap_used)]

use super::{GITHUB, IssuerError, IssuerName, IssuerNameError, IssuerSettings, Issuers};

fn settings(issuer: &str, jwks_url: Option<&str>, allow_private: bool) -> IssuerSettings {
    IssuerSettings {
        issuer: issuer.to_owned(),
        jwks_url: jwks_url.map(str::to_owned),
        allow_private,
    }
}

fn keys_url(settings: IssuerSettings) -> Result<String, IssuerError> {
    let issuers = Issuers::new(&[settings])?;
    let (_, url) = issuers.into_iter().next().unwrap();
    Ok(url.as_str().to_owned())
}

#[test]
fn github_has_one_form() {
    for good in [GITHUB.to_owned(), format!("{GITHUB}/octocat-inc")] {
        assert!(IssuerName::parse(&good).unwrap().is_github(), "{good}");
    }
    for bad in [
        "http://token.actions.githubusercontent.com",
        "https://token.actions.githubusercontent.com/",
        "https://token.actions.githubusercontent.com:8443",
        "https://token.actions.githubusercontent.com:443",
        "https://TOKEN.actions.githubusercontent.com",
        "https://token.actions.githubusercontent.com/a/b",
        "https://token.actions.githubusercontent.com/Octo",
        "https://token.actions.githubusercontent.com/*",
        "https://token.actions.githubusercontent.com/?a",
        "https://actions.githubusercontent.com",
        "https://raw.githubusercontent.com/octo/app/main/jwks",
        "https://githubusercontent.com",
        "https://token.actions.githubusercontent.com@evil.example",
        "https://x@token.actions.githubusercontent.com",
    ] {
        assert!(IssuerName::parse(bad).is_err(), "{bad}");
    }
    for other in [
        "https://token.actions.githubusercontent.com.evil.example",
        "https://evilgithubusercontent.com",
    ] {
        assert!(!IssuerName::parse(other).unwrap().is_github(), "{other}");
    }
}

#[test]
fn forms_of_other_issuers() {
    for good in [
        "https://ghe.example/_services/token",
        "https://issuer.example",
        "https://issuer.example/",
        "https://issuer.example:9443/a",
        "http://127.0.0.1:9000",
        "http://[::1]:9000/x",
    ] {
        assert_eq!(IssuerName::parse(good).unwrap().as_str(), good);
    }
    assert_eq!(IssuerName::parse(""), Err(IssuerNameError::Empty));
    assert_eq!(
        IssuerName::parse(&format!("https://a/{}", "x".repeat(512))),
        Err(IssuerNameError::TooLong(522))
    );
    for bad in [
        "http://issuer.example",
        "http://localhost:9000",
        "http://10.0.0.1/",
        "http://127.0.0.1.nip.io/",
    ] {
        assert_eq!(IssuerName::parse(bad), Err(IssuerNameError::Scheme), "{bad}");
    }
    for bad in [
        "https://Issuer.example",
        "https://issuer.example/?a=b",
        "https://issuer.example/a/../b",
        "https://issuer.example/*",
    ] {
        assert_eq!(IssuerName::parse(bad), Err(IssuerNameError::Form), "{bad}");
    }
    for bad in [
        "issuer.example",
        "file:///etc/passwd",
        "https://u:p@issuer.example",
        "https://issuer.example/#x",
        "https://a b/",
        "https://",
    ] {
        assert!(matches!(IssuerName::parse(bad), Err(IssuerNameError::Url(_))), "{bad}");
    }
}

#[test]
fn githubs_keys_are_where_they_are() {
    assert_eq!(
        keys_url(settings(GITHUB, None, true)).unwrap(),
        format!("{GITHUB}/.well-known/jwks")
    );
    let enterprise = format!("{GITHUB}/octocat-inc");
    assert_eq!(
        keys_url(settings(&enterprise, None, false)).unwrap(),
        format!("{enterprise}/.well-known/jwks")
    );
    for url in [
        "https://evil.example/jwks",
        "https://token.actions.githubusercontent.com/.well-known/jwks",
    ] {
        assert_eq!(
            keys_url(settings(GITHUB, Some(url), false)),
            Err(IssuerError::KeysUrlSettled(GITHUB.to_owned()))
        );
    }
}

#[test]
fn keys_come_over_https_or_from_this_machine() {
    let at = |url: &str, allow_private| keys_url(settings("https://issuer.example", Some(url), allow_private));
    assert!(at("https://keys.example/jwks", false).is_ok());
    assert!(at("http://127.0.0.1:9000/jwks", true).is_ok());
    assert!(at("http://[::1]:9000/jwks", true).is_ok());
    assert!(at("https://10.0.0.1/jwks", true).is_ok());
    assert!(at("https://keys.corp:9443/jwks", true).is_ok());
    let name = || "https://issuer.example".to_owned();
    for (url, allow_private) in [
        ("http://keys.example/jwks", false),
        ("http://keys.example/jwks", true),
        ("http://localhost/jwks", true),
        ("http://10.0.0.1/jwks", true),
        ("http://0.0.0.0/jwks", true),
        ("http://127.0.0.1/jwks", false),
    ] {
        let refused = at(url, allow_private).unwrap_err();
        let is_expected = refused == IssuerError::KeysScheme(name()) || url.contains("0.0.0.0");
        assert!(is_expected, "{url}: {refused}");
    }
    for url in [
        "https://10.0.0.1/jwks",
        "https://127.0.0.1/jwks",
        "https://localhost/jwks",
        "https://keys.example:9443/jwks",
        "https://u@keys.example/",
        "",
        "jwks",
    ] {
        assert!(matches!(at(url, false), Err(IssuerError::KeysUrl(..))), "{url}");
    }
    assert!(
        matches!(at("https://169.254.169.254/", true), Err(IssuerError::KeysUrl(..))),
        "never a metadata address"
    );
    assert_eq!(
        keys_url(settings("https://issuer.example", None, false)),
        Err(IssuerError::KeysUrlMissing(name()))
    );
}

#[test]
fn settings_together() {
    let one = settings("https://issuer.example", Some("https://issuer.example/jwks"), false);
    assert!(matches!(
        Issuers::new(&[one.clone(), one.clone()]),
        Err(IssuerError::Duplicate(_))
    ));
    assert!(matches!(Issuers::new(&vec![one; 65]), Err(IssuerError::TooMany(65))));
}
