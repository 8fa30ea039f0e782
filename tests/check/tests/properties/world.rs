//! A legal world: clients, a log, a sequence of leaders, a consumer, readers. Small, and correct by construction.

use minoots_check::History;
use minoots_check::record::{
    Answer, Call, Consumer, Create, Delivery, DeliveryRef, Dumped, End, Event, Fault, Final, Get, Heal, Invocation,
    Knows, Lead, List, Nack, Outcome, Phase, Record, Release, Reschedule, Return, Run, Seek, Start, StateHash, Status,
    Withdraw,
};

use super::log::{Log, Timer, occurrence};
use super::random::Random;

const MS: i64 = 1_000_000;
const SECOND: i64 = 1_000 * MS;
const LEASE: i64 = 400 * MS;
const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// The amount of recorded detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    Simulator,
    Client,
}

struct Flight {
    op: u64,
    call: Call,
    outcome: Option<Outcome>,
}

struct World {
    random: Random,
    now: i64,
    log: Log,
    term: u64,
    number: u64,
    stream: u64,
    ops: u64,
    flights: Vec<Flight>,
    /// Acknowledgements and other requests that the consumer has not sent yet.
    words: Vec<Call>,
    read: [usize; 2],
    records: Vec<Record>,
}

/// Returns a history without violations.
pub fn history(seed: u64, steps: usize, sight: Sight) -> Vec<Record> {
    let mut world = World {
        random: Random::new(seed),
        now: 1_000 * SECOND,
        log: Log::default(),
        term: 0,
        number: 0,
        stream: 0,
        ops: 0,
        flights: Vec::new(),
        words: Vec::new(),
        read: [0, 0],
        records: vec![Record::Run(run(sight))],
    };
    world.elect();
    for reader in [1, 2] {
        let (t, partition) = (world.now, "dev/0".to_owned());
        let start = Start::Earliest;
        world.records.push(Record::Seek(Seek {
            reader,
            t,
            partition,
            start,
            filtered: false,
        }));
    }
    for _ in 0..steps {
        world.step();
    }
    world.finish();
    world
        .records
        .retain(|record| sight == Sight::Simulator || !is_inside(record));
    world.records
}

pub fn of(records: &[Record]) -> History {
    records.iter().cloned().collect()
}

fn run(sight: Sight) -> Run {
    let all = sight == Sight::Simulator;
    let knows = Knows {
        commits: all,
        facts: all,
        releases: all,
        callers: true,
    };
    Run {
        producer: "world".into(),
        ordered: true,
        knows,
        ..Run::default()
    }
}

/// Whether clients do not see this record.
fn is_inside(record: &Record) -> bool {
    matches!(
        record,
        Record::Commit(_) | Record::Fact(_) | Record::Rel(_) | Record::Lead(_) | Record::Hash(_)
    )
}

impl World {
    fn step(&mut self) {
        self.now += (1 + self.random.below(40)) as i64 * MS;
        match self.random.below(12) {
            0..=2 => {
                let call = self.wish();
                self.invoke(call);
            }
            3 | 4 if !self.words.is_empty() => {
                let call = self.words.remove(0);
                self.invoke(call);
            }
            3..=5 => self.commit(),
            6 | 7 => self.answer(),
            8 => self.query(),
            9 => self.release(),
            10 => self.follow(),
            _ if self.random.chance(10) => self.elect(),
            _ => self.commit(),
        }
    }

    fn elect(&mut self) {
        let fault = |t, phase| {
            Record::Fault(Fault {
                name: "crash".into(),
                target: String::new(),
                t,
                phase,
            })
        };
        self.term += 1;
        (self.number, self.stream) = (0, self.stream + 1);
        if self.term > 1 {
            self.records.push(fault(self.now, Phase::On));
            self.now += 200 * MS;
            self.records.push(fault(self.now, Phase::Off));
        }
        let (node, term, t) = (1 + self.term % 3, self.term, self.now);
        self.records.push(Record::Lead(Lead {
            node,
            term,
            t,
            applied_term: Some(term),
        }));
        let (receiver, tenant, queue) = (self.stream, "dev".into(), "q".into());
        self.records.push(Record::Consumer(Consumer {
            receiver,
            t,
            tenant,
            queue,
            open: true,
        }));
        // A delivery without a record in the log is repeated; here no delivery was logged.
        self.log.timers.values_mut().for_each(|timer| timer.out = None);
    }

