//! The state of a script: tables, the position in the log, the proposer's clock, and backups.

use super::{arguments::Arguments, commands, instant, print, rows};
use minoots_kernel::{
    apply,
    internal::{self, Command, Entry},
    memory::MemoryTables,
    tables::{
        Row, Tables,
        layout::{KeyWriter, table},
        shard, tenant,
    },
};
use std::{collections::BTreeMap, fmt::Write};

/// The number of lines of one kind above which they are counted instead of shown.
const LINES_MAX: usize = 8;

#[derive(Default)]
pub struct World {
    tables: MemoryTables,
    index: u64,
    clock: i64,
    lead: i64,
    backups: BTreeMap<String, MemoryTables>,
}

impl World {
    /// Runs a statement with the lines indented below it, and returns its results.
    pub fn run(&mut self, statement: &str, below: &[String]) -> String {
        let mut arguments = Arguments::new(statement);
        let verb = arguments.word();
        match verb.as_str() {
            "at" => self.clock = instant::parse(&arguments.word()),
            "lead" => self.lead = instant::parse(&arguments.word()),
            "backup" => drop(self.backups.insert(arguments.word(), self.tables.clone())),
            "restore" => self.tables = self.backups[&arguments.word()].clone(),
            "preset" => self.preset(arguments),
            "tick" => return self.enter(&[]),
            "many" => return self.enter(&many(below, &mut arguments, self.clock)),
            "entry" => {
                let commands: Vec<Command> = below.iter().map(|line| commands::parse(line, self.clock)).collect();
                return self.enter(&commands);
            }
            "counters" => return self.counters(),
            "tail" => return self.tail(&mut arguments),
            _ => return self.enter(&[commands::parse(statement, self.clock)]),
        }
        String::new()
    }

    fn enter(&mut self, commands: &[Command]) -> String {
        let before = self.tables.clone();
        self.index += 1;
        let entry = Entry {
            time: self.clock,
            arm_before: self.clock + self.lead,
            commands: commands.to_vec(),
        };
        let stored = Entry::from_bytes(&entry.to_bytes()).expect("an entry survives the log");
        let applied = apply(&mut self.tables, self.index, &stored).expect("the state is sound");
        let unfinished = if applied.unfinished { " unfinished" } else { "" };
        let mut text = format!("entry {} T={}{unfinished}\n", self.index, instant::format(applied.time));
        let replies = applied.replies.iter().map(print::reply);
        write_group(&mut text, "", replies.collect());
        let effects = applied.effects.iter().map(print::effect);
        write_group(&mut text, "> ", effects.collect());
        write_group(&mut text, "", changes(&before, &self.tables));
        text
    }

    /// Sets a tenant's counters to values that would otherwise need a million entries.
    fn preset(&mut self, mut arguments: Arguments) {
        let name = arguments.tenant();
        let mut row = tenant::get(&self.tables, &name).unwrap();
        row.queues = arguments.number("queues").unwrap_or(row.queues);
        row.credentials = arguments.number("credentials").unwrap_or(row.credentials);
        row.exchanged_credentials = arguments.number("exchanged").unwrap_or(row.exchanged_credentials);
        row.used_tokens = arguments.number("used-tokens").unwrap_or(row.used_tokens);
        row.event_bytes = arguments.number("event-bytes").unwrap_or(row.event_bytes);
        row.request_ids = arguments.number("request-ids").unwrap_or(row.request_ids);
        row.request_bytes = arguments.number("request-bytes").unwrap_or(row.request_bytes);
        row.checkpoints = arguments.number("checkpoints").unwrap_or(row.checkpoints);
        row.removed_checkpoints = arguments
            .number("removed-checkpoints")
            .unwrap_or(row.removed_checkpoints);
        arguments.finish();
        let key = KeyWriter::new(table::TENANT).text(&name).finish();
        self.tables.put(key, internal::encode(&row));
    }

