//! Trusted issuers, and the locations of their keys.
//!
//! Invariants:
//! - The operator, or this code for GitHub, sets the location of an issuer's keys. A token never does, nor does a
//!   document that the issuer serves under another name.
//! - Keys are fetched over https. Plain http is possible only from a loopback address, and only if the settings allow
//!   it.
//! - Issuers are compared as text, byte by byte.

use std::collections::BTreeMap;
use std::net::IpAddr;

use minoots_webhook::url::{self, EndpointUrl, Target};

use crate::limits::{ISSUERS_MAX, VALUE_BYTES_MAX};

#[cfg(test)]
mod tests;
mod text;

pub use text::IssuerList;

/// The issuer of GitHub Actions. An enterprise may have its own issuer below it.
pub const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITHUB_DOMAIN: &str = "githubusercontent.com";
/// Path of the keys of an issuer that GitHub hosts.
const GITHUB_KEYS: &str = "/.well-known/jwks";
/// Maximum length of an enterprise's short name, in bytes.
const ENTERPRISE_BYTES_MAX: usize = 100;

/// The settings of one issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerSettings {
    /// The exact text of `iss`.
    pub issuer: String,
    /// URL of the key set. Absent for issuers that GitHub hosts.
    pub jwks_url: Option<String>,
    /// Whether the keys may be at a private address, or on this machine without TLS.
    pub allow_private: bool,
}

/// Why settings are rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// More than [`ISSUERS_MAX`].
    #[error("{0} issuers, more than {ISSUERS_MAX}; remove those that no rule names")]
    TooMany(usize),
    /// A duplicate issuer.
    #[error("{0} is there twice; keep the one with the right keys")]
    Duplicate(String),
    /// Not the URL of an issuer.
    #[error("an issuer is not usable: {0}")]
    Issuer(IssuerNameError),
    /// An invalid URL of a key set.
    #[error("jwks of {0}: {1}")]
    KeysUrl(String, url::Error),
    /// Neither https nor this machine.
    #[error("jwks of {0} must start with https://; http:// is for addresses like 127.0.0.1, with private")]
    KeysScheme(String),
    /// The URL of the key set is missing.
    #[error("{0} has no jwks; give jwks= and the URL of its key set, as its openid-configuration names it")]
    KeysUrlMissing(String),
    /// An unknown option of an issuer.
    #[error("{0}: a word behind it is neither jwks=URL nor private, or is there twice; separate issuers by commas")]
    Word(String),
    /// A URL for an issuer whose key location is fixed.
    #[error("{0} is hosted by GitHub, whose jwks is settled; leave it out")]
    KeysUrlSettled(String),
}

/// Why a text is not an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerNameError {
    /// The text is empty.
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
    /// With a query, or not in the form of an issuer.
    #[error("it must be scheme, host and path in lower-case host form, without query; give the exact text of iss")]
    Form,
    /// Similar to GitHub's issuer, but different.
    #[error(
        "it resembles GitHub's issuer; that is {GITHUB}, or for an enterprise with its own issuer {GITHUB}/ENTERPRISE"
    )]
    GithubForm,
}

/// A checked issuer name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IssuerName(String);

impl IssuerName {
    /// Checks the form.
    ///
    /// # Errors
    /// The violated rule.
    pub fn parse(text: &str) -> Result<Self, IssuerNameError> {
        if text.is_empty() {
            return Err(IssuerNameError::Empty);
        }
        if text.len() > VALUE_BYTES_MAX {
            return Err(IssuerNameError::TooLong(text.len()));
        }
        // Allow private addresses here. The settings of the key location decide whether they are permitted.
        let url = EndpointUrl::parse(text, true).map_err(IssuerNameError::Url)?;
        if !url.is_tls() && !is_this_machine(&url) {
            return Err(IssuerNameError::Scheme);
        }
        if is_github_host(url.target()) && !is_github(text) {
            return Err(IssuerNameError::GithubForm);
        }
        // The parser must change nothing except to add the slash of an empty path.
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

    /// Whether GitHub hosts the issuer.
    #[must_use]
    pub fn is_github(&self) -> bool {
        is_github(&self.0)
    }
}

/// The trusted issuers and the locations of their keys.
#[derive(Clone, Debug, Default)]
pub struct Issuers(BTreeMap<IssuerName, EndpointUrl>);

impl Issuers {
    /// Checks settings.
    ///
    /// # Errors
    /// The violated rule.
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

    /// Whether there are no issuers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the issuer is trusted.
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
    // Parse by the wider rule first, so that the error for http has this module's message.
    let url = EndpointUrl::parse(&text, true).map_err(|error| IssuerError::KeysUrl(issuer(), error))?;
    if !(url.is_tls() || allow_private && is_this_machine(&url)) {
        return Err(IssuerError::KeysScheme(issuer()));
    }
    EndpointUrl::parse(&text, allow_private).map_err(|error| IssuerError::KeysUrl(issuer(), error))
}

/// Decides by address: a name, even `localhost`, depends on a resolver.
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
