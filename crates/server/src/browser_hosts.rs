//! The hosts by which browsers may call a node that requires no credential and listens beyond loopback.
//!
//! A page can have its own domain name resolve to the node (DNS rebinding). Its requests then look like those of the
//! node's own page, and may carry no `Origin`. The attack needs a browser, and a name that its owner can register.
//! Other clients may call by any name, as they do behind a load balancer or by the name of a service.

use crate::{
    options::Options,
    origins::{self, is_this_machine},
};
use http::{
    HeaderMap, HeaderName, Request,
    header::{ACCEPT_LANGUAGE, ORIGIN, USER_AGENT},
};
use minoots_wire::error::{Reason, status};
use std::net::IpAddr;
use tonic::{Code, Status};

/// The headers that only browsers send, and that a page cannot remove. A browser omits `Sec-Fetch-…` on plain HTTP,
/// and `Origin` from a `GET` to its own page.
const SIGNS: [HeaderName; 4] = [
    ORIGIN,
    ACCEPT_LANGUAGE,
    HeaderName::from_static("sec-fetch-mode"),
    HeaderName::from_static("sec-fetch-site"),
];

/// The ends of names that nobody can register in the public DNS.
const PRIVATE_ENDS: [&str; 3] = [".internal", ".local", ".svc"];

/// The hosts of a node.
#[derive(Clone, Debug, Default)]
pub(crate) struct BrowserHosts {
    /// The advertised host and those of named origins, in lower case.
    named: Vec<String>,
}

impl BrowserHosts {
    /// The hosts that these options name.
    pub(crate) fn of(options: &Options) -> BrowserHosts {
        let advertised = options.cluster.as_ref().map(|cluster| cluster.advertise.as_str());
        let origins = options.cors_origins.authorities();
        let named = advertised.into_iter().chain(origins).filter_map(origins::host_only);
        BrowserHosts { named: named.collect() }
    }

    /// Whether a request names its host by an address, a name that nobody can register, or a name of this node. No
    /// other site has such a page.
    pub(crate) fn lead_here<B>(&self, request: &Request<B>) -> bool {
        let host = origins::host(request).and_then(origins::host_only);
        host.is_some_and(|host| {
            let address = host.trim_start_matches('[').trim_end_matches(']');
            let is_private = |name: &str| {
                (!name.is_empty() && !name.contains('.')) || PRIVATE_ENDS.iter().any(|end| name.ends_with(end))
            };
            let is_address = address.parse::<IpAddr>().is_ok();
            is_address || is_this_machine(&host) || is_private(&host) || self.named.contains(&host)
        })
    }

    /// Checks the host of a request that a browser may have sent.
    ///
    /// # Errors
    /// `ORIGIN` for a name that may be another site's.
    pub(crate) fn check<B>(&self, request: &Request<B>) -> Result<(), Status> {
        if !is_by_browser(request.headers()) || self.lead_here(request) {
            return Ok(());
        }
        let message = "this node asks nobody for a credential, so a browser may call it by an address, localhost, its --advertise host or a \
                       host of --cors-origins, and not by the domain name of this request";
        Err(status(Code::PermissionDenied, Reason::Origin, message).build())
    }
}

/// Whether a browser may have sent a request.
fn is_by_browser(headers: &HeaderMap) -> bool {
    let agent = headers.get(USER_AGENT).map(|agent| agent.as_bytes());
    let is_browser = agent.is_some_and(|agent| agent.starts_with(b"Mozilla/"));
    is_browser || SIGNS.iter().any(|sign| headers.contains_key(sign))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::options::ClusterOptions;
    use std::collections::BTreeMap;

    const FIREFOX: (&str, &str) = (
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    );

    fn hosts() -> BrowserHosts {
        BrowserHosts::of(&Options {
            cors_origins: "https://app.example.com:8443".parse().unwrap(),
            cluster: Some(ClusterOptions {
                node: 1,
                peer_listen: ([127, 0, 0, 1], 0).into(),
                advertise: "Node-1.timers.example:7411".to_owned(),
                peers: BTreeMap::new(),
                tls: None,
                join_token_file: None,
                peer_ca_key: None,
                peer_cert_life_s: 0,
                rejoins: false,
            }),
            ..Options::default()
        })
    }

    fn is_admitted(host: &str, header: Option<(&str, &str)>) -> bool {
        let mut request = Request::get("/v1/timers").header("host", host);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let refused = hosts().check(&request.body(()).unwrap()).err();
        if let Some(refused) = &refused {
            assert_eq!(Reason::of(refused), Some(Reason::Origin));
        }
        refused.is_none()
    }

    #[test]
    fn browsers_call_by_names_of_this_node_only() {
        let signs = [
            FIREFOX,
            ("accept-language", ""),
            ("origin", "http://evil.example:7411"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-site", "same-origin"),
        ];
        for sign in signs {
            for foreign in [
                "evil.example:7411",
                "node-1.timers.example.evil.example",
                "10.0.0.1.evil.example",
                "a b",
                "",
            ] {
                assert!(!is_admitted(foreign, Some(sign)), "{foreign} {sign:?}");
            }
        }
        for own in [
            "10.0.0.1:7411",
            "[2001:db8::1]:7411",
            "localhost:7411",
            "minoots:7411",
            "minoots.prod.svc.cluster.local:7411",
            "minoots.prod.svc",
            "node-1.timers.example:7411",
            "NODE-1.timers.example",
            "app.example.com",
        ] {
            assert!(is_admitted(own, Some(FIREFOX)), "{own}");
        }
    }

    #[test]
    fn programs_call_by_any_name() {
        for agent in ["curl/8.5.0", "grpc-go/1.70.0", "kube-probe/1.33"] {
            assert!(
                is_admitted("timers.example.com", Some(("user-agent", agent))),
                "{agent}"
            );
        }
        assert!(is_admitted("timers.example.com", None));
    }
}
