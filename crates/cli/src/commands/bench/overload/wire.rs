//! Creates over HTTP/2 itself: what a general client does beside it costs more than a node's refusal, and on the processors that load and
//! node share the load would be what is measured.

use bytes::{BufMut, Bytes, BytesMut};
use h2::client::{self, SendRequest};
use http::{HeaderMap, HeaderValue, Method, Request, Uri, Version, header};
use minoots_wire::timer::v1::CreateTimerRequest;
use prost::Message as _;
use tokio::net::TcpStream;
use tonic::{Code, Status};

use crate::errors::Failure;

const PATH: &str = "/minoots.timer.v1.TimerService/CreateTimer";
/// A byte that says whether the message is compressed, and four of its length.
const PREFIX_BYTES: usize = 5;

/// A connection.
pub struct Wire {
    sender: SendRequest<Bytes>,
    uri: Uri,
    shown: Option<HeaderValue>,
}

impl Wire {
    /// Connects to `http://address`, and shows an API key if there is one.
    pub async fn connect(endpoint: &str, key: Option<&str>) -> Result<Self, Failure> {
        let address = endpoint.strip_prefix("http://").unwrap_or(endpoint);
        let broken = |why: &dyn std::fmt::Display| Failure::failed(format!("no connection to {endpoint}: {why}"));
        let stream = TcpStream::connect(address).await.map_err(|error| broken(&error))?;
        stream.set_nodelay(true).map_err(|error| broken(&error))?;
        let (sender, connection) = client::handshake(stream).await.map_err(|error| broken(&error))?;
        // It ends with the last sender, or with an error that each call tells of.
        drop(tokio::spawn(connection));
        let uri = format!("http://{address}{PATH}");
        let uri = uri.parse().map_err(|error: http::uri::InvalidUri| broken(&error))?;
        let shown = key
            .map(|key| HeaderValue::try_from(format!("Bearer {key}")))
            .transpose();
        let shown = shown.map_err(|error| broken(&error))?;
        Ok(Self { sender, uri, shown })
    }

    /// Creates a timer; what is answered is not looked at, unless it is a refusal.
    pub async fn create(&self, request: &CreateTimerRequest) -> Result<(), Status> {
        let sender = self.sender.clone().ready().await;
        let (response, mut body) = sender
            .and_then(|mut sender| sender.send_request(self.head(), false))
            .map_err(|error| broken(&error))?;
        body.send_data(framed(request), true).map_err(|error| broken(&error))?;
        let response = response.await.map_err(|error| broken(&error))?;
        if let Some(status) = Status::from_header_map(response.headers()) {
            return said(status);
        }
        let mut answer = response.into_body();
        while let Some(data) = answer.data().await {
            let bytes = data.map_err(|error| broken(&error))?.len();
            answer
                .flow_control()
                .release_capacity(bytes)
                .map_err(|error| broken(&error))?;
        }
        let trailers: Option<HeaderMap> = answer.trailers().await.map_err(|error| broken(&error))?;
        let status = trailers.as_ref().and_then(Status::from_header_map);
        said(status.unwrap_or_else(|| Status::unknown("an answer without a status")))
    }

    fn head(&self) -> Request<()> {
        let mut head = Request::new(());
        *head.method_mut() = Method::POST;
        *head.version_mut() = Version::HTTP_2;
        *head.uri_mut() = self.uri.clone();
        let headers = head.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        if let Some(shown) = &self.shown {
            headers.insert(header::AUTHORIZATION, shown.clone());
        }
        headers.insert(header::TE, HeaderValue::from_static("trailers"));
        head
    }
}

fn said(status: Status) -> Result<(), Status> {
    match status.code() {
        Code::Ok => Ok(()),
        _ => Err(status),
    }
}

fn broken(error: &h2::Error) -> Status {
    Status::unavailable(format!("the connection broke: {error}"))
}

fn framed(request: &CreateTimerRequest) -> Bytes {
    let length = request.encoded_len();
    let mut bytes = BytesMut::with_capacity(PREFIX_BYTES + length);
    bytes.put_u8(0);
    bytes.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    // It has room.
    let _ = request.encode(&mut bytes);
    bytes.freeze()
}
