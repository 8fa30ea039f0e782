//! The metrics of a listener.

use std::sync::Arc;

use opentelemetry::KeyValue;

use super::ListenerCounters;
use crate::telemetry::Observed;

/// Exports a listener's counts: `minoots_connections_total`, `minoots_connections_open`,
/// `minoots_connections_closed_total` by cause, `minoots_transfers_cut_total` by cause and
/// `minoots_accept_errors_total`.
pub(crate) fn observe(observed: &Observed, counters: &Arc<ListenerCounters>) {
    let read = || Arc::clone(counters);
    let accepted = read();
    observed
        .meter()
        .u64_observable_counter("minoots_connections")
        .with_description("Connections taken in.")
        .with_callback(move |observer| observer.observe(accepted.read().accepted, &[]))
        .build();
    let open = read();
    observed
        .meter()
        .u64_observable_gauge("minoots_connections_open")
        .with_description("Connections open now.")
        .with_callback(move |observer| observer.observe(open.read().open, &[]))
        .build();
    let errors = read();
    observed
        .meter()
        .u64_observable_counter("minoots_accept_errors")
        .with_description("Failed accepts.")
        .with_callback(move |observer| observer.observe(errors.read().accept_errors, &[]))
        .build();
    let slow = read();
    observed
        .meter()
        .u64_observable_counter("minoots_transfers_cut")
        .with_description("Requests that did not come and answers that were not taken in time, by which.")
        .with_callback(move |observer| {
            let stats = slow.read();
            observer.observe(stats.slow_request, &[KeyValue::new("cause", "slow_request")]);
            observer.observe(stats.slow_reader, &[KeyValue::new("cause", "slow_reader")]);
        })
        .build();
    let closed = read();
    observed
        .meter()
        .u64_observable_counter("minoots_connections_closed")
        .with_description("Connections closed by this side, by cause.")
        .with_callback(move |observer| {
            let stats = closed.read();
            for (cause, count) in [
                ("total_max", stats.refused_total),
                ("address_max", stats.refused_address),
                ("first_request", stats.first_request_missed),
                ("handshake_deadline", stats.handshake_missed),
                ("handshake_failed", stats.handshake_failed),
                ("plain_text", stats.plain_text),
                ("flood", stats.flooded),
                ("malformed", stats.malformed),
                ("timeout", stats.timed_out),
                ("age", stats.aged_out),
                ("cut", stats.cut),
            ] {
                observer.observe(count, &[KeyValue::new("cause", cause)]);
            }
        })
        .build();
}
