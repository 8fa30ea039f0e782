//! Creates over raw HTTP/2, on one thread. A general client costs more processor time than a node's rejection; since
//! load and node share the processors, the benchmark would then measure the client.

use std::io::{self, Read as _, Write as _};
use std::time::Instant;

use minoots_terminal::errors::Failure;
use minoots_wire::shown_url::shown_url;
use minoots_wire::timer::v1::CreateTimerRequest;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::time::Duration;
use tonic::Status;

use answers::Answers;
use connection::Connection;
use requests::Headers;

mod answers;
mod block;
mod connection;
mod frames;
mod requests;

pub use answers::Answer;
pub use connection::CALLS_MAX;

/// The bytes of one read.
const READ_BYTES: usize = 64 * 1024;

/// The connections of a load.
pub struct Wires {
    wires: Vec<Wire>,
    poll: Poll,
    events: Events,
    answers: Answers,
    buffer: Vec<u8>,
}

struct Wire {
    stream: TcpStream,
    connection: Connection,
    /// The bytes of `connection.out` already written.
    written: usize,
    is_broken: bool,
}

impl Wires {
    /// Opens `count` connections to `http://address`, with an API key if there is one.
    pub fn connect(endpoint: &str, key: Option<&str>, count: usize) -> Result<Wires, Failure> {
        let address = endpoint.strip_prefix("http://").unwrap_or(endpoint);
        let broken = |error: io::Error| Failure::io(format!("no connection to {}", shown_url(endpoint)), &error);
        let headers = Headers::new(address, key)?;
        let poll = Poll::new().map_err(broken)?;
        let mut wires = Vec::new();
        for number in 0..count {
            let wire = Wire::connect(address, headers.clone(), &poll, Token(number));
            wires.push(wire.map_err(broken)?);
        }
        Ok(Wires {
            wires,
            poll,
            events: Events::with_capacity(count.max(1)),
            answers: Answers::default(),
            buffer: vec![0; READ_BYTES],
        })
    }

    /// Sends a create, on a connection chosen by its number.
    pub fn call(&mut self, number: u32, request: CreateTimerRequest, to_be_made: Instant) {
        let count = self.wires.len().max(1);
        if let Some(wire) = self.wires.get_mut(number as usize % count) {
            wire.connection.call(request, to_be_made);
            // The rest is written when there is room.
            wire.write();
        }
    }

    /// Reads available data without waiting. Passes each answer to `tell`, with the planned instant of its create.
    pub fn read(&mut self, tell: &mut impl FnMut(Answer, Instant)) -> Result<(), Failure> {
        let polled = self.poll.poll(&mut self.events, Some(Duration::ZERO));
        match polled {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            polled => polled.map_err(|error| Failure::io("cannot wait for answers", &error))?,
        }
        for event in &self.events {
            if let Some(wire) = self.wires.get_mut(event.token().0) {
                wire.write();
                wire.read(&mut self.buffer, &mut self.answers, tell);
            }
        }
        Ok(())
    }

    /// Creates whose answers will never arrive.
    pub fn lost(&self) -> usize {
        let broken = self.wires.iter().filter(|wire| wire.is_broken);
        broken.map(|wire| wire.connection.unanswered()).sum()
    }
}

impl Wire {
    fn connect(address: &str, headers: Headers, poll: &Poll, token: Token) -> io::Result<Wire> {
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        let both = Interest::READABLE | Interest::WRITABLE;
        poll.registry().register(&mut stream, token, both)?;
        let mut wire = Wire {
            stream,
            connection: Connection::new(headers),
            written: 0,
            is_broken: false,
        };
        wire.write();
        Ok(wire)
    }

    fn write(&mut self) {
        while let Some(rest @ [_, ..]) = self.connection.out.get(self.written..) {
            match self.stream.write(rest) {
                Ok(bytes) => self.written += bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // The read reports the reason.
                Err(_) => return,
            }
        }
        self.connection.out.clear();
        self.written = 0;
    }

    fn read(&mut self, buffer: &mut [u8], answers: &mut Answers, tell: &mut impl FnMut(Answer, Instant)) {
        while !self.is_broken {
            let outcome = match self.stream.read(buffer) {
                Ok(0) => Err(Status::unavailable("the node closed the connection")),
                Ok(bytes) => {
                    let came = buffer.get(..bytes).unwrap_or_default();
                    let read = self.connection.read(came, answers, tell);
                    self.write();
                    // A short read means that nothing is left; later data is a new event.
                    match read {
                        Ok(()) if bytes < buffer.len() => return,
                        read => read,
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
                Err(error) => Err(Status::unavailable(format!("the connection broke: {error}"))),
            };
            if let Err(status) = outcome {
                answers.tell(&status);
                self.is_broken = true;
            }
        }
    }
}
