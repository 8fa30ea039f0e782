//! Claims of a verified token.
//!
//! Invariants:
//! - Instants are JSON integers and names are JSON strings. Other types are rejected, even where the claim is optional.
//! - A token is valid from `nbf` and `iat` until `exp`, or until it exceeds the maximum age, whichever comes first.

use serde_json::Value;

use crate::Refused;
use crate::json::Object;
use crate::limits::{CLAIM_BYTES_MAX, ID_DIGITS_MAX, INSTANT_S_MAX, LEEWAY_S};

/// Common prefix of the events whose runs may execute code from a pull request.
const PULL_REQUEST: &str = "pull_request";

/// The number of a repository or of an owner. Unlike names, numbers are never reassigned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumericId(String);

impl NumericId {
    /// Parses decimal digits without a leading zero.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_number = (1..=ID_DIGITS_MAX).contains(&text.len())
            && !text.starts_with('0')
            && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The claims of a token whose signature is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The only audience.
    pub audience: String,
    /// The subject in the issuer's words, for records.
    pub subject: String,
    /// The token's id (`jti`).
    pub token_id: String,
    /// `repository_id`.
    pub repository_id: Option<NumericId>,
    /// `repository_owner_id`.
    pub repository_owner_id: Option<NumericId>,
    /// `ref`.
    pub git_ref: Option<String>,
    /// `environment`.
    pub environment: Option<String>,
    /// `job_workflow_ref`.
    pub job_workflow_ref: Option<String>,
    /// `run_id`, for records.
    pub run_id: Option<NumericId>,
    event: String,
    issued_at_s: u64,
    not_before_s: u64,
    expires_at_s: u64,
}

impl Claims {
    pub(crate) fn read(payload: &Object) -> Result<Self, Refused> {
        let claims = Self {
            issued_at_s: instant(payload, "iat")?,
            not_before_s: instant(payload, "nbf")?,
            expires_at_s: instant(payload, "exp")?,
            subject: required(payload, "sub")?,
            token_id: required(payload, "jti")?,
            audience: audience(payload)?,
            event: required(payload, "event_name")?,
            repository_id: numeric(payload, "repository_id")?,
            repository_owner_id: numeric(payload, "repository_owner_id")?,
            git_ref: optional(payload, "ref")?,
            environment: optional(payload, "environment")?,
            job_workflow_ref: optional(payload, "job_workflow_ref")?,
            run_id: numeric(payload, "run_id")?,
        };
        if claims.expires_at_s <= claims.issued_at_s.max(claims.not_before_s) {
            return Err(Refused::Claim("exp", "after iat and nbf"));
        }
        Ok(claims)
    }

    /// Checks that the token is valid now. `age_s_max` is the maximum age, whatever the issuer allows.
    ///
    /// # Errors
    /// The token is not valid now.
    pub fn check_time(&self, age_s_max: u64, now_s: u64) -> Result<(), Refused> {
        let latest_start = now_s.saturating_add(LEEWAY_S);
        if self.not_before_s > latest_start || self.issued_at_s > latest_start {
            return Err(Refused::NotYet);
        }
        if self.expires_at_s.saturating_add(LEEWAY_S) <= now_s {
            return Err(Refused::Expired);
        }
        if self.until_s(age_s_max) <= now_s {
            return Err(Refused::TooOld(age_s_max));
        }
        Ok(())
    }

    /// `exp`.
    #[must_use]
    pub fn expires_at_s(&self) -> u64 {
        self.expires_at_s
    }

    /// The first second in which the token is no longer valid.
    #[must_use]
    pub fn until_s(&self, age_s_max: u64) -> u64 {
        let oldest = self.issued_at_s.saturating_add(age_s_max);
        self.expires_at_s.min(oldest).saturating_add(LEEWAY_S)
    }

    /// Rejects runs that may execute code from a pull request.
    ///
    /// # Errors
    /// The run belongs to a pull request.
    pub fn check_event(&self) -> Result<(), Refused> {
        let is_of_pull = self
            .git_ref
            .as_deref()
            .is_some_and(|name| name.starts_with("refs/pull/"));
        if self.event.to_ascii_lowercase().starts_with(PULL_REQUEST) || is_of_pull {
            return Err(Refused::Event);
        }
        Ok(())
    }
}

fn instant(payload: &Object, name: &'static str) -> Result<u64, Refused> {
    let found = payload.get(name).and_then(Value::as_u64);
    let found = found.filter(|instant| (1..=INSTANT_S_MAX).contains(instant));
    found.ok_or(Refused::Claim(name, "a whole number of seconds since 1970"))
}

fn optional(payload: &Object, name: &'static str) -> Result<Option<String>, Refused> {
    match payload.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if (1..=CLAIM_BYTES_MAX).contains(&text.len()) => Ok(Some(text.clone())),
        Some(Value::String(_)) => Err(Refused::ClaimLength(name)),
        Some(_) => Err(Refused::Claim(name, "a string")),
    }
}

fn required(payload: &Object, name: &'static str) -> Result<String, Refused> {
    optional(payload, name)?.ok_or(Refused::Claim(name, "a string"))
}

fn numeric(payload: &Object, name: &'static str) -> Result<Option<NumericId>, Refused> {
    let text = optional(payload, name)?;
    let number = text.map(|text| NumericId::parse(&text).ok_or(Refused::Claim(name, "a string of digits")));
    number.transpose()
}

/// Reads the audience, a text or a list of one. With several audiences, each could pass the token on to the others.
fn audience(payload: &Object) -> Result<String, Refused> {
    let found = match payload.get("aud") {
        Some(Value::String(text)) => Some(text),
        Some(Value::Array(list)) => match list.as_slice() {
            [Value::String(text)] => Some(text),
            _ => None,
        },
        _ => None,
    };
    found.cloned().ok_or(Refused::Audience)
}