    fn wish(&mut self) -> Call {
        let id = self.random.pick(&IDS).map_or(String::new(), ToString::to_string);
        let tenant = "dev".to_owned();
        let fire_time = Some(self.now + self.random.below(2_000) as i64 * MS);
        let known = self.log.timers.get(&id).map_or(0, |timer| timer.version);
        let version = if self.random.chance(50) { 0 } else { known };
        let request_id = self.random.chance(50).then(|| format!("r{}", self.random.below(4)));
        match self.random.below(6) {
            0..=2 => Call::Create(self.create(id)),
            3 => Call::Cancel(Withdraw { tenant, id, version }),
            4 => {
                let digest = format!("{id} {version} {fire_time:?}");
                Call::Reschedule(Reschedule {
                    tenant,
                    id,
                    version,
                    request_id,
                    fire_time,
                    delay: None,
                    digest,
                })
            }
            _ => Call::BatchCreate(vec![
                self.create(format!("x{}", self.ops)),
                self.create(format!("y{}", self.ops)),
            ]),
        }
    }

    fn create(&mut self, id: String) -> Create {
        // The variety of bodies is small, so that creates meet equal ones.
        let far = self.random.below(2) as i64;
        let fire_time = Some(1_000 * SECOND + (3 + 5 * far) * SECOND);
        let queue = self.random.chance(80).then(|| "q".to_owned());
        let digest = format!("{id} {fire_time:?} {queue:?}");
        let request_id = self.random.chance(5).then(|| format!("c{id}"));
        let id = (request_id.is_none() || self.random.chance(50)).then_some(id);
        Create {
            tenant: "dev".into(),
            id,
            request_id,
            fire_time,
            delay: None,
            queue,
            digest,
        }
    }

    fn invoke(&mut self, call: Call) {
        self.ops += 1;
        let (op, client, t) = (self.ops, self.ops % 3, self.now);
        self.records.push(Record::Inv(Invocation {
            op,
            client,
            t,
            call: call.clone(),
        }));
        self.flights.push(Flight {
            op,
            call,
            outcome: None,
        });
    }

    fn respond(&mut self, op: u64, outcome: Outcome) {
        self.records.push(Record::Ret(Return {
            op,
            t: self.now,
            outcome,
        }));
    }

    /// Commits an entry with some of the waiting commands, in any order.
    fn commit(&mut self) {
        self.log.begin(self.now);
        for _ in 0..1 + self.random.below(3) {
            let waiting: Vec<usize> = (0..self.flights.len())
                .filter(|at| self.flights[*at].outcome.is_none())
                .collect();
            if let Some(&at) = self.random.pick(&waiting) {
                let flight = &mut self.flights[at];
                flight.outcome = Some(self.log.apply(flight.op, &flight.call));
            }
        }
        self.log.arm_near();
        self.records.extend(self.log.take_records());
    }

    /// Answers one call, or drops its response.
    fn answer(&mut self) {
        if self.flights.is_empty() {
            return;
        }
        let at = self.random.below(self.flights.len());
        let lost = self.random.chance(15);
        match &self.flights[at].outcome {
            Some(_) if !lost => {
                let flight = self.flights.remove(at);
                self.respond(flight.op, flight.outcome.unwrap_or(Outcome::Unknown));
            }
            Some(_) => {
                let flight = self.flights.remove(at);
                self.respond(flight.op, Outcome::Unknown);
            }
            // The command may still be committed; its client does not wait for that.
            None if lost => self.respond_early(at),
            None => {}
        }
    }

    fn respond_early(&mut self, at: usize) {
        let flight = self.flights.remove(at);
        self.respond(flight.op, Outcome::Unknown);
        if self.random.chance(50) {
            self.log.begin(self.now);
            drop(self.log.apply(flight.op, &flight.call));
            self.log.arm_near();
            self.records.extend(self.log.take_records());
        }
    }

    fn query(&mut self) {
        let tenant = "dev".to_owned();
        let idx = self.log.index;
        self.ops += 1;
        let (op, client, t) = (self.ops, 9, self.now);
        let known: Vec<String> = self.log.timers.keys().cloned().collect();
        let id = self
            .random
            .pick(&known)
            .filter(|_| !self.ops.is_multiple_of(8))
            .cloned()
            .unwrap_or_else(|| "absent".into());
        let (call, outcome) = if self.random.chance(70) {
            let found = self.log.view(&id);
            let missing = Outcome::Err { reason: "TIMER".into() };
            let outcome = found.map_or(missing, |view| Outcome::Ok {
                idx,
                answer: Answer::Timer(view),
            });
            (
                Call::Get(Get {
                    tenant,
                    id,
                    local: false,
                    min_index: 0,
                }),
                outcome,
            )
        } else {
            let statuses = vec![Status::Scheduled, Status::Armed];
            let views = self.log.timers.keys().filter_map(|id| self.log.view(id));
            let timers = views.filter(|view| statuses.contains(&view.status)).collect();
            let answer = Answer::Timers {
                timers,
                last_page: true,
            };
            (
                Call::List(List {
                    tenant,
                    statuses,
                    first_page: true,
                    ..List::default()
                }),
                Outcome::Ok { idx, answer },
            )
        };
        self.records.push(Record::Inv(Invocation { op, client, t, call }));
        self.respond(op, outcome);
    }

