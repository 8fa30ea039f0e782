//! Tables written before ladder rows existed. The sweep finds all ladders, a portion in each entry, whatever happens
//! meanwhile. In the end such tables equal others.
#![allow(clippy::unwrap_used)]

use minoots_kernel::{
    apply,
    internal::{
        ArmTimers, Caller, CancelTimer, Command, CreateTimers, Entry, NewTimer, ShardRow, Stage, TimerKey, Touch,
        TouchWatchdogs, WatchdogSpec, command::Command as Kind,
    },
    limits::SWEEP_ROWS_MAX,
    memory::MemoryTables,
    tables::{Read, Tables, due, ladder, layout::table, shard, timer},
};

const SECOND: i64 = 1_000_000_000;
const TENANT: &str = "acme";
/// Three portions and a part of one, whatever is cancelled.
const TIMERS: usize = 3 * SWEEP_ROWS_MAX + 400;

fn entry(seconds: i64, commands: Vec<Kind>) -> Entry {
    let commands = commands.into_iter().map(|command| Command { command: Some(command) });
    Entry {
        time: seconds * SECOND,
        arm_before: 0,
        commands: commands.collect(),
    }
}

fn caller() -> Option<Caller> {
    Some(Caller {
        tenant: TENANT.to_string(),
        ..Caller::default()
    })
}

fn id(number: usize) -> String {
    format!("t{number:05}")
}

/// Of three consecutive timers the first is a watchdog with two stages, the second one without, the third an ordinary
/// timer.
fn new_timer(number: usize) -> NewTimer {
    let ttl = 1_000 + number as i64 % 977;
    let mut timer = NewTimer {
        id: id(number),
        queue: "work".to_string(),
        create_time: 10 * SECOND,
        fire_time: (10 + ttl) * SECOND,
        ..NewTimer::default()
    };
    let stage = |delay: i64| Stage {
        queue: "told".to_string(),
        delay: (delay * SECOND) as u64,
    };
    if number % 3 < 2 {
        timer.delay_plus_one = (ttl * SECOND) as u64 + 1;
        timer.watchdog = Some(WatchdogSpec {
            stages: match number % 3 {
                0 => vec![stage(5 + number as i64 % 13), stage(ttl - 1)],
                _ => Vec::new(),
            },
            ..WatchdogSpec::default()
        });
    }
    timer
}

/// The tables as an earlier version would have written them.
fn without_ladders(tables: &MemoryTables) -> MemoryTables {
    let mut earlier = tables.clone();
    let rows = tables.rows().map(|(key, _)| key.to_vec());
    for key in rows.filter(|key| key[0] == table::LADDER) {
        earlier.delete(key);
    }
    let shard = ShardRow {
        ladders_found: false,
        ladders_from: Vec::new(),
        ..shard::get(&earlier).unwrap()
    };
    earlier.put(vec![table::SHARD], minoots_kernel::internal::encode(&shard));
    earlier
}

/// Checks that each ladder row belongs to a watchdog, and that each watchdog with a due row before the position has its
/// ladder row.
fn check(tables: &MemoryTables) {
    let shard = shard::get(tables).unwrap();
    let rows = tables
        .scan(&ladder::start(i64::MIN), &ladder::end(), usize::MAX)
        .unwrap();
    for row in &rows {
        let place = ladder::read(row).unwrap();
        let found = timer::get(tables, &place.tenant, &place.id).unwrap().unwrap();
        assert!(found.next_stage().is_some(), "{} has no stage left", place.id);
        assert_eq!(found.spec.unwrap().fire_time, place.due);
    }
    for scanned in tables.scan(&due::start(i64::MIN), &due::end(), usize::MAX).unwrap() {
        let (place, _) = due::read(&scanned).unwrap();
        let found = timer::get(tables, &place.tenant, &place.id).unwrap().unwrap();
        let looked_at = shard.ladders_found || scanned.0 < shard.ladders_from;
        if looked_at && found.next_stage().is_some() {
            assert!(
                ladder::has(tables, TENANT, &found).unwrap(),
                "{} is not found",
                place.id
            );
        }
    }
}

/// An entry that changes watchdogs all over the tables: it touches some, reaches a stage of some, and cancels some.
fn meanwhile(tables: &MemoryTables, seconds: i64) -> Entry {
    let every = |step: usize, from: usize| (from + seconds as usize..TIMERS).step_by(step).map(id);
    let touches = every(97, 0).map(|id| Touch {
        tenant: TENANT.to_string(),
        id,
        mark: seconds * SECOND,
        ..Touch::default()
    });
    let version = |id: &str| timer::get(tables, TENANT, id).unwrap().map_or(0, |row| row.version);
    let timers = every(31, 1).map(|id| TimerKey {
        tenant: TENANT.to_string(),
        version: version(&id),
        id,
    });
    let cancels = every(301, 2).map(|id| {
        Kind::CancelTimer(CancelTimer {
            caller: caller(),
            id,
            ..CancelTimer::default()
        })
    });
    let mut commands: Vec<Kind> = cancels.collect();
    commands.push(Kind::ArmTimers(ArmTimers {
        timers: timers.collect(),
    }));
    commands.push(Kind::TouchWatchdogs(TouchWatchdogs {
        touches: touches.collect(),
    }));
    entry(seconds, commands)
}

#[test]
fn watchdogs_with_ladders_are_found_in_tables_of_an_earlier_version() {
    let mut tables = MemoryTables::default();
    let create = Kind::CreateTimers(CreateTimers {
        caller: caller(),
        timers: (0..TIMERS).map(new_timer).collect(),
    });
    apply(&mut tables, 1, &entry(10, vec![create])).unwrap();
    check(&tables);
    assert!(shard::get(&tables).unwrap().ladders_found);

    for entries_before in 0..4 {
        let (mut now, mut index) = (tables.clone(), 1);
        let mut step = |now: &mut MemoryTables, also: Option<&mut MemoryTables>| {
            index += 1;
            let entry = meanwhile(now, 15 + index as i64);
            let applied = apply(now, index, &entry).unwrap();
            also.map(|also| (apply(also, index, &entry).unwrap(), applied))
        };
        for _ in 0..entries_before {
            step(&mut now, None);
        }
        let mut earlier = without_ladders(&now);
        let mut portions = 0;
        while !shard::get(&earlier).unwrap().ladders_found {
            let (found, usual) = step(&mut now, Some(&mut earlier)).unwrap();
            portions += 1;
            check(&earlier);
            assert_eq!(found.unfinished, !shard::get(&earlier).unwrap().ladders_found);
            assert_eq!((found.replies, found.effects), (usual.replies, usual.effects));
        }
        assert_eq!(portions, 4);
        assert_eq!(earlier, now);
        let rows = now.scan(&ladder::start(i64::MIN), &ladder::end(), usize::MAX).unwrap();
        assert!(rows.len() > TIMERS / 4, "{} watchdogs with ladders", rows.len());
    }
}
