//! Lists, read page by page.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};

use crate::error::Error;

/// The items of a list, fetched on demand. Ends after the first error.
pub struct Pages<T> {
    things: BoxStream<'static, Result<T, Error>>,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.things.poll_next_unpin(context)
    }
}

/// One page: its items, and the token of the next page; empty at the end.
pub(crate) type Page<T> = (Vec<Result<T, Error>>, String);

impl<T: Send + 'static> Pages<T> {
    /// Reads with `fetch`, which receives the token of each page; the first token is empty.
    pub(crate) fn read<F, A>(fetch: F) -> Self
    where
        F: Fn(String) -> A + Send + 'static,
        A: Future<Output = Result<Page<T>, Error>> + Send + 'static,
    {
        let reading = Reading {
            fetch,
            page: VecDeque::new(),
            token: Some(String::new()),
        };
        Self {
            things: stream::unfold(reading, Reading::next).boxed(),
        }
    }
}

/// Fetched items, and the token of the next request.
struct Reading<T, F> {
    fetch: F,
    page: VecDeque<Result<T, Error>>,
    /// The token of the next page; `None` when there is none.
    token: Option<String>,
}

impl<T, F, A> Reading<T, F>
where
    F: Fn(String) -> A,
    A: Future<Output = Result<Page<T>, Error>>,
{
    async fn next(mut self) -> Option<(Result<T, Error>, Self)> {
        loop {
            match self.page.pop_front() {
                Some(Err(error)) => {
                    self.page.clear();
                    self.token = None;
                    return Some((Err(error), self));
                }
                Some(thing) => return Some((thing, self)),
                None => {}
            }
            // A page may be empty although more follow.
            match (self.fetch)(self.token.take()?).await {
                Ok((things, next)) => {
                    self.page = things.into();
                    self.token = Some(next).filter(|token| !token.is_empty());
                }
                Err(error) => self.page.push_back(Err(error)),
            }
        }
    }
}
