//! The limits of the service.

use minoots_wire::admin::v1::{GetLimitsRequest, GetLimitsResponse};

use crate::client::Client;
use crate::error::Error;

impl Client {
    /// Reads the limits of requests.
    ///
    /// # Errors
    /// `Unavailable` when no server answers.
    pub async fn limits(&self) -> Result<GetLimitsResponse, Error> {
        self.unary(GetLimitsRequest {}).await
    }
}
