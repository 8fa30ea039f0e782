//! Checks that the tables of `docs/schedules.md` match the calendar.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_calendar::{Calendar, Gap, Limits, Overlap, Rule, Spec, zone};

const PAGE: &str = include_str!("../../../docs/schedules.md");

fn nanoseconds(text: &str) -> i64 {
    let instant: jiff::Timestamp = text.parse().unwrap();
    i64::try_from(instant.as_nanosecond()).unwrap()
}

/// The rows of the table with this heading.
fn rows(heading: &str) -> Vec<Vec<&str>> {
    let lines = PAGE.lines().skip_while(|line| *line != heading).skip(2);
    let rows = lines.take_while(|line| line.starts_with("| "));
    rows.map(|row| {
        row.trim_matches('|')
            .split(" | ")
            .map(|cell| cell.trim().trim_matches('`'))
            .collect()
    })
    .collect()
}

#[test]
fn clock_changes_match_the_documentation() {
    let rows = rows("| rule | zone | gap, overlap | from | until | runs |");
    assert!(rows.len() >= 12, "{}", rows.len());
    for row in rows {
        let &[expression, zone, policies, from, until, runs] = row.as_slice() else {
            panic!("{row:?}");
        };
        let (gap, overlap) = policies.split_once(", ").unwrap();
        let rule = Rule::Cron {
            expression: expression.to_owned(),
            seconds: false,
        };
        let spec = Spec {
            gap: if gap == "skip" { Gap::Skip } else { Gap::After },
            overlap: match overlap {
                "first" => Overlap::First,
                "second" => Overlap::Second,
                _ => Overlap::Both,
            },
            ..Spec::new(rule, zone)
        };
        let calendar = Calendar::new(&spec, &Limits::default()).unwrap();
        let found = calendar.occurrences(nanoseconds(from)..nanoseconds(until));
        let texts = found.map(|one| {
            let (local, _) = one.local.split_once('[').unwrap();
            one.note
                .map_or(format!("`{local}`"), |note| format!("`{local}` {note}"))
        });
        let said = texts.collect::<Vec<_>>().join("<br>");
        assert_eq!(
            said.trim_matches('`'),
            runs.replace("none", ""),
            "{expression} {zone} {policies}"
        );
    }
}

#[test]
fn the_page_names_the_release_of_the_zone_data() {
    assert!(
        PAGE.contains(&format!("now {})", zone::data_version())),
        "{}",
        zone::data_version()
    );
}
