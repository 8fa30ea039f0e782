//! Verification of a token, from its text to an identity. The order of the steps matters.
//!
//! 1. Malformed tokens and forbidden signature algorithms are rejected before any key is looked up.
//! 2. Keys are requested only from issuers that the operator configured.
//! 3. The signature is checked, then the types of the claims, the times and the event.
//! 4. The rules of a tenant are applied. All tokens that match no rule get the same answer.
//!
//! So a tenant's rules apply to genuine tokens only, and an earlier rejection reveals nothing about any tenant. The
//! result is an identity, and a name by which to record that the token was used.

use sha2::{Digest as _, Sha256};

use crate::Refused;
use crate::claims::{Claims, NumericId};
use crate::keys::Keys;
use crate::rule::Rules;
use crate::token::Token;

/// Default maximum age of a token, in seconds. GitHub's tokens live for minutes.
pub const AGE_S_MAX: u64 = 60 * 60;

/// The identity that a token proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer.
    pub issuer: String,
    /// The subject in the issuer's words: for records, never for rules.
    pub subject: String,
    /// The role of the first matching rule.
    pub role: String,
    /// Decimal digits.
    pub repository_id: String,
    /// Empty if the token has none.
    pub git_ref: String,
    /// Decimal digits; empty if the token has none.
    pub run_id: String,
    /// A name for the token, unique to this token of this issuer.
    pub token: [u8; 32],
    /// `exp`. A grant based on the token should end by then.
    pub expires_s: u64,
    /// The first second in which the token is no longer valid: a little later than `exp`, for clock differences. It
    /// concerns only the token.
    pub until_s: u64,
}

/// Verifies tokens. One verifier serves all tenants.
#[derive(Debug)]
pub struct Verifier {
    keys: Keys,
    age_s_max: u64,
}

impl Verifier {
    /// Creates a verifier with these keys and a maximum token age in seconds.
    #[must_use]
    pub fn new(keys: Keys, age_s_max: u64) -> Self {
        Self { keys, age_s_max }
    }

    /// Verifies that a token is genuine and valid now. Must run on tokio: it may wait for one fetch of keys.
    ///
    /// # Errors
    /// The first failed check. It concerns only the token and its issuer.
    pub async fn verify(&self, text: &str, now_s: u64) -> Result<Genuine, Refused> {
        let token = Token::read(text)?;
        let key = self.keys.key(token.issuer(), token.key_id(), now_s).await?;
        let claims = token.verify(&key)?;
        claims.check_time(self.age_s_max, now_s)?;
        claims.check_event()?;
        Ok(Genuine {
            issuer: token.issuer().to_owned(),
            until_s: claims.until_s(self.age_s_max),
            claims,
        })
    }
}

/// A genuine, valid token, before any tenant's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genuine {
    issuer: String,
    claims: Claims,
    until_s: u64,
}

impl Genuine {
    /// Applies a tenant's rules.
    ///
    /// # Errors
    /// No rule matches.
    pub fn under(self, rules: &Rules) -> Result<Identity, Refused> {
        let Self {
            issuer,
            claims,
            until_s,
        } = self;
        let rule = rules.find(&issuer, &claims)?;
        let text = |id: Option<&NumericId>| id.map_or("", NumericId::as_str).to_owned();
        Ok(Identity {
            role: rule.role().to_owned(),
            repository_id: text(claims.repository_id.as_ref()),
            run_id: text(claims.run_id.as_ref()),
            token: name(&issuer, &claims.token_id),
            expires_s: claims.expires_at_s(),
            until_s,
            git_ref: claims.git_ref.unwrap_or_default(),
            subject: claims.subject,
            issuer,
        })
    }
}

/// A token's id is unique only within its issuer, so the name covers both.
fn name(issuer: &str, token_id: &str) -> [u8; 32] {
    let length = u64::try_from(issuer.len()).unwrap_or(u64::MAX);
    let mut digest = Sha256::new();
    digest.update(length.to_be_bytes());
    digest.update(issuer);
    digest.update(token_id);
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn issuer_and_id_are_not_run_together() {
        assert_ne!(name("ab", "c"), name("a", "bc"));
        assert_ne!(name("i", "a"), name("j", "a"));
        assert_eq!(name("i", "a"), name("i", "a"));
    }
}
