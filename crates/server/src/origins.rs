//! The origins of web pages that may call the node from a browser: none by default.
//!
//! A browser sends `Origin` with every cross-origin request of a page, and with every request that could change
//! something. A request of any other origin is rejected before it is routed: a page that a person happens to visit must
//! not cancel timers on their machine. [`Surface`](crate::surface::Surface) applies these checks to every path of the
//! node's port.

use axum::body::Body;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HOST, ORIGIN, VARY,
    },
    uri::Authority,
};
use minoots_wire::{
    error::{Reason, status},
    shown_url::shown_url,
};
use std::{fmt, net::IpAddr, str::FromStr};
use tonic::{Code, Status};

/// A browser states here whether the page that sends a request has the request's origin. No page can set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Origins of web pages, such as `https://app.example.com`. Empty by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl FromStr for Origins {
    type Err = String;

    /// Parses a comma-separated list. There is no wildcard.
    fn from_str(text: &str) -> Result<Self, String> {
        let named = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        named.map(checked).collect::<Result<_, _>>().map(Self)
    }
}

fn checked(origin: &str) -> Result<String, String> {
    let host = ["http://", "https://"]
        .iter()
        .find_map(|scheme| origin.strip_prefix(scheme));
    let is_plain = |host: &str| {
        !host.is_empty()
            && host
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || ".-:[]".contains(character))
    };
    if host.is_some_and(is_plain) {
        return Ok(origin.to_ascii_lowercase());
    }
    Err(format!(
        "{:?} is no origin: write a scheme, a host and, unless it is the scheme's own, a port, such as https://app.example.com",
        shown_url(origin)
    ))
}

impl fmt::Display for Origins {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join(","))
    }
}

/// The origin of an admitted page.
pub(crate) struct Admitted(HeaderValue);

impl Origins {
    /// The origin of the calling page, if it is admitted.
    pub(crate) fn admitted(&self, headers: &HeaderMap) -> Option<Admitted> {
        let origin = headers.get(ORIGIN)?;
        let is_named = |named: &String| named.as_bytes().eq_ignore_ascii_case(origin.as_bytes());
        self.0.iter().any(is_named).then(|| Admitted(origin.clone()))
    }

    /// The hosts of the origins, with their ports.
    pub(crate) fn authorities(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|origin| Some(origin.split_once("://")?.1))
    }

    /// Checks that no web page calls, or an admitted one.
    ///
    /// # Errors
    /// `ORIGIN` otherwise.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Status> {
        if !headers.contains_key(ORIGIN) || self.admitted(headers).is_some() {
            return Ok(());
        }
        let message = "pages of this origin may not call this node; its operator can allow them with --cors-origins";
        Err(status(Code::PermissionDenied, Reason::Origin, message).build())
    }

    /// Adds the headers that permit a browser to show the response to the page.
    pub(crate) fn tell(&self, admitted: Option<&Admitted>, response: &mut Response<Body>) {
        if self.0.is_empty() {
            return;
        }
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(Admitted(origin)) = admitted {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            let exposed = HeaderValue::from_static(
                "allow, grpc-message, grpc-status, grpc-status-details-bin, minoots-cursor, minoots-leader, retry-after",
            );
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }
}

/// The host that a request names, with its port. `None` without a host.
pub(crate) fn host<B>(request: &Request<B>) -> Option<&str> {
    let named = request
        .headers()
        .get(HOST)
        .map(|host| host.to_str().unwrap_or_default());
    named.or_else(|| request.uri().authority().map(Authority::as_str))
}

/// Whether a host is a name or an address that always means this machine.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    is_loopback || host == "localhost" || host.ends_with(".localhost")
}

/// The host of an authority without its port, in lower case.
pub(crate) fn host_only(authority: &str) -> Option<String> {
    let authority = Authority::try_from(authority).ok()?;
    Some(authority.host().to_ascii_lowercase())
}

/// Whether a page of the same host and port sent a request. The scheme is not compared, because a proxy may end TLS. A
/// browser that states `Sec-Fetch-Site` must agree.
pub(crate) fn is_of_the_same<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    let same_site = headers.get(SEC_FETCH_SITE).is_none_or(|site| site == "same-origin");
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let origin = origin.and_then(|origin| Some((origin.split_once("://")?.1, origin.starts_with("https"))));
    let (Some((origin, is_https)), Some(host)) = (origin, host(request)) else {
        return false;
    };
    let own_port = if is_https { ":443" } else { ":80" };
    let without = |authority: &str| {
        authority
            .strip_suffix(own_port)
            .unwrap_or(authority)
            .to_ascii_lowercase()
    };
    same_site && without(origin) == without(host)
}

