//! Keys: reading returns the written parts, and byte order is scan order.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_kernel::{
    LANES, ReadyPlace,
    internal::{self, TimerRef},
    tables::{
        dead,
        deadline::{self, Job},
        due, event, ladder,
        layout::{KeyReader, KeyWriter, after},
        ready, timer,
    },
};
use proptest::prelude::*;

/// A part of a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Text(String),
    Number(u64),
    Instant(i64),
    Byte(u8),
}

fn write(table: u8, parts: &[Part]) -> Vec<u8> {
    let written = parts.iter().fold(KeyWriter::new(table), |writer, part| match part {
        Part::Text(text) => writer.text(text),
        Part::Number(number) => writer.number(*number),
        Part::Instant(instant) => writer.instant(*instant),
        Part::Byte(byte) => writer.byte(*byte),
    });
    written.finish()
}

fn read_like(table: u8, key: &[u8], shape: &[Part]) -> Vec<Part> {
    let mut reader = KeyReader::new(table, key).unwrap();
    let part = |part: &Part| match part {
        Part::Text(_) => Part::Text(reader.text().unwrap()),
        Part::Number(_) => Part::Number(reader.number().unwrap()),
        Part::Instant(_) => Part::Instant(reader.instant().unwrap()),
        Part::Byte(_) => Part::Byte(reader.byte().unwrap()),
    };
    let parts = shape.iter().map(part).collect();
    reader.end().unwrap();
    parts
}

/// Texts of few letters, so that they share prefixes; without zero bytes, as everywhere.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c.\u{1}]{0,4}", "[^\u{0}]{0,6}"]
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..4u64, any::<u64>(), Just(u64::MAX)]
}

fn instant() -> impl Strategy<Value = i64> {
    prop_oneof![-3..3i64, any::<i64>(), Just(i64::MIN), Just(i64::MAX)]
}

/// Two keys of one shape.
fn pairs() -> impl Strategy<Value = Vec<(Part, Part)>> {
    let part = prop_oneof![
        (text(), text()).prop_map(|(left, right)| (Part::Text(left), Part::Text(right))),
        (number(), number()).prop_map(|(left, right)| (Part::Number(left), Part::Number(right))),
        (instant(), instant()).prop_map(|(left, right)| (Part::Instant(left), Part::Instant(right))),
        (any::<u8>(), any::<u8>()).prop_map(|(left, right)| (Part::Byte(left), Part::Byte(right))),
    ];
    // Half of the parts are equal, so that later parts decide.
    let half_equal = (part, any::<bool>()).prop_map(|((left, right), equal)| {
        let right = if equal { left.clone() } else { right };
        (left, right)
    });
    prop::collection::vec(half_equal, 1..6)
}

fn place() -> impl Strategy<Value = ReadyPlace> {
    (instant(), number(), 0..3usize).prop_map(|(available, arm, lane)| ReadyPlace {
        available,
        arm,
        lane: LANES[lane],
    })
}

