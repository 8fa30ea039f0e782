//! Only this system writes stored bytes. Anything that this version would not have written is rejected, and stops the
//! node instead of being guessed.

use super::{entries, rows};
use minoots_kernel::{
    Failure, Reject, Reply, apply,
    internal::{self, Entry},
    memory::MemoryTables,
    tables::{Tables, due, event, key, queue, request, retired, shard, tenant, timer},
};
use prost::Message;

/// Spoils a message in every way, and checks that each result is rejected.
fn refuses_what_was_not_written<M: Message + Default + PartialEq>(name: &str, message: &M) {
    let written = internal::encode(message);
    let spoilt = |extra: &[u8]| [written.as_slice(), extra].concat();
    let unknown_field = spoilt(&[0xF8, 0x07, 0x01]);
    let default_field = spoilt(&[0xFA, 0x07, 0x00]);
    let half_a_field = spoilt(&[0x08]);
    let zeros = spoilt(&[0x00]);
    let twice = spoilt(&written);
    let cut = written[..written.len() - 1].to_vec();
    for (what, bytes) in [
        ("an unknown field", unknown_field),
        ("an empty unknown field", default_field),
        ("half a field", half_a_field),
        ("a zero at the end", zeros),
        ("the message twice", twice),
        ("a message cut short", cut),
    ] {
        let read = internal::decode::<M>(name, &bytes);
        assert!(matches!(read, Err(Failure::Corrupt(_))), "{name}: {what} was read");
    }
    assert!(internal::decode::<M>(name, &written).unwrap() == *message);
}

#[test]
fn rows_of_another_version_are_refused() {
    refuses_what_was_not_written("shard", &rows::shard());
    refuses_what_was_not_written("tenant", &rows::tenant());
    refuses_what_was_not_written("timer", &rows::timer());
    refuses_what_was_not_written("due", &rows::due());
    refuses_what_was_not_written("event", &rows::event());
    refuses_what_was_not_written("queue", &rows::queue());
    refuses_what_was_not_written("timer ref", &rows::timer_ref());
    refuses_what_was_not_written("key", &rows::key());
    refuses_what_was_not_written("request", &rows::request());
    refuses_what_was_not_written("webhook", &rows::webhook());
    refuses_what_was_not_written("attempt", &super::messages::attempt_row());
}

#[test]
fn entries_of_another_version_are_refused() {
    for (name, entry) in entries::one_of_each() {
        refuses_what_was_not_written(name, &entry);
        let unknown = [entry.to_bytes(), vec![0xF8, 0x07, 0x01]].concat();
        assert!(
            matches!(Entry::from_bytes(&unknown), Err(Failure::Corrupt(_))),
            "{name}"
        );
    }
}

/// A zero byte ends a text in a key.
#[test]
fn commands_whose_key_texts_hold_a_zero_byte_are_rejected() {
    use internal::{Action, Label, command::Command as Kind};
    let rejected = |kind: Kind| {
        let name = kind.name();
        let command = internal::Command { command: Some(kind) };
        let entry = Entry {
            time: 1,
            commands: vec![command],
            ..Entry::default()
        };
        let mut tables = MemoryTables::default();
        let applied = apply(&mut tables, 1, &entry).unwrap();
        assert_eq!(applied.replies, [Reply::Rejected(Reject::Empty)], "{name}");
    };
    let bad = || "a\0b".to_owned();
    for (name, entry) in entries::one_of_each() {
        let Some(kind) = entry.commands.first().and_then(|command| command.command.clone()) else {
            continue;
        };
        // Of the texts of each kind of place, one: of the caller, of a list, of a message in a message, of a choice.
        match kind {
            Kind::CancelTimer(mut cancel) => {
                cancel.caller.as_mut().unwrap().request_id = bad();
                rejected(Kind::CancelTimer(cancel));
            }
            Kind::CreateTimers(create) => {
                let mut labelled = create.clone();
                labelled.timers[0].labels.push(Label {
                    key: "agent".to_owned(),
                    value: bad(),
                });
                rejected(Kind::CreateTimers(labelled));
                let mut acting = create;
                acting.timers[0].actions.push(Action {
                    queue: bad(),
                    ..Action::default()
                });
                rejected(Kind::CreateTimers(acting));
            }
            Kind::ExchangeToken(mut exchange) => {
                exchange.credential.as_mut().unwrap().id = bad();
                rejected(Kind::ExchangeToken(exchange));
            }
            Kind::PutCheckpoint(mut put) => {
                put.timers.push(bad());
                rejected(Kind::PutCheckpoint(put));
            }
            Kind::Transact(mut transact) if name == "transact" => {
                use internal::{Operation, WithdrawTimer, operation};
                let withdraw = WithdrawTimer {
                    id: bad(),
                    ..WithdrawTimer::default()
                };
                transact.operations.push(Operation {
                    operation: Some(operation::Operation::Withdraw(withdraw)),
                    ..Operation::default()
                });
                rejected(Kind::Transact(transact));
            }
            _ => {}
        }
    }
}

