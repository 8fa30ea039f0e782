//! The settings of the service.

use std::fmt;
use std::net::SocketAddr;

use http::HeaderValue;
use minoots_client::{Client, Error};
use minoots_slack::id::{ChannelId, TeamId, TenantId};
use minoots_slack::response_url::ResponseUrl;
use minoots_slack::verify::Secrets;
use minoots_slack::workspace::{SettingsError, Workspace};
use minoots_webhook::connector::RootsError;
use minoots_webhook::url::{EndpointUrl, Error as UrlError, Target};

use crate::limits::TOKEN_BYTES_MAX;
use crate::metrics::SlackMetrics;

/// All settings.
#[derive(Debug)]
pub struct Settings {
    /// The address for Slack's requests, which arrive through a proxy that terminates TLS.
    pub listen: SocketAddr,
    /// The secrets that Slack signs requests with.
    pub secrets: Secrets,
    /// The workspaces that may act.
    pub installations: Vec<Installation>,
    /// The addresses at which the app calls Slack.
    pub addresses: Addresses,
    /// The instruments.
    pub metrics: SlackMetrics,
}

/// A workspace in which the app is installed.
#[derive(Debug)]
pub struct Installation {
    /// The workspace, its tenant and its users.
    pub workspace: Workspace,
    /// A client with the tenant's own credential.
    pub client: Client,
    /// The bot token. Without it, the app can only announce timers that fire within half an hour.
    pub token: Option<BotToken>,
    /// The channel for approvals of the tenant's workflows; `None` disables them.
    pub approvals: Option<ChannelId>,
}

/// A bot token. No `Debug` shows it.
#[derive(Clone)]
pub struct BotToken(HeaderValue);

/// The reason why a text is not a bot token. The message does not contain the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the bot token must begin with xoxb- and be of at most {TOKEN_BYTES_MAX} visible ASCII characters; copy it from the app's page, OAuth & \
     Permissions"
)]
pub struct TokenError;

impl BotToken {
    /// Checks a token as Slack shows it.
    ///
    /// # Errors
    /// The text does not have the form of a bot token.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let has_form = text.starts_with("xoxb-")
            && text.len() <= TOKEN_BYTES_MAX
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        let value = HeaderValue::from_str(&format!("Bearer {text}"))
            .ok()
            .filter(|_| has_form);
        let mut value = value.ok_or(TokenError)?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    pub(crate) fn header(&self) -> &HeaderValue {
        &self.0
    }
}

impl fmt::Debug for BotToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BotToken")
    }
}

/// The addresses at which the app calls Slack: Slack's own, or those of a gateway for outgoing traffic.
#[derive(Clone, Debug)]
pub struct Addresses {
    api: String,
    /// Replaces the host of response URLs; `None` keeps it.
    hooks: Option<String>,
}

