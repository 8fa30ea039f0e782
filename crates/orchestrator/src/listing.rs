//! Lists of records, read one after the other. Their partition keys begin with a prefix for the kind of record.

use futures::StreamExt as _;
use minoots_client::Pages;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::failure;

/// Answers that are buffered for a slow reader.
const WAITING: usize = 64;

/// Streams the answers of `read` for each name. A name is left out if `read` returns `None`, or if its payload key was
/// shredded. The list ends with the first other error.
pub(crate) fn each<T, Reading>(
    (mut names, prefix): (Pages<String>, &'static str),
    read: impl Fn(String) -> Reading + Send + 'static,
) -> ReceiverStream<Result<T, Status>>
where
    T: Send + 'static,
    Reading: Future<Output = Result<Option<T>, Status>> + Send,
{
    let (answers, received) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        while let Some(name) = names.next().await {
            let next = match name {
                Ok(name) => match name.strip_prefix(prefix) {
                    Some(name) => read(name.to_owned()).await.transpose(),
                    None => None,
                },
                Err(error) => Some(Err(failure::fabric(&error))),
            };
            let Some(answer) = next.filter(|answer| !is_shredded(answer)) else {
                continue;
            };
            let is_over = answer.is_err();
            // The reader may have left.
            if answers.send(answer).await.is_err() || is_over {
                return;
            }
        }
    });
    ReceiverStream::new(received)
}

/// Whether the payload key of a record was shredded. The list skips such a record.
fn is_shredded<T>(answer: &Result<T, Status>) -> bool {
    answer
        .as_ref()
        .is_err_and(|status| failure::shredded_version(status).is_some())
}
