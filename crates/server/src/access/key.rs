//! API keys as text: `mnt_<id>_<secret>_<check>`, all parts in base 62.
//!
//! The id (12 digits) names the key and is not secret. The secret (43 digits) is 256 random bits, so a plain SHA-256 of
//! it may be stored. The check (6 digits) is the CRC-32 of all characters before it. A mistyped key is thus rejected
//! without a table lookup, and scanners for leaked secrets can recognise a key.

use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq as _;

const PREFIX: &str = "mnt";
const ID_DIGITS: usize = 12;
const SECRET_DIGITS: usize = 43;
const CHECK_DIGITS: usize = 6;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The SHA-256 of a secret's text.
pub type Digest = [u8; 32];

/// A complete key. It is shown once, and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    id: String,
    digest: Digest,
    text: String,
}

impl ApiKey {
    /// Generates a new key.
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn generate() -> Result<ApiKey, getrandom::Error> {
        let mut random = [0; 16 + 32];
        getrandom::fill(&mut random)?;
        let id = base62(&random[..16], ID_DIGITS);
        let secret = base62(&random[16..], SECRET_DIGITS);
        Ok(ApiKey::of(&id, &secret))
    }

    fn of(id: &str, secret: &str) -> ApiKey {
        let body = format!("{PREFIX}_{id}_{secret}");
        let check = base62(&crc32fast::hash(body.as_bytes()).to_be_bytes(), CHECK_DIGITS);
        ApiKey {
            id: id.to_owned(),
            digest: Sha256::digest(secret).into(),
            text: format!("{body}_{check}"),
        }
    }

    /// Parses a key; `None` if the text is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<ApiKey> {
        let parts: Vec<&str> = text.split('_').collect();
        let [PREFIX, id, secret, check] = parts[..] else {
            return None;
        };
        let is_well_formed =
            |part: &str, digits| part.len() == digits && part.bytes().all(|byte| DIGITS.contains(&byte));
        let well_formed = is_well_formed(id, ID_DIGITS)
            && is_well_formed(secret, SECRET_DIGITS)
            && is_well_formed(check, CHECK_DIGITS);
        well_formed
            .then(|| ApiKey::of(id, secret))
            .filter(|key| key.text == text)
    }

    /// Whether a text has the form of a key's id.
    #[must_use]
    pub fn is_id(text: &str) -> bool {
        text.len() == ID_DIGITS && text.bytes().all(|byte| DIGITS.contains(&byte))
    }

    /// The public id of the key.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The digest of the secret, which the tables store.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The complete key as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether its secret has this digest. The comparison takes constant time.
    #[must_use]
    pub fn has_digest(&self, digest: &[u8]) -> bool {
        self.digest.as_slice().ct_eq(digest).into()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ApiKey({})", self.id)
    }
}

/// The lowest `digits` digits of a big-endian number.
fn base62(bytes: &[u8], digits: usize) -> String {
    let mut number = bytes.to_vec();
    let mut text = vec![0; digits];
    for place in text.iter_mut().rev() {
        let mut rest = 0_u32;
        for byte in &mut number {
            let value = rest << 8 | u32::from(*byte);
            *byte = (value / 62).to_le_bytes()[0];
            rest = value % 62;
        }
        *place = DIGITS[rest as usize % DIGITS.len()];
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_key_reads_back_as_itself() {
        let key = ApiKey::generate().unwrap();
        assert_eq!(key.text().len(), 3 + 1 + 12 + 1 + 43 + 1 + 6);
        assert_eq!(ApiKey::parse(key.text()), Some(key.clone()));
        assert!(ApiKey::is_id(key.id()));
        assert_ne!(ApiKey::generate().unwrap(), key);
    }

    #[test]
    fn any_altered_digit_is_no_key() {
        let key = ApiKey::generate().unwrap();
        for place in 0..key.text().len() {
            let mut altered = key.text().as_bytes().to_vec();
            altered[place] = if altered[place] == b'x' { b'y' } else { b'x' };
            assert_eq!(
                ApiKey::parse(&String::from_utf8(altered).unwrap()),
                None,
                "digit {place}"
            );
        }
        for text in [
            "",
            "mnt",
            "mnt___",
            "dev",
            &key.text()[1..],
            &format!("{}_", key.text()),
        ] {
            assert_eq!(ApiKey::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_text_of_a_key_is_what_it_was() {
        // Later versions must still parse keys that are in use.
        let key = ApiKey::of("0123456789AB", &"a".repeat(43));
        assert_eq!(
            key.text(),
            format!("mnt_0123456789AB_{}_{}", "a".repeat(43), &key.text()[61..])
        );
        assert_eq!(key.digest().to_vec(), Sha256::digest("a".repeat(43)).to_vec());
        assert_eq!(base62(&[0xFF; 32], 43).len(), 43);
        assert_eq!(base62(&62_u32.to_be_bytes(), 3), "010");
    }

    #[test]
    fn a_key_is_not_shown_by_accident() {
        let key = ApiKey::generate().unwrap();
        assert!(!format!("{key:?}").contains(&key.text()[17..60]));
    }
}
