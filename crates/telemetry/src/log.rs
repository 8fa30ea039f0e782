//! Escapes log lines on their way to standard error, one event a line, whatever its content.
//!
//! Text from callers may contain terminal escapes, line breaks or bidirectional overrides. They are escaped here, below
//! the formatter, so that no field and no format is forgotten.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::panic::PanicHookInfo;

use tracing_subscriber::fmt::MakeWriter;

/// The maximum number of characters of a panic's message in the log.
const PANIC_MESSAGE_CHARS_MAX: usize = 256;

/// Writes escaped lines to standard error.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct EscapedStderr;

impl<'a> MakeWriter<'a> for EscapedStderr {
    type Writer = Escaped<io::Stderr>;

    fn make_writer(&'a self) -> Self::Writer {
        Escaped(io::stderr())
    }
}

/// Escapes everything that is written, except a line break at the end. The formatter writes an event in one call.
#[derive(Debug)]
pub(super) struct Escaped<W>(W);

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        if let Some(escaped) = escaped(&text) {
            self.0.write_all(escaped.as_bytes())?;
        } else {
            self.0.write_all(text.as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Returns the text with its control and bidirectional characters as `\u….`, which is also their form in JSON; `None`
/// if it contains none.
fn escaped(text: &str) -> Option<String> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    if !line.chars().any(is_unsafe) {
        return None;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for symbol in line.chars() {
        if is_unsafe(symbol) {
            // Writing to a string does not fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(symbol));
        } else {
            escaped.push(symbol);
        }
    }
    escaped.push_str(&text[line.len()..]);
    Some(escaped)
}

/// Control characters, line separators and marks that reorder text; all lie below U+FFFF.
fn is_unsafe(symbol: char) -> bool {
    symbol.is_control()
        || matches!(symbol, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

/// Logs a panic as an event, cut to a bounded length.
pub(super) fn panic_hook(info: &PanicHookInfo<'_>) {
    let message: String = info
        .payload_as_str()
        .unwrap_or("no message")
        .chars()
        .take(PANIC_MESSAGE_CHARS_MAX)
        .collect();
    let location = info.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current();
    tracing::error!(message, location, thread = thread.name().unwrap_or(""), "panic");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Captured {
        type Writer = Escaped<Self>;

        fn make_writer(&'a self) -> Escaped<Self> {
            Escaped(self.clone())
        }
    }

    const HOSTILE: &str = "a\u{1b}[31mred\nforged\r\u{9b}2J\u{7f}\u{202e}\u{2028}end";

    fn logged(json: bool) -> String {
        let captured = Captured::default();
        let builder = tracing_subscriber::fmt().with_writer(captured.clone()).with_ansi(false);
        let log = || tracing::info!(id = HOSTILE, "seen {HOSTILE}");
        if json {
            tracing::subscriber::with_default(builder.json().finish(), log);
        } else {
            tracing::subscriber::with_default(builder.finish(), log);
        }
        let bytes = captured.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn an_event_is_one_line_without_control_characters_in_both_formats() {
        for json in [false, true] {
            let text = logged(json);
            let line = text.strip_suffix('\n').unwrap();
            assert!(!line.chars().any(is_unsafe), "{line:?}");
            assert!(line.contains("forged"));
        }
    }

    #[test]
    fn an_escaped_json_event_still_says_the_same() {
        let event: serde_json::Value = serde_json::from_str(&logged(true)).unwrap();
        assert_eq!(event["fields"]["id"], HOSTILE);
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert_eq!(escaped("héllo wörld\n"), None);
    }
}