#[test]
fn an_unknown_field_within_a_message_within_a_row_is_refused() {
    // A delivery state with two excess bytes, inside a timer row.
    let bytes = [0x42, 0x03, 0xF8, 0x07, 0x01];
    assert!(internal::decode::<internal::TimerRow>("timer", &bytes).is_err());
    assert!(internal::decode::<internal::TimerRow>("timer", &[0x42, 0x00]).is_ok());
}

#[test]
fn a_field_written_at_its_default_is_refused() {
    assert!(internal::decode::<internal::DueRow>("due", &[0x08, 0x00]).is_err());
    assert!(internal::decode::<internal::DueRow>("due", &[]).is_ok());
}

#[test]
fn a_number_in_more_bytes_than_it_needs_is_refused() {
    assert!(internal::decode::<internal::DueRow>("due", &[0x08, 0x81, 0x00]).is_err());
    assert!(internal::decode::<internal::DueRow>("due", &[0x08, 0x01]).is_ok());
}

/// The tables after one of each command, with one spoilt value.
fn spoilt(table: u8) -> MemoryTables {
    let mut tables = MemoryTables::default();
    let all = entries::one_of_each();
    for (entry, index) in all.iter().map(|(_, entry)| entry).zip(1..) {
        apply(&mut tables, index, entry).unwrap();
    }
    let found = tables.rows().find(|(key, _)| key[0] == table);
    let (key, value) = found.map(|(key, value)| (key.to_vec(), value.to_vec())).unwrap();
    tables.put(key, [value, vec![0xF8, 0x07, 0x01]].concat());
    tables
}

#[test]
fn every_table_refuses_a_spoilt_row() {
    use minoots_kernel::tables::layout::table;
    assert!(shard::get(&spoilt(table::SHARD)).is_err());
    assert!(tenant::get(&spoilt(table::TENANT), "acme").is_err());
    assert!(timer::get(&spoilt(table::TIMER), "acme", "t-1").is_err());
    assert!(queue::get(&spoilt(table::QUEUE), "acme", "work").is_err());
    assert!(request::get(&spoilt(table::REQUEST), "acme", "req-1").is_err());
    assert!(event::get(&spoilt(table::EVENT), "acme", 1).is_err());
    assert!(event::scan(&spoilt(table::EVENT), "acme", 1, 9, 9).is_err());
    assert!(key::get(&spoilt(table::KEY), "k-1").is_err());
    assert!(key::list(&spoilt(table::KEY), 9).is_err());
    assert!(retired::current_or_retired(&spoilt(table::TIMER), "acme", "t-1", 1).is_err());
    let spoilt_due = spoilt(table::DUE);
    let row = spoilt_due.rows().find(|(key, _)| key[0] == table::DUE).unwrap();
    assert!(due::read(&(row.0.to_vec(), row.1.to_vec())).is_err());
}

#[test]
fn a_spoilt_row_stops_the_entry_that_reads_it() {
    use minoots_kernel::tables::layout::table;
    let found = entries::one_of_each()
        .into_iter()
        .find(|(name, _)| *name == "create_timers");
    let (_, create) = found.unwrap();
    for table in [table::SHARD, table::TIMER] {
        let failure = apply(&mut spoilt(table), 99, &create).unwrap_err();
        assert!(matches!(failure, Failure::Corrupt(_)), "{failure}");
    }
}
