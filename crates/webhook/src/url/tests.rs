#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{EndpointUrl, Target};
use crate::address;

fn reason(text: &str, allow_private: bool) -> &'static str {
    EndpointUrl::parse(text, allow_private).map_or_else(|error| error.reason(), |_| "ok")
}

#[test]
fn schemes() {
    for text in [
        "http://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "ftp://example.com/",
        "javascript:alert(1)",
        "https:example.com",
        "https:/example.com",
        "https:///example.com",
        "example.com/hook",
        "//example.com/hook",
    ] {
        assert_eq!(reason(text, false), "URL_SCHEME", "{text}");
    }
    assert_eq!(reason("http://example.com/", true), "ok");
    assert_eq!(reason("file:///etc/passwd", true), "URL_SCHEME");
    assert_eq!(reason("HTTPS://Example.com", false), "ok");
}

#[test]
fn addresses_in_every_spelling() {
    for text in [
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://017700000001/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[::ffff:a00:1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://[64:ff9b::7f00:1]/",
        "https://0/",
        "https://%31%32%37.0.0.1/",
        "https://localhost/",
        "https://a.LOCALHOST/",
        "https://metadata.google.internal/",
    ] {
        assert_eq!(reason(text, false), "URL_PRIVATE_ADDRESS", "{text}");
    }
    for text in [
        "http://127.0.0.1:8080/",
        "http://0x7f.1/",
        "http://[::1]:1/",
        "http://localhost:3000/hook",
        "http://[::ffff:10.0.0.1]/",
    ] {
        assert_eq!(reason(text, true), "ok", "{text}");
    }
    for text in [
        "http://169.254.169.254/",
        "http://[fd00:ec2::254]/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://metadata.google.internal/",
    ] {
        assert_eq!(reason(text, true), "URL_PRIVATE_ADDRESS", "{text}");
    }
}

#[test]
fn the_other_rules() {
    let long = format!("https://example.com/{}", "a".repeat(2048));
    let long_host = format!("https://{}com/", "abcdefg.".repeat(32));
    for (text, expected) in [
        ("", "URL_EMPTY"),
        (&*long, "URL_TOO_LONG"),
        (&*long_host, "URL_HOST"),
        ("https://example.com/a b", "URL_CHARSET"),
        ("https://example.com/\r\nHost: x", "URL_CHARSET"),
        ("https://example.com\\@127.0.0.1/", "URL_CHARSET"),
        ("https://ex\u{e4}mple.com/", "URL_CHARSET"),
        ("https://u:p@example.com/", "URL_USERINFO"),
        ("https://u@example.com/", "URL_USERINFO"),
        ("https://@example.com/", "URL_USERINFO"),
        ("https://example.com/#part", "URL_FRAGMENT"),
        ("https://example.com/#", "URL_FRAGMENT"),
        ("https://example.com./", "URL_HOST"),
        ("https://-example.com/", "URL_HOST"),
        ("https://[::1/", "URL_SYNTAX"),
        ("https://", "URL_SYNTAX"),
        ("https://example.com:65536/", "URL_SYNTAX"),
        ("https://example.com:0/", "URL_PORT"),
        ("https://example.com:22/", "URL_PORT"),
        ("https://example.com:8443/", "ok"),
        ("https://example.com:443/", "ok"),
        ("https://example.com/a@b?c=@", "ok"),
        ("https://xn--exmple-cua.com/", "ok"),
    ] {
        assert_eq!(reason(text, false), expected, "{text}");
    }
    assert_eq!(reason("http://127.0.0.1:0/", true), "URL_PORT");
    assert_eq!(reason("http://127.0.0.1:22/", true), "ok");
}

#[test]
fn parsed_endpoint_urls_are_normalised() {
    let url = EndpointUrl::parse("https://Example.com:8443/a/../b?c=d", false).unwrap();
    assert_eq!(url.as_str(), "https://example.com:8443/b?c=d");
    assert_eq!(url.target(), &Target::Name("example.com".into()));
    assert_eq!((url.port(), url.is_tls(), url.allows_private()), (8443, true, false));
    assert_eq!((url.authority(), url.path_and_query()), ("example.com:8443", "/b?c=d"));
    let url = EndpointUrl::parse("http://[::1]", true).unwrap();
    assert_eq!((url.authority(), url.path_and_query(), url.port()), ("[::1]", "/", 80));
}

#[test]
fn the_path_is_in_no_debug_and_no_error() {
    let url = EndpointUrl::parse("https://example.com/services/T0/s3cr3t?key=s3cr3t", false).unwrap();
    assert_eq!(format!("{url:?}"), "https://example.com/…");
    for text in [
        "https://u:s3cr3t@h/s3cr3t",
        "https://h:1/s3cr3t",
        "https://127.0.0.1/s3cr3t",
        "s3cr3t",
    ] {
        let error = EndpointUrl::parse(text, false).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{text}");
        assert!(error.to_string().starts_with("url "), "{error}");
    }
}

proptest! {
    #[test]
    fn any_text_is_judged_and_what_passes_keeps_the_rules(text in "(https?://)?[ -~]{0,40}", allow_private: bool) {
        if let Ok(url) = EndpointUrl::parse(&text, allow_private) {
            prop_assert!(url.is_tls() || allow_private);
            prop_assert!(!url.authority().contains('@'));
            prop_assert!(url.path_and_query().starts_with('/'));
            if let Target::Address(address) = url.target() {
                prop_assert!(address::check(*address, allow_private).is_ok());
            }
            // Normalisation is idempotent.
            let again = EndpointUrl::parse(url.as_str(), allow_private).unwrap();
            prop_assert_eq!(again.as_str(), url.as_str());
        }
    }

    #[test]
    fn accepted_urls_are_valid_request_targets(tail in "[!-~]{0,40}") {
        if let Ok(url) = EndpointUrl::parse(&format!("https://example.com/{tail}"), false) {
            prop_assert_eq!(url.target(), &Target::Name("example.com".into()));
            let whole = url.as_str().parse::<http::Uri>();
            prop_assert!(whole.is_ok(), "{}", url.as_str());
            let path = url.path_and_query().parse::<http::Uri>().map(|path| path.to_string()).ok();
            prop_assert_eq!(path.as_deref(), Some(url.path_and_query()));
        }
    }

    #[test]
    fn no_spelling_of_a_private_address_passes(last: u16, spelling in 0..4) {
        let address = 0x0a00_0000_u32 | u32::from(last);
        let host = match spelling {
            0 => address.to_string(),
            1 => format!("{address:#x}"),
            2 => format!("0{address:o}"),
            _ => format!("10.0x0.{last}"),
        };
        prop_assert_eq!(reason(&format!("https://{host}/"), false), "URL_PRIVATE_ADDRESS");
    }
}
