//! `minoots event tail`.

use std::convert::Infallible;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::consumer::stream_ended;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, printable};
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::{LogEvent, TailRequest, TailResponse};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tonic::Streaming;

use crate::client_arguments::ClientArguments;
use crate::reconnect::{Reconnect, not_back};
use crate::record::Record;
use crate::value::Span;

/// The maximum number of events that wait for a slow reader of the output before the stream is blocked.
const WAITING_MAX: usize = 1024;

/// Arguments of `minoots event tail`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Cursor to resume after, or `start` for the earliest retained event [default: the current end]
    #[arg(long, value_name = "CURSOR|start")]
    from: Option<From>,
    /// Maximum number of events, after which the command ends [default: no maximum]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max: Option<u32>,
    /// Idle time after which the command ends with success [default: none]
    #[arg(long, value_name = "DURATION")]
    timeout: Option<Span>,
    /// Print only events of this type, such as timer.fired; repeatable, or separated by commas
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
    /// Print only events of this subject, such as timers/tea
    #[arg(long, value_name = "SUBJECT", default_value = "", hide_default_value = true)]
    subject: String,
    /// Omit signatures
    #[arg(long)]
    unsigned: bool,
}

/// The position at which the tail starts.
#[derive(Clone, Debug)]
struct From(Position);

impl FromStr for From {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(match text {
            "start" => Position::Start(true),
            cursor => Position::Cursor(cursor.to_owned()),
        }))
    }
}

/// Prints events until the maximum or the idle time. It resumes a broken stream after the last printed event.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = TailRequest {
        unsigned: arguments.unsigned,
        types: arguments.types,
        subject: arguments.subject,
        position: arguments.from.map(|from| from.0),
    };
    let idle = arguments.timeout.map_or(Duration::MAX, Span::to_std);
    let (mut printed, mut reconnect) = (0, Reconnect::new());
    let opening = timeout(idle, reconnect.open(|place| open(client, place, request.clone()))).await;
    let mut opened = opening.map_err(|_| not_back(idle))??;
    while arguments.max.is_none_or(|max| printed < max) {
        let Ok(event) = timeout(idle, opened.events.recv()).await else {
            return Ok(());
        };
        match event.ok_or_else(stream_ended).and_then(|event| event) {
            Ok((event, received_ns)) => {
                print(output, &Record::of_log(&event, received_ns))?;
                printed += 1;
                opened.position = Some(Position::Cursor(event.cursor));
                reconnect.received();
            }
            Err(lost) => {
                let position = opened.position.clone();
                let again = |place| {
                    let position = position.clone();
                    open(
                        client,
                        place,
                        TailRequest {
                            position,
                            ..request.clone()
                        },
                    )
                };
                let recovered = timeout(idle, reconnect.recover(lost, again)).await;
                opened = recovered.map_err(|_| not_back(idle))??;
            }
        }
    }
    Ok(())
}

/// An open stream, and the position from which to resume if it is lost.
struct Opened {
    events: mpsc::Receiver<Result<(LogEvent, i64), Failure>>,
    position: Option<Position>,
}

/// Opens the stream. A tail from the current end learns that position, so that no event is missed if the stream breaks
/// before its first event.
async fn open(client: &ClientArguments, place: usize, request: TailRequest) -> Result<Opened, Failure> {
    let position = request.position.clone();
    let answer = client.events_from(place).await?.tail(request).await?;
    let begin = answer
        .metadata()
        .get(minoots_wire::TAIL_CURSOR)
        .and_then(|cursor| cursor.to_str().ok());
    let begin = begin.map(|cursor| Position::Cursor(cursor.to_owned()));
    Ok(Opened {
        position: position.or(begin),
        events: receive(answer.into_inner()),
    })
}

/// Receives in a task of its own, so that printing does not add to the lateness.
fn receive(mut stream: Streaming<TailResponse>) -> mpsc::Receiver<Result<(LogEvent, i64), Failure>> {
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    tokio::spawn(async move {
        loop {
            let message = stream.message().await;
            let received_ns = clock::wall_ns();
            let event = match message {
                Ok(Some(TailResponse { event: Some(event) })) => Ok((event, received_ns)),
                Ok(Some(TailResponse { event: None })) => continue,
                Ok(None) => return,
                Err(status) => Err(status.into()),
            };
            let ended = event.is_err();
            if sender.send(event).await.is_err() || ended {
                return;
            }
        }
    });
    receiver
}

fn print(output: Output, record: &Record) -> Result<(), Failure> {
    if output.is_json_stream() {
        output.json_line(record)
    } else {
        output.line(&printable(&record.summary()))
    }
}
