//! Checks webhook endpoints.

use super::{Violations, emit::is_emittable, nanos};
use minoots_delivery::data::kind_name;
use minoots_kernel::{internal::EventKind, limits};
use minoots_webhook::{
    address::{self, Networks},
    headers::EndpointHeaders,
    rate,
    url::{EndpointUrl, Target},
};
use minoots_wire::{error::Reason, webhook::v1::WebhookRate, well_known::Duration};
use std::collections::BTreeMap;

/// The range of the numbers of event kinds.
const KINDS: std::ops::Range<i32> = 1..256;

/// An error's rule without the field's name at its start, because every violation names the field.
fn rule(field: &str, words: &str) -> String {
    let bare = words.strip_prefix(field).and_then(|rest| {
        let of_a_part = rest.strip_prefix(": ");
        of_a_part.or_else(|| rest.strip_prefix(' '))
    });
    bare.unwrap_or(words).to_owned()
}

/// Checks a URL and returns its normal form; `networks` are the private networks that the operator permits.
pub(crate) fn url(violations: &mut Violations, url: &str, allow_private: bool, networks: &Networks) -> String {
    if allow_private && networks.is_empty() {
        let description = "must be false: the operator of this cluster permits no private networks (--webhook-private); use https:// and a \
                           public address";
        violations.add("allow_private", Reason::UrlPrivateAddress, description);
        return String::new();
    }
    match EndpointUrl::parse(url, allow_private) {
        Ok(url) => {
            if let Target::Address(address) = url.target()
                && let Err(blocked) = address::check_within(*address, allow_private, networks)
            {
                violations.add(
                    "url",
                    Reason::UrlPrivateAddress,
                    format!("leads to {blocked}; use another host"),
                );
            }
            url.as_str().to_owned()
        }
        Err(error) => {
            violations.add("url", named(error.reason()), rule("url", &error.to_string()));
            String::new()
        }
    }
}

/// Checks headers; returns their names, sorted and in lower case.
pub(crate) fn headers(violations: &mut Violations, headers: &BTreeMap<String, String>) -> Vec<String> {
    let pairs = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match EndpointHeaders::new(pairs) {
        Ok(headers) => {
            let mut names: Vec<String> = headers.iter().map(|(name, _)| name.to_string()).collect();
            names.sort();
            names
        }
        Err(error) => {
            violations.add("headers", named(error.reason()), rule("headers", &error.to_string()));
            Vec::new()
        }
    }
}

/// Checks event types; returns each once, sorted.
pub(crate) fn event_types(violations: &mut Violations, field: &str, types: &[String]) -> Vec<String> {
    let known = |kind: &str| {
        let mut kinds = KINDS.filter_map(|number| {
            EventKind::try_from(number)
                .ok()
                .filter(|kind| *kind != EventKind::Emitted)
        });
        kinds.any(|known| kind_name(known) == kind)
    };
    for (index, kind) in types
        .iter()
        .enumerate()
        .filter(|(_, kind)| !known(kind) && !is_emittable(kind))
    {
        let shown: String = kind.chars().filter(|shown| shown.is_ascii_graphic()).take(64).collect();
        let description = match kind.contains(',') {
            true => format!("{shown:?} is a list; give each type as an item of its own"),
            false => format!("{shown:?} is no type of an event; use one such as timer.failed"),
        };
        violations.add(format!("{field}[{index}]"), Reason::EventType, description);
    }
    let mut types = types.to_vec();
    types.sort();
    types.dedup();
    types
}

/// Checks rate limits; 0 means the default.
pub(crate) fn rate(violations: &mut Violations, asked: Option<&WebhookRate>) -> rate::Limits {
    let usual = rate::Limits::default();
    let or = |value: u32, usual: u32| if value == 0 { usual } else { value };
    let asked = asked.copied().unwrap_or_default();
    let limits = rate::Limits {
        per_second: or(asked.per_second, usual.per_second),
        burst: or(asked.burst, usual.burst),
        concurrency: or(asked.concurrency, usual.concurrency),
    };
    if let Err(error) = limits.check() {
        violations.add(error.field, Reason::RateRange, rule(error.field, &error.to_string()));
    }
    limits
}

/// The duration of uninterrupted failures after which an endpoint is disabled.
pub(crate) fn disable_after(asked: Option<&Duration>) -> u64 {
    asked.map_or(limits::WEBHOOK_DISABLE_AFTER_DEFAULT, nanos)
}

/// The time for which replaced secrets continue to sign.
pub(crate) fn overlap(asked: Option<&Duration>) -> u64 {
    asked.map_or(limits::WEBHOOK_OVERLAP_DEFAULT, nanos)
}

/// The reasons of `minoots-webhook` are those of the API.
fn named(reason: &str) -> Reason {
    Reason::parse(reason).unwrap_or(Reason::Malformed)
}
