//! Rejections while a cluster is upgraded (G23).

use minoots_kernel::levels;
use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::Code;

/// A feature of the level `needed` is not active, because the cluster is at `level`. `why` says what is missing.
pub(crate) fn not_active(needed: u32, level: u32, why: &str) -> StatusBuilder {
    let feature = match levels::feature(needed) {
        "" => "this request",
        feature => feature,
    };
    let message = format!("{feature} need cluster level {needed}, and the cluster is at level {level}: {why}");
    status(Code::FailedPrecondition, Reason::FeatureNotActive, message)
}
