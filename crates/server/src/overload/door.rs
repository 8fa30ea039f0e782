//! The admission check on the connection's task: before the request is routed, before its body is read, before any task
//! runs for it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response};
use minoots_wire::error::Reason;
use minoots_wire::method::{METHODS, Method};
use tokio::sync::watch;

use super::{Kind, Overload, Ticket};
use crate::http::is_grpc;
use crate::part::Part;

/// Admits or rejects requests.
#[derive(Debug)]
pub(crate) struct Door {
    overload: Overload,
    part: watch::Receiver<Part>,
    /// The metric labels of the methods that always need a permit. Each write of a stream gets its own permit, and a
    /// transaction gets one once its content shows that it creates.
    labels: Vec<(&'static Method, Arc<str>)>,
}

/// The outcome of an admission check.
#[derive(Debug)]
pub(crate) enum Entry {
    /// The request needs no permit.
    Free,
    /// The request has a permit, and carries it.
    Placed(Ticket),
    /// No permit was free.
    Refused(Response<Body>),
}

impl Door {
    pub fn new(overload: Overload, part: watch::Receiver<Part>) -> Door {
        let limited = METHODS.into_iter().filter(|method| method.creates);
        let labels = limited.map(|method| (method, Arc::from(method.name())));
        Door {
            overload,
            part,
            labels: labels.collect(),
        }
    }

    /// Checks a request. Only the leader limits: it alone does the work, wherever the request came in.
    pub fn enter<B>(&self, request: &mut Request<B>) -> Entry {
        let path = request.uri().path();
        let Some((_, label)) = self.labels.iter().find(|(method, _)| method.path == path) else {
            return Entry::Free;
        };
        if !is_grpc(request.headers()) || *self.part.borrow() != Part::Leads {
            return Entry::Free;
        }
        let places = &self.overload.0;
        match places.enter(Kind::Call) {
            Some(place) => {
                let ticket = Ticket::new(place);
                request.extensions_mut().insert(ticket.clone());
                Entry::Placed(ticket)
            }
            None => {
                places.metrics.refused(Reason::Overloaded);
                places
                    .metrics
                    .request_ended(label, "RESOURCE_EXHAUSTED", Duration::ZERO);
                Entry::Refused(places.answers.response(places.next_answer()))
            }
        }
    }
}
