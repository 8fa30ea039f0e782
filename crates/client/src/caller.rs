//! As whom a client calls.

use minoots_wire::admin::v1::key_service_client::KeyServiceClient;
use minoots_wire::admin::v1::{GetCallerRequest, GetCallerResponse};

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;

impl Client {
    /// Reads who the server takes this client for: its tenant, its roles and what it may do.
    ///
    /// # Errors
    /// `Refused` when its credential is not accepted; see [`Error`] for the others.
    pub async fn caller(&self) -> Result<GetCallerResponse, Error> {
        self.call(Kind::Read, |attempt| {
            let request = attempt.request(GetCallerRequest {});
            async move { KeyServiceClient::new(attempt.channel.clone()).get_caller(request).await }
        })
        .await
    }
}
