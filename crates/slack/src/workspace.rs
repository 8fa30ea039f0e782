//! The mapping from workspaces to tenants.
//!
//! Invariants:
//! - A workspace acts for exactly one tenant; several workspaces may act for the same tenant. An unlisted workspace
//!   acts for none.
//! - The ids of a verified request identify the principal. Display names, which people choose themselves, are never
//!   used.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::id::{TeamId, TenantId, UserId};
use crate::limits::WORKSPACES_MAX;

/// One workspace of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// The workspace's id.
    pub team_id: TeamId,
    /// The tenant that it acts for.
    pub tenant: TenantId,
    /// The people who may use it. If absent, everybody in the workspace may.
    pub users: Option<Vec<UserId>>,
}

/// The reason why settings are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// There is no workspace.
    #[error("slack.workspaces: there is none, so nobody could use it; name one by team_id and tenant")]
    None,
    /// More than [`WORKSPACES_MAX`].
    #[error("slack.workspaces: {0}, more than {WORKSPACES_MAX}; run another installation")]
    TooMany(usize),
    /// A workspace occurs twice.
    #[error("slack.workspaces: {0} is there twice; a workspace acts for one tenant")]
    Duplicate(TeamId),
    /// A workspace's list of people is empty.
    #[error(
        "slack.workspaces: users of {0} is empty, so nobody could use it; name people, or leave it out for everybody"
    )]
    NoUsers(TeamId),
}

/// The reason why a person may not act. The response is HTTP 200 with a message, since Slack shows people no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The settings do not list the workspace.
    #[error("this workspace is not connected to a tenant; ask who runs MINOOTS to add it to slack.workspaces")]
    Workspace,
    /// The workspace's list does not contain the person.
    #[error("you are not among those who may use this here; ask who runs MINOOTS to add you to the workspace's users")]
    User,
}

/// The principal of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The tenant that it acts for.
    pub tenant: TenantId,
    /// `slack:<team>:<user>`, the name in records.
    pub name: String,
}

/// The workspaces that may act.
#[derive(Clone, Debug)]
pub struct Workspaces(BTreeMap<TeamId, Workspace>);

impl Workspaces {
    /// Checks the settings.
    ///
    /// # Errors
    /// The first rule that they break.
    pub fn new(entries: Vec<Workspace>) -> Result<Self, SettingsError> {
        match entries.len() {
            0 => return Err(SettingsError::None),
            1..=WORKSPACES_MAX => {}
            count => return Err(SettingsError::TooMany(count)),
        }
        let mut workspaces = BTreeMap::new();
        for entry in entries {
            let team = entry.team_id.clone();
            if entry.users.as_ref().is_some_and(Vec::is_empty) {
                return Err(SettingsError::NoUsers(team));
            }
            if workspaces.insert(team.clone(), entry).is_some() {
                return Err(SettingsError::Duplicate(team));
            }
        }
        Ok(Self(workspaces))
    }

    /// Returns the principal of a person in a workspace.
    ///
    /// # Errors
    /// The workspace or the person may not act.
    pub fn principal(&self, team: &TeamId, user: &UserId) -> Result<Principal, Refused> {
        let workspace = self.0.get(team).ok_or(Refused::Workspace)?;
        if workspace.users.as_ref().is_some_and(|users| !users.contains(user)) {
            return Err(Refused::User);
        }
        Ok(Principal {
            tenant: workspace.tenant.clone(),
            name: format!("slack:{team}:{user}"),
        })
    }

    /// Iterates over the workspaces of a tenant, in the order of their ids.
    pub fn teams<'a>(&'a self, tenant: &'a TenantId) -> impl Iterator<Item = &'a TeamId> {
        let of_tenant = self.0.values().filter(move |workspace| workspace.tenant == *tenant);
        of_tenant.map(|workspace| &workspace.team_id)
    }
}

#[cfg(test)]
mod tests;