    /// Offers every due event that is not out, and lets the consumer choose its response.
    fn release(&mut self) {
        let now = self.now;
        let ready = |timer: &&mut Timer| {
            matches!(timer.status, Status::Armed | Status::Fired) && timer.due <= now && timer.out.is_none()
        };
        let term = self.term;
        let node = 1 + term % 3;
        for (id, timer) in self.log.timers.iter_mut().filter(|(_, timer)| ready(timer)) {
            self.number += 1;
            let fence = format!("{:07x}-{:016x}-{term:012x}-{:06x}", 0, timer.arm, self.number);
            timer.out = Some((fence.clone(), now + LEASE));
            let occurrence = occurrence(id, timer.version);
            let (event_id, attempt) = (occurrence.event_id(), timer.attempts + 1);
            let payload_hash = format!("payload of {event_id}");
            self.records.push(Record::Rel(Release {
                node,
                term,
                t: now,
                clock: now,
                occurrence: occurrence.clone(),
                event_id: event_id.clone(),
                due: timer.due,
                fence: fence.clone(),
                attempt,
                payload_hash: payload_hash.clone(),
                applied_term: Some(term),
            }));
            self.records.push(Record::Dlv(Delivery {
                receiver: self.stream,
                t: now,
                occurrence,
                event_id: event_id.clone(),
                fire_time: Some(timer.fire_time),
                due: timer.due,
                release_time: now,
                fence: fence.clone(),
                attempt,
                deadline: Some(now + LEASE),
                node: Some(node),
                payload_hash,
                sig_ok: true,
            }));
            match self.random.below(10) {
                0 => {}
                1 | 2 => self.words.push(Call::Nack(Nack { event_id, fence })),
                3 => {
                    let word = DeliveryRef { event_id, fence };
                    self.words.extend([Call::Ack(word.clone()), Call::Ack(word)]);
                }
                _ => self.words.push(Call::Ack(DeliveryRef { event_id, fence })),
            }
        }
    }

    /// Gives both readers the existing events, one of them a little later.
    fn follow(&mut self) {
        let reader = self.random.below(2);
        let hash = |sequence: usize| format!("event {sequence}");
        let upto = self.log.events.len();
        for at in self.read[reader]..upto {
            let (kind, occurrence) = self.log.events[at].clone();
            let fired = kind == "timer.fired";
            let sequence = at + 1;
            let event_id = if fired {
                occurrence.event_id()
            } else {
                format!("dev:0:0:{sequence}")
            };
            self.records.push(Record::Evt(Event {
                reader: reader as u64 + 1,
                t: self.now,
                partition: "dev/0".into(),
                sequence: sequence as u64,
                hash: if fired {
                    format!("payload of {event_id}")
                } else {
                    hash(sequence)
                },
                event_id,
                kind: kind.into(),
                occurrence: Some(occurrence),
                due: None,
                sig_ok: Some(true),
            }));
        }
        self.read[reader] = upto;
    }

    /// Stops new requests, and lets everything end.
    fn finish(&mut self) {
        self.records.push(Record::Heal(Heal { t: self.now }));
        for _ in 0..80 {
            self.now += 250 * MS;
            self.commit();
            self.commit();
            self.release();
            while let Some(word) = self.words.pop() {
                self.invoke(word);
            }
            self.commit();
            self.answer();
            self.follow();
        }
        let (applied, hash) = (self.log.index, format!("hash at {}", self.log.index));
        for node in [1, 2] {
            self.records.push(Record::Hash(StateHash {
                node,
                applied,
                hash: hash.clone(),
            }));
            let views = self.log.timers.keys().filter_map(|id| self.log.view(id));
            let dump = views
                .map(|timer| Dumped {
                    tenant: "dev".into(),
                    timer,
                })
                .collect();
            let (node, state_hash) = (Some(node), Some(hash.clone()));
            self.records.push(Record::Final(Final {
                node,
                applied,
                state_hash,
                dump: Some(dump),
            }));
        }
        self.records.push(Record::End(End { t: self.now }));
    }
}
