//! The mapping of workspaces to tenants: by flags for one tenant, by a file for several.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use minoots_client::{Client, Credential};
use minoots_slack::id::{ChannelId, TeamId, TenantId, UserId};
use minoots_slack::workspace::Workspace;
use minoots_slack_app::{BotToken, Installation};
use minoots_terminal::connect::Shown;
use minoots_terminal::errors::Failure;
use serde::Deserialize;

use super::read;
use crate::client_arguments::ClientArguments;

/// A workspace in the form of a flag: `T0123ABCD=acme`.
#[derive(Clone, Debug)]
pub struct Named {
    team_id: TeamId,
    tenant: TenantId,
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (team, tenant) = text
            .split_once('=')
            .ok_or("is a workspace and its tenant, such as T0123ABCD=acme")?;
        Ok(Self {
            team_id: TeamId::new(team).map_err(|error| error.to_string())?,
            tenant: TenantId::new(tenant).map_err(|error| error.to_string())?,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    workspaces: Vec<Entry>,
}

/// A workspace of a file. Its paths are relative to the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    team_id: TeamId,
    tenant: TenantId,
    users: Option<Vec<UserId>>,
    /// The file with an API key of the tenant. Default: the key of the command line.
    api_key_file: Option<PathBuf>,
    bot_token_file: Option<PathBuf>,
    approvals: Option<ChannelId>,
}

/// The settings of a single workspace.
pub struct One {
    /// The workspace's bot token.
    pub token: Option<String>,
    /// The channel for decisions.
    pub approvals: Option<ChannelId>,
}

/// Builds the workspaces of flags. They use the API key of the command line.
pub fn of_flags(named: Vec<Named>, one: &One, arguments: &ClientArguments) -> Result<Vec<Installation>, Failure> {
    if (one.token.is_some() || one.approvals.is_some()) && named.len() > 1 {
        return Err(
            Failure::usage("a bot token and a channel are of one workspace, and there are several")
                .hint("name each with its bot_token_file and approvals in a file of workspaces, with --workspaces"),
        );
    }
    let client = client(arguments, &arguments.shown()?)?;
    let installation = |named: Named| {
        Ok(Installation {
            client: client.clone(),
            token: one.token.as_deref().map(bot_token).transpose()?,
            approvals: one.approvals.clone(),
            workspace: Workspace {
                team_id: named.team_id,
                tenant: named.tenant,
                users: None,
            },
        })
    };
    named.into_iter().map(installation).collect()
}

/// Reads the workspaces of a file.
pub fn of_file(path: &Path, arguments: &ClientArguments) -> Result<Vec<Installation>, Failure> {
    let refused = |error: toml::de::Error| Failure::usage(format!("{}: {error}", path.display()));
    let file: File = toml::from_str(&read(path)?).map_err(refused)?;
    let directory = path.parent().unwrap_or_else(|| Path::new(""));
    let shown = arguments.shown()?;
    // Workspaces of one key share its connection.
    let mut clients: BTreeMap<Option<PathBuf>, Client> = BTreeMap::new();
    let mut client_of = |file: Option<PathBuf>| -> Result<Client, Failure> {
        if let Some(client) = clients.get(&file) {
            return Ok(client.clone());
        }
        let shown = match &file {
            Some(file) => Shown {
                credential: Some(credential(&directory.join(file))?),
                ..shown.clone()
            },
            None => shown.clone(),
        };
        let client = client(arguments, &shown)?;
        clients.insert(file, client.clone());
        Ok(client)
    };
    let installation = |entry: Entry| {
        let token = entry
            .bot_token_file
            .map(|file| bot_token(&read(&directory.join(file))?));
        Ok(Installation {
            client: client_of(entry.api_key_file)?,
            token: token.transpose()?,
            approvals: entry.approvals,
            workspace: Workspace {
                team_id: entry.team_id,
                tenant: entry.tenant,
                users: entry.users,
            },
        })
    };
    file.workspaces.into_iter().map(installation).collect()
}

fn credential(file: &Path) -> Result<Credential, Failure> {
    let refused =
        |error: minoots_wire::credential::NoCredential| Failure::usage(format!("{}: {error}", file.display()));
    Credential::bearer(read(file)?.trim()).map_err(refused)
}

fn bot_token(text: &str) -> Result<BotToken, Failure> {
    BotToken::new(text.trim()).map_err(|error| Failure::usage(error.to_string()))
}

fn client(arguments: &ClientArguments, shown: &Shown) -> Result<Client, Failure> {
    let mut builder = Client::builder();
    for endpoint in arguments.endpoints()? {
        builder = builder.endpoint(endpoint);
    }
    if let Some(credential) = &shown.credential {
        builder = builder.credential(credential.clone());
    }
    if let Some(ca_file) = &shown.ca_file {
        builder = builder.ca_file(ca_file);
    }
    builder.build().map_err(|error| Failure::usage(error.to_string()))
}
