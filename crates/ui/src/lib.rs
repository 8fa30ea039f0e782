//! The dashboard's files, and the HTTP responses that serve them.
//!
//! The files are built from `web` by `npm run build` and committed, so that a build of the program needs no Node.
//! Invariants:
//! - A response depends on method, path and headers only: the files contain nothing about a node, a tenant or a caller.
//! - A page loads nothing from another origin, and runs no inline script or style.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Response, StatusCode,
    header::{
        ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
        HeaderName, IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
    },
};

mod encoding;
#[path = "gen/files.rs"]
#[rustfmt::skip]
mod files;

use encoding::Encoding;
use files::{FILES, SHELL};

/// The path of the dashboard on a node's port.
pub const PATH: &str = "/ui";

/// The directory of files whose names contain a hash of their content.
const HASHED: &str = "assets/";

/// A page may load from its own origin only, and no page may frame it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'",
);
const PERMISSIONS: HeaderValue =
    HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()");
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");

/// A file of the dashboard, in each encoding.
#[derive(Debug)]
struct File {
    /// The path below [`PATH`], without a slash in front.
    path: &'static str,
    media_type: &'static str,
    /// A hash of the content, in hexadecimal.
    hash: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
}

impl File {
    fn bytes(&self, encoding: Encoding) -> &'static [u8] {
        match encoding {
            Encoding::Brotli => self.brotli,
            Encoding::Gzip => self.gzip,
            Encoding::Identity => self.plain,
        }
    }

    /// A strong validator: each encoding has its own bytes.
    fn etag(&self, encoding: Encoding) -> String {
        format!("\"{}-{}\"", self.hash, encoding.text())
    }

    fn cache_control(&self) -> HeaderValue {
        match self.path.starts_with(HASHED) {
            true => IMMUTABLE,
            false => REVALIDATED,
        }
    }
}

/// The response to a request for the dashboard. `None` if the path is not the dashboard's.
///
/// A path below [`PATH`] that names no file is an address inside the dashboard, and gets its page.
#[must_use]
pub fn response(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response<Bytes>> {
    let rest = path.strip_prefix(PATH)?;
    let name = match rest {
        "" => "",
        below => below.strip_prefix('/')?,
    };
    let mut response = match (method, file(name)) {
        (&Method::GET | &Method::HEAD, Some(file)) => served(file, headers, method == Method::HEAD),
        (&Method::GET | &Method::HEAD, None) => problem(StatusCode::NOT_FOUND, "PATH", "there is nothing at this path"),
        _ => {
            let mut refused = problem(StatusCode::METHOD_NOT_ALLOWED, "METHOD", "this path has no such method");
            refused
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            refused
        }
    };
    protect(response.headers_mut());
    Some(response)
}

/// The file of a name, or the page of an address. `None` if the name is one of a file that does not exist.
fn file(name: &str) -> Option<&'static File> {
    match FILES.iter().find(|file| file.path == name) {
        Some(file) => Some(file),
        None if name.starts_with(HASHED) => None,
        None => Some(SHELL),
    }
}

fn served(file: &'static File, headers: &HeaderMap, is_head: bool) -> Response<Bytes> {
    let encoding = Encoding::preferred(headers);
    let etag = file.etag(encoding);
    let bytes = file.bytes(encoding);
    let is_known = headers.get_all(IF_NONE_MATCH).iter().any(|value| names(value, &etag));
    let body = match is_known || is_head {
        true => Bytes::new(),
        false => Bytes::from_static(bytes),
    };
    let mut response = Response::new(body);
    let answered = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        answered.insert(ETAG, etag);
    }
    answered.insert(CACHE_CONTROL, file.cache_control());
    answered.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    answered.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    answered.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    if encoding != Encoding::Identity {
        answered.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.text()));
    }
    response
}

/// Whether a value of `If-None-Match` contains this validator.
fn names(value: &HeaderValue, etag: &str) -> bool {
    let tags = value.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag))
        .any(|tag| tag == etag || tag == "*")
}

/// A refusal in the form of the API's: RFC 9457.
fn problem(status: StatusCode, reason: &str, detail: &str) -> Response<Bytes> {
    let title = status.canonical_reason().unwrap_or_default();
    let code = status.as_u16();
    let text = format!(
        r#"{{"type":"about:blank","title":"{title}","status":{code},"reason":"{reason}","detail":"{detail}"}}"#
    );
    let mut response = Response::new(Bytes::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Adds the headers that restrict a browser.
fn protect(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
}

#[cfg(test)]
mod tests;
