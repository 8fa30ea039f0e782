//! The URL at which a command or a press may be answered later.
//!
//! Invariants:
//! - The URL is Slack's own. A request cannot make us call another host, even if the signing secret leaks.
//! - Anybody who knows the URL can write into the channel, so its path appears in no `Debug` and no error.

use std::fmt;

use crate::limits::RESPONSE_URL_BYTES_MAX;

/// Slack's hosts for answers: the commercial one, and the one for the United States' government.
const PREFIXES: [&str; 2] = ["https://hooks.slack.com/", "https://hooks.slack-gov.com/"];

/// The text is not a URL of Slack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "response_url: must begin with https://hooks.slack.com/, be of at most {RESPONSE_URL_BYTES_MAX} visible ASCII characters, and hold no . or .. as a \
     part of its path"
)]
pub struct Error;

/// A response URL, valid for five answers within thirty minutes; see [`crate::answer`].
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseUrl(String);

impl ResponseUrl {
    /// Checks that a text is a URL of Slack.
    ///
    /// # Errors
    /// The text is another URL, or not in the allowed form.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        let is_slacks = PREFIXES.iter().any(|prefix| text.starts_with(prefix));
        // Some libraries read a backslash as a slash. Slack's URLs contain none.
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if is_slacks && is_plain && !has_dot_segment(&text) && text.len() <= RESPONSE_URL_BYTES_MAX {
            Ok(Self(text))
        } else {
            Err(Error)
        }
    }

    /// The URL, for storing with the timer and for calling. Do not log it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Whether a path segment is `.` or `..`, in any encoding. On a gateway, such a segment could lead to another path.
fn has_dot_segment(text: &str) -> bool {
    let path = text.split(['?', '#']).next().unwrap_or(text).to_ascii_lowercase();
    let path = path.replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
    path.split('/').any(|segment| matches!(segment, "." | ".."))
}

impl fmt::Debug for ResponseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = PREFIXES.iter().find(|prefix| self.0.starts_with(**prefix));
        write!(formatter, "{}…", prefix.unwrap_or(&""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slacks_own_hosts_are_called_and_the_path_is_not_shown() -> Result<(), Error> {
        let url = ResponseUrl::new("https://hooks.slack.com/commands/T1/2/secret")?;
        assert_eq!(format!("{url:?}"), "https://hooks.slack.com/…");
        assert!(url.expose().ends_with("/secret"));
        assert!(ResponseUrl::new("https://hooks.slack.com/commands/a..b/.c?x=../y").is_ok());
        assert!(ResponseUrl::new("https://hooks.slack-gov.com/actions/T1").is_ok());
        let bad = [
            "",
            "http://hooks.slack.com/x",
            "https://hooks.slack.com.evil.example/x",
            "https://hooks.slack.com@evil.example/",
            "https://hooks.slack.com:8443/x",
            "https://HOOKS.slack.com/x",
            "https://169.254.169.254/latest",
            "https://hooks.slack.com/x y",
            "https://hooks.slack.com/x\r\nHost: evil",
            "https://hooks.slack.com/\\evil.example",
            "https://hooks.slack.com/../admin",
            "https://hooks.slack.com/commands/./x",
            "https://hooks.slack.com/commands/%2e%2E/x",
            "https://hooks.slack.com/.%2e",
            "https://hooks.slack.com/commands%2f..%2Fadmin",
            "https://hooks.slack.com/..%5cadmin?x",
        ];
        for text in bad {
            assert_eq!(ResponseUrl::new(text), Err(Error), "{text}");
        }
        assert_eq!(
            ResponseUrl::new(format!("{}{}", PREFIXES[0], "a".repeat(1_001))),
            Err(Error)
        );
        Ok(())
    }
}
