//! Removes secrets from texts: the secrets that the settings name, and every text in the form of a secret.

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use minoots_terminal::errors::Failure;
use minoots_wire::shown_url::REDACTED;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::settings::{NodeArguments, NodeSettings, Sources, TlsArguments, TlsSettings};

/// Shorter words are no known secrets, because they occur in other texts.
const SECRET_BYTES_MIN: usize = 6;
/// Shorter numbers are no known secrets.
const NUMBER_BYTES_MIN: usize = 12;
/// The maximum size of a secret file that is read.
const FILE_BYTES_MAX: u64 = 4 << 20;
/// The borders of keys in PEM.
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
/// The parts of names of variables that have a secret.
const VARIABLE_PARTS: [&str; 9] = [
    "KEY",
    "TOKEN",
    "SECRET",
    "PASS",
    "PWD",
    "CREDENTIAL",
    "SIGNING",
    "COOKIE",
    "AUTH",
];

mod forms;

use forms::without_forms;

/// Removes secrets from texts.
#[derive(Debug, Default)]
pub struct Redactor {
    /// Secret values of this machine, longest first.
    known: Vec<String>,
}

impl Redactor {
    /// Knows the secrets of the settings and of the environment.
    pub fn of(sources: &Sources, data: &Path) -> Result<Self, Failure> {
        let node = NodeSettings::resolve(NodeArguments::default(), sources)?;
        let tls = TlsSettings::resolve(TlsArguments::default(), sources)?;
        let named = [
            node.root_key_file.value,
            node.secrets_key.value,
            node.orchestrator_keys.value,
            tls.tls_key.value,
            tls.peer_key.value,
            tls.peer_ca_key.value,
            tls.join_token_file.value,
            data.join("keys/secrets.key"),
        ];
        let mut known: BTreeSet<String> = named.iter().flat_map(|path| secret_lines(path)).collect();
        for (name, value) in std::env::vars_os() {
            known.extend(secrets_of(&name.to_string_lossy(), &value.to_string_lossy()));
        }
        Ok(Self::knowing(known))
    }

    fn knowing(known: impl IntoIterator<Item = String>) -> Self {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_long =
            |text: &String| text.len() >= SECRET_BYTES_MIN && (text.len() >= NUMBER_BYTES_MIN || !is_number(text));
        let known = known.into_iter().filter(is_long);
        let spellings: BTreeSet<String> = known.flat_map(|text| spellings(&text)).collect();
        let mut known: Vec<String> = spellings.into_iter().collect();
        known.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self { known }
    }

    /// The text without secrets, and with names of queues in metrics replaced by digests. The text may begin within a
    /// private key, as the end of a file does.
    pub fn redacted(&self, text: &str) -> String {
        let mut text = without_private_keys(text);
        for secret in &self.known {
            if text.contains(secret) {
                text = text.replace(secret, REDACTED);
            }
        }
        let lines = text.split('\n').map(|line| without_queue(&without_forms(line)));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The text without the lines of private keys in PEM. A key whose beginning or end is missing is removed, too.
fn without_private_keys(text: &str) -> String {
    let first = |border| borders(text, border).next();
    let is_cut = first(END).is_some_and(|end| first(BEGIN).is_none_or(|begin| end < begin));
    let (mut lines, mut is_inside) = (Vec::new(), is_cut);
    if is_cut {
        lines.push(REDACTED);
    }
    for line in text.split('\n') {
        let (begin, end) = (borders(line, BEGIN).last(), borders(line, END).last());
        match begin {
            Some(_) if !is_inside => lines.push(REDACTED),
            None if !is_inside => lines.push(line),
            _ => {}
        }
        // The last border of a line decides about the next line.
        is_inside = if begin == end { is_inside } else { begin > end };
    }
    lines.join("\n")
}

/// The positions of these borders of keys in PEM.
fn borders(text: &str, border: &str) -> impl Iterator<Item = usize> {
    let is_of_key = move |at: &usize| text[*at..].lines().next().is_some_and(|line| line.contains("KEY"));
    text.match_indices(border).map(|(at, _)| at).filter(is_of_key)
}

/// A secret as other programs write it: in strings of JSON and Rust, in URLs, in base64 and in hexadecimal digits.
fn spellings(secret: &str) -> Vec<String> {
    let quoted = |text: String| text.trim_matches('"').to_owned();
    let encoded = |is_upper: bool, space: &str| -> String {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            b' ' => space.to_owned(),
            byte if is_upper => format!("%{byte:02X}"),
            byte => format!("%{byte:02x}"),
        };
        secret.bytes().map(byte).collect()
    };
    vec![
        secret.to_owned(),
        quoted(json!(secret).to_string()),
        quoted(format!("{secret:?}")),
        encoded(true, "%20"),
        encoded(false, "%20"),
        encoded(true, "+"),
        // The padded form contains this one.
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
        hex::encode(secret),
        hex::encode_upper(secret),
    ]
}

/// The lines of a file with secrets; none if it cannot be read, because then no other part has read it either.
fn secret_lines(path: &Path) -> Vec<String> {
    let is_small = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() <= FILE_BYTES_MAX);
    let text = Some(path)
        .filter(|_| is_small)
        .and_then(|path| std::fs::read_to_string(path).ok());
    let lines = text.unwrap_or_default();
    let lines = lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with(['#', '-']));
    // A line may name its value.
    let parts = lines.flat_map(|line| {
        let value = line.split_once(['=', ':']).map(|(_, value)| value.trim());
        [Some(line), value].into_iter().flatten()
    });
    parts.map(str::to_owned).collect()
}

