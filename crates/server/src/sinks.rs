//! The fan-out of applied entries to all effect sinks.

use minoots_kernel::Effect;
use minoots_sequencer::consensus::{EffectSink, Moment, Position};
use std::sync::Arc;

/// Passes each applied entry to the sinks in order.
pub(crate) struct Sinks(pub Vec<Arc<dyn EffectSink>>);

impl EffectSink for Sinks {
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]) {
        for sink in &self.0 {
            sink.applied(at, moment, effects);
        }
    }
}
