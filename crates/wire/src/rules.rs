//! Judges requests by the rules that `minoots.options.v1.rule` states for their fields.
//!
//! The checks of each message are generated from `proto/`. A server judges a request once, at its entrance, so that
//! the same rules hold for every surface. A refusal lists all broken rules.

use std::collections::BTreeMap;

use tonic::Status;

use crate::error::Reason;
use crate::time::{RangeError, duration};
use crate::violations::Violations;
use crate::well_known::Duration;

/// Stands before the id of a webhook endpoint where queues are named.
const WEBHOOK: &str = "webhook:";

#[path = "gen/rules.rs"]
#[rustfmt::skip]
mod generated;

mod place;
#[cfg(test)]
mod tests;

pub use place::At;

/// A message whose fields have rules.
pub trait Ruled {
    /// Adds every broken rule of this message and of the messages within it. `at` is the place of this message in the
    /// request.
    fn judge(&self, at: &At<'_>, found: &mut Violations);
}

/// Judges a request.
///
/// # Errors
/// A field breaks its rule. The refusal lists every such field.
pub fn check(request: &impl Ruled) -> Result<(), Status> {
    found(request).finish()
}

fn found(request: &impl Ruled) -> Violations {
    let mut found = Violations::default();
    request.judge(&At::Request, &mut found);
    found
}

/// A request whose handler has checks of its own, which continue the judgement of its fields.
#[derive(Debug)]
pub struct Unjudged<T>(T);

impl<T: Ruled> Unjudged<T> {
    /// Wraps a request.
    pub const fn new(request: T) -> Self {
        Self(request)
    }

    /// Judges the fields. The caller adds what else is wrong, and finishes the violations.
    pub fn judge(self) -> (T, Violations) {
        let found = found(&self.0);
        (self.0, found)
    }
}

/// The rule of a field, as `minoots.options.v1.Rule` describes it. Zeros and `None` are no rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The field must be set.
    pub is_required: bool,
    /// The form of a text.
    pub form: Option<Form>,
    /// The most bytes of a text or of bytes; of a list, of each element; of a map, of each value.
    pub bytes_max: usize,
    /// The most elements of a list or entries of a map.
    pub items_max: usize,
    /// The most bytes of each key of a map.
    pub key_bytes_max: usize,
    /// The least number.
    pub min: Option<f64>,
    /// The greatest number.
    pub max: Option<f64>,
    /// The shortest duration, in nanoseconds.
    pub shortest: Option<i64>,
    /// The longest duration, in nanoseconds.
    pub longest: Option<i64>,
    /// The bounds of a number or duration in words, such as `1 s to 12 h`.
    pub bounds: &'static str,
    /// The way out for the caller; may be empty.
    pub advice: &'static str,
    /// The reasons of refusals.
    pub reasons: Reasons,
}

/// The reasons with which a field is refused.
#[derive(Debug, Clone, Copy)]
pub struct Reasons {
    /// The field is not set.
    pub missing: Reason,
    /// A text has another form, or a duration is malformed.
    pub form: Reason,
    /// A duration is negative.
    pub negative: Reason,
    /// A text, a number or a duration is beyond its bounds.
    pub bounds: Reason,
    /// A list or map has too many items.
    pub count: Reason,
}

impl Reasons {
    /// The reasons for ids.
    pub const ID: Self = Self {
        missing: Reason::IdEmpty,
        form: Reason::IdCharset,
        negative: Reason::IdCharset,
        bounds: Reason::IdTooLong,
        count: Reason::IdTooLong,
    };
    /// The reasons for names.
    pub const NAME: Self = Self {
        missing: Reason::NameEmpty,
        form: Reason::NameCharset,
        negative: Reason::NameCharset,
        bounds: Reason::NameTooLong,
        count: Reason::NameTooLong,
    };

    /// One reason for all.
    #[must_use]
    pub const fn all(reason: Reason) -> Self {
        Self {
            missing: reason,
            form: reason,
            negative: reason,
            bounds: reason,
            count: reason,
        }
    }

    /// Another reason for a missing field.
    #[must_use]
    pub const fn with_missing(self, missing: Reason) -> Self {
        Self { missing, ..self }
    }

    /// Another reason for another form.
    #[must_use]
    pub const fn with_form(self, form: Reason) -> Self {
        Self { form, ..self }
    }

