//! gRPC calls with bytes that no client library would send.

use anyhow::{Context as _, Result};
use bytes::{BufMut as _, Bytes, BytesMut};
use h2::client::{ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use http::{HeaderMap, Request};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tonic::Status;

use crate::PATIENCE;

/// An HTTP/2 connection.
#[derive(Clone)]
pub struct Raw {
    sender: SendRequest<Bytes>,
    address: String,
    authorization: Vec<String>,
    metadata: Vec<(String, String)>,
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    /// The status from the trailers, or from the headers if there was nothing else.
    pub status: Status,
    /// The messages, framed.
    pub body: Vec<u8>,
}

impl Raw {
    /// Connects to `127.0.0.1:PORT`.
    ///
    /// # Errors
    /// When nothing speaks HTTP/2 there.
    pub async fn connect(address: &str) -> Result<Self> {
        Self::over(TcpStream::connect(address).await?, address).await
    }

    /// Uses this connection to an address.
    ///
    /// # Errors
    /// When nothing speaks HTTP/2 at its end.
    pub async fn over<S>(stream: S, address: &str) -> Result<Self>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (sender, connection) = h2::client::handshake(stream).await?;
        // The calls on the connection report its errors.
        tokio::spawn(async move { drop(connection.await) });
        Ok(Self {
            sender,
            address: address.to_owned(),
            authorization: Vec::new(),
            metadata: Vec::new(),
        })
    }

    /// Adds these `authorization` headers to every call on the connection.
    #[must_use]
    pub fn showing(mut self, authorization: &[&str]) -> Self {
        self.authorization = authorization.iter().map(|value| (*value).to_owned()).collect();
        self
    }

    /// Adds this metadata to every call on the connection.
    #[must_use]
    pub fn carrying(mut self, metadata: &[(&str, &str)]) -> Self {
        let owned = metadata
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.metadata = owned.collect();
        self
    }

    /// Sends a message to a method. Returns its refusal, or `None` if the first part of the response is no refusal.
    /// Does not wait for a response without an end.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn refusal(&self, method: &str, message: &[u8], is_stream: bool) -> Result<Option<Status>> {
        let answer = self.beginning(method, message, is_stream).await?;
        Ok(Some(answer.status).filter(|status| status.code() != tonic::Code::Ok))
    }

    /// Sends a message to a method. Returns the start of the response, as [`refusal`](Self::refusal) does, with its
    /// first message, framed, if it has one. Does not wait for a tail.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn beginning(&self, method: &str, message: &[u8], is_stream: bool) -> Result<Answer> {
        if !is_stream {
            return self.call(method, None, frame(false, message)).await;
        }
        let (response, mut stream) = self.begin(method, None).await?;
        stream.send_data(frame(false, message), true)?;
        let head = timeout(PATIENCE, response).await.context("no answer in time")??;
        let told = Status::from_header_map(head.headers());
        let mut body = Vec::new();
        // A tail may have no events and does not end.
        if method.ends_with("/Tail") || told.is_some() {
            let status = told.unwrap_or_else(|| Status::new(tonic::Code::Ok, ""));
            return Ok(Answer { status, body });
        }
        // The first response, or the end, shows whether it is refused.
        let mut stream = head.into_body();
        while !is_whole(&body) {
            let Some(data) = timeout(PATIENCE, stream.data()).await.context("no message in time")? else {
                let trailers = timeout(PATIENCE, trailers(&mut stream))
                    .await
                    .context("no end in time")??;
                let status = Status::from_header_map(&trailers).context("an end without a status")?;
                return Ok(Answer { status, body });
            };
            let data = data?;
            stream.flow_control().release_capacity(data.len())?;
            body.extend_from_slice(&data);
        }
        let status = Status::new(tonic::Code::Ok, "");
        Ok(Answer { status, body })
    }

    /// Sends a body to a method such as `minoots.timer.v1.TimerService/CreateTimer`, and reads the whole response.
    ///
    /// # Errors
    /// When no gRPC status comes back.
    pub async fn call(&self, method: &str, encoding: Option<&str>, body: Bytes) -> Result<Answer> {
        let (response, stream) = self.begin(method, encoding).await?;
        timeout(PATIENCE, exchange(response, stream, body))
            .await
            .context("no answer in time")?
    }

    /// Sends the headers of a call.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn begin(&self, method: &str, encoding: Option<&str>) -> Result<(ResponseFuture, SendStream<Bytes>)> {
        let mut request = Request::post(format!("http://{}/{method}", self.address))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        for value in &self.authorization {
            request = request.header("authorization", value);
        }
        for (name, value) in &self.metadata {
            request = request.header(name, value);
        }
        if let Some(encoding) = encoding {
            request = request.header("grpc-encoding", encoding);
        }
        let mut sender = self.sender.clone().ready().await?;
        Ok(sender.send_request(request.body(())?, false)?)
    }
}

/// Encodes a gRPC frame around a message.
#[must_use]
pub fn frame(is_compressed: bool, message: &[u8]) -> Bytes {
    let mut framed = BytesMut::with_capacity(5 + message.len());
    framed.put_u8(u8::from(is_compressed));
    framed.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    framed.put_slice(message);
    framed.freeze()
}

/// Whether a frame is complete.
fn is_whole(body: &[u8]) -> bool {
    let Some(length) = body.get(1..5).and_then(|length| length.try_into().ok()) else {
        return false;
    };
    body.len() - 5 >= u32::from_be_bytes(length) as usize
}

/// Sends the body of a call whose headers were sent, and reads the whole response.
///
/// # Errors
/// When no gRPC status comes back.
pub async fn exchange(response: ResponseFuture, stream: SendStream<Bytes>, body: Bytes) -> Result<Answer> {
    // A server may respond before it has read everything, and then stops reading.
    let sending = tokio::spawn(send_all(stream, body));
    let answer = receive(response).await;
    sending.abort();
    answer
}

async fn send_all(mut stream: SendStream<Bytes>, mut body: Bytes) {
    while !body.is_empty() {
        stream.reserve_capacity(body.len());
        let Some(Ok(capacity)) = std::future::poll_fn(|context| stream.poll_capacity(context)).await else {
            return;
        };
        let part = body.split_to(capacity.min(body.len()));
        if stream.send_data(part, body.is_empty()).is_err() {
            return;
        }
    }
}

async fn receive(response: ResponseFuture) -> Result<Answer> {
    let (head, mut stream) = response.await?.into_parts();
    if let Some(status) = Status::from_header_map(&head.headers) {
        let body = Vec::new();
        return Ok(Answer { status, body });
    }
    let mut body = Vec::new();
    while let Some(data) = stream.data().await {
        let data = data?;
        body.extend_from_slice(&data);
        stream.flow_control().release_capacity(data.len())?;
    }
    let trailers = trailers(&mut stream).await?;
    let status =
        Status::from_header_map(&trailers).with_context(|| format!("HTTP {} without a status", head.status))?;
    Ok(Answer { status, body })
}

async fn trailers(stream: &mut RecvStream) -> Result<HeaderMap> {
    Ok(stream.trailers().await?.unwrap_or_default())
}