fn job() -> impl Strategy<Value = Job> {
    prop_oneof![
        text().prop_map(|tenant| Job::Retention { tenant }),
        (text(), text()).prop_map(|(tenant, request_id)| Job::Request { tenant, request_id }),
        (text(), text(), text()).prop_map(|(tenant, execution, name)| Job::RemovedCheckpoint {
            tenant,
            execution,
            name
        }),
        (text(), text()).prop_map(|(tenant, queue)| Job::QueueAge { tenant, queue }),
        (text(), text()).prop_map(|(tenant, credential)| Job::Credential { tenant, credential }),
        text().prop_map(|token| Job::JoinToken { token }),
        (text(), text()).prop_map(|(tenant, token)| Job::Token { tenant, token }),
        (text(), text(), number(), number()).prop_map(|(tenant, id, version, arm)| Job::DeliveryAge {
            tenant,
            id,
            version,
            arm
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_key_reads_as_it_was_written(pairs in pairs(), table in any::<u8>()) {
        let parts: Vec<Part> = pairs.into_iter().map(|(left, _)| left).collect();
        prop_assert_eq!(read_like(table, &write(table, &parts), &parts), parts);
    }

    #[test]
    fn keys_sort_as_their_parts_do(pairs in pairs()) {
        let (left, right): (Vec<Part>, Vec<Part>) = pairs.into_iter().unzip();
        prop_assert_eq!(write(1, &left).cmp(&write(1, &right)), left.cmp(&right));
    }

    #[test]
    fn keys_reject_other_tables_and_trailing_bytes(pairs in pairs(), extra in any::<u8>()) {
        let parts: Vec<Part> = pairs.into_iter().map(|(left, _)| left).collect();
        let mut key = write(1, &parts);
        prop_assert!(KeyReader::new(2, &key).is_err());
        key.push(extra);
        let mut reader = KeyReader::new(1, &key).unwrap();
        for part in &parts {
            match part {
                Part::Text(_) => drop(reader.text().unwrap()),
                Part::Number(_) | Part::Instant(_) => drop(reader.number().unwrap()),
                Part::Byte(_) => drop(reader.byte().unwrap()),
            }
        }
        prop_assert!(reader.end().is_err());
    }

    #[test]
    fn a_key_cut_short_does_not_read(text in text(), number in number()) {
        let key = KeyWriter::new(1).text(&text).number(number).finish();
        for length in 1..key.len() {
            let mut reader = KeyReader::new(1, &key[..length]).unwrap();
            prop_assert!(reader.text().and_then(|_| reader.number()).is_err());
        }
    }

    #[test]
    fn after_is_the_first_key_behind_a_prefix(prefix in prop::collection::vec(any::<u8>(), 1..6), rest in prop::collection::vec(any::<u8>(), 0..6)) {
        let behind = after(prefix.clone());
        let mut within = prefix.clone();
        within.extend(rest);
        if prefix.iter().all(|byte| *byte == 0xFF) {
            prop_assert!(behind.is_empty());
        } else {
            prop_assert!(within < behind);
            // No shorter or smaller key is after the prefix.
            prop_assert!(behind.len() <= prefix.len());
            prop_assert_eq!(behind.last().unwrap() - 1, prefix[behind.len() - 1]);
        }
    }

    #[test]
    fn timers_round_trip(tenant in text(), id in text()) {
        let row = internal::TimerRow { version: 7, ..internal::TimerRow::default() };
        let read = timer::read(&(timer::key(&tenant, &id), internal::encode(&row))).unwrap();
        prop_assert_eq!(read, (id, row));
    }

    #[test]
    fn due_rows_round_trip(at in instant(), tenant in text(), id in text()) {
        let row = internal::DueRow { version: 7, ..internal::DueRow::default() };
        let read = due::read(&(due::key(at, &tenant, &id), internal::encode(&row))).unwrap();
        prop_assert_eq!(read, (due::DueKey { due: at, tenant, id }, row));
    }

    #[test]
    fn ladder_rows_round_trip_and_are_in_the_order_of_due_rows(left in (instant(), text(), text()), right in (instant(), text(), text())) {
        let key = |(at, tenant, id): &(i64, String, String)| ladder::key(*at, tenant, id);
        let due = |(at, tenant, id): &(i64, String, String)| due::key(*at, tenant, id);
        let read = ladder::read(&(key(&left), Vec::new())).unwrap();
        prop_assert_eq!(&read, &due::DueKey { due: left.0, tenant: left.1.clone(), id: left.2.clone() });
        prop_assert_eq!(key(&left).cmp(&key(&right)), left.cmp(&right));
        prop_assert!(ladder::start(left.0) <= key(&left) && key(&left) < ladder::end());
        prop_assert_eq!(due::beside(&key(&left)), due(&left));
        prop_assert_eq!(ladder::beside(&due(&left)), key(&left));
    }

    #[test]
    fn due_rows_sort_by_due_tenant_and_id(left in (instant(), text(), text()), right in (instant(), text(), text())) {
        let key = |(at, tenant, id): &(i64, String, String)| due::key(*at, tenant, id);
        prop_assert_eq!(key(&left).cmp(&key(&right)), left.cmp(&right));
        prop_assert!(due::start(left.0) <= key(&left) && key(&left) < due::end());
    }

    #[test]
    fn ready_rows_round_trip_within_their_queue(tenant in text(), queue in text(), place in place(), other in text()) {
        let timer = TimerRef { id: "t".to_string(), version: 7, ..TimerRef::default() };
        let key = ready::key(&tenant, &queue, place);
        prop_assert_eq!(ready::read(&(key.clone(), internal::encode(&timer))).unwrap(), (place, timer));
        let (from, until) = ready::range_of(&tenant, &other, place.lane);
        prop_assert_eq!(from <= key && key < until, other == queue);
    }

    #[test]
    fn ready_rows_sort_by_place(left in place(), right in place()) {
        let key = |place| ready::key("acme", "q", place);
        if left.lane == right.lane {
            prop_assert_eq!(key(left).cmp(&key(right)), left.cmp(&right));
        }
    }

    #[test]
    fn deadlines_round_trip_and_sort_by_instant(at in instant(), later in instant(), job in job(), other in job()) {
        let key = deadline::key(at, &job);
        prop_assert_eq!(deadline::read(&(key.clone(), Vec::new())).unwrap(), (at, job));
        prop_assert!(deadline::start(at) <= key && key < deadline::end());
        if at != later {
            prop_assert_eq!(key.cmp(&deadline::key(later, &other)), at.cmp(&later));
        }
    }

    #[test]
    fn dead_letters_round_trip(tenant in text(), queue in text(), end in instant(), id in text(), version in number()) {
        let key = KeyWriter::new(9).text(&tenant).text(&queue).instant(end).text(&id).number(version).finish();
        let (from, until) = dead::range(&tenant, &queue);
        prop_assert!(from <= key && key < until);
        prop_assert_eq!(dead::read(&(key, Vec::new())).unwrap(), (end, TimerRef { id, version, ..TimerRef::default() }));
    }

    #[test]
    fn events_sort_by_sequence(left in number(), right in number()) {
        prop_assert_eq!(event::key("acme", left).cmp(&event::key("acme", right)), left.cmp(&right));
    }

    #[test]
    fn fences_sort_as_their_texts_do(
        left in (0..3u64, 0..3u64, 0..3u64, 0..3u64),
        right in (0..1u64 << 28, any::<u64>(), 0..1u64 << 48, 0..1u64 << 24),
    ) {
        let fence = |(epoch, arm, term, number)| internal::Fence { epoch, arm, term, number };
        let texts = [left, right].map(|parts| minoots_kernel::fence::format(&fence(parts)));
        prop_assert_eq!(texts[0].cmp(&texts[1]), fence(left).cmp(&fence(right)));
        prop_assert_eq!(minoots_kernel::fence::parse(&texts[1]), Some(fence(right)));
    }
}

#[test]
fn a_deadline_of_a_kind_of_the_future_is_refused() {
    let key = KeyWriter::new(0x0A).instant(1).byte(5).text("acme").finish();
    assert!(deadline::read(&(key, Vec::new())).is_err());
}