/// The secrets in a variable: its words if its name is that of a secret, and passwords in URLs.
fn secrets_of(name: &str, value: &str) -> Vec<String> {
    let mut secrets = Vec::new();
    if is_secret(name) && !Path::new(value).exists() {
        secrets.push(value.trim().to_owned());
        secrets.extend(value.split_whitespace().map(str::to_owned));
    }
    if let Some((user, _)) = value.rsplit_once('@')
        && let Some((_, user)) = user.split_once("://")
    {
        secrets.extend(user.split_once(':').map(|(_, password)| password.to_owned()));
    }
    secrets
}

/// Whether a variable with this name has a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let is_folder = matches!(name.as_str(), "PWD" | "OLDPWD");
    VARIABLE_PARTS.iter().any(|part| name.contains(part)) && !name.ends_with("_FILE") && !is_folder
}

/// Replaces the name of a queue in a line of metrics by a digest: callers choose names.
fn without_queue(line: &str) -> String {
    const LABEL: &str = "queue=\"";
    let Some((before, rest)) = line.split_once(LABEL) else {
        return line.to_owned();
    };
    let Some((name, after)) = rest.split_once('"') else {
        return format!("{before}{LABEL}{REDACTED}");
    };
    let digest = hex::encode(&Sha256::digest(name)[..6]);
    format!("{before}{LABEL}{digest}\"{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_secret_goes() {
        let redactor = Redactor::knowing(["hunter2hunter2".to_owned()]);
        for line in include_str!("redactor/secrets.txt").lines() {
            let text = redactor.redacted(line);
            assert!(!text.to_lowercase().contains("hunter"), "{line} becomes {text}");
        }
    }

    #[test]
    fn every_spelling_of_a_known_secret_goes() {
        let secret = "hun\"ter/2 +é";
        let redactor = Redactor::knowing([secret.to_owned()]);
        for text in [
            "say hun\"ter/2 +é end",
            r#"{"say":"hun\"ter/2 +é"}"#,
            "say hun%22ter%2F2%20%2B%C3%A9 end",
            "say hun%22ter%2f2%20%2b%c3%a9 end",
            "say hun%22ter%2F2+%2B%C3%A9 end",
            "say aHVuInRlci8yICvDqQ== end",
            "say 68756e227465722f32202bc3a9 end",
        ] {
            let without = redactor.redacted(text);
            assert!(
                without.contains(REDACTED) && without.len() < text.len(),
                "{text} becomes {without}"
            );
        }
    }

    #[test]
    fn variables_with_secrets_are_known_by_their_names() {
        for name in [
            "db_pass",
            "DB_PASSWORD",
            "SLACK_SIGNING",
            "npm_token",
            "Api_Key",
            "SESSION_COOKIE",
        ] {
            assert_eq!(secrets_of(name, "hunter2 x"), ["hunter2 x", "hunter2", "x"], "{name}");
        }
        assert_eq!(secrets_of("DATABASE_URL", "postgres://ann:hunt@er2@h/d"), ["hunt@er2"]);
        for (name, value) in [
            ("PWD", "/gone"),
            ("ROOT_KEY_FILE", "/gone"),
            ("HOME", "/root"),
            ("KEY_PATH", "/"),
        ] {
            assert!(secrets_of(name, value).is_empty(), "{name}");
        }
        assert!(
            Redactor::knowing(["100000".to_owned(), "short".to_owned()])
                .known
                .is_empty()
        );
    }

    #[test]
    fn ordinary_text_stays() {
        let text = include_str!("redactor/ordinary.txt");
        assert_eq!(Redactor::default().redacted(text), text);
    }

    #[test]
    fn private_keys_go_wherever_the_text_begins_and_ends() {
        let key = "-----BEGIN PRIVATE KEY-----\nabc\ndef\n-----END PRIVATE KEY-----";
        let redacted = |text: &str| Redactor::default().redacted(text);
        assert_eq!(redacted(&format!("a\n{key}\nb")), "a\n(redacted)\nb");
        assert_eq!(redacted(&format!("{key}\n{key}\nb")), "(redacted)\n(redacted)\nb");
        let whole = format!("a\n{key}\nb");
        for (start, _) in whole.match_indices('\n') {
            let tail = redacted(&whole[start + 1..]);
            assert!(!tail.contains("abc") && !tail.contains("def"), "{tail}");
            assert!(tail.ends_with('b'), "{tail}");
            let head = redacted(&whole[..start]);
            assert!(head.starts_with('a') && !head.contains("abc"), "{head}");
        }
        let one_line = "x -----END PRIVATE KEY----- y -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nb";
        assert_eq!(redacted(&format!("def\n{one_line}")).lines().last(), Some("b"));
        assert!(!redacted(&format!("def\n{one_line}")).contains("abc"));
        let certificate = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----";
        assert_eq!(redacted(certificate), certificate);
    }
}
