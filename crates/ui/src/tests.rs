#![allow(clippy::unwrap_used)]

use super::*;
use http::header::ACCEPT_ENCODING;
use std::collections::BTreeSet;

/// The largest size of all files together, compressed by gzip, in bytes.
const GZIP_BYTES_MAX: usize = 400_000;

fn get(path: &str, headers: &[(HeaderName, &str)]) -> Response<Bytes> {
    asked(&Method::GET, path, headers)
}

fn asked(method: &Method, path: &str, headers: &[(HeaderName, &str)]) -> Response<Bytes> {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()));
    response(method, path, &headers.collect()).unwrap()
}

fn header<'a>(response: &'a Response<Bytes>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn hashed() -> &'static File {
    FILES.iter().find(|file| file.path.starts_with(HASHED)).unwrap()
}

#[test]
fn other_paths_are_not_the_dashboards() {
    for path in ["/", "/uix", "/v1/timers", "/u", "/UI", ""] {
        assert!(response(&Method::GET, path, &HeaderMap::new()).is_none(), "{path}");
    }
}

#[test]
fn an_address_inside_gets_the_page() {
    for path in [
        "/ui",
        "/ui/",
        "/ui/timers/tea",
        "/ui/queues/a.b",
        "/ui/assets",
        "/ui/x/../y",
    ] {
        let page = get(path, &[]);
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(&page, "cache-control"), "no-cache");
        assert_eq!(&page.body()[..], SHELL.plain);
    }
}

#[test]
fn a_file_that_does_not_exist_is_not_the_page() {
    let missing = get("/ui/assets/no.js", &[]);
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(header(&missing, "content-type"), "application/problem+json");
    assert_eq!(header(&missing, "cache-control"), "no-store");
}

#[test]
fn a_hashed_file_is_cached_for_good_and_compressed_as_asked() {
    let file = hashed();
    let path = format!("/ui/{}", file.path);
    for (accepted, encoding, bytes) in [
        ("gzip, deflate, br", "br", file.brotli),
        ("br;q=0, gzip;q=0.5", "gzip", file.gzip),
        ("gzip;q=0", "", file.plain),
        ("", "", file.plain),
    ] {
        let served = get(&path, &[(ACCEPT_ENCODING, accepted)]);
        assert_eq!(header(&served, "content-encoding"), encoding, "{accepted}");
        assert_eq!(&served.body()[..], bytes);
        assert_eq!(header(&served, "content-length"), bytes.len().to_string());
        assert_eq!(header(&served, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&served, "vary"), "accept-encoding");
    }
}

#[test]
fn a_known_file_is_not_sent_again() {
    for path in ["/ui/".to_owned(), format!("/ui/{}", hashed().path)] {
        let encoded = [(ACCEPT_ENCODING, "br")];
        let first = get(&path, &encoded);
        let etag = header(&first, "etag").to_owned();
        for known in [etag.clone(), format!("\"x\", W/{etag}"), "*".to_owned()] {
            let again = get(&path, &[(ACCEPT_ENCODING, "br"), (IF_NONE_MATCH, &known)]);
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert!(again.body().is_empty());
            assert_eq!(header(&again, "etag"), etag);
        }
        let other = get(&path, &[(ACCEPT_ENCODING, "gzip"), (IF_NONE_MATCH, &etag)]);
        assert_eq!(other.status(), StatusCode::OK);
    }
}

#[test]
fn only_reads_are_served() {
    let head = asked(&Method::HEAD, "/ui/", &[]);
    assert!(head.body().is_empty());
    assert_eq!(header(&head, "content-length"), SHELL.plain.len().to_string());
    let refused = asked(&Method::POST, "/ui/timers", &[]);
    assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(header(&refused, "allow"), "GET, HEAD");
}

#[test]
fn every_response_restricts_the_browser() {
    let of = |path: &str| get(path, &[]);
    for response in [of("/ui"), of("/ui/assets/no.js"), asked(&Method::PUT, "/ui", &[])] {
        let policy = header(&response, "content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "referrer-policy"), "no-referrer");
        assert_eq!(header(&response, "cross-origin-resource-policy"), "same-origin");
    }
}

#[test]
fn the_files_are_small_and_named_once() {
    let size: usize = FILES.iter().map(|file| file.gzip.len()).sum();
    assert!(size <= GZIP_BYTES_MAX, "{size}");
    let names: BTreeSet<&str> = FILES.iter().map(|file| file.path).collect();
    assert_eq!(names.len(), FILES.len());
}

#[test]
fn the_page_names_only_files_that_exist() {
    let page = std::str::from_utf8(SHELL.plain).unwrap();
    let named: Vec<&str> = page.split('"').filter(|part| part.starts_with("/ui/")).collect();
    assert!(named.len() >= 2, "{page}");
    for name in named {
        let path = name.strip_prefix("/ui/").unwrap();
        assert!(FILES.iter().any(|file| file.path == path), "{name}");
    }
}
