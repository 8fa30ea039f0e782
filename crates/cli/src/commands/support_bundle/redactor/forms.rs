//! The forms of secrets: beginnings of keys, named values, schemes of credentials, users and queries of URLs.

use minoots_wire::shown_url::{REDACTED, shown_url};

/// The beginnings of secrets, wherever they occur. The rest of the word is removed, too.
const PREFIXES: [&str; 24] = [
    "mnt_",
    "mjt1",
    "whsec_",
    "whsk_",
    "xoxa-",
    "xoxb-",
    "xoxe-",
    "xoxe.",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "xapp-",
    "AKIA",
    "ASIA",
    "AIza",
    "AGE-SECRET-KEY-",
    "github_pat_",
    "ghp_",
    "gho_",
    "ghs_",
    "glpat-",
    "sk_live_",
    "sk-proj-",
    "ya29.",
];
/// The beginning of a JSON object in base64, as tokens (JWT) have it.
const TOKEN: &str = "eyJ";
/// Shorter words are no tokens.
const TOKEN_BYTES_MIN: usize = 16;
/// The ends of names whose value is a secret, in lower case and without `-`, `_` and `.`.
const NAMES: [&str; 24] = [
    "accesskey",
    "accountkey",
    "apikey",
    "auth",
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "encryptionkey",
    "jwt",
    "masterkey",
    "pass",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "secret",
    "secretkey",
    "session",
    "sessionid",
    "signingkey",
    "token",
];
/// The schemes before a credential, in lower case.
const SCHEMES: [&str; 4] = ["basic ", "bearer ", "digest ", "negotiate "];
/// Shorter words after a scheme are no credentials.
const CREDENTIAL_BYTES_MIN: usize = 6;
/// Values of a named field that are no secrets, without white space and commas. The value of an object is in other
/// lines.
const HARMLESS: [&str; 9] = ["", "{", "[", "{}", "[]", "null", "true", "false", "\"\""];

/// The line without the forms of secrets.
pub(super) fn without_forms(line: &str) -> String {
    without_urls(&without_named(&without_schemes(&without_prefixes(line))))
}

fn is_word(symbol: char) -> bool {
    symbol.is_ascii_alphanumeric() || matches!(symbol, '_' | '-' | '.' | '/' | '+' | '=' | '%' | '~')
}

fn word_of(text: &str) -> usize {
    text.find(|symbol| !is_word(symbol)).unwrap_or(text.len())
}

/// Removes words that begin as secrets do.
fn without_prefixes(line: &str) -> String {
    let (mut kept, mut rest) = (String::new(), line);
    let next = |text: &str| {
        let prefix = PREFIXES.iter().filter_map(|prefix| text.find(prefix)).min();
        let tokens = text.match_indices(TOKEN).map(|(at, _)| at);
        let token = tokens.into_iter().find(|at| word_of(&text[*at..]) >= TOKEN_BYTES_MIN);
        prefix.into_iter().chain(token).min()
    };
    while let Some(at) = next(rest) {
        kept.push_str(&rest[..at]);
        kept.push_str(REDACTED);
        rest = &rest[at + word_of(&rest[at..])..];
    }
    kept + rest
}

/// Removes the word after the scheme of a credential.
fn without_schemes(line: &str) -> String {
    let lower = line.to_ascii_lowercase();
    let (mut kept, mut from) = (String::new(), 0);
    while let Some(end) = SCHEMES
        .iter()
        .filter_map(|scheme| Some(lower[from..].find(scheme)? + scheme.len()))
        .min()
    {
        let (before, after) = line[from..].split_at(end);
        kept.push_str(before);
        let spaces = after.len() - after.trim_start().len();
        let word = spaces + word_of(&after[spaces..]);
        let is_plain = after[..word].trim_start().bytes().all(|byte| byte.is_ascii_lowercase());
        let is_short = word - spaces < CREDENTIAL_BYTES_MIN;
        // "Basic information" is no credential, but every word after "Bearer" may be one.
        let is_bearer = before.to_ascii_lowercase().ends_with("bearer ") && word > spaces;
        kept.push_str(match is_bearer || !(is_plain || is_short) {
            true => REDACTED,
            false => &after[..word],
        });
        from += end + word;
    }
    kept + &line[from..]
}

