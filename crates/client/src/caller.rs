//! The identity of the client's credential.

use minoots_wire::admin::v1::{GetCallerRequest, GetCallerResponse};

use crate::client::Client;
use crate::error::Error;

impl Client {
    /// Reads the server's view of this client: its tenant, roles and permissions.
    ///
    /// # Errors
    /// `Refused` when the server rejects its credential; see [`Error`] for other errors.
    pub async fn caller(&self) -> Result<GetCallerResponse, Error> {
        self.unary(GetCallerRequest {}).await
    }
}
