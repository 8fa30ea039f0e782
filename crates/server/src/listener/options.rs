use std::time::Duration;

/// What one connection, one address and all of them together may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenerOptions {
    /// Bytes of a request's headers, names and values together.
    pub header_list_bytes_max: u32,
    /// HTTP/2 streams open at once on a connection; more are refused.
    pub streams_per_connection_max: u32,
    /// Streams reset by the peer before they were looked at; one more ends the connection (rapid reset).
    pub accept_resets_pending_max: usize,
    /// Streams we had to reset because of the peer's errors; one more ends the connection.
    pub local_error_resets_max: usize,
    /// How long a TLS handshake may take.
    pub handshake_deadline: Duration,
    /// From the accept, and so with the handshake, to the headers of the first request.
    pub first_request_deadline: Duration,
    /// How long reading the headers of any HTTP/1 request may take; also how long such a connection may idle.
    pub header_read_timeout: Duration,
    /// A request's message that has begun must be whole within this time; so must the one message of a call that is no stream, and the
    /// body of an HTTP/1 request, from the request's headers.
    pub message_deadline: Duration,
    /// A part of an answer must be taken within this time: on HTTP/2 its stream is reset, on HTTP/1 its connection closed. Streams of
    /// events wait for their readers; what waits in them is bounded.
    pub answer_deadline: Duration,
    /// HTTP/2 pings are sent at this interval...
    pub keepalive_interval: Duration,
    /// ...and must be answered within this time.
    pub keepalive_timeout: Duration,
    /// A connection this old is asked to go, so that load spreads over the nodes again.
    pub connection_age_max: Duration,
    /// Percent of the age added at most, so that connections opened together do not return together.
    pub connection_age_jitter_percent: u32,
    /// How long requests under way may take after the connection was asked to go because of its age, and after the last transfer
    /// (a backup) on it ended.
    pub connection_age_grace: Duration,
    /// Connections of one address (of one /64 network with IPv6).
    pub connections_per_address_max: usize,
    /// Connections altogether.
    pub connections_max: usize,
    /// How long requests under way may take once the listener shuts down.
    pub drain_time_max: Duration,
}

impl Default for ListenerOptions {
    fn default() -> Self {
        Self {
            header_list_bytes_max: 16 * 1024,
            streams_per_connection_max: 100,
            accept_resets_pending_max: 20,
            local_error_resets_max: 1024,
            handshake_deadline: Duration::from_secs(10),
            first_request_deadline: Duration::from_secs(10),
            header_read_timeout: Duration::from_secs(10),
            message_deadline: Duration::from_secs(30),
            answer_deadline: Duration::from_secs(60),
            keepalive_interval: Duration::from_secs(20),
            keepalive_timeout: Duration::from_secs(20),
            connection_age_max: Duration::from_secs(60 * 60),
            connection_age_jitter_percent: 10,
            connection_age_grace: Duration::from_secs(60),
            connections_per_address_max: 2_000,
            connections_max: 8_192,
            drain_time_max: Duration::from_secs(10),
        }
    }
}

impl ListenerOptions {
    /// The age at which the connection with this number is asked to go. The jitter comes from the number, mixed: it
    /// only has to differ between neighbours, so no randomness is needed.
    pub(super) fn connection_age(&self, number: u64) -> Duration {
        let span = self
            .connection_age_max
            .mul_f64(f64::from(self.connection_age_jitter_percent) / 100.0);
        let share = f64::from((mixed(number) >> 32) as u32) / f64::from(u32::MAX);
        self.connection_age_max + span.mul_f64(share)
    }
}

/// The finalizer of splitmix64: neighbouring inputs give unrelated outputs.
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_lie_between_the_maximum_and_ten_percent_more_and_differ() {
        let options = ListenerOptions::default();
        let ages: Vec<Duration> = (0..100).map(|number| options.connection_age(number)).collect();
        let longest = options.connection_age_max.mul_f64(1.1);
        assert!(
            ages.iter()
                .all(|age| (options.connection_age_max..=longest).contains(age))
        );
        let mut distinct = ages.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), ages.len());
    }
}
