//! URLs as people may see them: without user, password, query and fragment.
//!
//! Each URL that a message, a log line, a page or a table shows passes [`shown_url`]. The URL may be invalid, so
//! nothing here parses it strictly, and doubt hides more.

use std::borrow::Cow;

/// The text in place of a secret.
pub const REDACTED: &str = "(redacted)";

/// The URL without its secrets. A text that is no URL and has no user stays.
#[must_use]
pub fn shown_url(url: &str) -> Cow<'_, str> {
    let (scheme, rest) = match url.find("//") {
        Some(at) => url.split_at(at + 2),
        None => ("", url),
    };
    // A password may contain every delimiter, so the user ends at the last `@`.
    let (user, rest) = match rest.rfind('@') {
        Some(at) => (REDACTED, &rest[at..]),
        None => ("", rest),
    };
    let end = rest.find(['/', '?', '#', ';']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    let is_cut = user.is_empty() && !scheme.is_empty() && !has_port_of_digits(authority);
    let authority = if is_cut { REDACTED } else { authority };
    let (path, more) = match rest.find(['?', '#', ';']) {
        Some(at) => (&rest[..=at], REDACTED),
        None => (rest, ""),
    };
    if user.is_empty() && more.is_empty() && !is_cut {
        return Cow::Borrowed(url);
    }
    Cow::Owned([scheme, user, authority, path, more].concat())
}

/// Whether the text after the host is a port. Else it may be the beginning of a password.
fn has_port_of_digits(authority: &str) -> bool {
    let after_address = authority.rsplit(']').next().unwrap_or_default();
    let port = after_address.split_once(':').map_or("", |(_, port)| port);
    // Text around a URL may end it by punctuation.
    let port = port.trim_end_matches(|symbol: char| symbol.is_ascii_punctuation());
    port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_a_url_is_shown() {
        for (url, shown) in [
            ("http://ann:hunter@127.0.0.1:4317", "http://(redacted)@127.0.0.1:4317"),
            ("http://ann:hun,ter@h:1/p", "http://(redacted)@h:1/p"),
            ("http://ann:hun'\"/?#ter@h:1/p", "http://(redacted)@h:1/p"),
            ("http://ann:hun@ter@h", "http://(redacted)@h"),
            ("https://hunter@h", "https://(redacted)@h"),
            ("HTTP://ANN:HUNTER@H", "HTTP://(redacted)@H"),
            ("//ann:hunter@h", "//(redacted)@h"),
            ("ann:hunter@h:1", "(redacted)@h:1"),
            ("http://ann:hunter", "http://(redacted)"),
            ("http://h/p?token=hunter", "http://h/p?(redacted)"),
            ("http://h/#hunter", "http://h/#(redacted)"),
            ("http://h/p;token=hunter?x", "http://h/p;(redacted)"),
            ("http://h?hunter", "http://h?(redacted)"),
        ] {
            assert_eq!(shown_url(url), shown);
            assert!(!shown.to_lowercase().contains("hun"));
        }
    }

    #[test]
    fn urls_without_secrets_stay() {
        for url in [
            "http://127.0.0.1:7411",
            "https://timers.example.com/v1/timers",
            "http://[::1]:7411/metrics",
            "http://[2001:db8::1]",
            "http://h:7411:",
            "127.0.0.1:7411",
            "no url",
            "",
        ] {
            assert_eq!(shown_url(url), url);
        }
    }
}
