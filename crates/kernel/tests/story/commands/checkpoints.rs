//! Commands about checkpoints.

use super::{super::arguments::Arguments, caller};
use minoots_kernel::{
    digest,
    internal::{DeleteCheckpoint, PutCheckpoint, RollBackCheckpoint, TimerKey, command::Command as Kind},
};

/// `<execution>/<name>[@<expected version>]`
fn place(arguments: &mut Arguments) -> (String, String, u64) {
    let TimerKey { id, version, .. } = arguments.occurrence("");
    let (execution, name) = id.split_once('/').expect("execution/name");
    (execution.to_string(), name.to_string(), version)
}

/// `put <execution>/<name>[@<expected version>] data=<text> [keep=<count>] [timers=<id>,…] [partition=]`
pub fn put(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let (execution, name, expected_version) = place(arguments);
    let data = arguments.text("data");
    let timers = arguments.text("timers");
    let mut command = PutCheckpoint {
        caller: Some(caller),
        execution,
        name,
        partition_key: arguments.text("partition"),
        expected_version,
        content_type: "text/plain".to_string(),
        checksum: digest::of_text(&data),
        data: data.into_bytes(),
        keep_last: arguments.number("keep").unwrap_or(0) as u32,
        timers: timers
            .split(',')
            .filter(|id| !id.is_empty())
            .map(str::to_string)
            .collect(),
        ..PutCheckpoint::default()
    };
    command.digest = digest::of_put(&command);
    Kind::PutCheckpoint(Box::new(command))
}

pub fn delete(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let (execution, name, expected_version) = place(arguments);
    let mut command = DeleteCheckpoint {
        caller: Some(caller),
        execution,
        name,
        partition_key: arguments.text("partition"),
        expected_version,
        ..DeleteCheckpoint::default()
    };
    command.digest = digest::of_delete(&command);
    Kind::DeleteCheckpoint(command)
}

/// `rollback <execution>/<name>@<expected version> to=<version> [reason=]`
pub fn roll_back(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let (execution, name, expected_version) = place(arguments);
    let mut command = RollBackCheckpoint {
        caller: Some(caller),
        execution,
        name,
        partition_key: arguments.text("partition"),
        expected_version,
        version: arguments.number("to").unwrap_or(0),
        reason: arguments.text("reason"),
        ..RollBackCheckpoint::default()
    };
    command.digest = digest::of_rollback(&command);
    Kind::RollBackCheckpoint(command)
}
