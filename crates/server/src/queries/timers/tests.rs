#![allow(clippy::unwrap_used)]

use super::{super::timer_filter::Asked, *};
use crate::validate::Violations;
use minoots_kernel::{
    Applied, apply,
    internal::{
        self, ArmTimers, Caller, Command, CreateTimers, Entry, NewTimer, ShardRow, Stage, TimerKey, TimerState,
        WatchdogSpec, command::Command as Kind,
    },
    memory::MemoryTables,
    plus_one,
    tables::{Tables, layout::table, shard},
};
use minoots_wire::{time::instant, timer::v1::TimerStatus};

const SECOND: i64 = 1_000_000_000;
const NOW: i64 = 2_000_000 * SECOND;

fn enter(tables: &mut MemoryTables, time: i64, command: Kind) -> Applied {
    let entry = Entry {
        time,
        arm_before: time + 5 * SECOND,
        commands: vec![Command { command: Some(command) }],
    };
    apply(tables, 1, &entry).unwrap()
}

/// Of five consecutive timers two are watchdogs with ladders, one is a watchdog without, and two are others. Some are
/// armed, or due in the past.
fn new_timer(number: i64) -> NewTimer {
    let (spread, ttl) = (number * 7 % 61, 20 + number * 11 % 53);
    let mut timer = NewTimer {
        id: format!("t{:02}", number * 37 % 100),
        create_time: NOW,
        fire_time: NOW + (spread - 5) * SECOND,
        queue: "work".to_owned(),
        ..NewTimer::default()
    };
    if number % 5 < 3 {
        timer.fire_time = NOW + ttl * SECOND;
        timer.delay_plus_one = plus_one::store(Some((ttl * SECOND) as u64));
        let stage = |delay: i64| Stage {
            queue: "told".to_owned(),
            delay: (delay * SECOND) as u64,
        };
        timer.watchdog = Some(WatchdogSpec {
            stages: match number % 5 {
                0 => vec![stage(2), stage(ttl - 3)],
                1 => vec![stage(number % 19 + 1)],
                _ => Vec::new(),
            },
            ..WatchdogSpec::default()
        });
    }
    timer
}

/// Tables of two tenants; some watchdogs have reached stages.
fn tables() -> MemoryTables {
    let mut tables = MemoryTables::default();
    for tenant in ["acme", "bolt"] {
        let create = CreateTimers {
            caller: Some(Caller {
                tenant: tenant.to_owned(),
                ..Caller::default()
            }),
            timers: (0..90).map(new_timer).collect(),
        };
        enter(&mut tables, NOW, Kind::CreateTimers(create));
    }
    let timers = (0..90).filter(|number| number % 4 == 0).map(|number| {
        let id = new_timer(number).id;
        TimerKey {
            tenant: "acme".to_owned(),
            version: tables::timer::get(&tables, "acme", &id).unwrap().unwrap().version,
            id,
        }
    });
    let arm = ArmTimers {
        timers: timers.collect(),
    };
    enter(&mut tables, NOW + 4 * SECOND, Kind::ArmTimers(arm));
    tables
}

fn filter((from, until): (Option<i64>, Option<i64>)) -> Filter {
    let (from, until) = (from.map(instant::to_proto), until.map(instant::to_proto));
    let asked = Asked {
        statuses: &[TimerStatus::Scheduled.into(), TimerStatus::Armed.into()],
        due_from: from.as_ref(),
        due_until: until.as_ref(),
        ..Asked::default()
    };
    let mut violations = Violations::default();
    let filter = Filter::new(&mut violations, asked);
    violations.finish().unwrap();
    filter
}

fn windows() -> Vec<(Option<i64>, Option<i64>)> {
    let at = |seconds: i64| Some(NOW + seconds * SECOND);
    let mut windows = vec![(None, None)];
    for from in (0..80).step_by(3) {
        windows.extend([
            (at(from), None),
            (None, at(from)),
            (at(from), at(from + 7)),
            (at(from), at(from + 1)),
        ]);
    }
    windows
}

/// The ids of all pages.
fn listed(tables: &MemoryTables, filter: &Filter, size: usize) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let portion = Portion { after, size };
        let page = walk(tables, "acme", (filter, Order::ByDue), &portion).unwrap();
        assert!(page.found.len() <= size);
        ids.extend(page.found.iter().map(|found| found.row.id().to_owned()));
        after = page.last;
        if after.is_none() {
            return ids;
        }
    }
}

/// The expected ids from the timers' rows alone: in the order of due instants, and of fire times for watchdogs.
fn expected(tables: &MemoryTables, filter: &Filter) -> Vec<String> {
    let (from, until) = tables::timer::range("acme");
    let rows = tables.scan(&from, &until, usize::MAX).unwrap();
    let rows = rows.iter().map(|row| tables::timer::read(row).unwrap().1);
    let waiting = rows.filter(|row| row.state() == TimerState::Pending && filter.selects(row, false));
    let mut places: Vec<(i64, String)> = waiting
        .map(|row| {
            let fire = row.spec.as_ref().unwrap().fire_time;
            let at = if row.watchdog.is_some() { fire } else { row.due() };
            (at, row.id().to_owned())
        })
        .collect();
    places.sort();
    places.into_iter().map(|(_, id)| id).collect()
}

#[test]
fn a_window_has_what_fires_in_it_whatever_stages_come_before() {
    let tables = tables();
    let ladders = tables
        .scan(&ladder::start(i64::MIN), &ladder::end(), usize::MAX)
        .unwrap();
    assert!(ladders.len() > 50, "{} watchdogs with ladders", ladders.len());
    for window in windows() {
        let filter = filter(window);
        let expected = expected(&tables, &filter);
        for size in [1, 7, 1_000] {
            assert_eq!(listed(&tables, &filter, size), expected, "{window:?} by {size}");
        }
    }
}

#[test]
fn while_ladders_are_looked_for_each_timer_is_listed_once() {
    let mut tables = tables();
    let ladders = tables
        .scan(&ladder::start(i64::MIN), &ladder::end(), usize::MAX)
        .unwrap();
    for (key, _) in ladders.into_iter().step_by(2) {
        tables.delete(key);
    }
    let row = ShardRow {
        ladders_found: false,
        ..shard::get(&tables).unwrap()
    };
    tables.put(vec![table::SHARD], internal::encode(&row));
    for window in windows().into_iter().filter(|(from, _)| from.is_none()) {
        let filter = filter(window);
        let mut expected = expected(&tables, &filter);
        let mut listed = listed(&tables, &filter, 7);
        expected.sort();
        listed.sort();
        assert_eq!(listed, expected, "{window:?}");
    }
}