    /// Another reason for a negative duration.
    #[must_use]
    pub const fn with_negative(self, negative: Reason) -> Self {
        Self { negative, ..self }
    }

    /// Another reason for too many items.
    #[must_use]
    pub const fn with_count(self, count: Reason) -> Self {
        Self { count, ..self }
    }
}

/// The form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Letters, digits, '.', '_' and '-'; the first is a letter or a digit.
    Id,
    /// No control characters, and none that change the direction of text.
    Printable,
    /// Lower-case letters, digits and dashes; the first is a letter.
    Tenant,
    /// An id, or `webhook:` before an id.
    QueueOrWebhook,
}

impl Form {
    /// Whether a text has this form.
    #[must_use]
    pub fn matches(self, text: &str) -> bool {
        let of = |first: fn(&u8) -> bool, rest: fn(&u8) -> bool| {
            text.as_bytes().first().is_some_and(first) && text.as_bytes().iter().all(rest)
        };
        match self {
            Self::Id => of(u8::is_ascii_alphanumeric, |byte| {
                byte.is_ascii_alphanumeric() || b"._-".contains(byte)
            }),
            Self::Tenant => of(u8::is_ascii_lowercase, |byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-'
            }),
            Self::Printable => !text.chars().any(is_hidden),
            Self::QueueOrWebhook => Self::Id.matches(text.strip_prefix(WEBHOOK).unwrap_or(text)),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Id | Self::QueueOrWebhook => {
                "may contain letters, digits, '.', '_' and '-', and must begin with a letter or digit"
            }
            Self::Tenant => "may contain lower-case letters, digits and dashes, and must begin with a letter",
            Self::Printable => "may not contain control or bidirectional characters",
        }
    }
}

