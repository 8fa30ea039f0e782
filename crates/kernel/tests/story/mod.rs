//! Scripts: lines that act, `---`, and below it their results, up to the next empty line.

mod arguments;
mod commands;
mod instant;
mod print;
mod rows;
mod world;

use world::World;

/// Runs a script and returns its expected text.
pub fn replay(script: &str) -> String {
    let mut world = World::default();
    let mut output = String::new();
    let mut acting: Vec<&str> = Vec::new();
    let mut lines = script.lines();
    while let Some(line) = lines.next() {
        output += line;
        output += "\n";
        if line != "---" {
            acting.push(line);
            continue;
        }
        // The results replace the former expectation.
        lines.by_ref().take_while(|line| !line.is_empty()).for_each(drop);
        output += &act(&mut world, &acting);
        output += "\n";
        acting.clear();
    }
    let rest = act(&mut world, &acting);
    assert!(rest.is_empty(), "the last lines have no `---` below them");
    output.trim_end().to_string() + "\n"
}

/// Runs statements; lines indented under one belong to it.
fn act(world: &mut World, lines: &[&str]) -> String {
    let meant = |line: &&&str| !line.trim().is_empty() && !line.starts_with('#');
    let mut statements: Vec<(&str, Vec<String>)> = Vec::new();
    for line in lines.iter().filter(meant) {
        match (line.strip_prefix("  "), statements.last_mut()) {
            (Some(below), Some((_, indented))) => indented.push(below.to_string()),
            _ => statements.push((line, Vec::new())),
        }
    }
    let outputs = statements.iter().map(|(statement, below)| world.run(statement, below));
    outputs.collect()
}
