//! Bursts of one tenant beside few timers of another.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A due table, and the results of arming.
struct World {
    core: Core,
    table: BTreeMap<DueKey, Pending>,
    index: u64,
    now: i64,
    /// Tenants in the order in which their timers were armed.
    armed: Vec<String>,
    entries: Vec<usize>,
    /// Whether the next entry is lost.
    loses: bool,
}

/// An event besides arming.
#[derive(Clone, Copy, Debug)]
enum Happens {
    Withdrawn(usize),
    Scheduled { tenant: usize, after_ms: i64 },
    Lost,
}

fn row(due: i64, tenant: &str, id: usize) -> (DueKey, Pending) {
    let key = DueKey {
        due,
        tenant: tenant.into(),
        id: format!("{id:06}"),
    };
    (
        key,
        Pending {
            version: 7,
            armed: false,
            watchdog: None,
        },
    )
}

impl World {
    fn new(options: Options, rows: impl IntoIterator<Item = (DueKey, Pending)>) -> World {
        let mut core = Core::new(options);
        core.lead(0);
        World {
            core,
            table: rows.into_iter().collect(),
            index: 1,
            now: NOW,
            armed: Vec::new(),
            entries: Vec::new(),
            loses: false,
        }
    }

    fn scan(&self, refill: &Refill<DueKey>) -> Refilled<DueKey, Pending> {
        let from = refill
            .after
            .clone()
            .map_or(std::ops::Bound::Unbounded, std::ops::Bound::Excluded);
        let rows = self.table.range((from, std::ops::Bound::Unbounded)).take(refill.limit);
        let rows: Vec<_> = rows.map(|(key, pending)| (key.clone(), *pending)).collect();
        Refilled {
            view_index: self.index,
            exhausted: rows.len() < refill.limit,
            rows,
        }
    }

    /// Runs one turn of the thread, and applies its entry.
    fn turn(&mut self) {
        let next = self.core.next_entry(self.now);
        if next.is_some() && std::mem::take(&mut self.loses) {
            self.core.lost();
        } else if let Some(next) = next {
            self.index += 1;
            let mut effects = Vec::new();
            let arms = next
                .proposal
                .entry
                .commands
                .iter()
                .find_map(|command| match &command.command {
                    Some(Kind::ArmTimers(arms)) => Some(arms.timers.clone()),
                    _ => None,
                });
            self.entries.extend(arms.as_ref().map(Vec::len));
            for timer in arms.unwrap_or_default() {
                let found = self
                    .table
                    .iter()
                    .find(|(key, _)| key.tenant == timer.tenant && key.id == timer.id);
                // Ignores a timer that is armed again, as the kernel does.
                let Some((key, Pending { armed: false, .. })) = found.map(|(key, row)| (key.clone(), *row)) else {
                    continue;
                };
                assert!(key.due <= self.now + FAR, "armed too far ahead");
                self.armed.push(key.tenant.clone());
                match key.due <= self.now {
                    true => drop(self.table.remove(&key)),
                    false => self.table.get_mut(&key).unwrap().armed = true,
                }
                let mut effect = armed(key.due, &key.id);
                if let Effect::Armed(armed) = &mut effect {
                    armed.tenant.clone_from(&key.tenant);
                }
                effects.push(effect);
            }
            self.core.applied(at(self.index), moment(self.now), &effects);
            self.core.committed(0, self.now);
        }
        if let Some(refill) = self.core.wants_refill() {
            let found = self.scan(&refill);
            self.core.refilled(Some(found));
        }
        if let Some(look) = self.core.wants_look(self.now) {
            let found = self.scan(&look);
            self.core.looked(self.now, Some(found));
        }
        self.now += MS;
    }

    fn happens(&mut self, what: Happens, number: usize) {
        self.index += 1;
        let effect = match what {
            Happens::Lost => {
                self.loses = true;
                return;
            }
            Happens::Withdrawn(some) => {
                let unarmed: Vec<&DueKey> = self
                    .table
                    .iter()
                    .filter(|(_, row)| !row.armed)
                    .map(|(key, _)| key)
                    .collect();
                let Some(key) = unarmed.get(some % unarmed.len().max(1)).map(|key| (*key).clone()) else {
                    return;
                };
                self.table.remove(&key);
                let DueKey { due, tenant, id } = key;
                Effect::Withdrawn { due, tenant, id }
            }
            Happens::Scheduled { tenant, after_ms } => {
                let (key, row) = row(self.now + after_ms * MS, &format!("t{tenant}"), 900_000 + number);
                self.table.insert(key.clone(), row);
                let DueKey { due, tenant, id } = key;
                let version = row.version;
                Effect::Scheduled {
                    due,
                    tenant,
                    id,
                    version,
                }
            }
        };
        self.core.applied(at(self.index), moment(self.now), &[effect]);
    }

    fn run(&mut self, turns: usize) {
        for _ in 0..turns {
            self.turn();
        }
    }

    /// The number of other tenants' timers armed before the last timer of a tenant.
    fn before_last_of(&self, tenant: &str) -> usize {
        let last = self
            .armed
            .iter()
            .rposition(|armed| armed == tenant)
            .expect("none was armed");
        self.armed[..last].iter().filter(|armed| *armed != tenant).count()
    }

    fn armed_of(&self, tenant: &str) -> usize {
        self.armed.iter().filter(|armed| *armed == tenant).count()
    }
}

fn options() -> Options {
    Options {
        arms_per_entry_max: 100,
        horizon_rows_max: 2_048,
        ..Options::default()
    }
}

