//! The credential that a path requires. Methods declare it themselves, in `proto/`.

use crate::methods;
use minoots_wire::method::{Needs, Permission};

/// Paths that are no methods.
const PATHS: [(&str, Needs); 5] = [
    ("/livez", Needs::Nothing),
    ("/healthz", Needs::Nothing),
    ("/readyz", Needs::Nothing),
    ("/.well-known/jwks.json", Needs::Nothing),
    ("/metrics", Needs::Permission(Permission::ClusterRead)),
];

/// The credential that a path requires, and the method's name if it is known. An unknown path requires a credential
/// even for the news that it is unknown.
pub(super) fn of(path: &str) -> (Needs, &'static str) {
    if let Some(method) = methods::of(path) {
        return (method.needs, method.name());
    }
    let known = PATHS.iter().find(|(known, _)| *known == path);
    known.map_or((Needs::Credential, ""), |(name, needs)| (*needs, &name[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_paths_need_a_credential() {
        for path in [
            "/",
            "",
            "/minoots.timer.v1.TimerService/Nothing",
            "/debug",
            "/metricsx",
            "//healthz",
            "healthz",
        ] {
            assert_eq!(of(path), (Needs::Credential, ""), "{path}");
        }
        assert_eq!(of("/healthz"), (Needs::Nothing, "healthz"));
        let cancel = "/minoots.timer.v1.TimerService/CancelTimer";
        assert_eq!(of(cancel), (Needs::Permission(Permission::TimerCancel), &cancel[1..]));
    }
}
