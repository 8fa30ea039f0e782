//! HTTP/2, frame by frame, for traffic that a well-behaved client library refuses to send.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::PATIENCE;

/// The first bytes of a connection.
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// The data of a stream.
pub const DATA: u8 = 0;
/// The headers of a request or a response.
pub const HEADERS: u8 = 1;
/// Ends a stream.
pub const RST_STREAM: u8 = 3;
/// The settings of the connection.
pub const SETTINGS: u8 = 4;
/// A frame that the other side must acknowledge.
pub const PING: u8 = 6;
/// Ends a connection.
pub const GOAWAY: u8 = 7;
/// Grants space for more bytes.
pub const WINDOW_UPDATE: u8 = 8;
/// More headers.
pub const CONTINUATION: u8 = 9;
/// On DATA and HEADERS: the last frame of its stream.
pub const END_STREAM: u8 = 1;
/// On HEADERS and CONTINUATION: the last frame of the headers.
pub const END_HEADERS: u8 = 4;
/// On SETTINGS and PING: an acknowledgement.
pub const ACK: u8 = 1;
/// The error code for a connection that costs too much.
pub const ENHANCE_YOUR_CALM: u32 = 11;
/// The error code for a stream that is no longer wanted.
pub const CANCEL: u32 = 8;
/// The setting for the initial window of each stream.
const INITIAL_WINDOW_SIZE: u16 = 4;

/// A received frame.
#[derive(Debug)]
pub struct Frame {
    /// The kind.
    pub kind: u8,
    /// Its flags.
    pub flags: u8,
    /// The stream; 0 for the connection.
    pub stream: u32,
    /// The payload.
    pub payload: Vec<u8>,
}

impl Frame {
    /// Returns the error code of a RST_STREAM or GOAWAY.
    #[must_use]
    pub fn error(&self) -> u32 {
        let at = if self.kind == GOAWAY { 4 } else { 0 };
        let code = self.payload.get(at..at + 4).and_then(|code| code.try_into().ok());
        code.map_or(u32::MAX, u32::from_be_bytes)
    }
}

/// Encodes a frame.
#[must_use]
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut bytes = length[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// Encodes the headers of a gRPC call of a path, in HPACK without a table.
#[must_use]
pub fn call_block(path: &str) -> Vec<u8> {
    let mut block = vec![0x83, 0x86];
    for (name, value) in [
        (":path", path),
        (":authority", "localhost"),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
    ] {
        block.extend(header(name, value.as_bytes()));
    }
    block
}

/// Encodes the headers of `GET path`.
#[must_use]
pub fn get_block(path: &str) -> Vec<u8> {
    let mut block = vec![0x82, 0x86];
    block.extend(header(":path", path.as_bytes()));
    block.extend(header(":authority", b"localhost"));
    block
}

/// Encodes a header without indexing.
#[must_use]
pub fn header(name: &str, value: &[u8]) -> Vec<u8> {
    let mut block = vec![0];
    for part in [name.as_bytes(), value] {
        length(part.len(), &mut block);
        block.extend(part);
    }
    block
}

fn length(length: usize, block: &mut Vec<u8>) {
    const PREFIX_MAX: usize = 0x7f;
    if length < PREFIX_MAX {
        block.push(length.to_le_bytes()[0]);
        return;
    }
    block.push(0x7f);
    let mut rest = length - PREFIX_MAX;
    while rest >= 0x80 {
        block.push((rest % 0x80).to_le_bytes()[0] | 0x80);
        rest /= 0x80;
    }
    block.push(rest.to_le_bytes()[0]);
}

/// Connects from `127.0.0.host`.
///
/// # Errors
/// When nothing listens there.
pub async fn connect_from(host: u8, address: &str) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, host], 0)))?;
    Ok(socket.connect(address.parse()?).await?)
}

/// An HTTP/2 connection without a library.
#[derive(Debug)]
pub struct Frames(pub TcpStream);

impl Frames {
    /// Connects, and sends the first bytes of a connection.
    ///
    /// # Errors
    /// When nothing listens there.
    pub async fn connect(address: &str) -> Result<Self> {
        Self::with_settings(address, &[]).await
    }

    /// Connects with windows of size 0.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn connect_without_window(address: &str) -> Result<Self> {
        let mut setting = INITIAL_WINDOW_SIZE.to_be_bytes().to_vec();
        setting.extend(0_u32.to_be_bytes());
        Self::with_settings(address, &setting).await
    }

    async fn with_settings(address: &str, settings: &[u8]) -> Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        stream.write_all(PREFACE).await?;
        stream.write_all(&frame(SETTINGS, 0, 0, settings)).await?;
        Ok(Self(stream))
    }

    /// Sends bytes. Returns false once the server has closed the connection.
    pub async fn send(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).await.is_ok()
    }

    /// Returns the next frame; `None` at the end. Acknowledges pings.
    ///
    /// # Errors
    /// When nothing comes for long.
    pub async fn next(&mut self) -> Result<Option<Frame>> {
        loop {
            let Some(next) = self.next_unanswered().await? else {
                return Ok(None);
            };
            if next.kind != PING || next.flags & ACK != 0 {
                return Ok(Some(next));
            }
            self.send(&frame(PING, ACK, 0, &next.payload)).await;
        }
    }

    /// Returns the next frame; `None` at the end.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn next_unanswered(&mut self) -> Result<Option<Frame>> {
        timeout(PATIENCE, read(&mut self.0))
            .await
            .context("the server says nothing")
    }

    /// Returns the next frame of this kind.
    ///
    /// # Errors
    /// When the connection ends before.
    pub async fn next_of(&mut self, kind: u8) -> Result<Frame> {
        while let Some(next) = self.next().await? {
            if next.kind == kind {
                return Ok(next);
            }
        }
        bail!("the connection ended without a frame of kind {kind}")
    }

    /// Reads to the end. Returns the error code of the GOAWAY, if there was one.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn until_closed(&mut self) -> Result<Option<u32>> {
        let mut told = None;
        while let Some(next) = self.next().await? {
            if next.kind == GOAWAY {
                told = Some(next.error());
            }
        }
        Ok(told)
    }
}

async fn read(stream: &mut TcpStream) -> Option<Frame> {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.ok()?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; usize::try_from(length).ok()?];
    stream.read_exact(&mut payload).await.ok()?;
    let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
    Some(Frame {
        kind: head[3],
        flags: head[4],
        stream,
        payload,
    })
}
