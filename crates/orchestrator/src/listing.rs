//! Lists of records. Their partition keys begin with a prefix for the kind of record.

use futures::stream::{self, BoxStream, StreamExt as _};
use minoots_client::Pages;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::failure;

/// Answers that are buffered for a slow reader.
const WAITING: usize = 64;
/// Records that are read concurrently.
const AT_ONCE: usize = 16;

/// The answers of `read` for each name, in the order of the names. A name is left out if `read` returns `None`, or if
/// its payload key was shredded, or if a policy hides it from the caller.
pub(crate) fn records<T, Reading>(
    (names, prefix): (Pages<String>, &'static str),
    read: impl Fn(String) -> Reading + Send + 'static,
) -> BoxStream<'static, Result<T, Status>>
where
    T: Send + 'static,
    Reading: Future<Output = Result<Option<T>, Status>> + Send + 'static,
{
    let names = names.filter_map(move |name| async move {
        match name {
            Ok(name) => name.strip_prefix(prefix).map(|name| Ok(name.to_owned())),
            Err(error) => Some(Err(failure::fabric(&error))),
        }
    });
    let answers = names.map(move |name| {
        let reading = name.map(&read);
        async move { reading?.await }
    });
    let answers = answers.buffered(AT_ONCE);
    let answers = answers.filter_map(|answer| async { failure::if_visible(answer).transpose() });
    answers.boxed()
}

/// Streams answers to a reader. The list ends with the first error.
pub(crate) fn streamed<T: Send + 'static>(
    answers: impl stream::Stream<Item = Result<T, Status>> + Send + 'static,
) -> ReceiverStream<Result<T, Status>> {
    let (sink, received) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut answers = std::pin::pin!(answers);
        while let Some(answer) = answers.next().await {
            let is_over = answer.is_err();
            // The reader may have left.
            if sink.send(answer).await.is_err() || is_over {
                return;
            }
        }
    });
    ReceiverStream::new(received)
}

/// Streams the [`records`].
pub(crate) fn each<T, Reading>(
    names: (Pages<String>, &'static str),
    read: impl Fn(String) -> Reading + Send + 'static,
) -> ReceiverStream<Result<T, Status>>
where
    T: Send + 'static,
    Reading: Future<Output = Result<Option<T>, Status>> + Send + 'static,
{
    streamed(records(names, read))
}
