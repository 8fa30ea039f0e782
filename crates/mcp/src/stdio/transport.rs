//! Standard input and output as a transport of the protocol.
//!
//! Each has a thread of its own, so that a blocked read or write does not keep the process from ending.

use std::io::{self, Write as _};
use std::thread;

use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::Transport;
use rmcp::{RoleServer, model::JsonRpcMessage};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::line::{Line, read_line};
use super::message::{Read, read};
use crate::limits::{LINES_WAITING_MAX, MESSAGE_BYTES_MAX};

/// The transport. See the module's documentation.
#[derive(Debug)]
pub struct StdioTransport {
    lines: mpsc::Receiver<Line>,
    output: Option<mpsc::Sender<Vec<u8>>>,
    /// Resolves once everything sent is written.
    written: Option<oneshot::Receiver<()>>,
    /// An error to send before the next line is read.
    refusal: Option<Vec<u8>>,
    /// Cancelled to stop receiving. The transport cancels it at the end of the input.
    stop: CancellationToken,
    has_fixtures: bool,
}

impl StdioTransport {
    /// Starts to read standard input. The end of input cancels `stop`; cancelling `stop` ends the transport.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub fn start(stop: CancellationToken, has_fixtures: bool) -> Result<Self, String> {
        let (to_lines, lines) = mpsc::channel(LINES_WAITING_MAX);
        let (output, to_write) = mpsc::channel(LINES_WAITING_MAX);
        let (done, written) = oneshot::channel();
        let no_thread = |error: io::Error| format!("a thread could not be started: {error}");
        let reading = thread::Builder::new().name("mcp-input".to_owned());
        reading.spawn(move || read_all(&to_lines)).map_err(no_thread)?;
        let writing = thread::Builder::new().name("mcp-output".to_owned());
        writing.spawn(move || write_all(to_write, done)).map_err(no_thread)?;
        Ok(Self {
            lines,
            output: Some(output),
            written: Some(written),
            refusal: None,
            stop,
            has_fixtures,
        })
    }

    /// Queues the pending error, if there is one. `None` when the output is closed. Cancel-safe.
    async fn send_refusal(&mut self) -> Option<()> {
        if self.refusal.is_some() {
            let permit = self.output.as_ref()?.reserve().await.ok()?;
            permit.send(self.refusal.take().unwrap_or_default());
        }
        Some(())
    }

    async fn next(&mut self) -> Option<ClientJsonRpcMessage> {
        loop {
            self.send_refusal().await?;
            match read(self.lines.recv().await?, self.has_fixtures) {
                Read::Message(message) => return Some(*message),
                Read::Refused(error) => self.refusal = Some(encoded(&error)),
                Read::Nothing => {}
            }
        }
    }
}

impl Transport<RoleServer> for StdioTransport {
    type Error = io::Error;

    fn send(&mut self, message: ServerJsonRpcMessage) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let (output, line) = (self.output.clone(), encoded(&message));
        async move {
            let closed = || io::Error::new(io::ErrorKind::BrokenPipe, "standard output is closed");
            let output = output.ok_or_else(closed)?;
            output.send(line).await.map_err(|_| closed())
        }
    }

    async fn receive(&mut self) -> Option<ClientJsonRpcMessage> {
        let stop = self.stop.clone();
        let message = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            message = self.next() => message,
        };
        if message.is_none() {
            stop.cancel();
        }
        message
    }

    async fn close(&mut self) -> io::Result<()> {
        self.output = None;
        if let Some(written) = self.written.take() {
            // The thread ends when everything is written, or the host closes its end.
            let _ = written.await;
        }
        Ok(())
    }
}

/// One line of the protocol.
fn encoded<Request, Response, Notification>(message: &JsonRpcMessage<Request, Response, Notification>) -> Vec<u8>
where
    JsonRpcMessage<Request, Response, Notification>: serde::Serialize,
{
    // Cannot fail: a message of the library consists of text, numbers and lists of them.
    let mut line = serde_json::to_vec(message).unwrap_or_default();
    line.push(b'\n');
    line
}

fn read_all(lines: &mpsc::Sender<Line>) {
    let mut input = io::stdin().lock();
    loop {
        let line = match read_line(&mut input, MESSAGE_BYTES_MAX) {
            Ok(Some(line)) => line,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "standard input cannot be read");
                return;
            }
        };
        if lines.blocking_send(line).is_err() {
            return;
        }
    }
}

fn write_all(mut lines: mpsc::Receiver<Vec<u8>>, done: oneshot::Sender<()>) {
    let mut output = io::stdout();
    while let Some(line) = lines.blocking_recv() {
        let written = output.write_all(&line).and_then(|()| output.flush());
        if let Err(error) = written {
            tracing::error!(%error, "standard output cannot be written");
            break;
        }
    }
    // A dropped transport does not wait.
    let _ = done.send(());
}
