//! Rejections encoded at the start, one for each retry delay: an overloaded node formats and encodes nothing in order
//! to reject.

use std::time::Duration;

use axum::body::Body;
use http::{HeaderMap, Response};
use tonic::Status;

use super::pressure::delays;
use crate::refusal;

/// The rejections, by index of their delay.
#[derive(Debug)]
pub(super) struct Answers(Vec<Ready>);

#[derive(Debug)]
struct Ready {
    delay: Duration,
    headers: HeaderMap,
}

impl Answers {
    pub fn new() -> Answers {
        let ready = |delay| Ready {
            delay,
            headers: refusal::overloaded(delay).into_http::<()>().headers().clone(),
        };
        Answers(delays().map(ready).collect())
    }

    /// The complete response to a call: headers only, equal to the response that the status would make.
    pub fn response(&self, index: usize) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        if let Some(ready) = self.0.get(index) {
            response.headers_mut().clone_from(&ready.headers);
        }
        response
    }

    /// The same rejection as a status.
    pub fn status(&self, index: usize) -> Status {
        refusal::overloaded(self.0.get(index).map(|ready| ready.delay).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overload::tunables::RETRY_DELAYS;
    use http_body::Body as _;
    use minoots_wire::error::{Details, Reason};
    use tonic::Code;

    #[test]
    fn a_refusal_made_ready_has_the_bytes_of_one_made_on_the_spot_and_is_all_headers() {
        let answers = Answers::new();
        for (index, delay) in delays().enumerate() {
            let ready = answers.response(index);
            let spot = refusal::overloaded(delay).into_http::<Body>();
            assert_eq!((ready.status(), ready.headers()), (spot.status(), spot.headers()));
            assert!(ready.body().is_end_stream());
        }
    }

    #[test]
    fn a_refusal_says_why_and_for_how_long() {
        let answers = Answers::new();
        assert_eq!(answers.0.len(), RETRY_DELAYS);
        for (index, delay) in delays().enumerate() {
            let read = Status::from_header_map(answers.response(index).headers());
            for status in [read, Some(answers.status(index))].into_iter().flatten() {
                let details = Details::of(&status);
                assert_eq!(
                    (status.code(), details.reason(), details.retry_delay),
                    (Code::ResourceExhausted, Some(Reason::Overloaded), Some(delay))
                );
            }
        }
    }

    #[test]
    fn the_bytes_of_a_refusal_are_these() {
        let response = Answers::new().response(0);
        let mut headers: Vec<String> = response
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?")))
            .collect();
        headers.sort();
        let expected = [
            "content-type: application/grpc",
            "grpc-message: too%20many%20writes%20are%20waiting;%20try%20again%20a%20little%20later",
            "grpc-status-details-bin: \
             CAgSNXRvbyBtYW55IHdyaXRlcyBhcmUgd2FpdGluZzsgdHJ5IGFnYWluIGEgbGl0dGxlIGxhdGVyGkEKKHR5cGUuZ29vZ2xlYXBp\
             cy5jb20vZ29vZ2xlLnJwYy5FcnJvckluZm8SFQoKT1ZFUkxPQURFRBIHbWlub290cxozCih0eXBlLmdvb2dsZWFwaXMuY29tL2dv\
             b2dsZS5ycGMuUmV0cnlJbmZvEgcKBRCAwtcv",
            "grpc-status: 8",
        ];
        assert_eq!(headers, expected);
    }
}
