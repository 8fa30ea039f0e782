//! Validation of endpoint URLs.
//!
//! Invariants:
//! - The text is parsed once, by the rules of browsers. Host, port and path of that result are both checked and used.
//! - A host that is an address is checked here and at each attempt, in every notation.
//! - A URL's path may be a secret. Errors and `Debug` output contain only scheme, host and port.

use std::fmt;
use std::net::IpAddr;

use rustls::pki_types::ServerName;
use url::{Host, Url};

use crate::address::{self, Blocked};

#[cfg(test)]
mod tests;

/// Maximum length of a URL, in bytes.
pub const URL_BYTES_MAX: usize = 2048;
/// Maximum length of a host name, in bytes: the limit of the domain name system.
pub const HOST_BYTES_MAX: usize = 253;
/// Ports that need no permission.
pub const PORTS: [u16; 2] = [443, 8443];

/// Host names of cloud metadata services. Their addresses are also blocked.
const METADATA_HOSTS: [&str; 3] = ["metadata", "metadata.google.internal", "instance-data.ec2.internal"];

/// Why a URL is rejected. Each message names the field, the rule and the remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The URL is empty.
    #[error("url is empty; give the address that events are posted to, such as https://example.com/hook")]
    Empty,
    /// Longer than [`URL_BYTES_MAX`].
    #[error("url has {0} bytes, more than {URL_BYTES_MAX}; shorten it")]
    TooLong(usize),
    /// A control character, a space, a backslash or something beyond ASCII.
    #[error(
        "url holds a character at byte {0} that is read differently by different programs; write the host in punycode and percent-encode the rest"
    )]
    Charset(usize),
    /// The scheme is not https, or not http where http is allowed.
    #[error(
        "url must start with https:// and a host, or with http:// and a host if private addresses are allowed; change the scheme, or name the host"
    )]
    Scheme,
    /// The URL does not parse.
    #[error("url cannot be read: {0}; correct it")]
    Syntax(url::ParseError),
    /// Credentials before the host.
    #[error("url must not hold a user name or password; put credentials into a header of the endpoint")]
    Userinfo,
    /// A fragment after `#`.
    #[error("url must not have a fragment, which is never sent; remove # and what follows")]
    Fragment,
    /// A host name that no certificate can be issued for.
    #[error("url has a host that is no usable name: {0}; correct it")]
    Host(&'static str),
    /// A port that needs permission.
    #[error("url has port {0}; use 443 or 8443, or allow private addresses for others")]
    Port(u16),
    /// A blocked address.
    #[error("url leads to {0}; use a host with a public address")]
    PrivateAddress(Blocked),
    /// A name of this machine.
    #[error("url leads to this machine by its name; use a host with a public address, or allow private addresses")]
    Localhost,
    /// The name of a metadata service.
    #[error("url leads to a metadata service, which webhooks are never sent to; use another host")]
    Metadata,
}

impl Error {
    /// The stable reason code, for programs.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Empty => "URL_EMPTY",
            Self::TooLong(_) => "URL_TOO_LONG",
            Self::Charset(_) => "URL_CHARSET",
            Self::Scheme => "URL_SCHEME",
            Self::Syntax(_) => "URL_SYNTAX",
            Self::Userinfo => "URL_USERINFO",
            Self::Fragment => "URL_FRAGMENT",
            Self::Host(_) => "URL_HOST",
            Self::Port(_) => "URL_PORT",
            Self::PrivateAddress(_) | Self::Localhost | Self::Metadata => "URL_PRIVATE_ADDRESS",
        }
    }
}

/// A checked URL, and whether it may use private addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointUrl {
    url: Url,
    host: Target,
    port: u16,
    allow_private: bool,
}

/// The host of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A name, resolved at each attempt.
    Name(String),
    /// An address. It needs no lookup, but each attempt checks it.
    Address(IpAddr),
}

impl EndpointUrl {
    /// Checks a URL as an endpoint's owner wrote it.
    ///
    /// # Errors
    /// The first violated rule.
    pub fn parse(text: &str, allow_private: bool) -> Result<Self, Error> {
        check_text(text)?;
        check_scheme(text, allow_private)?;
        let url = Url::parse(text).map_err(Error::Syntax)?;
        if authority(text).contains('@') {
            return Err(Error::Userinfo);
        }
        if url.fragment().is_some() {
            return Err(Error::Fragment);
        }
        let host = target(&url)?;
        check_host(&host, allow_private)?;
        let port = url.port_or_known_default().ok_or(Error::Scheme)?;
        if port == 0 || !(allow_private || PORTS.contains(&port)) {
            return Err(Error::Port(port));
        }
        Ok(Self {
            url,
            host,
            port,
            allow_private,
        })
    }

    /// The whole URL in normal form, for storage. It may contain a secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// The host.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.host
    }

    /// The port, explicit or the scheme's default.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether the scheme is https.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether the URL may use private addresses.
    #[must_use]
    pub fn allows_private(&self) -> bool {
        self.allow_private
    }

    /// Host, and port unless it is the scheme's default: the value of the `Host` header.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.url.authority()
    }

    /// Path and query: the target in the request line.
    #[must_use]
    pub fn path_and_query(&self) -> &str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }
}

impl fmt::Debug for EndpointUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}/…", self.url.scheme(), self.url.authority())
    }
}

fn check_text(text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::Empty);
    }
    if text.len() > URL_BYTES_MAX {
        return Err(Error::TooLong(text.len()));
    }
    let is_unclear = |byte: u8| !byte.is_ascii_graphic() || byte == b'\\';
    match text.bytes().position(is_unclear) {
        Some(position) => Err(Error::Charset(position)),
        None => Ok(()),
    }
}

/// Parsers repair `https:host` and `https:///host`, each in its own way. Only the plain form is accepted.
fn check_scheme(text: &str, allow_private: bool) -> Result<(), Error> {
    let (scheme, rest) = text.split_once("://").ok_or(Error::Scheme)?;
    let is_https = scheme.eq_ignore_ascii_case("https");
    let is_http = scheme.eq_ignore_ascii_case("http");
    if rest.starts_with('/') || !(is_https || is_http && allow_private) {
        return Err(Error::Scheme);
    }
    Ok(())
}

/// The text between `://` and the path, as it was written.
fn authority(text: &str) -> &str {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn target(url: &Url) -> Result<Target, Error> {
    match url.host() {
        Some(Host::Domain(name)) => Ok(Target::Name(name.to_owned())),
        Some(Host::Ipv4(address)) => Ok(Target::Address(address.into())),
        Some(Host::Ipv6(address)) => Ok(Target::Address(address.into())),
        None => Err(Error::Host("there is none")),
    }
}

fn check_host(host: &Target, allow_private: bool) -> Result<(), Error> {
    let name = match host {
        Target::Address(address) => return address::check(*address, allow_private).map_err(Error::PrivateAddress),
        Target::Name(name) => name.as_str(),
    };
    if name.len() > HOST_BYTES_MAX {
        return Err(Error::Host("it has more than 253 bytes"));
    }
    if name.ends_with('.') {
        return Err(Error::Host("it ends with a dot"));
    }
    if ServerName::try_from(name).is_err() {
        return Err(Error::Host("no certificate can be for it"));
    }
    if METADATA_HOSTS.contains(&name) {
        return Err(Error::Metadata);
    }
    let is_local = name == "localhost" || name.ends_with(".localhost");
    if is_local && !allow_private {
        return Err(Error::Localhost);
    }
    Ok(())
}
