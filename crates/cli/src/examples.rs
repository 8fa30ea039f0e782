//! Examples at the end of each command's help.

use std::collections::BTreeMap;

use clap::Command;

/// Command lines as a person types them: one line per example, the command's path before a tab.
const EXAMPLES: &str = include_str!("examples.txt");

/// Adds its examples to each command.
pub fn added_to(command: Command) -> Command {
    with_examples(command, &mut Vec::new(), &by_path())
}

fn with_examples(mut command: Command, path: &mut Vec<String>, all: &BTreeMap<&str, Vec<&str>>) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    for name in names {
        path.push(name.clone());
        command = command.mut_subcommand(name, |one| with_examples(one, path, all));
        path.pop();
    }
    match all.get(path.join(" ").as_str()).map(Vec::as_slice) {
        None => command,
        Some([one]) => command.after_help(format!("Example:\n  {one}")),
        Some(several) => command.after_help(format!("Examples:\n  {}", several.join("\n  "))),
    }
}

/// The examples of each command by its path, such as `timer create`.
fn by_path() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (path, example) in EXAMPLES.lines().filter_map(|line| line.split_once('\t')) {
        all.entry(path).or_default().push(example);
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::CommandFactory as _;

    use super::*;
    use crate::CommandLine;

    /// The words of a command line, without single quotes.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut is_quoted = false;
        for one in line.chars() {
            match one {
                '\'' => is_quoted = !is_quoted,
                ' ' if !is_quoted => words.push(String::new()),
                one => words.last_mut().unwrap().push(one),
            }
        }
        words
    }

    /// The paths of all commands that do something.
    fn leaves(command: &Command, path: &str, found: &mut Vec<String>) {
        let mut subcommands = command
            .get_subcommands()
            .filter(|one| one.get_name() != "help")
            .peekable();
        // Such as `backup`, which takes a backup unless a subcommand says otherwise.
        if subcommands.peek().is_none() || !command.is_subcommand_required_set() {
            found.push(path.to_owned());
        }
        for one in subcommands {
            let path = [path, one.get_name()].join(" ");
            leaves(one, path.trim_start(), found);
        }
    }

    #[test]
    fn each_command_has_an_example() {
        let mut all = Vec::new();
        leaves(&CommandLine::command(), "", &mut all);
        let by_path = by_path();
        assert!(all.len() > 80, "{all:?}");
        let without: Vec<_> = all.iter().filter(|path| !by_path.contains_key(path.as_str())).collect();
        assert!(without.is_empty(), "{without:?}");
        let unknown: Vec<_> = EXAMPLES
            .lines()
            .filter(|line| {
                line.split_once('\t')
                    .is_none_or(|(path, _)| !all.iter().any(|one| one == path))
            })
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn each_example_parses_and_calls_its_command() {
        let faults: Vec<String> = EXAMPLES
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(path, example)| {
                let words = words(example);
                let begins = words.join(" ").starts_with(&format!("minoots {path}"));
                match CommandLine::command().try_get_matches_from(&words) {
                    Ok(_) if begins => None,
                    Ok(_) => Some(format!("{path}: {example}: calls another command")),
                    Err(error) => Some(format!("{path}: {example}: {error}")),
                }
            })
            .collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// The command at a path.
    fn found<'c>(command: &'c Command, path: &str) -> &'c Command {
        let names = path.split(' ');
        names.fold(command, |command, name| command.find_subcommand(name).unwrap())
    }

    #[test]
    fn no_command_takes_an_empty_idempotency_key() {
        let all = CommandLine::command();
        let mut keys = 0;
        for (path, example) in EXAMPLES.lines().filter_map(|line| line.split_once('\t')) {
            let is_key = |arg: &&clap::Arg| {
                arg.get_help()
                    .is_some_and(|help| help.to_string().starts_with("Idempotency key"))
            };
            for key in found(&all, path).get_arguments().filter(is_key) {
                let option = format!("--{}", key.get_long().unwrap());
                let mut words = words(example);
                if words.contains(&option) {
                    continue;
                }
                keys += 1;
                words.extend([option, String::new()]);
                let parsed = CommandLine::command().try_get_matches_from(&words);
                assert!(parsed.is_err(), "{words:?}");
            }
        }
        assert!(keys > 10, "only {keys} commands have a key");
    }
}
