//! A list of issuers as one text, for flags and variables: `ISSUER [jwks=URL] [private]`, separated by commas.

use std::fmt;
use std::str::FromStr;

use minoots_wire::shown_url::shown_url;

use super::{IssuerError, IssuerSettings, Issuers};

const JWKS: &str = "jwks=";
const PRIVATE: &str = "private";

/// Checked issuers, and the text that named them.
#[derive(Clone, Debug, Default)]
pub struct IssuerList {
    text: String,
    issuers: Issuers,
}

impl IssuerList {
    /// The issuers.
    #[must_use]
    pub fn issuers(&self) -> &Issuers {
        &self.issuers
    }
}

impl FromStr for IssuerList {
    type Err = IssuerError;

    fn from_str(text: &str) -> Result<Self, IssuerError> {
        let entries = text.split(',').map(str::trim).filter(|_| !text.trim().is_empty());
        let settings: Vec<IssuerSettings> = entries.map(entry).collect::<Result<_, _>>()?;
        Ok(Self {
            text: text.trim().to_owned(),
            issuers: Issuers::new(&settings)?,
        })
    }
}

impl fmt::Display for IssuerList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

fn entry(text: &str) -> Result<IssuerSettings, IssuerError> {
    let mut words = text.split_ascii_whitespace();
    let mut settings = IssuerSettings {
        issuer: words.next().unwrap_or_default().to_owned(),
        jwks_url: None,
        allow_private: false,
    };
    for word in words {
        match word.strip_prefix(JWKS) {
            Some(url) if settings.jwks_url.is_none() => settings.jwks_url = Some(url.to_owned()),
            None if word == PRIVATE && !settings.allow_private => settings.allow_private = true,
            _ => return Err(IssuerError::Word(shown_url(&settings.issuer).into_owned())),
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::issuer::{GITHUB, IssuerName};

    #[test]
    fn issuers_are_named_with_commas_between() {
        let text = format!(
            "{GITHUB}, https://ghe.example/token jwks=https://ghe.example/jwks,http://127.0.0.1:9 private jwks=http://127.0.0.1:9/k"
        );
        let list: IssuerList = text.parse().unwrap();
        assert_eq!(list.to_string(), text);
        for name in [GITHUB, "https://ghe.example/token", "http://127.0.0.1:9"] {
            assert!(list.issuers().contains(&IssuerName::parse(name).unwrap()), "{name}");
        }
        for none in ["", " "] {
            assert!(none.parse::<IssuerList>().unwrap().issuers().is_empty());
        }
    }

    #[test]
    fn malformed_issuer_lists_name_the_wrong_issuer() {
        for (text, says) in [
            (",", "an issuer is not usable: there is none"),
            ("github", "an issuer is not usable: "),
            ("https://ghe.example", "https://ghe.example has no jwks"),
            (
                "https://ghe.example jwks=https://ghe.example/a jwks=https://ghe.example/b",
                "https://ghe.example: a word behind it",
            ),
            ("https://ghe.example public", "https://ghe.example: a word behind it"),
            (
                "http://127.0.0.1:9 jwks=http://127.0.0.1:9/k",
                "jwks of http://127.0.0.1:9 must start with https://",
            ),
            (
                "https://ghe.example jwks=http://ghe.example/k private",
                "jwks of https://ghe.example must start with https://",
            ),
        ] {
            let error = text.parse::<IssuerList>().unwrap_err().to_string();
            assert!(error.starts_with(says), "{text}: {error}");
        }
    }
}
