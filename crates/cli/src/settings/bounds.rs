//! What clients' connections and keys may take of a node. The macro `bounds` names each bound once, with its default and its range.

use std::time::Duration;

use clap::Args;
use minoots_server::{CallerLimits, ListenerOptions};
use minoots_terminal::errors::Failure;

use super::{Setting, Sources};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Flags, settings and their rows, from one list.
macro_rules! bounds {
    ($($field:ident, $name:literal, $unit:literal, $default:literal, $min:expr, $max:expr, $help:literal;)*) => {
        /// The flags that bound what clients may take.
        #[derive(Args, Clone, Debug, Default)]
        pub struct BoundArguments {
            $(
                #[doc = $help]
                #[arg(long, value_name = $unit)]
                pub $field: Option<u64>,
            )*
        }

        /// What clients may take.
        #[derive(Clone, Debug)]
        pub struct BoundSettings {
            $(
                #[doc = $help]
                pub $field: Setting<u64>,
            )*
        }

        impl BoundSettings {
            /// Looks every setting up, and checks its range.
            pub fn resolve(flags: &BoundArguments, sources: &Sources) -> Result<Self, Failure> {
                Ok(Self {
                    $($field: checked($name, $default, $min, $max, sources.pick($name, flags.$field, sources.file.$field, $default)?)?,)*
                })
            }

            /// Each with its name.
            pub fn rows(&self) -> Vec<(&'static str, &Setting<u64>)> {
                vec![$(($name, &self.$field)),*]
            }
        }
    };
}

bounds! {
    connections_max, "connections-max", "N", 8_192, 1, 1_000_000,
        "Client connections altogether; more are closed at once [env: MINOOTS_CONNECTIONS_MAX] [default: 8192]";
    connections_per_address_max, "connections-per-address-max", "N", 2_000, 1, 1_000_000,
        "Client connections of one address, or of one IPv6 /64 network [env: MINOOTS_CONNECTIONS_PER_ADDRESS_MAX] [default: 2000]";
    streams_per_connection_max, "streams-per-connection-max", "N", 100, 1, 100_000,
        "Calls and streams open at once on an HTTP/2 connection [env: MINOOTS_STREAMS_PER_CONNECTION_MAX] [default: 100]";
    key_calls_max, "key-calls-max", "N", 4_096, 1, 1_000_000,
        "Calls that one API key may have under way at this node [env: MINOOTS_KEY_CALLS_MAX] [default: 4096]";
    key_streams_max, "key-streams-max", "N", 1_000, 1, 1_000_000,
        "Streams that one API key may have open at this node [env: MINOOTS_KEY_STREAMS_MAX] [default: 1000]";
    tenant_streams_max, "tenant-streams-max", "N", 12_000, 1, 1_000_000,
        "Streams that one tenant may have open at this node, of all its keys [env: MINOOTS_TENANT_STREAMS_MAX] [default: 12000]";
    header_bytes_max, "header-bytes-max", "BYTES", 16_384, 8_192, 1 << 20,
        "Bytes of a request's headers [env: MINOOTS_HEADER_BYTES_MAX] [default: 16384]";
    resets_pending_max, "resets-pending-max", "N", 20, 1, 100_000,
        "Streams reset by a client before they were looked at; one more ends its connection [env: MINOOTS_RESETS_PENDING_MAX] [default: 20]";
    local_resets_max, "local-resets-max", "N", 1_024, 1, 1_000_000,
        "Streams reset for a client's errors; one more ends its connection [env: MINOOTS_LOCAL_RESETS_MAX] [default: 1024]";
    handshake_timeout_ms, "handshake-timeout-ms", "MS", 10_000, 1, DAY_MS,
        "Time for a TLS handshake [env: MINOOTS_HANDSHAKE_TIMEOUT_MS] [default: 10000]";
    first_request_timeout_ms, "first-request-timeout-ms", "MS", 10_000, 1, DAY_MS,
        "Time from a connection to its first request [env: MINOOTS_FIRST_REQUEST_TIMEOUT_MS] [default: 10000]";
    header_timeout_ms, "header-timeout-ms", "MS", 10_000, 1, DAY_MS,
        "Time for the headers of an HTTP/1 request, and for such a connection to idle [env: MINOOTS_HEADER_TIMEOUT_MS] [default: 10000]";
    message_timeout_ms, "message-timeout-ms", "MS", 30_000, 1, DAY_MS,
        "Time for a message that has begun, and for the body of a request [env: MINOOTS_MESSAGE_TIMEOUT_MS] [default: 30000]";
    answer_timeout_ms, "answer-timeout-ms", "MS", 60_000, 1, DAY_MS,
        "Time for a part of an answer to be taken [env: MINOOTS_ANSWER_TIMEOUT_MS] [default: 60000]";
    keepalive_interval_ms, "keepalive-interval-ms", "MS", 20_000, 1, DAY_MS,
        "HTTP/2 pings are sent at this interval [env: MINOOTS_KEEPALIVE_INTERVAL_MS] [default: 20000]";
    keepalive_timeout_ms, "keepalive-timeout-ms", "MS", 20_000, 1, DAY_MS,
        "and are answered within this time [env: MINOOTS_KEEPALIVE_TIMEOUT_MS] [default: 20000]";
    connection_age_max_ms, "connection-age-max-ms", "MS", 3_600_000, 1, 365 * DAY_MS,
        "Age at which a connection is asked to go, and up to a tenth more [env: MINOOTS_CONNECTION_AGE_MAX_MS] [default: 3600000]";
    connection_age_grace_ms, "connection-age-grace-ms", "MS", 60_000, 1, DAY_MS,
        "Time for what is under way on it then [env: MINOOTS_CONNECTION_AGE_GRACE_MS] [default: 60000]";
}

fn checked(name: &str, default: u64, min: u64, max: u64, setting: Setting<u64>) -> Result<Setting<u64>, Failure> {
    let value = setting.value;
    if (min..=max).contains(&value) {
        return Ok(setting);
    }
    Err(Failure::usage(format!("{name}: {value}: it is from {min} to {max}")).hint(format!("{default} is the default")))
}

impl BoundSettings {
    /// What connections may take.
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

    /// What one API key, and one tenant, may have under way.
    pub fn keys(&self) -> CallerLimits {
        CallerLimits {
            calls_max: narrow(&self.key_calls_max),
            streams_max: narrow(&self.key_streams_max),
            tenant_streams_max: narrow(&self.tenant_streams_max),
        }
    }
}

/// A checked value is far from the end of this.
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
