//! The first look at a request, on its connection's task: before it is routed, before its body is read, before anything runs for it.

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

/// Lets requests in, or does not.
#[derive(Debug)]
pub(crate) struct Door {
    overload: Overload,
    part: watch::Receiver<Part>,
    /// The labels of the methods that need a place, whatever they say. The writes of a stream get one each, and a transaction gets one once it
    /// has said that it creates.
    labels: Vec<(&'static Method, Arc<str>)>,
}

/// What becomes of a request.
#[derive(Debug)]
pub(crate) enum Entry {
    /// It needs no place.
    Free,
    /// It has one, and carries it.
    Placed(Ticket),
    /// There was none.
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

    /// Looks at a request. Only the leader limits: it alone does the work, wherever the request came in.
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
