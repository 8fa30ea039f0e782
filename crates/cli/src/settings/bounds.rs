//! The limits of clients' connections and keys. The macro `bounds` lists each limit once, with its default and its
//! range.

use std::time::Duration;

use clap::Args;
use minoots_server::{CallerLimits, ListenerOptions};
use minoots_terminal::errors::Failure;

use super::{Setting, Sources};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Generates flags, settings and their rows from one list.
macro_rules! bounds {
    ($($field:ident, $name:literal, $unit:literal, $default:literal, $min:expr, $max:expr, $help:literal;)*) => {
        /// The flags that limit clients.
        #[derive(Args, Clone, Debug, Default)]
        pub struct BoundArguments {
            $(
                #[doc = $help]
                #[arg(long, value_name = $unit)]
                pub $field: Option<u64>,
            )*
        }

        /// The limits of clients.
        #[derive(Clone, Debug)]
        pub struct BoundSettings {
            $(
                #[doc = $help]
                pub $field: Setting<u64>,
            )*
        }

        impl BoundSettings {
            /// Looks up every setting and checks its range.
            pub fn resolve(flags: &BoundArguments, sources: &Sources) -> Result<Self, Failure> {
                Ok(Self {
                    $($field: checked($name, $default, $min, $max, sources.pick($name, flags.$field, sources.file.$field, $default)?)?,)*
                })
            }

            /// The settings with their names.
            pub fn rows(&self) -> Vec<(&'static str, &Setting<u64>)> {
                vec![$(($name, &self.$field)),*]
            }
        }
    };
}

bounds! {
    connections_max, "connections-max", "N", 8_192, 1, 1_000_000,
        "Maximum number of client connections; the node closes further ones at once [env: MINOOTS_CONNECTIONS_MAX] [default: 8192]";
    connections_per_address_max, "connections-per-address-max", "N", 2_000, 1, 1_000_000,
        "Maximum number of client connections per address, or per IPv6 /64 network [env: MINOOTS_CONNECTIONS_PER_ADDRESS_MAX] [default: 2000]";
    streams_per_connection_max, "streams-per-connection-max", "N", 100, 1, 100_000,
        "Maximum number of concurrent calls and streams per HTTP/2 connection [env: MINOOTS_STREAMS_PER_CONNECTION_MAX] [default: 100]";
    key_calls_max, "key-calls-max", "N", 4_096, 1, 1_000_000,
        "Maximum number of concurrent calls per API key at this node [env: MINOOTS_KEY_CALLS_MAX] [default: 4096]";
    key_streams_max, "key-streams-max", "N", 1_000, 1, 1_000_000,
        "Maximum number of open streams per API key at this node [env: MINOOTS_KEY_STREAMS_MAX] [default: 1000]";
    tenant_streams_max, "tenant-streams-max", "N", 12_000, 1, 1_000_000,
        "Maximum number of open streams per tenant at this node, over all its keys [env: MINOOTS_TENANT_STREAMS_MAX] [default: 12000]";
    header_bytes_max, "header-bytes-max", "BYTES", 16_384, 8_192, 1 << 20,
        "Maximum size of a request's headers in bytes [env: MINOOTS_HEADER_BYTES_MAX] [default: 16384]";
    resets_pending_max, "resets-pending-max", "N", 20, 1, 100_000,
        "Maximum number of streams that a client reset before the node processed them; one more closes its connection [env: MINOOTS_RESETS_PENDING_MAX] [default: 20]";
    local_resets_max, "local-resets-max", "N", 1_024, 1, 1_000_000,
        "Maximum number of streams reset because of a client's errors; one more closes its connection [env: MINOOTS_LOCAL_RESETS_MAX] [default: 1024]";
    handshake_timeout_ms, "handshake-timeout-ms", "MS", 10_000, 1, DAY_MS,
        "Time limit of a TLS handshake in ms [env: MINOOTS_HANDSHAKE_TIMEOUT_MS] [default: 10000]";
    first_request_timeout_ms, "first-request-timeout-ms", "MS", 10_000, 1, DAY_MS,
        "Time limit in ms from a new connection to its first request [env: MINOOTS_FIRST_REQUEST_TIMEOUT_MS] [default: 10000]";
    header_timeout_ms, "header-timeout-ms", "MS", 10_000, 1, DAY_MS,
        "Time limit of an HTTP/1 request's headers, and of an idle HTTP/1 connection, in ms [env: MINOOTS_HEADER_TIMEOUT_MS] [default: 10000]";
    message_timeout_ms, "message-timeout-ms", "MS", 30_000, 1, DAY_MS,
        "Time limit in ms of a message that has begun, and of a request's body [env: MINOOTS_MESSAGE_TIMEOUT_MS] [default: 30000]";
    answer_timeout_ms, "answer-timeout-ms", "MS", 60_000, 1, DAY_MS,
        "Time limit in ms for a client to accept a part of a response [env: MINOOTS_ANSWER_TIMEOUT_MS] [default: 60000]";
    keepalive_interval_ms, "keepalive-interval-ms", "MS", 20_000, 1, DAY_MS,
        "Interval in ms between HTTP/2 keepalive pings [env: MINOOTS_KEEPALIVE_INTERVAL_MS] [default: 20000]";
    keepalive_timeout_ms, "keepalive-timeout-ms", "MS", 20_000, 1, DAY_MS,
        "Time limit in ms of the response to a keepalive ping; the node then closes the connection [env: MINOOTS_KEEPALIVE_TIMEOUT_MS] [default: 20000]";
    connection_age_max_ms, "connection-age-max-ms", "MS", 3_600_000, 1, 365 * DAY_MS,
        "Age in ms, plus up to a tenth, at which the node asks a connection to close (GOAWAY) [env: MINOOTS_CONNECTION_AGE_MAX_MS] [default: 3600000]";
    connection_age_grace_ms, "connection-age-grace-ms", "MS", 60_000, 1, DAY_MS,
        "Time limit in ms for calls in flight on a connection that was asked to close [env: MINOOTS_CONNECTION_AGE_GRACE_MS] [default: 60000]";
}

