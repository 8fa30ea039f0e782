use std::time::Duration;

/// The limits of one connection, of one address and of all connections together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenerOptions {
    /// The maximum size of a request's headers in bytes, names and values together.
    pub header_list_bytes_max: u32,
    /// The maximum number of open HTTP/2 streams on a connection; more are refused.
    pub streams_per_connection_max: u32,
    /// The number of streams that the peer may reset before they are processed; one more ends the connection (rapid
    /// reset).
    pub accept_resets_pending_max: usize,
    /// The number of streams that the node may have to reset for the peer's errors; one more ends the connection.
    pub local_error_resets_max: usize,
    /// The time limit of a TLS handshake.
    pub handshake_deadline: Duration,
    /// The time limit from the accept to the headers of the first request, including the handshake.
    pub first_request_deadline: Duration,
    /// The time limit for reading the headers of any HTTP/1 request, and the idle limit of such a connection.
    pub header_read_timeout: Duration,
    /// The time within which a message must be complete after its start. The one message of a call without a request
    /// stream, and the body of an HTTP/1 request, must be complete within this time from the request's headers.
    pub message_deadline: Duration,
    /// The time within which the client must read a part of a response. After it, HTTP/2 resets the stream, and HTTP/1
    /// closes the connection. Event streams have no such limit, since their buffers are bounded.
    pub answer_deadline: Duration,
    /// The interval of HTTP/2 pings.
    pub keepalive_interval: Duration,
    /// The time limit for the response to a ping.
    pub keepalive_timeout: Duration,
    /// The age at which a connection is asked to close, so that load spreads over the nodes again.
    pub connection_age_max: Duration,
    /// The maximum of the jitter added to the age, in percent, so that connections opened together do not return
    /// together.
    pub connection_age_jitter_percent: u32,
    /// The time for requests in flight after the connection was asked to close for its age, and after the last transfer
    /// (a backup) on it ended.
    pub connection_age_grace: Duration,
    /// The maximum number of connections of one address (of one /64 network with IPv6).
    pub connections_per_address_max: usize,
    /// The maximum number of connections in total.
    pub connections_max: usize,
    /// The time for requests in flight once the listener shuts down.
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
    /// The age at which the connection with this number is asked to close. The jitter is derived from the number: only
    /// neighbours have to differ, so no randomness is needed.
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
