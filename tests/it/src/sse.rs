//! A reader of server-sent events, as a browser reads them.

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::PATIENCE;
use crate::http1::request;

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its type.
    pub kind: String,
    /// Its data.
    pub data: Value,
}

/// An open stream.
#[derive(Debug)]
pub struct Events {
    stream: BufReader<TcpStream>,
    /// Text of chunks that has been read and not yet parsed.
    text: String,
    /// The last event id, which a browser sends when it reconnects.
    pub last_id: String,
    /// The number of comments so far.
    pub comments: u64,
    has_ended: bool,
}

impl Events {
    /// Opens the stream at a path of `127.0.0.1:PORT`. Returns the status and the head if it is refused.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn open(address: &str, path: &str, last_id: Option<&str>) -> Result<Result<Self, (u16, String)>> {
        timeout(PATIENCE, Self::opened(address, path, last_id))
            .await
            .context("no answer in time")?
    }

    async fn opened(address: &str, path: &str, last_id: Option<&str>) -> Result<Result<Self, (u16, String)>> {
        let mut stream = BufReader::new(TcpStream::connect(address).await?);
        let headers: Vec<(&str, &str)> = last_id.map(|id| ("last-event-id", id)).into_iter().collect();
        stream.write_all(&request(address, "GET", path, &headers, b"")).await?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            ensure!(stream.read_line(&mut head).await? > 0, "the head is cut off: {head}");
        }
        let status = head.split(' ').nth(1).context("no status")?.parse()?;
        if status != 200 {
            stream.read_to_string(&mut head).await?;
            return Ok(Err((status, head)));
        }
        ensure!(head.contains("content-type: text/event-stream"), "no events: {head}");
        ensure!(head.contains("transfer-encoding: chunked"), "not chunked: {head}");
        Ok(Ok(Self {
            stream,
            text: String::new(),
            last_id: last_id.unwrap_or_default().to_owned(),
            comments: 0,
            has_ended: false,
        }))
    }

    /// Returns the next event; `None` when the stream has ended, cleanly or not.
    ///
    /// # Errors
    /// On a timeout, or when the data is not an event.
    pub async fn next(&mut self) -> Result<Option<Event>> {
        timeout(PATIENCE, self.taken()).await.context("no event in time")?
    }

    /// Reads the first block, which is no event and has the start position of the stream.
    ///
    /// # Errors
    /// As [`next`](Self::next), or when there is an event in it.
    pub async fn begin(&mut self) -> Result<()> {
        let first = timeout(PATIENCE, self.block()).await.context("no block in time")??;
        ensure!(first.is_none() && !self.has_ended, "no begin: {first:?}");
        Ok(())
    }

    /// Reads up to the next comment.
    ///
    /// # Errors
    /// As [`next`](Self::next), or when an event comes first.
    pub async fn comment(&mut self) -> Result<()> {
        let before = self.comments;
        timeout(PATIENCE, async {
            while self.comments == before {
                let event = self.block().await?;
                ensure!(event.is_none(), "an event: {event:?}");
                ensure!(!self.has_ended, "the stream has ended");
            }
            Ok(())
        })
        .await
        .context("no comment in time")?
    }

    async fn taken(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(event) = self.block().await? {
                return Ok(Some(event));
            }
            if self.has_ended {
                return Ok(None);
            }
        }
    }

    /// Reads one block, which need not be an event.
    async fn block(&mut self) -> Result<Option<Event>> {
        while !self.text.contains("\n\n") {
            if !self.chunk().await {
                self.has_ended = true;
                return Ok(None);
            }
        }
        let (block, rest) = self.text.split_once("\n\n").context("no block")?;
        let (block, rest) = (block.to_owned(), rest.to_owned());
        self.text = rest;
        let (mut kind, mut data) = (String::new(), None);
        for line in block.lines() {
            match line.split_once(": ").context("a line without a value")? {
                ("", _) => self.comments += 1,
                ("id", id) => self.last_id = id.to_owned(),
                ("event", name) => kind = name.to_owned(),
                ("data", text) => data = Some(serde_json::from_str(text)?),
                ("retry", wait) => drop(wait.parse::<u64>()?),
                (other, _) => anyhow::bail!("an unknown field {other}"),
            }
        }
        Ok(data.map(|data| Event { kind, data }))
    }

    /// Reads another chunk. Returns whether there was one.
    async fn chunk(&mut self) -> bool {
        let mut size = String::new();
        if self.stream.read_line(&mut size).await.is_err() {
            return false;
        }
        let Ok(size) = usize::from_str_radix(size.trim(), 16) else {
            return false;
        };
        let mut bytes = vec![0; size + 2];
        if self.stream.read_exact(&mut bytes).await.is_err() {
            return false;
        }
        self.text.push_str(&String::from_utf8_lossy(&bytes[..size]));
        size > 0
    }
}
