//! Verifies that a request comes from Slack: `X-Slack-Signature` is `v0=` and the HMAC-SHA256, in hexadecimal, of
//! `v0:<timestamp>:<body>`.
//!
//! Invariants:
//! - The signature covers the body as it arrived, byte for byte. Verification does not parse it.
//! - Verification tries every configured secret. The comparison takes the same time wherever a signature differs.
//! - A timestamp has one spelling and no colon, so the signed text parses in one way: the body is the rest.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::limits::{BODY_BYTES_MAX, REQUEST_AGE_S_MAX, SECRET_BYTES_MAX, SECRET_BYTES_MIN, SECRETS_MAX};

#[cfg(test)]
mod tests;

/// The header with the signature.
pub const SIGNATURE: &str = "x-slack-signature";
/// The header with the timestamp, seconds since the Unix epoch.
pub const TIMESTAMP: &str = "x-slack-request-timestamp";

const VERSION: &str = "v0";
const BLOCK_BYTES: usize = 64;

/// The reason why signing secrets are refused. No message contains a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is no secret.
    #[error("slack.signing_secrets: there is none; copy it from the app's page, Basic Information, Signing Secret")]
    None,
    /// More than [`SECRETS_MAX`].
    #[error(
        "slack.signing_secrets: {0}, more than {SECRETS_MAX} at a time; remove those that Slack no longer signs by"
    )]
    TooMany(usize),
    /// Too short, too long, or with spaces or other characters around it.
    #[error(
        "slack.signing_secrets: number {0} must be {SECRET_BYTES_MIN} to {SECRET_BYTES_MAX} visible ASCII characters; copy it again, without \
         spaces or quotes"
    )]
    Form(usize),
    /// A secret occurs twice.
    #[error("slack.signing_secrets: number {0} is there twice; remove it")]
    Duplicate(usize),
}

/// The reason why a request is refused. The status is HTTP 401, except for the last variant, which is 413.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No header [`TIMESTAMP`].
    #[error("the header X-Slack-Request-Timestamp is missing; Slack sends it")]
    TimestampMissing,
    /// Not a decimal number of seconds.
    #[error("the header X-Slack-Request-Timestamp is not a number of seconds; a proxy may not change it")]
    TimestampMalformed,
    /// Older than [`REQUEST_AGE_S_MAX`].
    #[error("the request is {0} s old, more than {REQUEST_AGE_S_MAX}; an old one sent again, or a clock that is ahead")]
    Stale(u64),
    /// Ahead by more than [`REQUEST_AGE_S_MAX`].
    #[error("the request is {0} s ahead, more than {REQUEST_AGE_S_MAX}; set the clock")]
    Ahead(u64),
    /// No header [`SIGNATURE`].
    #[error("the header X-Slack-Signature is missing; Slack sends it")]
    SignatureMissing,
    /// Not `v0=` and 64 hexadecimal digits.
    #[error("the header X-Slack-Signature is not v0= and 64 hexadecimal digits; a proxy may not change it")]
    SignatureMalformed,
    /// No configured secret produces this signature for the timestamp and the body.
    #[error(
        "the signature is by none of the signing secrets over this body; check the secret, and that no proxy re-encodes bodies"
    )]
    SignatureMismatch,
    /// More than [`BODY_BYTES_MAX`].
    #[error("the body has more than {BODY_BYTES_MAX} bytes; Slack sends less")]
    BodyTooLarge,
}

impl Refused {
    /// The machine-readable reason.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::TimestampMissing | Self::TimestampMalformed | Self::Stale(_) | Self::Ahead(_) => "SLACK_TIMESTAMP",
            Self::SignatureMissing | Self::SignatureMalformed | Self::SignatureMismatch => "SLACK_SIGNATURE",
            Self::BodyTooLarge => "MESSAGE_TOO_LARGE",
        }
    }
}

/// The signing secrets. The first signs our buttons; each of them verifies.
#[derive(Clone)]
pub struct Secrets(Vec<Zeroizing<Vec<u8>>>);

