//! The metrics of certificates.

use opentelemetry::KeyValue;

use super::ReadFigures;
use crate::telemetry::Observed;

/// Exports the state of TLS: `minoots_tls_certificate_expiry_seconds` by certificate, `minoots_tls_reloads_total`,
/// `minoots_tls_reload_failures_total` and `minoots_tls_files_refused`. A node without TLS has none of the first. Also
/// exports the rejections at the peer port: `minoots_tls_peers_refused_total`.
pub(crate) fn observe(
    observed: &Observed,
    read: &ReadFigures,
    peers_refused: impl Fn() -> u64 + Send + Sync + 'static,
) {
    observed
        .meter()
        .u64_observable_counter("minoots_tls_peers_refused")
        .with_description("Connections to the port for nodes that proved no node of this cluster.")
        .with_callback(move |observer| observer.observe(peers_refused(), &[]))
        .build();
    let figures = read.clone();
    observed
        .meter()
        .i64_observable_gauge("minoots_tls_certificate_expiry")
        .with_unit("s")
        .with_description("Time until a certificate expires; negative once it has.")
        .with_callback(move |observer| {
            for end in figures().iter().flat_map(|figures| &figures.ends) {
                observer.observe(end.left_s(), &[KeyValue::new("certificate", end.certificate)]);
            }
        })
        .build();
    let figures = read.clone();
    observed
        .meter()
        .u64_observable_counter("minoots_tls_reloads")
        .with_description("Changed TLS files taken into use.")
        .with_callback(move |observer| observer.observe(figures().iter().map(|one| one.reloads).sum(), &[]))
        .build();
    let figures = read.clone();
    observed
        .meter()
        .u64_observable_counter("minoots_tls_reload_failures")
        .with_description("Changed TLS files that could not be used.")
        .with_callback(move |observer| observer.observe(figures().iter().map(|one| one.refusals).sum(), &[]))
        .build();
    let figures = read.clone();
    observed
        .meter()
        .u64_observable_gauge("minoots_tls_files_refused")
        .with_description("Sets of TLS files that cannot be used as they are; what was in use before is.")
        .with_callback(move |observer| {
            let refused = figures().iter().filter(|one| one.is_refused).count();
            observer.observe(refused as u64, &[]);
        })
        .build();
}

/// Exports `minoots_tls_renewals_total` and `minoots_tls_renewal_failures_total`.
pub(crate) fn observe_renewals(
    observed: &Observed,
    done: impl Fn() -> u64 + Send + Sync + 'static,
    failed: impl Fn() -> u64 + Send + Sync + 'static,
) {
    observed
        .meter()
        .u64_observable_counter("minoots_tls_renewals")
        .with_description("Certificates for its peers that this node was given in place of its own.")
        .with_callback(move |observer| observer.observe(done(), &[]))
        .build();
    observed
        .meter()
        .u64_observable_counter("minoots_tls_renewal_failures")
        .with_description("Times that no member made this node a new certificate for its peers.")
        .with_callback(move |observer| observer.observe(failed(), &[]))
        .build();
}
