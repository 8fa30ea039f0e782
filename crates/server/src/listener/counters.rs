use std::sync::atomic::{AtomicU64, Ordering};

use super::fault::Fault;

/// Counters of a listener since the process started. Shared between the listener and the metrics.
#[derive(Debug, Default)]
pub struct ListenerCounters {
    accepted: AtomicU64,
    open: AtomicU64,
    over_total: AtomicU64,
    over_address: AtomicU64,
    accept_errors: AtomicU64,
    first_request_missed: AtomicU64,
    handshake_missed: AtomicU64,
    handshake_failed: AtomicU64,
    plain_text: AtomicU64,
    slow_request: AtomicU64,
    slow_reader: AtomicU64,
    flooded: AtomicU64,
    malformed: AtomicU64,
    timed_out: AtomicU64,
    aged_out: AtomicU64,
    cut: AtomicU64,
}

/// A reading of [`ListenerCounters`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServeStats {
    /// Accepted connections.
    pub accepted: u64,
    /// Open connections.
    pub open: u64,
    /// Connections closed at once at the total limit.
    pub refused_total: u64,
    /// Connections closed at once at the limit of their address.
    pub refused_address: u64,
    /// Failed accepts, for example for lack of file descriptors.
    pub accept_errors: u64,
    /// Connections closed because no request arrived in time.
    pub first_request_missed: u64,
    /// Connections closed because their TLS handshake took too long.
    pub handshake_missed: u64,
    /// Connections closed because their TLS handshake failed.
    pub handshake_failed: u64,
    /// Plain-text connections to a TLS port, answered with a rejection.
    pub plain_text: u64,
    /// Requests ended because one of their messages took too long to arrive.
    pub slow_request: u64,
    /// Responses reset because the client did not read them.
    pub slow_reader: u64,
    /// Connections closed for a flood: rapid resets, endless headers, empty frames.
    pub flooded: u64,
    /// Connections closed for a protocol violation.
    pub malformed: u64,
    /// Connections closed because headers or a ping response took too long.
    pub timed_out: u64,
    /// Connections asked to close because of their age.
    pub aged_out: u64,
    /// Connections dropped with requests in flight after the drain time.
    pub cut: u64,
}

impl ListenerCounters {
    /// The current counts. Each is exact; together they are not of one instant.
    #[must_use]
    pub fn read(&self) -> ServeStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        ServeStats {
            accepted: read(&self.accepted),
            open: read(&self.open),
            refused_total: read(&self.over_total),
            refused_address: read(&self.over_address),
            accept_errors: read(&self.accept_errors),
            first_request_missed: read(&self.first_request_missed),
            handshake_missed: read(&self.handshake_missed),
            handshake_failed: read(&self.handshake_failed),
            plain_text: read(&self.plain_text),
            slow_request: read(&self.slow_request),
            slow_reader: read(&self.slow_reader),
            flooded: read(&self.flooded),
            malformed: read(&self.malformed),
            timed_out: read(&self.timed_out),
            aged_out: read(&self.aged_out),
            cut: read(&self.cut),
        }
    }

    pub(super) fn opened(&self) {
        add_one(&self.accepted);
        add_one(&self.open);
    }

    pub(super) fn closed(&self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn over_total(&self) {
        add_one(&self.over_total);
    }

    pub(super) fn over_address(&self) {
        add_one(&self.over_address);
    }

    pub(super) fn accept_failed(&self) {
        add_one(&self.accept_errors);
    }

    pub(super) fn first_request_missed(&self) {
        add_one(&self.first_request_missed);
    }

    pub(super) fn handshake_missed(&self) {
        add_one(&self.handshake_missed);
    }

    pub(super) fn handshake_failed(&self) {
        add_one(&self.handshake_failed);
    }

    pub(super) fn plain_text(&self) {
        add_one(&self.plain_text);
    }

    pub(super) fn slow_request(&self) {
        add_one(&self.slow_request);
    }

    pub(super) fn slow_reader(&self) {
        add_one(&self.slow_reader);
    }

    pub(super) fn ended_for(&self, fault: Fault) {
        add_one(match fault {
            Fault::Flood => &self.flooded,
            Fault::Malformed => &self.malformed,
            Fault::Late => &self.timed_out,
        });
    }

    pub(super) fn aged_out(&self) {
        add_one(&self.aged_out);
    }

    pub(super) fn cut(&self, connections: u64) {
        self.cut.fetch_add(connections, Ordering::Relaxed);
    }
}

fn add_one(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
