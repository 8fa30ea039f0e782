//! From a token to who acts: everything, in the order that matters.
//!
//! 1. What is no token, or is signed in a way that is not allowed, is refused without a look at any key.
//! 2. Only an issuer that the operator names is asked for keys.
//! 3. The signature, then the types of the claims, the time, the event.
//! 4. The rules of a tenant, with one answer to whatever none of them is for.
//!
//! So a tenant's rules are looked at only for genuine tokens, and nothing that is refused before says anything of any tenant. What is found is who acts, and the name that the token is to be used up by.

use sha2::{Digest as _, Sha256};

use crate::Refused;
use crate::claims::{Claims, NumericId};
use crate::keys::Keys;
use crate::rule::Rules;
use crate::token::Token;

/// How old a token may be if nothing else is said, seconds. Those of GitHub live for minutes.
pub const AGE_S_MAX: u64 = 60 * 60;

/// Who acts by a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Whose word it is.
    pub issuer: String,
    /// Who, in the issuer's words: for records, never for rules.
    pub subject: String,
    /// The role that the first matching rule gives.
    pub role: String,
    /// Digits.
    pub repository_id: String,
    /// Empty if the token does not say.
    pub git_ref: String,
    /// Digits; empty if the token does not say.
    pub run_id: String,
    /// The name to remember the token by: nothing but this token of this issuer has it.
    pub token: [u8; 32],
    /// `exp`. What is granted by the token should end by then.
    pub expires_s: u64,
    /// The first second in which the token counts no more: a little later than `exp`, for clocks. Of the token alone.
    pub until_s: u64,
}

/// Judges tokens. One serves all tenants.
#[derive(Debug)]
pub struct Verifier {
    keys: Keys,
    age_s_max: u64,
}

impl Verifier {
    /// By these keys, no older than that.
    #[must_use]
    pub fn new(keys: Keys, age_s_max: u64) -> Self {
        Self { keys, age_s_max }
    }

    /// Whether a token is genuine and counts now. Must run on tokio: it may wait for one fetch of keys.
    ///
    /// # Errors
    /// The first reason against it, which is of the token and its issuer alone.
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

/// A token that counts, whoever it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genuine {
    issuer: String,
    claims: Claims,
    until_s: u64,
}

impl Genuine {
    /// Who acts by it under a tenant's rules.
    ///
    /// # Errors
    /// No rule is for it.
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

/// Issuers give their tokens ids of their own, so one alone does not name a token.
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
