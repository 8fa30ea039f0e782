//! Encodes and decodes Slack's escapes.
//!
//! Slack sends typed text with `&`, `<` and `>` as entities, and with mentions, channels and links in angle brackets.
//! Text that we send to Slack needs the same three entities and nothing else.

/// Decodes the text to the form that a person saw while typing. `<@U123|ann>` becomes `@ann`, `<#C1|ops>` becomes
/// `#ops`, and a link becomes the text that was typed for it.
///
/// If a link's label differs from its address, the address replaces it: elsewhere, a reader of the label alone would
/// lose the address. Text that is not Slack's markup stays as it is.
#[must_use]
pub fn decode(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        rest = match from.strip_prefix('<') {
            Some(inner) => angle(inner, &mut plain),
            None => entity(from, &mut plain),
        };
    }
    plain.push_str(rest);
    plain
}

/// Parses the text after `<`, and returns the rest.
fn angle<'a>(inner: &'a str, plain: &mut String) -> &'a str {
    let end = inner
        .find(['<', '>', '\n'])
        .filter(|end| inner[*end..].starts_with('>'));
    let Some((reference, after)) = end.map(|end| (&inner[..end], &inner[end + 1..])) else {
        plain.push('<');
        return inner;
    };
    let (target, label) = reference.split_once('|').unwrap_or((reference, ""));
    let shown = if label.is_empty() {
        target.trim_start_matches(['@', '#', '!'])
    } else {
        label
    };
    let shown = match target.chars().next() {
        Some('@') => format!("@{}", shown.trim_start_matches('@')),
        Some('#') => format!("#{}", shown.trim_start_matches('#')),
        // A date carries a fallback text for clients that cannot show it. All other references of this kind mention
        // groups.
        Some('!') if target.starts_with("!date") => shown.to_owned(),
        Some('!') => format!("@{}", shown.trim_start_matches('@')),
        _ if is_own_label(target, label) => label.to_owned(),
        _ => target.to_owned(),
    };
    plain.push_str(&decode_entities(&shown));
    after
}

/// Whether a link's label is its own address. Slack makes links of `example.com` and of `ann@example.com`.
fn is_own_label(target: &str, label: &str) -> bool {
    let stem = target.strip_prefix("mailto:").or_else(|| target.strip_prefix("tel:"));
    let stem = stem.or_else(|| target.split_once("://").map(|(_, stem)| stem));
    !label.is_empty() && stem.is_some_and(|stem| stem.trim_end_matches('/') == label.trim_end_matches('/'))
}

fn decode_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = entity(&rest[at..], &mut plain);
    }
    plain.push_str(rest);
    plain
}

/// Parses the text from `&`, and returns the rest.
fn entity<'a>(from: &'a str, plain: &mut String) -> &'a str {
    for (entity, character) in [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')] {
        if let Some(after) = from.strip_prefix(entity) {
            plain.push(character);
            return after;
        }
    }
    plain.push('&');
    &from[1..]
}

/// Escapes text for Slack, in at most `chars_max` characters including the entities.
///
/// A longer text ends with an ellipsis, and is never cut inside an entity. Lengths are in UTF-16 units, the largest of
/// the usual ways to count characters.
#[must_use]
pub fn escape(text: &str, chars_max: usize) -> String {
    let mut escaped = String::new();
    let (mut length, mut fits_with_ellipsis) = (0, 0);
    for character in text.chars() {
        let (entity, width) = match character {
            '&' => ("&amp;", 5),
            '<' => ("&lt;", 4),
            '>' => ("&gt;", 4),
            other => ("", other.len_utf16()),
        };
        length += width;
        if length > chars_max {
            escaped.truncate(fits_with_ellipsis);
            escaped.push_str(if chars_max == 0 { "" } else { "…" });
            return escaped;
        }
        if entity.is_empty() {
            escaped.push(character)
        } else {
            escaped.push_str(entity)
        }
        if length < chars_max {
            fits_with_ellipsis = escaped.len();
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
