//! `minoots.transaction.v1.TransactionService`: several writes as one.

use crate::app::App;
use minoots_wire::transaction::v1::{
    TransactRequest, TransactResponse, transaction_service_server::TransactionService,
};
use tonic::{Request, Response, Status};

mod asked;
mod shown;
mod transact;

/// The implementation of the service.
pub(crate) struct TransactionApi(pub App);

#[tonic::async_trait]
impl TransactionService for TransactionApi {
    async fn transact(&self, request: Request<TransactRequest>) -> Result<Response<TransactResponse>, Status> {
        transact::run(&self.0, request).await.map(Response::new)
    }
}
