//! Planned transfer of leadership.
//!
//! A transfer has a preparation, while this node still leads ([`HandOver`]), and a silence, in which this node proposes
//! nothing until another leads. The silence is needed because a successor that lacks an entry when it is asked to take
//! over refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::change::{ChangeError, Changes};
use crate::hooks::HandOver;

/// A voter heard within this time counts as live.
const HEARD_WITHIN: Duration = Duration::from_secs(1);

/// The longest wait, and the poll interval, for a successor to have the whole log.
const LEVEL_PATIENCE: Duration = Duration::from_millis(100);
const LEVEL_POLL_INTERVAL: Duration = Duration::from_millis(1);

/// A guard: while it lives, this node proposes nothing and relies on no lease. The caller of the transfer may have
/// stopped waiting.
struct Silence<'c>(&'c AtomicBool);

impl Silence<'_> {
    fn begin(handing_over: &AtomicBool) -> Silence<'_> {
        handing_over.store(true, Ordering::Release);
        Silence(handing_over)
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// A guard: while it lives, this node is prepared for a hand-over.
struct Prepared<'c> {
    hook: &'c dyn HandOver,
    handed_over: bool,
}

impl Drop for Prepared<'_> {
    fn drop(&mut self) {
        self.hook.end(self.handed_over);
    }
}

impl Changes {
    /// Whether leadership is being handed over. If so, this node proposes nothing and relies on no lease.
    pub(crate) fn is_handing_over(&self) -> bool {
        self.handing_over.load(Ordering::Acquire)
    }

    /// Hands leadership to a voter, by default the most caught-up one, and waits until that voter leads.
    pub(crate) async fn transfer(&self, to: Option<u64>) -> Result<(), ChangeError> {
        let _turn = self.transfer_turn.lock().await;
        if self.successor(to)? == self.node() {
            return Ok(());
        }
        let mut prepared = Prepared {
            hook: self.hand_over.as_ref(),
            handed_over: false,
        };
        prepared.hook.begin().await;
        self.hand_over(self.successor(to)?).await?;
        prepared.handed_over = true;
        Ok(())
    }

    /// Does the same without preparation, to one of these voters if they are named, because this node should not lead a
    /// moment longer.
    pub(crate) async fn transfer_at_once(&self, among: Option<&BTreeSet<u64>>) -> Result<(), ChangeError> {
        let _turn = self.transfer_turn.lock().await;
        self.check_leads()?;
        let may_lead = |voter| among.is_none_or(|among| among.contains(&voter));
        let to = self.most_caught_up(may_lead).ok_or(ChangeError::NotTaken)?;
        self.hand_over(to).await
    }

    /// The next leader, if this node leads.
    fn successor(&self, to: Option<u64>) -> Result<u64, ChangeError> {
        self.check_leads()?;
        match to {
            Some(to) => self.check_voter(to),
            None if self.is_alone() => Err(ChangeError::Alone(self.node())),
            None => self.most_caught_up(|_| true).ok_or(ChangeError::NotTaken),
        }
    }

    fn is_alone(&self) -> bool {
        self.membership().voter_ids().all(|voter| voter == self.node())
    }

    async fn hand_over(&self, to: u64) -> Result<(), ChangeError> {
        let _silent = Silence::begin(&self.handing_over);
        let consensus = self.core.get();
        let term = self.metrics().current_term;
        self.until_level(to, term).await;
        let handed = consensus.trigger().transfer_leader(to).await;
        handed.map_err(|error| ChangeError::OutcomeUnknown(error.to_string()))?;
        let wait = consensus.wait(Some(3 * self.election_timeout_max));
        let gone = wait.metrics(
            |metrics| metrics.current_term > term && metrics.current_leader.is_some(),
            "leadership moves",
        );
        gone.await.map(drop).map_err(|_| ChangeError::NotTaken)
    }

    /// Waits until a voter has every proposed entry. A successor that lacks an entry when asked to take over refuses,
    /// and then an election must run.
    async fn until_level(&self, node: u64, term: u64) {
        let mut patience = LEVEL_PATIENCE;
        while !patience.is_zero() {
            // A proposal made just now may still be on its way into the log.
            tokio::time::sleep(LEVEL_POLL_INTERVAL).await;
            patience = patience.saturating_sub(LEVEL_POLL_INTERVAL);
            let last = self.metrics().last_log_index.unwrap_or(0);
            if self.peers.heard().last_acknowledged(node, term) >= last {
                return;
            }
        }
    }

    fn check_voter(&self, node: u64) -> Result<u64, ChangeError> {
        let is_voter = self.membership().voter_ids().any(|voter| voter == node);
        is_voter.then_some(node).ok_or(ChangeError::Unknown(node))
    }

    /// The live voter with most of the log, among those that may lead.
    fn most_caught_up(&self, may_lead: impl Fn(u64) -> bool) -> Option<u64> {
        let metrics = self.metrics();
        let replication: BTreeMap<u64, _> = metrics.replication.unwrap_or_default();
        let voters = metrics.membership_config.voter_ids();
        voters
            .filter(|voter| *voter != self.node() && may_lead(*voter))
            .filter(|voter| self.peers.heard().has_answered_within(*voter, HEARD_WITHIN))
            .max_by_key(|voter| replication.get(voter).cloned().flatten().map(|id| id.index()))
    }
}
