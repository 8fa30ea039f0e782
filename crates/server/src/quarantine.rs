//! Rejects all API calls on a node that has taken itself out of service, with the reason.

use crate::refusal;
use futures::future::{Either, Ready, ready};
use http::{Request, Response};
use minoots_wire::method::Method;
use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};
use tonic::body::Body;
use tower::{Layer, Service};

/// Returns why the node is out of service, if it is.
pub(crate) type Why = Arc<dyn Fn() -> Option<String> + Send + Sync>;

/// Wraps the node's router in [`Guard`].
#[derive(Clone)]
pub(crate) struct QuarantineLayer(pub Why);

impl<S> Layer<S> for QuarantineLayer {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard {
            inner,
            why: self.0.clone(),
        }
    }
}

/// Rejects the API's methods on a node that is out of service.
#[derive(Clone)]
pub(crate) struct Guard<S> {
    inner: S,
    why: Why,
}

type QuarantineResult = Result<Response<Body>, Infallible>;

impl<S, R> Service<Request<R>> for Guard<S>
where
    S: Service<Request<R>, Response = Response<Body>, Error = Infallible>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<Ready<QuarantineResult>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        match (self.why)().filter(|_| is_refused(request.uri().path())) {
            Some(why) => Either::Left(ready(Ok(refusal::quarantined(&why).into_http()))),
            None => Either::Right(self.inner.call(request)),
        }
    }
}

/// Whether a path is rejected. Health, metrics and the status of the cluster still work, because they show the problem.
fn is_refused(path: &str) -> bool {
    !Method::of(path).is_none_or(|method| method.out_of_service)
}

#[cfg(test)]
mod tests {
    use super::*;
    use minoots_wire::method::{cluster_service, timer_service};

    #[test]
    fn only_what_tells_that_something_is_wrong_is_answered() {
        assert!(is_refused(timer_service::GET_TIMER.path));
        assert!(is_refused(cluster_service::BACKUP.path));
        assert!(!is_refused(cluster_service::GET_CLUSTER_STATUS.path));
        assert!(!is_refused("/readyz"));
    }
}
