//! The load of creates over `Submit` streams, on a node or on the echo for comparison.

use std::sync::Arc;

use hdrhistogram::Histogram;
use minoots_terminal::clock;
use minoots_terminal::connect::{connect, timers};
use minoots_terminal::consumer::stream_ended;
use minoots_terminal::errors::Failure;
use minoots_wire::timer::v1::submit_request::Write;
use minoots_wire::timer::v1::submit_response::Answer;
use minoots_wire::timer::v1::{SubmitRequest, SubmitResponse};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;

use super::creates::Outcome;
use super::samples::{joined, new_histogram};
use super::template::{Template, Timers as _};

/// Creates `count` timers over `streams` streams, each on a connection of its own, with at most `window` unanswered on
/// each. The histogram contains write latencies, counted from the hand-over to the stream.
pub async fn run(endpoint: &str, count: u32, streams: u32, window: u32) -> Result<Outcome, Failure> {
    let template = Arc::new(Template::new());
    let started = clock::monotonic();
    let mut open = JoinSet::new();
    for stream in 0..streams {
        let (from, until) = (share(count, streams, stream), share(count, streams, stream + 1));
        open.spawn(submit(endpoint.to_owned(), Arc::clone(&template), from, until, window));
    }
    let latency = joined(open).await?;
    Ok(Outcome {
        elapsed: started.elapsed(),
        latency,
        operations: u64::from(count),
    })
}

/// The start of a stream's part.
fn share(count: u32, streams: u32, stream: u32) -> u32 {
    u32::try_from(u64::from(count) * u64::from(stream) / u64::from(streams.max(1))).unwrap_or(count)
}

async fn submit(
    endpoint: String,
    template: Arc<Template>,
    from: u32,
    until: u32,
    window: u32,
) -> Result<Histogram<u64>, Failure> {
    let mut client = timers(connect(&endpoint).await?);
    let (sender, receiver) = mpsc::channel(window as usize);
    let mut answers = client.submit(ReceiverStream::new(receiver)).await?.into_inner();
    let (mut latency, mut sent) = (new_histogram()?, Vec::new());
    let origin = clock::monotonic();
    let mut next = from;
    for answered in 0..until.saturating_sub(from) {
        while next < until && next - from - answered < window {
            let request = SubmitRequest {
                sequence: u64::from(next - from),
                write: Some(Write::Create(Box::new(template.request(next)))),
            };
            sent.push(origin.elapsed());
            // There is room, because at most a window is unanswered. A stream that has ended is detected below.
            let _ = sender.send(request).await;
            next += 1;
        }
        let sequence = answer(&mut answers).await?;
        let handed = usize::try_from(sequence).ok().and_then(|at| sent.get(at));
        let took = handed
            .map(|at| origin.elapsed().saturating_sub(*at))
            .unwrap_or_default();
        latency.saturating_record(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
    }
    Ok(latency)
}

/// The number of the next completed write.
async fn answer(answers: &mut Streaming<SubmitResponse>) -> Result<u64, Failure> {
    let response = answers.message().await?.ok_or_else(stream_ended)?;
    match response.answer {
        Some(Answer::Error(error)) => Err(Failure::failed(format!("{}: {}", error.reason, error.message))
            .hint("measure with a smaller --window: the server refuses what it cannot hold")),
        _ => Ok(response.sequence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_the_streams_make_up_the_whole() {
        let parts: Vec<_> = (0..=3).map(|stream| share(10, 3, stream)).collect();
        assert_eq!(parts, [0, 3, 6, 10]);
    }
}
