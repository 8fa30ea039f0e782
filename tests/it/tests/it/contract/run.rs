//! One run of a scenario.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use minoots_client::{Client, ConsumeOptions, Consumer, Delivery, Error};
use minoots_it::clock::Deadline;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tokio_stream::StreamExt as _;

use super::fit::{self, Names, filled};
use super::given::Given;
use super::{answers, calls};

const PAUSE: Duration = Duration::from_millis(100);

/// The number of runs so far in this process, which is a unique name, because each cluster is new.
static BEGUN: AtomicU64 = AtomicU64::new(0);

type Came = Result<Value, Error>;

/// The names, deliveries and streams of a scenario so far.
pub struct Run {
    client: Client,
    names: Names,
    consumers: BTreeMap<String, Consumer>,
    deliveries: BTreeMap<String, Delivery>,
}

impl Run {
    pub fn new(client: Client) -> Self {
        let run = format!("c{:013}", BEGUN.fetch_add(1, Ordering::Relaxed));
        Self {
            client,
            names: Names::from([("run".to_owned(), run.into())]),
            consumers: BTreeMap::new(),
            deliveries: BTreeMap::new(),
        }
    }

    /// Plays steps without faults, up to the first failure. `first` is the number of the first step.
    pub async fn play(&mut self, first: usize, steps: &[Value]) -> Result<(), String> {
        for (number, step) in steps.iter().enumerate() {
            let outcome = match step.get("race").and_then(Value::as_u64) {
                Some(callers) => self.race(step, callers).await,
                None => self.step(step).await,
            };
            outcome.map_err(|wrong| format!("step {}, {}: {wrong}", first + number, step["call"]))?;
        }
        Ok(())
    }

    pub async fn end(self) {
        drop(self.deliveries);
        for consumer in self.consumers.into_values() {
            consumer.close().await;
        }
    }

    async fn step(&mut self, step: &Value) -> Result<(), String> {
        let within = Duration::from_millis(step.get("within_ms").and_then(Value::as_u64).unwrap_or_default());
        let over = Deadline::after(within);
        let came = loop {
            let came = self.call(step).await;
            match check(step, &came, &self.names) {
                Ok(()) => break came,
                Err(wrong) if over.has_passed() => return Err(wrong),
                Err(_) => sleep(PAUSE).await,
            }
        };
        let kept = step.get("keep").and_then(Value::as_object).into_iter().flatten();
        for (name, path) in kept {
            let pointer = format!("/{}", path.as_str().unwrap().replace('.', "/"));
            let value = came.as_ref().ok().and_then(|answer| answer.pointer(&pointer));
            let value = value.ok_or_else(|| format!("there is no {path} in {came:?}"))?;
            self.names.insert(name.clone(), value.clone());
        }
        Ok(())
    }

    async fn race(&self, step: &Value, callers: u64) -> Result<(), String> {
        let call = step["call"].as_str().unwrap();
        let mut racing = tokio::task::JoinSet::new();
        for caller in 0..callers {
            let mut names = self.names.clone();
            names.insert("caller".to_owned(), caller.into());
            let (client, call, given) = (self.client.clone(), call.to_owned(), filled(&step["with"], &names));
            racing.spawn(async move { calls::make(&client, &call, Given(&given)).await });
        }
        let came: Vec<Came> = racing.join_all().await;
        let answered = came.iter().filter(|one| one.is_ok()).count();
        if step["answered"] != answered {
            return Err(format!("{answered} were answered: {came:?}"));
        }
        came.iter().try_for_each(|one| check(step, one, &self.names))
    }

    async fn call(&mut self, step: &Value) -> Came {
        let given = filled(&step["with"], &self.names);
        let given = Given(&given);
        match step["call"].as_str().unwrap() {
            "receive" => self.receive(given).await,
            call @ ("ack" | "nack" | "extend") => self.tell(call, given).await,
            call => calls::make(&self.client, call, given).await,
        }
    }

    async fn receive(&mut self, given: Given<'_>) -> Came {
        let queue = given.text("queue");
        let consumer = self.consumers.entry(queue.to_owned());
        let consumer = consumer.or_insert_with(|| self.client.consume(queue, ConsumeOptions::default()));
        let Ok(came) = timeout(given.time("timeout_ms"), consumer.next()).await else {
            return Ok(json!({ "received": false }));
        };
        let delivery = came.expect("a consumer ends only after an error")?;
        let answer = answers::delivery(&delivery);
        self.deliveries.insert(given.text("as").to_owned(), delivery);
        Ok(answer)
    }

    async fn tell(&self, call: &str, given: Given<'_>) -> Came {
        let delivery = &self.deliveries[given.text("delivery")];
        match call {
            "ack" => Ok(answers::acknowledged(delivery.ack().await?)),
            "nack" => {
                let nacked = delivery
                    .nack(given.text("reason"), Some(given.time("delay_ms")))
                    .await?;
                Ok(json!({ "attempts": nacked.attempts, "retried": nacked.retry_time.is_some() }))
            }
            _ => delivery.extend(given.time("time_ms")).await.map(|_| json!({})),
        }
    }
}

/// Compares the result with the step's expectation.
fn check(step: &Value, came: &Came, names: &Names) -> Result<(), String> {
    match (came, step.get("answer"), step.get("refusal")) {
        (Ok(answer), Some(expected), _) => fit::check(&filled(expected, names), answer, "answer"),
        (Ok(answer), None, _) => Err(format!("answered: {answer}")),
        (Err(error), _, Some(expected)) => fit::check_refusal(&filled(expected, names), error),
        (Err(error), _, None) => Err(format!("refused: {error:?}")),
    }
}
