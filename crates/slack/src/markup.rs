//! Slack's escapes, both ways.
//!
//! Slack sends what people type with `&`, `<` and `>` as entities, and with mentions, channels and links in angle brackets. What is written to
//! Slack needs the same three entities and nothing else.

/// What a person saw in the box they typed into: `<@U123|ann>` is `@ann`, `<#C1|ops>` is `#ops`, a link is what was typed for it.
///
/// A link whose label is not its own address becomes the address, since the label alone would be lost on whoever reads it elsewhere.
/// Anything that is not Slack's markup stays as it is.
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

/// Reads what follows `<`; gives what is left.
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
        // A date comes with the text for those who cannot show it; all else of this kind calls groups of people.
        Some('!') if target.starts_with("!date") => shown.to_owned(),
        Some('!') => format!("@{}", shown.trim_start_matches('@')),
        _ if is_own_label(target, label) => label.to_owned(),
        _ => target.to_owned(),
    };
    plain.push_str(&decode_entities(&shown));
    after
}

/// Slack makes a link of `example.com` and of `ann@example.com`.
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

/// Reads what begins with `&`; gives what is left.
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

/// Text as Slack takes it, in at most so many characters with the entities. What is longer ends with an ellipsis, and never inside an
/// entity. Counted in UTF-16, which is never less than any other way to count characters.
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