/// Whether a character can make a text look like another: control characters, and those that reorder text.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Judges a choice: exactly one of these fields is set. A refusal names the first.
pub fn choice(fields: &[(&'static str, bool)], reason: Reason, at: &At<'_>, found: &mut Violations) {
    let set = fields.iter().filter(|(_, is_set)| *is_set).count();
    let Some((first, _)) = fields.first().filter(|_| set != 1) else {
        return;
    };
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let more = if set == 0 { "" } else { ", and only one" };
    let description = format!("give either {}{more}", names.join(" or "));
    found.add(at.field(first).to_string(), reason, description);
}

/// Judges an enum: the number is known to this version.
pub fn known(is_known: bool, number: i32, reason: Reason, at: &At<'_>, found: &mut Violations) {
    if !is_known {
        let description = format!("{number} is no value that this version knows; the reference lists them");
        found.add(at.to_string(), reason, description);
    }
}

impl Rule {
    /// A field without a rule.
    pub const NONE: Self = Self {
        is_required: false,
        form: None,
        bytes_max: 0,
        items_max: 0,
        key_bytes_max: 0,
        min: None,
        max: None,
        shortest: None,
        longest: None,
        bounds: "",
        advice: "",
        reasons: Reasons::all(Reason::Malformed),
    };

    /// Judges whether a field is set.
    pub fn presence(&self, is_set: bool, at: &At<'_>, found: &mut Violations) {
        if self.is_required && !is_set {
            self.add(found, at, self.reasons.missing, "is required".to_owned());
        }
    }

    /// Judges a text. An empty one is not set.
    pub fn text(&self, text: &str, at: &At<'_>, found: &mut Violations) {
        self.presence(!text.is_empty(), at, found);
        self.form(text, at, found);
    }

    /// Judges a member of a oneof or an element of a list: a text that is set, even if it is empty. An empty text has
    /// no form.
    pub fn chosen_text(&self, text: &str, at: &At<'_>, found: &mut Violations) {
        if text.is_empty() && self.form.is_some() {
            self.add(found, at, self.reasons.missing, "is required".to_owned());
        }
        self.form(text, at, found);
    }

    /// Judges bytes. Empty ones are not set.
    pub fn bytes(&self, bytes: &[u8], at: &At<'_>, found: &mut Violations) {
        self.presence(!bytes.is_empty(), at, found);
        self.length(bytes.len(), at, found);
    }

    /// Judges the elements of a list of texts, and their number.
    pub fn texts(&self, texts: &[String], at: &At<'_>, found: &mut Violations) {
        self.count(texts.len(), at, found);
        for (index, text) in texts.iter().enumerate() {
            self.chosen_text(text, &at.element(index), found);
        }
    }

    /// Judges the number of elements of a list.
    pub fn count(&self, count: usize, at: &At<'_>, found: &mut Violations) {
        if self.is_required && count == 0 && self.items_max > 0 {
            let description = format!("must have 1 to {} items", self.items_max);
            return self.add(found, at, self.reasons.missing, description);
        }
        self.presence(count > 0, at, found);
        if self.items_max > 0 && count > self.items_max {
            let description = format!("has {count} items; at most {} are allowed", self.items_max);
            self.add(found, at, self.reasons.count, description);
        }
    }

    /// Judges the entries of a map from texts to texts, and their number.
    pub fn map(&self, map: &BTreeMap<String, String>, at: &At<'_>, found: &mut Violations) {
        self.count(map.len(), at, found);
        if self.key_bytes_max > 0 && map.contains_key("") {
            return self.add(found, at, self.reasons.bounds, "has an empty key".to_owned());
        }
        let longest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or_default();
        let key = longest(&mut map.keys().map(String::len));
        let value = longest(&mut map.values().map(String::len));
        for (part, length, most) in [("key", key, self.key_bytes_max), ("value", value, self.bytes_max)] {
            if most > 0 && length > most {
                let description = format!("has a {part} of {length} bytes; at most {most} are allowed");
                self.add(found, at, self.reasons.bounds, description);
                return;
            }
        }
    }

    /// Judges a number. 0 is not set.
    pub fn number(&self, number: f64, at: &At<'_>, found: &mut Violations) {
        if self.is_required && number == 0.0 && !self.bounds.is_empty() {
            return self.beyond(at, found);
        }
        self.presence(number != 0.0, at, found);
        let is_within = self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max);
        if !is_within && (number != 0.0 || !self.is_required) {
            self.beyond(at, found);
        }
    }

    /// Judges a duration, if there is one.
    pub fn duration(&self, duration: Option<&Duration>, at: &At<'_>, found: &mut Violations) {
        self.presence(duration.is_some(), at, found);
        let Some(duration) = duration else { return };
        let is_within = |nanos: i64| {
            self.shortest.is_none_or(|shortest| nanos >= shortest)
                && self.longest.is_none_or(|longest| nanos <= longest)
        };
        if duration.seconds < 0 || duration.nanos < 0 {
            let description = match self.bounds {
                "" => "must not be negative".to_owned(),
                bounds => format!("must not be negative, but {bounds}"),
            };
            return self.add(found, at, self.reasons.negative, description);
        }
        match duration::from_proto(duration) {
            Err(RangeError::Invalid { .. }) => {
                let description = "must have nanos of 0 to 999,999,999, and fewer seconds than 10,000 years";
                self.add(found, at, self.reasons.form, description.to_owned());
            }
            Ok(nanos) if is_within(nanos) => {}
            Ok(_) | Err(RangeError::Below | RangeError::Above) => self.beyond(at, found),
        }
    }

    fn form(&self, text: &str, at: &At<'_>, found: &mut Violations) {
        if self.bytes_max > 0 && text.len() > self.bytes_max {
            self.length(text.len(), at, found);
        } else if self.form == Some(Form::QueueOrWebhook) && text == WEBHOOK {
            let description = "needs the id of an endpoint behind webhook:".to_owned();
            self.add(found, at, self.reasons.missing, description);
        } else if let Some(form) = self.form.filter(|form| !text.is_empty() && !form.matches(text)) {
            self.add(found, at, self.reasons.form, form.words().to_owned());
        }
    }

    fn length(&self, length: usize, at: &At<'_>, found: &mut Violations) {
        if self.bytes_max > 0 && length > self.bytes_max {
            let description = format!("has {length} bytes; at most {} are allowed", self.bytes_max);
            self.add(found, at, self.reasons.bounds, description);
        }
    }

    fn beyond(&self, at: &At<'_>, found: &mut Violations) {
        self.add(found, at, self.reasons.bounds, format!("must be {}", self.bounds));
    }

    fn add(&self, found: &mut Violations, at: &At<'_>, reason: Reason, description: String) {
        if found.is_full() {
            return;
        }
        let description = match self.advice {
            "" => description,
            advice => format!("{description}: {advice}"),
        };
        found.add(at.to_string(), reason, description);
    }
}