/// Checks that a request names a host that only this machine uses for itself.
///
/// A page can have its own name resolve to this machine (DNS rebinding). Its requests are then same-origin and carry no
/// `Origin`.
///
/// # Errors
/// The host is another name.
pub(crate) fn by_a_name_of_this_machine<B>(request: &Request<B>) -> Result<(), Status> {
    let Some(host) = host(request) else {
        // Every browser sends a host.
        return Ok(());
    };
    if host_only(host).is_some_and(|host| is_this_machine(&host)) {
        return Ok(());
    }
    let message = "this node asks nobody for a credential and so serves its own machine only: call it by localhost or a loopback address";
    Err(status(Code::PermissionDenied, Reason::Origin, message).build())
}

/// Whether a request is a browser's preflight.
pub(crate) fn is_preflight<B>(request: &Request<B>) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ORIGIN)
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Adds the methods and headers that a browser may send.
pub(crate) fn permit(headers: &mut HeaderMap, allow: &HeaderValue) {
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, allow.clone());
    let allowed = "authorization, content-type, grpc-timeout, idempotency-key, last-event-id, traceparent, tracestate, \
                   x-grpc-web, x-user-agent";
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(allowed));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_node_for_its_own_machine_is_called_by_a_name_that_is_always_of_it() {
        let called = |host: &str| {
            let request = Request::get("/v1/timers").header("host", host).body(()).unwrap();
            by_a_name_of_this_machine(&request)
        };
        for own in [
            "localhost:7411",
            "LOCALHOST",
            "127.0.0.1:7411",
            "127.1.2.3",
            "[::1]:7411",
            "node.localhost:1",
        ] {
            assert!(called(own).is_ok(), "{own}");
        }
        for foreign in [
            "evil.example:7411",
            "localhost.evil.example",
            "10.0.0.1",
            "[2001:db8::1]:7411",
            "0.0.0.0",
            "",
            "a b",
        ] {
            let refused = called(foreign).unwrap_err();
            assert_eq!(Reason::of(&refused), Some(Reason::Origin), "{foreign}");
        }
        let over_http2 = |uri: &str| by_a_name_of_this_machine(&Request::get(uri).body(()).unwrap());
        assert!(over_http2("http://evil.example:7411/v1/timers").is_err());
        assert!(over_http2("http://127.0.0.1:7411/v1/timers").is_ok());
        assert!(over_http2("/v1/timers").is_ok());
    }

    #[test]
    fn the_page_of_a_node_has_the_host_and_port_of_the_request() {
        let same = |host: &str, headers: &[(&str, &str)]| {
            let mut request = Request::post("/v1/timers").header("host", host);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            is_of_the_same(&request.body(()).unwrap())
        };
        let by = |host: &str, origin: &str| same(host, &[("origin", origin)]);
        assert!(by("127.0.0.1:7411", "http://127.0.0.1:7411"));
        assert!(by("Node.example", "https://node.example:443"));
        assert!(by("node.example:80", "http://node.example"));
        for (host, origin) in [
            ("127.0.0.1:7411", "http://127.0.0.1:7412"),
            ("127.0.0.1:7411", "http://localhost:7411"),
            ("127.0.0.1:7411", "null"),
            ("node.example:80", "https://node.example"),
            ("node.example", "http://evil.example"),
        ] {
            assert!(!by(host, origin), "{host} {origin}");
        }
        assert!(!same("127.0.0.1", &[]));
        let site = |site: &str| same("[::1]", &[("origin", "http://[::1]"), ("sec-fetch-site", site)]);
        assert!(site("same-origin") && !site("cross-site") && !site("same-site") && !site("none"));
    }

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_is_never_all_of_them() {
        let origins: Origins = "https://App.example.com, http://[::1]:3000,".parse().unwrap();
        assert_eq!(origins.to_string(), "https://app.example.com,http://[::1]:3000");
        for wrong in [
            "*",
            "null",
            "app.example.com",
            "https://",
            "https://a/b",
            "https://a b",
            "ftp://a",
        ] {
            assert!(wrong.parse::<Origins>().is_err(), "{wrong}");
        }
    }
}
