//! Whose tokens are looked at, and where their keys are.
//!
//! Invariants:
//! - Where an issuer's keys are is settled by the operator, or by this code for GitHub; never by a token, nor by a document that the issuer
//!   serves under another name.
//! - Keys come over https. Over http only from an address of this very machine, and only if that was said.
//! - Issuers are compared as text, byte by byte.

use std::collections::BTreeMap;
use std::net::IpAddr;

use minoots_webhook::url::{self, EndpointUrl, Target};

use crate::limits::{ISSUERS_MAX, VALUE_BYTES_MAX};

#[cfg(test)]
mod tests;
mod text;

pub use text::IssuerList;

/// The issuer of GitHub Actions. Enterprises may have one of their own below it.
pub const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITHUB_DOMAIN: &str = "githubusercontent.com";
/// Where an issuer that GitHub hosts has its keys.
const GITHUB_KEYS: &str = "/.well-known/jwks";
/// Longest short name of an enterprise, bytes.
const ENTERPRISE_BYTES_MAX: usize = 100;

/// One issuer, as settings have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerSettings {
    /// The exact text of `iss`.
    pub issuer: String,
    /// Where its key set is. Not given for those that GitHub hosts.
    pub jwks_url: Option<String>,
    /// Whether it may be at a private address, or without TLS on this machine.
    pub allow_private: bool,
}

/// Why settings are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// More than [`ISSUERS_MAX`].
    #[error("{0} issuers, more than {ISSUERS_MAX}; remove those that no rule names")]
    TooMany(usize),
    /// One twice.
    #[error("{0} is there twice; keep the one with the right keys")]
    Duplicate(String),
    /// Not a URL of an issuer.
    #[error("an issuer is not usable: {0}")]
    Issuer(IssuerNameError),
    /// A URL that keys are not fetched from.
    #[error("jwks of {0}: {1}")]
    KeysUrl(String, url::Error),
    /// Not https, nor this machine.
    #[error("jwks of {0} must start with https://; http:// is for addresses like 127.0.0.1, with private")]
    KeysScheme(String),
    /// None given.
    #[error("{0} has no jwks; give jwks= and the URL of its key set, as its openid-configuration names it")]
    KeysUrlMissing(String),
    /// A word behind an issuer that says nothing.
    #[error("{0}: a word behind it is neither jwks=URL nor private, or is there twice; separate issuers by commas")]
    Word(String),
    /// One given where it is settled.
    #[error("{0} is hosted by GitHub, whose jwks is settled; leave it out")]
    KeysUrlSettled(String),
}

/// Why a text is no issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerNameError {
    /// Absent.
    #[error("there is none; give the exact text of iss, such as {GITHUB}")]
    Empty,
    /// Too long.
    #[error("it has {0} bytes, more than {VALUE_BYTES_MAX}; give the exact text of iss")]
    TooLong(usize),
    /// Not a URL.
    #[error("{0}")]
    Url(url::Error),
    /// Neither https nor this machine.
    #[error("it must start with https://; http:// is only for an address of this machine")]
    Scheme,
    /// With a query or in another form than issuers have.
    #[error("it must be scheme, host and path in lower-case host form, without query; give the exact text of iss")]
    Form,
    /// Like GitHub's, and not GitHub's.
    #[error(
        "it resembles GitHub's issuer; that is {GITHUB}, or for an enterprise with its own issuer {GITHUB}/ENTERPRISE"
    )]
    GithubForm,
}

/// An issuer's name, checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IssuerName(String);

