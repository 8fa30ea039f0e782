//! Readable states.
//!
//! A sequence number names a state: the state holds the writes below it. `visible` moves only between batches, so no
//! state ends amid one. The crate keeps everything that the lowest registered state needs; the flush and the compaction
//! pass it that number.

use std::collections::BTreeMap;
use std::sync::Mutex;

use lsm_tree::SeqNo;

use crate::tables::generation::lock;

pub(super) struct Snapshots(Mutex<State>);

struct State {
    visible: SeqNo,
    /// Registered states with their reader counts.
    registered: BTreeMap<SeqNo, usize>,
}

impl Snapshots {
    pub(super) fn new(visible: SeqNo) -> Self {
        Self(Mutex::new(State {
            visible,
            registered: BTreeMap::new(),
        }))
    }

    /// Makes everything below a sequence number readable. Call it only between batches.
    pub(super) fn publish(&self, visible: SeqNo) {
        let mut state = lock(&self.0);
        state.visible = state.visible.max(visible);
    }

    /// Registers a reader of the newest state.
    pub(super) fn register(&self) -> SeqNo {
        let mut state = lock(&self.0);
        let visible = state.visible;
        *state.registered.entry(visible).or_default() += 1;
        visible
    }

    pub(super) fn release(&self, seqno: SeqNo) {
        let mut state = lock(&self.0);
        if let Some(readers) = state.registered.get_mut(&seqno) {
            *readers -= 1;
            if *readers == 0 {
                state.registered.remove(&seqno);
            }
        }
    }

    /// The lowest state that a reader has or can still register.
    pub(super) fn watermark(&self) -> SeqNo {
        let state = lock(&self.0);
        state
            .registered
            .first_key_value()
            .map_or(state.visible, |(&seqno, _)| seqno)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_watermark_is_the_lowest_registered_state_and_else_the_visible_one() {
        let snapshots = Snapshots::new(1);
        assert_eq!(snapshots.watermark(), 1);
        snapshots.publish(5);
        let (first, second) = (snapshots.register(), snapshots.register());
        snapshots.publish(9);
        let third = snapshots.register();
        assert_eq!((first, second, third), (5, 5, 9));
        snapshots.release(first);
        assert_eq!(snapshots.watermark(), 5);
        snapshots.release(second);
        assert_eq!(snapshots.watermark(), 9);
        snapshots.publish(7);
        snapshots.release(third);
        assert_eq!(snapshots.watermark(), 9);
    }
}