/// The reason why an address is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text is not a callable URL.
    #[error("{0}: {1}")]
    Url(&'static str, UrlError),
    /// Without TLS, others could read the bot token.
    #[error("{0}: must be https://, as what is sent there is secret; http:// is for addresses of this machine only")]
    Plain(&'static str),
    /// The path is not below the gateway's path.
    #[error("{0}: leads out of the path of slack-hooks")]
    Outside(&'static str),
    /// The address does not end with a slash, so no method name can follow.
    #[error("{0}: must end with a slash, such as https://slack.com/api/")]
    Slash(&'static str),
}

impl Addresses {
    /// Checks the address of Slack's methods, such as `https://slack.com/api/`, and the replacement for
    /// `https://hooks.slack.com/`, if there is one.
    ///
    /// # Errors
    /// The rule that an address breaks.
    pub fn new(api: &str, hooks: Option<&str>) -> Result<Self, AddressError> {
        check("slack-api", api)?;
        if let Some(hooks) = hooks {
            check("slack-hooks", hooks)?;
        }
        Ok(Self {
            api: api.to_owned(),
            hooks: hooks.map(ToOwned::to_owned),
        })
    }

    pub(crate) fn of_method(&self, method: &str) -> Result<EndpointUrl, UrlError> {
        EndpointUrl::parse(&format!("{}{method}", self.api), true)
    }

    pub(crate) fn of_response(&self, url: &ResponseUrl) -> Result<EndpointUrl, AddressError> {
        const FIELD: &str = "response_url";
        let refused = |error| AddressError::Url(FIELD, error);
        let Some(hooks) = &self.hooks else {
            return EndpointUrl::parse(url.expose(), false).map_err(refused);
        };
        let rest = url
            .expose()
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'));
        let base = EndpointUrl::parse(hooks, true).map_err(refused)?;
        let called = EndpointUrl::parse(&format!("{hooks}{}", rest.map_or("", |(_, path)| path)), true);
        // Both URLs are compared after parsing, so a path that leads upwards is compared by its target.
        let is_below = |called: &EndpointUrl| {
            called.authority() == base.authority() && called.path_and_query().starts_with(base.path_and_query())
        };
        let called = called.map_err(refused)?;
        Some(called).filter(is_below).ok_or(AddressError::Outside(FIELD))
    }
}

fn check(field: &'static str, text: &str) -> Result<(), AddressError> {
    let url = EndpointUrl::parse(text, true).map_err(|error| AddressError::Url(field, error))?;
    let is_here = matches!(url.target(), Target::Address(address) if address.is_loopback());
    if !url.is_tls() && !is_here {
        return Err(AddressError::Plain(field));
    }
    if !text.ends_with('/') {
        return Err(AddressError::Slash(field));
    }
    Ok(())
}

/// The reason why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The workspaces break a rule.
    #[error(transparent)]
    Workspaces(#[from] SettingsError),
    /// A workspace with a channel for approvals has no bot token, so the app could not ask there.
    #[error(
        "slack.workspaces: {0} has a channel for approvals and no bot token, so nothing could be asked there; add the token, or leave the channel out"
    )]
    NoToken(TeamId),
    /// The workspace's key belongs to another tenant.
    #[error(
        "slack.workspaces: {team} is to act for tenant {tenant}, and its API key is of tenant {of}; give it a key of {tenant} (api_key_file, or the \
         command line's), or name {of} as its tenant"
    )]
    Tenant {
        /// The workspace.
        team: TeamId,
        /// The tenant of the settings.
        tenant: TenantId,
        /// The tenant of the key.
        of: String,
    },
    /// The cluster refuses the workspace's key, so the workspace could do nothing.
    #[error(
        "slack.workspaces: the API key of {0} is refused: {1}; give it one that holds (api_key_file, or the command line's)"
    )]
    Key(TeamId, Box<Error>),
    /// The system has no certificate authorities, so the app could not call Slack.
    #[error("{0}")]
    Roots(#[from] RootsError),
    /// The address is in use, or does not belong to this machine.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOOK: &str = "https://hooks.slack.com/commands/T1/2/secret?x=1";

    #[test]
    fn a_request_cannot_choose_which_host_is_called() -> Result<(), Box<dyn std::error::Error>> {
        let hook = ResponseUrl::new(HOOK)?;
        let own = Addresses::new("https://slack.com/api/", None)?;
        assert_eq!(own.of_response(&hook)?.as_str(), HOOK);
        assert_eq!(
            own.of_method("chat.postMessage")?.as_str(),
            "https://slack.com/api/chat.postMessage"
        );
        let gateway = Addresses::new("http://127.0.0.1:9/api/", Some("http://127.0.0.1:9/hooks/"))?;
        let called = gateway.of_response(&hook)?;
        assert_eq!(called.as_str(), "http://127.0.0.1:9/hooks/commands/T1/2/secret?x=1");
        Ok(())
    }

    #[test]
    fn an_address_that_would_show_secrets_to_others_is_refused() {
        for wrong in [
            "http://gateway.example/api/",
            "http://10.0.0.1/api/",
            "https://slack.com/api",
            "ftp://x/",
            "",
        ] {
            assert!(Addresses::new(wrong, None).is_err(), "{wrong}");
            assert!(
                Addresses::new("https://slack.com/api/", Some(wrong)).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_token_has_the_form_of_one_and_is_not_shown() {
        let token = BotToken::new("xoxb-1-2-secret");
        assert_eq!(format!("{token:?}"), "Ok(BotToken)");
        for wrong in [
            "",
            "xoxp-1",
            "xoxb-1 2",
            "xoxb-1\n",
            &format!("xoxb-{}", "a".repeat(600)),
        ] {
            assert!(BotToken::new(wrong).is_err(), "{wrong}");
        }
    }
}