    fn counters(&self) -> String {
        let row = shard::get(&self.tables).unwrap();
        let mut text = format!(
            "shard T={} epoch={} version={} arm={} armed={}",
            instant::format(row.time),
            row.epoch,
            row.version,
            row.arm,
            row.armed
        );
        if row.held_until != 0 {
            text += &format!(" held-until={}", instant::format(row.held_until));
        }
        match row.next_deadline {
            0 => text += " next=none\n",
            next => writeln!(text, " next={}", instant::format(next)).unwrap(),
        }
        for (key, value) in self.tables.rows().filter(|(key, _)| key[0] == table::TENANT) {
            let name = String::from_utf8_lossy(&key[1..key.len() - 1]);
            let row: internal::TenantRow = internal::decode("tenant row", value).unwrap();
            writeln!(
                text,
                "tenant {name} events={}..{} looked-at={} queues={} request-ids={} open={}",
                row.first_sequence,
                row.next_sequence - 1,
                row.retired_until - 1,
                row.queues,
                row.request_ids,
                row.open_timers
            )
            .unwrap();
        }
        text
    }

    /// Prints the events of a tail: every held event, with the state of its occurrence.
    fn tail(&self, arguments: &mut Arguments) -> String {
        use minoots_kernel::tables::{event, retired};
        let name = arguments.tenant();
        let mut text = String::new();
        for (sequence, row) in event::scan(&self.tables, &name, 1, u64::MAX, 100).unwrap() {
            let about = row.timer.as_ref().map(|timer| {
                let found = retired::current_or_retired(&self.tables, &name, &timer.id, timer.version).unwrap();
                found.map_or("no row".to_string(), |row| format!("{:?}", row.state()))
            });
            let about = about.unwrap_or_default();
            writeln!(text, "tail {sequence} {:?} {about}", row.kind()).unwrap();
        }
        text
    }
}

/// `many from=<n> to=<n>`, and below it one command in which `%` stands for the number.
fn many(below: &[String], arguments: &mut Arguments, clock: i64) -> Vec<Command> {
    let (from, to) = (arguments.number("from").unwrap(), arguments.number("to").unwrap());
    let [line] = below else { panic!("many repeats one line") };
    (from..=to)
        .map(|number| commands::parse(&line.replace('%', &format!("{number:04}")), clock))
        .collect()
}

fn write_group(text: &mut String, prefix: &str, lines: Vec<String>) {
    // The first two words determine the kind of a line.
    let kind = |line: &str| line.split(' ').next().unwrap_or_default().to_string() + second(line);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in &lines {
        *counts.entry(kind(line)).or_default() += 1;
    }
    let mut counted = Vec::new();
    for line in &lines {
        let kind = kind(line);
        match counts[&kind] {
            count if count > LINES_MAX && !counted.contains(&kind) => {
                writeln!(text, "  {prefix}{line} … {count} alike").unwrap();
                counted.push(kind);
            }
            count if count > LINES_MAX => {}
            _ => writeln!(text, "  {prefix}{line}").unwrap(),
        }
    }
}

fn second(line: &str) -> &str {
    let mark = line.split(' ').next().unwrap_or_default();
    if matches!(mark, "+" | "-" | "~") {
        line.split(' ').nth(1).unwrap_or_default()
    } else if mark == "event" {
        line.split(' ').nth(2).unwrap_or_default()
    } else {
        ""
    }
}

/// New events, then rows added, removed and changed, in key order.
fn changes(before: &MemoryTables, after: &MemoryTables) -> Vec<String> {
    let collect = |tables: &MemoryTables| -> BTreeMap<Vec<u8>, Vec<u8>> {
        let rows = tables.rows().map(|(key, value)| (key.to_vec(), value.to_vec()));
        rows.collect()
    };
    let (old, new) = (collect(before), collect(after));
    let is_event = |row: &Row| row.0[0] == table::EVENT;
    let (mut events, mut lines) = (Vec::new(), Vec::new());
    for pair in &new {
        let row = (pair.0.clone(), pair.1.clone());
        let mark = match old.get(&row.0) {
            None => "+",
            Some(value) if *value != row.1 => "~",
            Some(_) => continue,
        };
        let Some(line) = rows::row(&row) else { continue };
        if mark == "+" && is_event(&row) {
            events.push(line);
        } else {
            lines.push(format!("{mark} {line}"));
        }
    }
    for pair in &old {
        if !new.contains_key(pair.0) {
            let line = rows::row(&(pair.0.clone(), pair.1.clone()));
            lines.extend(line.map(|line| format!("- {line}")));
        }
    }
    events.extend(lines);
    events
}
