//! The limits of the service.

use minoots_wire::admin::v1::{GetLimitsRequest, GetLimitsResponse};

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;

impl Client {
    /// Reads the limits of requests.
    ///
    /// # Errors
    /// `Unavailable` when no server answers.
    pub async fn limits(&self) -> Result<GetLimitsResponse, Error> {
        self.call(Kind::Read, |attempt| {
            let request = attempt.request(GetLimitsRequest {});
            async move { attempt.system().get_limits(request).await }
        })
        .await
    }
}
