//! From a token to who acts: everything, in the order that matters.
//!
//! 1. What is no token, or is signed in a way that is not allowed, is refused without a look at any key.
//! 2. Only an issuer that a rule of the tenant names is asked for keys.
//! 3. The signature, then the types of the claims, then the time.
//! 4. The audience, the event, the rules.
//! 5. Last, the token is used up: one that was refused is not.

use std::sync::{Mutex, PoisonError};

use crate::Refused;
use crate::keys::Keys;
use crate::replay::Replay;
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
    /// The first second in which the token counts no more. What is granted by it should end by then.
    pub until_s: u64,
}

/// Judges tokens. One serves all tenants.
#[derive(Debug)]
pub struct Verifier {
    keys: Keys,
    replay: Mutex<Replay>,
    age_s_max: u64,
}

impl Verifier {
    /// By these keys, each token once, no older than that.
    #[must_use]
    pub fn new(keys: Keys, replay: Replay, age_s_max: u64) -> Self {
        Self {
            keys,
            replay: Mutex::new(replay),
            age_s_max,
        }
    }

    /// Who acts by this token under a tenant's rules. Must run on tokio: it may wait for one fetch of keys.
    ///
    /// # Errors
    /// The first reason against it.
    pub async fn verify(&self, text: &str, rules: &Rules, now_s: u64) -> Result<Identity, Refused> {
        let token = Token::read(text)?;
        if !(rules.names_issuer(token.issuer()) && self.keys.knows(token.issuer())) {
            return Err(Refused::Issuer);
        }
        let key = self.keys.key(token.issuer(), token.key_id(), now_s).await?;
        let claims = token.verify(&key)?;
        claims.check_time(self.age_s_max, now_s)?;
        let rule = rules.find(token.issuer(), &claims)?;
        let until_s = claims.until_s(self.age_s_max);
        let mut replay = self.replay.lock().unwrap_or_else(PoisonError::into_inner);
        replay.admit(token.issuer(), &claims.token_id, until_s, now_s)?;
        Ok(Identity {
            issuer: token.issuer().to_owned(),
            subject: claims.subject,
            role: rule.role().to_owned(),
            until_s,
        })
    }
}
