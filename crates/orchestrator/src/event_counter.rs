//! Counts the committed events of workflows and agents by type, for the metrics of the process.

use std::fmt;
use std::sync::Arc;

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

/// Receives the type of each committed event. Cheap to clone; the default counts nothing.
#[derive(Clone, Default)]
pub struct EventCounter(Option<Arc<dyn Fn(&'static str) + Send + Sync>>);

impl EventCounter {
    /// Passes each type to `count`, such as `workflow.started`.
    pub fn new(count: impl Fn(&'static str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(count)))
    }

    /// Counts with an instrument of this meter.
    pub(crate) fn of_meter(meter: &Meter) -> Self {
        let counter = meter.u64_counter("minoots_workflow_events");
        let counter = counter.with_description("Events of executions and agents that this process committed, by type.");
        let counter = counter.build();
        Self::new(move |kind| counter.add(1, &[KeyValue::new("type", kind)]))
    }

    /// Counts the events of a committed step.
    pub(crate) fn add(&self, kinds: impl Iterator<Item = &'static str>) {
        if let Some(count) = &self.0 {
            kinds.for_each(|kind| count(kind));
        }
    }
}

impl fmt::Debug for EventCounter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EventCounter")
    }
}
