//! One request over HTTP/1.1, as a health checker or a scraper makes it.

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::PATIENCE;

/// A response.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The header lines, in lower case.
    pub headers: String,
    /// The body.
    pub body: String,
}

/// Gets a path from `127.0.0.1:PORT`.
///
/// # Errors
/// When what comes back is not HTTP/1.1.
pub async fn get(address: &str, path: &str) -> Result<Answer> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    ask(address, request.as_bytes()).await
}

/// Puts these bytes at a path of `127.0.0.1:PORT`, with these credentials.
///
/// # Errors
/// As [`get`].
pub async fn put(address: &str, path: &str, authorization: &str, body: &[u8]) -> Result<Answer> {
    let length = body.len();
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: {authorization}\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n"
    );
    ask(address, &[head.as_bytes(), body].concat()).await
}

/// Sends any request to `127.0.0.1:PORT` with these headers, and the length of its body.
///
/// # Errors
/// As [`get`].
pub async fn send(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer> {
    ask(address, &request(address, method, path, headers, body)).await
}

/// Sends exactly these bytes. The connection must end after the response.
///
/// # Errors
/// As [`get`].
pub async fn exchange_raw(address: &str, request: &[u8]) -> Result<Answer> {
    ask(address, request).await
}

/// Encodes a request that closes the connection after the response.
#[must_use]
pub fn request(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

impl Answer {
    /// Returns a header's value, in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

async fn ask(address: &str, request: &[u8]) -> Result<Answer> {
    let text = timeout(PATIENCE, exchange(address, request))
        .await
        .context("no answer in time")??;
    let (head, body) = text.split_once("\r\n\r\n").context("no end of the headers")?;
    let (status_line, headers) = head.split_once("\r\n").unwrap_or((head, ""));
    let status = status_line.split(' ').nth(1).context("no status")?.parse()?;
    let headers = headers.to_ascii_lowercase();
    let body = if headers.contains("transfer-encoding: chunked") {
        unchunk(body)?
    } else {
        body.to_owned()
    };
    Ok(Answer { status, headers, body })
}

async fn exchange(address: &str, request: &[u8]) -> Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn unchunk(mut rest: &str) -> Result<String> {
    let mut body = String::new();
    loop {
        let (size, tail) = rest.split_once("\r\n").context("a chunk without a size")?;
        let size = usize::from_str_radix(size, 16)?;
        if size == 0 {
            return Ok(body);
        }
        ensure!(tail.len() >= size + 2, "a chunk that is cut off");
        body.push_str(&tail[..size]);
        rest = &tail[size + 2..];
    }
}