/// A body whose signature is verified.
#[derive(Clone, Copy, Debug)]
pub struct Genuine<'a>(&'a [u8]);

impl Genuine<'_> {
    /// The body as it arrived.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.0
    }

    #[cfg(test)]
    pub(crate) fn assumed(body: &[u8]) -> Genuine<'_> {
        Genuine(body)
    }
}

impl Secrets {
    /// Checks the secrets: the current one first, then the others of a rotation.
    ///
    /// # Errors
    /// The first rule that a secret breaks.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, SecretError> {
        let texts: Vec<&str> = texts.into_iter().collect();
        match texts.len() {
            0 => return Err(SecretError::None),
            1..=SECRETS_MAX => {}
            count => return Err(SecretError::TooMany(count)),
        }
        for (index, text) in texts.iter().enumerate() {
            let has_form = (SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_graphic());
            if !has_form {
                return Err(SecretError::Form(index + 1));
            }
            if texts[..index].contains(text) {
                return Err(SecretError::Duplicate(index + 1));
            }
        }
        let bytes = texts.into_iter().map(|text| Zeroizing::new(text.as_bytes().to_vec()));
        Ok(Self(bytes.collect()))
    }

    /// Verifies that Slack signed this request, at most [`REQUEST_AGE_S_MAX`] seconds from `now_s`, seconds since the
    /// Unix epoch. A header that is absent, or not text, is `None`.
    ///
    /// # Errors
    /// The signature, the timestamp or the size of the body is refused.
    pub fn verify<'a>(
        &self,
        timestamp: Option<&str>,
        signature: Option<&str>,
        body: &'a [u8],
        now_s: u64,
    ) -> Result<Genuine<'a>, Refused> {
        if body.len() > BODY_BYTES_MAX {
            return Err(Refused::BodyTooLarge);
        }
        let timestamp = timestamp.ok_or(Refused::TimestampMissing)?;
        let sent_s = canonical(timestamp).ok_or(Refused::TimestampMalformed)?;
        match sent_s.abs_diff(now_s) {
            0..=REQUEST_AGE_S_MAX => {}
            ahead_s if sent_s > now_s => return Err(Refused::Ahead(ahead_s)),
            age_s => return Err(Refused::Stale(age_s)),
        }
        let signature = signature.ok_or(Refused::SignatureMissing)?;
        let given = signature
            .strip_prefix("v0=")
            .and_then(from_hex)
            .ok_or(Refused::SignatureMalformed)?;
        let parts = [VERSION.as_bytes(), b":", timestamp.as_bytes(), b":", body];
        if self.verifies(&parts, &given) {
            Ok(Genuine(body))
        } else {
            Err(Refused::SignatureMismatch)
        }
    }

    /// Signs with the current secret.
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        let key = self.0.first().map_or(&[][..], |key| key.as_slice());
        mac(key, parts).finalize().into_bytes().into()
    }

    /// Verifies against every secret. It tries all of them, so that the time does not depend on which one matches.
    pub(crate) fn verifies(&self, parts: &[&[u8]], given: &[u8]) -> bool {
        let verified = self.0.iter().map(|key| mac(key, parts).verify_slice(given).is_ok());
        verified.fold(false, |any, one| any | one)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Secrets({} hidden)", self.0.len())
    }
}

/// By definition of HMAC, a key longer than a block is hashed, and a shorter one is padded with zeros.
fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; BLOCK_BYTES]);
    if key.len() > BLOCK_BYTES {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in parts {
        mac.update(part);
    }
    mac
}

/// Parses digits only, without a leading zero.
fn canonical(text: &str) -> Option<u64> {
    text.parse::<u64>().ok().filter(|number| number.to_string() == text)
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = pair
            .iter()
            .try_fold(0, |value, digit| Some(value << 4 | nibble(*digit)?))?;
    }
    Some(bytes)
}

/// The value of a lower-case digit. Slack writes no other, and a signature has one spelling.
fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