impl IssuerName {
    /// Checks the form.
    ///
    /// # Errors
    /// The rule it breaks.
    pub fn parse(text: &str) -> Result<Self, IssuerNameError> {
        if text.is_empty() {
            return Err(IssuerNameError::Empty);
        }
        if text.len() > VALUE_BYTES_MAX {
            return Err(IssuerNameError::TooLong(text.len()));
        }
        // The most that could be allowed: whether private addresses are, settings say where keys are fetched.
        let url = EndpointUrl::parse(text, true).map_err(IssuerNameError::Url)?;
        if !url.is_tls() && !is_this_machine(&url) {
            return Err(IssuerNameError::Scheme);
        }
        if is_github_host(url.target()) && !is_github(text) {
            return Err(IssuerNameError::GithubForm);
        }
        // Parsing adds nothing but the slash of an empty path, and takes nothing away.
        let normal = url.as_str();
        if text.contains(['?', '#', '*']) || (normal != text && normal.strip_suffix('/') != Some(text)) {
            return Err(IssuerNameError::Form);
        }
        Ok(Self(text.to_owned()))
    }

    /// The exact text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether GitHub hosts it.
    #[must_use]
    pub fn is_github(&self) -> bool {
        is_github(&self.0)
    }
}

/// The issuers whose tokens are looked at, and where their keys are.
#[derive(Clone, Debug, Default)]
pub struct Issuers(BTreeMap<IssuerName, EndpointUrl>);

impl Issuers {
    /// Checks settings.
    ///
    /// # Errors
    /// The rule they break.
    pub fn new(settings: &[IssuerSettings]) -> Result<Self, IssuerError> {
        if settings.len() > ISSUERS_MAX {
            return Err(IssuerError::TooMany(settings.len()));
        }
        let mut issuers = BTreeMap::new();
        for entry in settings {
            let name = IssuerName::parse(&entry.issuer).map_err(IssuerError::Issuer)?;
            let url = keys_url(&name, entry)?;
            if issuers.insert(name, url).is_some() {
                return Err(IssuerError::Duplicate(entry.issuer.clone()));
            }
        }
        Ok(Self(issuers))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether its tokens are looked at.
    #[must_use]
    pub fn contains(&self, name: &IssuerName) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn into_iter(self) -> impl Iterator<Item = (IssuerName, EndpointUrl)> {
        self.0.into_iter()
    }
}

fn keys_url(name: &IssuerName, entry: &IssuerSettings) -> Result<EndpointUrl, IssuerError> {
    let issuer = || name.as_str().to_owned();
    let settled = name.is_github().then(|| format!("{}{GITHUB_KEYS}", name.as_str()));
    let text = match (&entry.jwks_url, settled) {
        (Some(_), Some(_)) => return Err(IssuerError::KeysUrlSettled(issuer())),
        (None, None) => return Err(IssuerError::KeysUrlMissing(issuer())),
        (Some(given), None) => given.clone(),
        (None, Some(settled)) => settled,
    };
    let allow_private = entry.allow_private && !name.is_github();
    // Read by the wider rule first, so that http is told about in this module's words.
    let url = EndpointUrl::parse(&text, true).map_err(|error| IssuerError::KeysUrl(issuer(), error))?;
    if !(url.is_tls() || allow_private && is_this_machine(&url)) {
        return Err(IssuerError::KeysScheme(issuer()));
    }
    EndpointUrl::parse(&text, allow_private).map_err(|error| IssuerError::KeysUrl(issuer(), error))
}

/// By address: a name, even `localhost`, is whatever a resolver says.
fn is_this_machine(url: &EndpointUrl) -> bool {
    matches!(url.target(), Target::Address(address) if IpAddr::to_canonical(address).is_loopback())
}

fn is_github_host(host: &Target) -> bool {
    match host {
        Target::Name(name) => name == GITHUB_DOMAIN || name.ends_with(".githubusercontent.com"),
        Target::Address(_) => false,
    }
}

fn is_github(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(GITHUB) else {
        return false;
    };
    let is_slug = |slug: &str| {
        let mut bytes = slug.bytes();
        (1..=ENTERPRISE_BYTES_MAX).contains(&slug.len())
            && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'))
    };
    rest.is_empty() || rest.strip_prefix('/').is_some_and(is_slug)
}