/// Removes the values of fields with the name of a secret: a string of JSON up to its end, other values up to the end
/// of the line.
fn without_named(line: &str) -> String {
    let (mut kept, mut from) = (String::new(), 0);
    while let Some((start, is_encoded)) = next_separator(line, from) {
        let end = start + if is_encoded { "%3D".len() } else { 1 };
        if !is_name(&line[..start]) {
            kept.push_str(&line[from..end]);
            from = end;
            continue;
        }
        let value = &line[end..];
        let spaces = value.len() - value.trim_start_matches([' ', '\t', '>']).len();
        let is_harmless = HARMLESS.contains(&value[spaces..].trim_matches([' ', '\t', ',', '\r']));
        if is_harmless || value[spaces..].starts_with(REDACTED) {
            kept.push_str(&line[from..end + spaces]);
            from = end + spaces;
            continue;
        }
        kept.push_str(&line[from..end + spaces]);
        kept.push_str(REDACTED);
        let Some(closed) = string_end(&value[spaces..]) else {
            return kept;
        };
        kept.insert(kept.len() - REDACTED.len(), '"');
        kept.push('"');
        from = end + spaces + closed;
    }
    kept + &line[from..]
}

/// The next `=` or `:`, also percent-encoded.
fn next_separator(line: &str, from: usize) -> Option<(usize, bool)> {
    let text = &line[from..];
    let plain = text.find(['=', ':']).map(|at| (from + at, false));
    let encoded = ["%3D", "%3d", "%3A", "%3a"]
        .iter()
        .filter_map(|sign| text.find(sign))
        .min();
    let encoded = encoded.map(|at| (from + at, true));
    plain.into_iter().chain(encoded).min()
}

/// Whether a text ends with the name of a secret.
fn is_name(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', '"', '\'', '\\', ']', ')']);
    let is_outside = |symbol: char| !symbol.is_ascii_alphanumeric() && !matches!(symbol, '-' | '_' | '.');
    let name = before.rsplit(is_outside).next().unwrap_or_default();
    let name = name.to_ascii_lowercase().replace(['-', '_', '.'], "");
    NAMES.iter().any(|end| name.ends_with(end))
}

/// The length of the string of JSON at the beginning of a text, with its quotes.
fn string_end(text: &str) -> Option<usize> {
    let content = text.strip_prefix('"')?;
    let mut is_escaped = false;
    for (at, byte) in content.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(at + 2),
            _ => {}
        }
    }
    None
}

/// Removes users and queries of URLs, and pairs of user and password before a host.
fn without_urls(line: &str) -> String {
    let parts = line.split_inclusive(|symbol: char| symbol.is_whitespace());
    parts.map(without_url).collect()
}

/// Hides up to the last `@` of a word: a password may contain quotes, commas and slashes. In a word without one, each
/// URL ends at a quote or a comma.
fn without_url(word: &str) -> String {
    let (before, rest) = match (word.rfind('@'), user_start(word)) {
        (Some(at), Some(start)) if start <= at => ([&word[..start], REDACTED].concat(), &word[at..]),
        _ => (String::new(), word),
    };
    let ends = |symbol: char| symbol.is_whitespace() || matches!(symbol, '"' | '\'' | '<' | '>' | '`' | ',' | '\\');
    let mut kept = before;
    for (index, part) in rest.split_inclusive(ends).enumerate() {
        let end = part.rfind(ends).unwrap_or(part.len());
        let (url, end) = part.split_at(end);
        match index {
            // The host after a hidden user.
            0 if url.starts_with('@') => kept.push_str(&without_query(url)),
            _ if url.contains("//") => kept.push_str(&shown_url(url)),
            _ => kept.push_str(url),
        }
        kept.push_str(end);
    }
    kept
}

fn without_query(url: &str) -> String {
    match url.find(['?', '#', ';']) {
        Some(at) => [&url[..=at], REDACTED].concat(),
        None => url.to_owned(),
    }
}

/// The beginning of the user in a word with an `@`: after the slashes of a URL, else of `user:password`.
fn user_start(word: &str) -> Option<usize> {
    if let Some(at) = word.find("//") {
        return Some(at + 2);
    }
    let before = &word[..word.rfind('@')?];
    let starts = |symbol: char| matches!(symbol, '"' | '\'' | '<' | '(' | '{' | '[' | ',' | '=' | '`');
    let start = before.rfind(starts).map_or(0, |at| at + 1);
    before[start..].contains(':').then_some(start)
}