#[test]
fn few_that_are_due_with_a_crowd_of_another_tenant_go_into_its_first_entry() {
    let crowd = (0..20_000).map(|id| row(NOW, "a", id));
    let few = (0..10).map(|id| row(NOW, "b", id));
    let options = Options {
        arms_per_entry_max: 100,
        ..Options::default()
    };
    let mut world = World::new(options, crowd.chain(few));
    world.run(400);
    assert_eq!((world.armed_of("a"), world.armed_of("b")), (20_000, 10));
    // The first reads end within the burst; the scan beyond them skips it.
    assert!(world.before_last_of("b") <= 500, "{}", world.before_last_of("b"));
    assert!(world.entries.iter().all(|arms| *arms <= 100));
}

#[test]
fn few_that_are_due_behind_a_backlog_do_not_wait_for_all_of_it() {
    // Each timer has its own instant, so that the scan can skip none.
    let backlog = (0..40_000).map(|id| row(NOW - 50_000_000 + id as i64 * 1_000, "a", id));
    let few = (0..10).map(|id| row(NOW - id as i64, "b", id));
    let mut world = World::new(options(), backlog.chain(few));
    world.run(600);
    assert_eq!((world.armed_of("a"), world.armed_of("b")), (40_000, 10));
    assert!(world.before_last_of("b") <= 2_500, "{}", world.before_last_of("b"));
}

#[test]
fn new_timers_do_not_wait_for_a_backlog() {
    let backlog = (0..40_000).map(|id| row(NOW - 1, "a", id));
    let mut world = World::new(options(), backlog);
    world.run(50);
    let (key, pending) = row(world.now + 2 * MS, "b", 0);
    let effect = Effect::Scheduled {
        due: key.due,
        tenant: key.tenant.clone(),
        id: key.id.clone(),
        version: pending.version,
    };
    let before = world.armed.len();
    world.table.insert(key, pending);
    world.index += 1;
    world.core.applied(at(world.index), moment(world.now), &[effect]);
    world.run(500);
    assert_eq!((world.armed_of("a"), world.armed_of("b")), (40_000, 1));
    let waited = world.before_last_of("b") - before;
    assert!(waited <= 11_000, "{waited}");
}

#[test]
fn crowds_of_two_tenants_share() {
    let rows = (0..3_000).flat_map(|id| [row(NOW, "a", id), row(NOW, "b", id)]);
    let mut world = World::new(options(), rows);
    world.run(30);
    let (a, b) = (world.armed_of("a"), world.armed_of("b"));
    assert!(a.abs_diff(b) <= 200, "{a} and {b}");
}

#[test]
fn one_tenant_alone_is_armed_in_the_order_of_due() {
    let rows: Vec<_> = (0..5_000).map(|id| row(NOW - 5_000 + id as i64, "a", id)).collect();
    let mut core = Core::new(options());
    core.lead(0);
    read(&mut core, rows.clone());
    let next = core.next_entry(NOW).unwrap();
    let Some(Kind::ArmTimers(arms)) = &next.proposal.entry.commands[0].command else {
        panic!("nothing is armed");
    };
    let ids: Vec<_> = arms.timers.iter().map(|timer| timer.id.clone()).collect();
    let wanted: Vec<_> = rows.iter().take(100).map(|(key, _)| key.id.clone()).collect();
    assert_eq!(ids, wanted);
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        any::<usize>().prop_map(Happens::Withdrawn),
        (0..4_usize, 0..900_i64).prop_map(|(tenant, after_ms)| Happens::Scheduled { tenant, after_ms }),
        Just(Happens::Lost),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every remaining timer is armed, and no removed one, whatever is cancelled, created and lost meanwhile.
    #[test]
    fn every_remaining_timer_is_armed(
        crowd in 0..1_200_usize,
        others in proptest::collection::btree_set((0..30_i64, 0..4_usize, 0..100_usize), 0..600),
        happens in proptest::collection::vec((0..60_usize, happens()), 0..60),
    ) {
        let others = others.into_iter().map(|(due, tenant, id)| row(NOW + due * 10 * MS, &format!("t{tenant}"), id + 1_000 * due as usize + 100_000 * (tenant + 1)));
        let crowd = (0..crowd).map(|id| row(NOW + 50 * MS, "t1", id));
        let options = Options { arms_per_entry_max: 40, horizon_rows_max: 64, ..Options::default() };
        let mut world = World::new(options, crowd.chain(others));
        for turn in 0..60 {
            for (number, (_, what)) in happens.iter().enumerate().filter(|(_, (at, _))| *at == turn) {
                world.happens(*what, number);
            }
            world.turn();
        }
        world.run(2_500);
        prop_assert!(world.table.values().all(|row| row.armed), "something was left behind");
    }

    /// Every timer is armed, none early, and no entry holds too many, for any tenants and instants.
    #[test]
    fn all_is_armed(rows in proptest::collection::btree_set((0..40_i64, 0..4_usize, 0..200_usize), 0..1_500), many in 0..1_500_usize) {
        let some = rows.into_iter().map(|(due, tenant, id)| row(NOW + due * 20 * MS, &format!("t{tenant}"), id + 1_000 * due as usize + 100_000 * (tenant + 1)));
        let crowd = (0..many).map(|id| row(NOW + 100 * MS, "t1", id));
        let rows: BTreeMap<_, _> = some.chain(crowd).collect();
        let options = Options { arms_per_entry_max: 50, horizon_rows_max: 64, ..Options::default() };
        let count = rows.len();
        let mut world = World::new(options, rows);
        world.run(2_500);
        prop_assert_eq!(world.armed.len(), count);
        prop_assert!(world.entries.iter().all(|arms| *arms <= 50));
    }
}
