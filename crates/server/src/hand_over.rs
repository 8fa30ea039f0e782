//! The leader's part in a planned transfer, so that no timer fires late for it.
//!
//! Before the transfer, the leader arms everything as far ahead as it may. After it, this node continues to release
//! armed timers on its existing streams until its successor acts. Then its streams end, and their consumers move to the
//! successor. So at any time one node delivers each timer, and none while consumers move.

use minoots_delivery::Delivery;
use minoots_kernel::{Effect, limits::LEAD_MAX};
use minoots_raft::HandOver;
use minoots_sequencer::{
    Sequencer,
    consensus::{EffectSink, Moment, Position},
};
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};
use tokio::{sync::watch, time::timeout};

/// The time after which the transfer begins even if arming ahead, which takes one or two commits, is not done.
const ARMED_WITHIN: Duration = Duration::from_millis(200);
/// The longest wait for the successor. No timer due later than this is armed when a hand-over begins, so nothing
/// remains to release.
pub(crate) const MOVED_WITHIN: Duration = Duration::from_nanos(LEAD_MAX.unsigned_abs());
/// The number of applied entries that shows that a new leader acts: consensus writes its first entry, and its sequencer
/// the second.
const ACTS_AT: u64 = 2;

/// The state of a planned transfer, as described in the module.
pub(crate) struct PlannedHandOver {
    sequencer: Arc<Sequencer>,
    delivery: Delivery,
    /// The term whose leadership is handed over.
    under_way: watch::Sender<Option<u64>>,
    /// The newest term of an applied entry, and the number of applied entries of that term.
    entries: watch::Sender<(u64, u64)>,
}

impl PlannedHandOver {
    pub fn new(sequencer: Arc<Sequencer>, delivery: Delivery) -> PlannedHandOver {
        PlannedHandOver {
            sequencer,
            delivery,
            under_way: watch::Sender::new(None),
            entries: watch::Sender::new((0, 0)),
        }
    }

    /// Whether a hand-over is in progress.
    pub fn is_under_way(&self) -> bool {
        self.under_way.borrow().is_some()
    }

    /// Waits until this node sees the successor act, for at most [`MOVED_WITHIN`]. Returns at once without a hand-over.
    pub async fn successor_acts(&self) {
        let Some(own) = *self.under_way.borrow() else { return };
        let mut entries = self.entries.subscribe();
        let acts = entries.wait_for(|(term, count)| *term > own && *count >= ACTS_AT);
        if timeout(MOVED_WITHIN, acts).await.is_err() {
            tracing::warn!("the new leader does nothing yet; this one ends its streams");
        }
    }

    /// Ends the hand-over: this node's streams have ended, or it leads again.
    pub fn finish(&self) {
        self.under_way.send_replace(None);
    }
}

impl HandOver for PlannedHandOver {
    fn begin(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let (term, _) = *self.entries.borrow();
        self.under_way.send_replace(Some(term));
        self.delivery.set_handing_over(true);
        let armed = self.sequencer.arm_ahead();
        Box::pin(async move {
            match timeout(ARMED_WITHIN, armed).await {
                Ok(Ok(())) => tracing::debug!("armed ahead"),
                Ok(Err(_)) => tracing::debug!("leadership went before it was handed over"),
                Err(_) => tracing::warn!("not everything could be armed ahead in time"),
            }
        })
    }

    fn end(&self, handed_over: bool) {
        // After a successful hand-over, the rest is done when the streams have moved.
        if !handed_over {
            self.sequencer.arm_as_usual();
            self.delivery.set_handing_over(false);
            self.finish();
        }
    }
}

impl EffectSink for PlannedHandOver {
    fn applied(&self, at: Position, _: Moment, _: &[Effect]) {
        self.entries.send_if_modified(|(term, count)| {
            *count = if at.term == *term { *count + 1 } else { 1 };
            *term = at.term;
            *count <= ACTS_AT
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: u64 = 4;

    fn hand_over() -> PlannedHandOver {
        let sequencer = Arc::new(Sequencer::new(minoots_sequencer::Options::default()));
        let hand_over = PlannedHandOver::new(sequencer, Delivery::new());
        apply(&hand_over, OWN, 7);
        hand_over
    }

    fn apply(hand_over: &PlannedHandOver, term: u64, entries: u64) {
        let moment = Moment {
            time: 0,
            unfinished: false,
            next_deadline: None,
        };
        for index in 0..entries {
            hand_over.applied(Position { index, term }, moment, &[]);
        }
    }

    async fn has_acted(hand_over: &PlannedHandOver) -> bool {
        tokio::select! {
            biased;
            () = hand_over.successor_acts() => true,
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn a_successor_acts_once_an_entry_of_its_own_follows_the_first_of_its_term() {
        let hand_over = hand_over();
        drop(hand_over.begin());
        apply(&hand_over, OWN, 3);
        assert!(!has_acted(&hand_over).await, "those were this leader's");
        apply(&hand_over, OWN + 1, 1);
        assert!(!has_acted(&hand_over).await, "that was consensus' own");
        apply(&hand_over, OWN + 1, 1);
        assert!(has_acted(&hand_over).await);
    }

    #[tokio::test]
    async fn unplanned_or_failed_hand_overs_do_not_wait() {
        let hand_over = hand_over();
        assert!(has_acted(&hand_over).await);
        drop(hand_over.begin());
        assert!(hand_over.is_under_way());
        hand_over.end(true);
        assert!(hand_over.is_under_way(), "its streams have not moved");
        hand_over.end(false);
        assert!(!hand_over.is_under_way() && has_acted(&hand_over).await);
    }
}