fn checked(name: &str, default: u64, min: u64, max: u64, setting: Setting<u64>) -> Result<Setting<u64>, Failure> {
    let value = setting.value;
    if (min..=max).contains(&value) {
        return Ok(setting);
    }
    Err(Failure::usage(format!("{name}: {value}: it is from {min} to {max}")).hint(format!("{default} is the default")))
}

impl BoundSettings {
    /// The limits of connections.
    pub fn listener(&self) -> ListenerOptions {
        let count = |setting: &Setting<u64>| usize::try_from(setting.value).unwrap_or(usize::MAX);
        let span = |setting: &Setting<u64>| Duration::from_millis(setting.value);
        ListenerOptions {
            connections_max: count(&self.connections_max),
            connections_per_address_max: count(&self.connections_per_address_max),
            streams_per_connection_max: narrow(&self.streams_per_connection_max),
            header_list_bytes_max: narrow(&self.header_bytes_max),
            accept_resets_pending_max: count(&self.resets_pending_max),
            local_error_resets_max: count(&self.local_resets_max),
            handshake_deadline: span(&self.handshake_timeout_ms),
            first_request_deadline: span(&self.first_request_timeout_ms),
            header_read_timeout: span(&self.header_timeout_ms),
            message_deadline: span(&self.message_timeout_ms),
            answer_deadline: span(&self.answer_timeout_ms),
            keepalive_interval: span(&self.keepalive_interval_ms),
            keepalive_timeout: span(&self.keepalive_timeout_ms),
            connection_age_max: span(&self.connection_age_max_ms),
            connection_age_grace: span(&self.connection_age_grace_ms),
            ..ListenerOptions::default()
        }
    }

    /// The limits of one API key and of one tenant.
    pub fn keys(&self) -> CallerLimits {
        CallerLimits {
            calls_max: narrow(&self.key_calls_max),
            streams_max: narrow(&self.key_streams_max),
            tenant_streams_max: narrow(&self.tenant_streams_max),
        }
    }
}

/// Converts a checked value, which is far below the maximum.
fn narrow(setting: &Setting<u64>) -> u32 {
    u32::try_from(setting.value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::tests::sources;
    use super::*;
    use minoots_terminal::errors::Exit;

    fn resolved(toml: &str) -> Result<BoundSettings, Failure> {
        BoundSettings::resolve(&BoundArguments::default(), &sources(&[], toml))
    }

    #[test]
    fn the_defaults_are_those_of_the_listener() {
        let bounds = resolved("").unwrap();
        assert_eq!(bounds.listener(), ListenerOptions::default());
        assert_eq!(bounds.keys(), CallerLimits::default());
    }

    #[test]
    fn every_bound_can_be_set_in_the_file_and_takes_effect() {
        let defaults = resolved("").unwrap();
        for (name, setting) in defaults.rows() {
            let bounds = resolved(&format!("{name} = {}", setting.value + 1)).unwrap();
            let changed = (bounds.listener(), bounds.keys()) != (defaults.listener(), defaults.keys());
            assert!(changed, "{name}");
            let failure = resolved(&format!("{name} = 0")).unwrap_err();
            assert_eq!(failure.exit, Exit::Usage);
            assert!(
                failure.message.starts_with(&format!("{name}: 0: it is from ")),
                "{failure:?}"
            );
            assert!(failure.hint.is_some());
        }
    }
}
