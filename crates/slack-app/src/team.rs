//! A served workspace.

use minoots_client::{Client, NewTimer, RetryPolicy};
use minoots_slack::action::Scope;
use minoots_slack::message::Seal;
use minoots_slack::verify::Secrets;

use crate::gate::Gate;
use crate::limits::{ATTEMPTS_MAX, LEASE, RETRY_PAUSE_MAX};
use crate::settings::BotToken;

/// A workspace with its credentials.
pub struct Team {
    /// The workspace and its tenant, for which buttons are signed.
    pub scope: Scope,
    /// A client with the tenant's credential.
    pub client: Client,
    /// The bot token.
    pub token: Option<BotToken>,
    /// Closed while Slack limits the rate of the workspace.
    pub gate: Gate,
}

impl Team {
    /// The queue of the workspace's firings.
    pub fn queue(&self) -> String {
        format!("slack.{}", self.scope.team)
    }

    /// Directs a timer to this workspace's queue, with the documented retry policy.
    pub fn timer(&self, timer: NewTimer) -> NewTimer {
        let again = RetryPolicy {
            max_attempts: Some(ATTEMPTS_MAX),
            max_backoff: Some(RETRY_PAUSE_MAX),
            ..RetryPolicy::default()
        };
        timer.queue(self.queue()).retry_policy(again).ack_deadline(LEASE)
    }

    /// Whether a tenant's id is that of this workspace's tenant.
    pub fn is_of(&self, tenant: &str) -> bool {
        self.scope.tenant.as_str() == tenant
    }

    /// The scope and the secrets for signing its buttons.
    pub fn seal<'a>(&'a self, secrets: &'a Secrets) -> Seal<'a> {
        Seal {
            scope: &self.scope,
            secrets,
        }
    }
}
