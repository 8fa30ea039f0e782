//! Which tenant a workspace acts for.
//!
//! Invariants:
//! - A workspace acts for exactly one tenant; several may act for the same. One that is not named acts for none.
//! - Who acts is told by the ids of a verified request, never by names people give themselves.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::id::{TeamId, TenantId, UserId};
use crate::limits::WORKSPACES_MAX;

/// One workspace, as settings have it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// Which.
    pub team_id: TeamId,
    /// For whom it acts.
    pub tenant: TenantId,
    /// The people who may use it; everybody in the workspace if not given.
    pub users: Option<Vec<UserId>>,
}

/// Why settings are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// There is none.
    #[error("slack.workspaces: there is none, so nobody could use it; name one by team_id and tenant")]
    None,
    /// More than [`WORKSPACES_MAX`].
    #[error("slack.workspaces: {0}, more than {WORKSPACES_MAX}; run another installation")]
    TooMany(usize),
    /// One team twice.
    #[error("slack.workspaces: {0} is there twice; a workspace acts for one tenant")]
    Duplicate(TeamId),
    /// A list of people that is empty.
    #[error(
        "slack.workspaces: users of {0} is empty, so nobody could use it; name people, or leave it out for everybody"
    )]
    NoUsers(TeamId),
}

/// Why somebody may not act. The person is told; HTTP 200 with a message, as Slack shows no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The workspace is not named.
    #[error("this workspace is not connected to a tenant; ask who runs MINOOTS to add it to slack.workspaces")]
    Workspace,
    /// The person is not.
    #[error("you are not among those who may use this here; ask who runs MINOOTS to add you to the workspace's users")]
    User,
}

/// Who acts, for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// For whom.
    pub tenant: TenantId,
    /// `slack:<team>:<user>`: what records name.
    pub name: String,
}

/// The workspaces that may act.
#[derive(Clone, Debug)]
pub struct Workspaces(BTreeMap<TeamId, Workspace>);

impl Workspaces {
    /// Checks settings.
    ///
    /// # Errors
    /// The rule they break.
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

    /// Who acts, if these may.
    ///
    /// # Errors
    /// They may not.
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

    /// The workspaces that act for a tenant, in the order of their ids.
    pub fn teams<'a>(&'a self, tenant: &'a TenantId) -> impl Iterator<Item = &'a TeamId> {
        let of_tenant = self.0.values().filter(move |workspace| workspace.tenant == *tenant);
        of_tenant.map(|workspace| &workspace.team_id)
    }
}

#[cfg(test)]
mod tests;
