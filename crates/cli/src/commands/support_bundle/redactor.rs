//! Removes secrets from texts: the secrets that the settings name, and every text in the form of a secret.

use std::collections::BTreeSet;
use std::path::Path;

use minoots_terminal::errors::Failure;
use sha2::{Digest as _, Sha256};

use crate::settings::{NodeArguments, NodeSettings, Sources, TlsArguments, TlsSettings};

/// The text in place of a secret.
const REDACTED: &str = "(redacted)";
/// Shorter lines of a secret file are no secrets, and occur in other texts.
const SECRET_BYTES_MIN: usize = 8;
/// The maximum size of a secret file that is read.
const FILE_BYTES_MAX: u64 = 4 << 20;
/// The beginnings of secrets. The rest of the word is removed, too.
const PREFIXES: [&str; 9] = [
    "mnt_",
    "mjt1",
    "whsec_",
    "whsk_",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "AKIA",
    "AGE-SECRET-KEY-",
];
/// The words before a secret, in lower case. The rest of the line is removed.
const WORDS: [&str; 6] = [
    "authorization:",
    "bearer ",
    "password",
    "secret_access_key",
    "private key-----",
    "session_token",
];

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
        let variables = std::env::vars().filter(|(name, value)| is_secret(name) && !Path::new(value).exists());
        for (_, value) in variables {
            known.extend(value.split_whitespace().map(str::to_owned));
        }
        Ok(Self::knowing(known))
    }

    fn knowing(known: impl IntoIterator<Item = String>) -> Self {
        let mut known: Vec<String> = known
            .into_iter()
            .filter(|text| text.len() >= SECRET_BYTES_MIN)
            .collect();
        known.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self { known }
    }

    /// The text without secrets, and with names of queues in metrics replaced by digests.
    pub fn redacted(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.known {
            text = text.replace(secret, REDACTED);
        }
        let mut lines: Vec<String> = Vec::new();
        let mut in_key = false;
        for line in text.split('\n') {
            if line.contains("-----BEGIN") && line.contains("KEY-----") {
                in_key = true;
                lines.push(REDACTED.to_owned());
            }
            if !in_key {
                lines.push(without_queue(&without_user(&without_words(&without_prefixes(line)))));
            }
            in_key = in_key && !line.contains("-----END");
        }
        lines.join("\n")
    }
}

/// The lines of a file with secrets; none if it cannot be read, because then no other part has read it either.
fn secret_lines(path: &Path) -> Vec<String> {
    let is_small = std::fs::metadata(path).is_ok_and(|about| about.len() <= FILE_BYTES_MAX);
    let text = Some(path)
        .filter(|_| is_small)
        .and_then(|path| std::fs::read_to_string(path).ok());
    let lines = text.unwrap_or_default();
    let lines = lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with(['#', '-']));
    lines.map(str::to_owned).collect()
}

/// Whether a variable with this name has a secret.
fn is_secret(name: &str) -> bool {
    let parts = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"];
    parts.iter().any(|part| name.contains(part)) && !name.ends_with("_FILE")
}

fn is_word(symbol: char) -> bool {
    symbol.is_ascii_alphanumeric() || matches!(symbol, '_' | '-' | '.' | '/' | '+' | '=')
}

/// Removes words that begin as secrets do.
fn without_prefixes(line: &str) -> String {
    let (mut kept, mut rest) = (String::new(), line);
    while let Some(at) = PREFIXES.iter().filter_map(|prefix| rest.find(prefix)).min() {
        kept.push_str(&rest[..at]);
        kept.push_str(REDACTED);
        let word = rest[at..].find(|symbol| !is_word(symbol));
        rest = word.map_or("", |length| &rest[at + length..]);
    }
    kept + rest
}

/// Removes what follows a word before a secret.
fn without_words(line: &str) -> String {
    let lower = line.to_ascii_lowercase();
    let ends = WORDS.iter().filter_map(|word| Some(lower.find(word)? + word.len()));
    match ends.min() {
        Some(end) => format!("{}{REDACTED}", &line[..end]),
        None => line.to_owned(),
    }
}

/// Removes the user and the query of URLs.
fn without_user(line: &str) -> String {
    let (mut kept, mut rest) = (String::new(), line);
    while let Some(at) = rest.find("://") {
        let (before, url) = rest.split_at(at + 3);
        kept.push_str(before);
        let end = url.find(|symbol: char| symbol.is_whitespace() || matches!(symbol, '"' | ',' | '\'' | '>'));
        let (url, after) = url.split_at(end.unwrap_or(url.len()));
        let host = url.find('/').unwrap_or(url.len());
        let url = match url[..host].rfind('@') {
            Some(user) => format!("{REDACTED}{}", &url[user..]),
            None => url.to_owned(),
        };
        match url.split_once('?') {
            Some((path, _)) => kept.push_str(&format!("{path}?{REDACTED}")),
            None => kept.push_str(&url),
        }
        rest = after;
    }
    kept + rest
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
        for line in [
            "key mnt_0123456789AB_hunter3 refused",
            "Authorization: Bearer hunter3",
            "{\"url\":\"https://ann:hunter3@example.com/x?token=hunter3\"}",
            "whsec_hunter3== and whsk_hunter3",
            "x xoxb-1-hunter3",
            "known hunter2hunter2",
            "-----BEGIN PRIVATE KEY-----\nhunter3\n-----END PRIVATE KEY-----",
            "minoots_queue_lateness_seconds_count{queue=\"hunter3\",stage=\"released\"} 1",
            "Password=hunter3",
        ] {
            let text = redactor.redacted(line);
            assert!(!text.contains("hunter"), "{text}");
        }
    }

    #[test]
    fn ordinary_text_stays() {
        let text =
            "2026-01-01T00:00:00Z  WARN node 2 follows node 1 at http://127.0.0.1:7411/metrics\n{\n \"a\": 1\n}\n";
        assert_eq!(Redactor::default().redacted(text), text);
    }

    #[test]
    fn what_follows_a_key_stays() {
        let text = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nnext";
        assert_eq!(Redactor::default().redacted(text), "(redacted)\nnext");
    }
}
