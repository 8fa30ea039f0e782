//! A workspace as it is served.

use minoots_client::{Client, NewTimer, RetryPolicy};
use minoots_slack::action::Scope;
use minoots_slack::message::Seal;
use minoots_slack::verify::Secrets;

use crate::gate::Gate;
use crate::limits::{ATTEMPTS_MAX, LEASE, RETRY_PAUSE_MAX};
use crate::settings::BotToken;

/// A workspace, and how it acts.
pub struct Team {
    /// Which, and for whom: what buttons are made for.
    pub scope: Scope,
    /// Reaches the fabric as the tenant.
    pub client: Client,
    /// Writes as the app.
    pub token: Option<BotToken>,
    /// Whether Slack takes anything of it now.
    pub gate: Gate,
}

impl Team {
    /// The queue that its firings wait in.
    pub fn queue(&self) -> String {
        format!("slack.{}", self.scope.team)
    }

    /// A timer that is told in this workspace, and tried again for as long as the page says.
    pub fn timer(&self, timer: NewTimer) -> NewTimer {
        let again = RetryPolicy {
            max_attempts: Some(ATTEMPTS_MAX),
            max_backoff: Some(RETRY_PAUSE_MAX),
            ..RetryPolicy::default()
        };
        timer.queue(self.queue()).retry_policy(again).ack_deadline(LEASE)
    }

    /// Whether what is of this tenant is of this workspace's.
    pub fn is_of(&self, tenant: &str) -> bool {
        self.scope.tenant.as_str() == tenant
    }

    /// What its buttons are made with.
    pub fn seal<'a>(&'a self, secrets: &'a Secrets) -> Seal<'a> {
        Seal {
            scope: &self.scope,
            secrets,
        }
    }
}
