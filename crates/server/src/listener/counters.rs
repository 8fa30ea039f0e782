use std::sync::atomic::{AtomicU64, Ordering};

/// What happened at a listener since the process started. Shared between the listener and the metrics.
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
    aged_out: AtomicU64,
    cut: AtomicU64,
}

/// A reading of [`ListenerCounters`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServeStats {
    /// Connections taken in.
    pub accepted: u64,
    /// Connections open now.
    pub open: u64,
    /// Connections closed at once because there were too many altogether.
    pub refused_total: u64,
    /// Connections closed at once because their address had too many.
    pub refused_address: u64,
    /// Failed accepts, such as for want of file descriptors.
    pub accept_errors: u64,
    /// Connections closed because no request came in time.
    pub first_request_missed: u64,
    /// Connections closed because their TLS handshake took too long.
    pub handshake_missed: u64,
    /// Connections closed because their TLS handshake failed.
    pub handshake_failed: u64,
    /// Connections without TLS, told to use it.
    pub plain_text: u64,
    /// Connections asked to go because of their age.
    pub aged_out: u64,
    /// Connections dropped with requests under way, because these outlasted the drain time.
    pub cut: u64,
}

impl ListenerCounters {
    /// The counts now. Each is exact; together they are not of one instant.
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
