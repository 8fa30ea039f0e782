//! Reasons why a token is rejected.

use crate::jwks::Unusable;
use crate::limits::{CLAIM_BYTES_MAX, KEY_ID_BYTES_MAX, LEEWAY_S, TOKEN_BYTES_MAX};

/// Why a token is rejected. No message repeats any part of the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Longer than [`TOKEN_BYTES_MAX`].
    #[error("token has {0} bytes, more than {TOKEN_BYTES_MAX}; send the token alone, as the issuer made it")]
    TooLarge(usize),
    /// Not a signed token.
    #[error("token is malformed: {0}; send it as the issuer made it")]
    Malformed(&'static str),
    /// A header that would influence verification.
    #[error("token has the header {0}, which is not taken from tokens; keys come from the issuer's key set alone")]
    Header(&'static str),
    /// A forbidden algorithm, or not the key's algorithm.
    #[error(
        "token is signed by an algorithm that its key is not for, or by none; RS256 is expected, or what the issuer's key names"
    )]
    Algorithm,
    /// The key id is missing.
    #[error("token has no usable kid, 1 to {KEY_ID_BYTES_MAX} bytes of text; the issuer must name the key it signs by")]
    KeyId,
    /// The issuer has no such key.
    #[error("token is signed by a key that is not in its issuer's key set; get a new token")]
    KeyUnknown,
    /// The issuer has such a key, but the key is not usable.
    #[error("token is signed by a key that is not accepted: {0}; its issuer must sign by another")]
    KeyUnusable(Unusable),
    /// The issuer's keys cannot be fetched.
    #[error("the keys of the token's issuer are not available: {0}; try again later")]
    KeysUnavailable(String),
    /// Altered, or signed by another key.
    #[error("token's signature does not hold; send it as the issuer made it")]
    Signature,
    /// A claim is missing or has the wrong type.
    #[error("token's claim {0} is absent or is not {1}; it is read as the issuer must write it, never guessed")]
    Claim(&'static str, &'static str),
    /// A claim is too long.
    #[error("token's claim {0} is empty or has more than {CLAIM_BYTES_MAX} bytes; the job must be named more shortly")]
    ClaimLength(&'static str),
    /// The issuer is not configured.
    #[error(
        "token's iss is not an issuer whose keys are known here; ask who runs the cluster to add it to --oidc-issuer"
    )]
    Issuer,
    /// Several audiences, or none.
    #[error("token's aud is not one audience; ask the issuer for a token with the audience of the trust rule, alone")]
    Audience,
    /// The token has expired.
    #[error("token expired; get a new one")]
    Expired,
    /// The token is not valid yet.
    #[error("token is not valid yet, by more than {LEEWAY_S} s; compare the clocks of its issuer and of this node")]
    NotYet,
    /// The token was issued too long ago.
    #[error("token was issued more than {0} s ago; get a new one")]
    TooOld(u64),
    /// The job may execute code from a pull request.
    #[error(
        "token is of a run for a pull request, which may be anybody's code; use it in runs of branches, tags or environments"
    )]
    Event,
    /// The token is genuine, but no rule matches.
    #[error(
        "no trust rule of this tenant is for a token of this issuer, audience, repository and ref or environment; check the tenant's name, then add a rule or correct the one that was meant"
    )]
    NoRoleMapping,
}

impl Refused {
    /// The stable reason code, for programs.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "TOKEN_TOO_LARGE",
            Self::Malformed(_) => "TOKEN_MALFORMED",
            Self::Header(_) => "TOKEN_HEADER",
            Self::Algorithm => "TOKEN_ALG",
            Self::KeyId | Self::KeyUnknown | Self::KeyUnusable(_) => "TOKEN_KEY",
            Self::KeysUnavailable(_) => "TOKEN_KEYS_UNAVAILABLE",
            Self::Signature => "TOKEN_SIGNATURE",
            Self::Claim(..) | Self::ClaimLength(_) => "TOKEN_CLAIM",
            Self::Issuer => "TOKEN_ISSUER",
            Self::Audience => "TOKEN_AUDIENCE",
            Self::Expired => "TOKEN_EXPIRED",
            Self::NotYet => "TOKEN_NOT_YET_VALID",
            Self::TooOld(_) => "TOKEN_TOO_OLD",
            Self::Event => "TOKEN_EVENT",
            Self::NoRoleMapping => "NO_ROLE_MAPPING",
        }
    }
}
