use super::*;

/// A format with a fault three steps deep: a length, a checksum of one byte, and an unexpected value.
fn fragile(input: &[u8]) -> String {
    let Some((length, rest)) = input.split_first() else {
        return "empty".to_owned();
    };
    if usize::from(*length) != rest.len() {
        return format!("length {length} for {} bytes", rest.len());
    }
    match rest {
        [b'M', b'N', 0xff, ..] => panic!("unexpected"),
        [b'M', b'N', ..] => "whole".to_owned(),
        [b'M', ..] => "half a magic number".to_owned(),
        _ => "no magic number".to_owned(),
    }
}

#[test]
fn a_fault_behind_a_length_is_found() {
    let found = catch_unwind(|| Campaign::new("fragile").examples([[3, b'M', b'N', 1]]).run(fragile));
    assert!(found.is_err());
}

#[test]
fn the_same_seed_makes_the_same_inputs() {
    let inputs = || {
        let mut seen = Vec::new();
        Campaign::new("recorded")
            .examples(["an example"])
            .slower_by(100)
            .run(|input| {
                seen.push(input.to_vec());
                format!("{}", input.first().is_some_and(u8::is_ascii))
            });
        seen
    };
    assert_eq!(inputs(), inputs());
}

#[test]
#[should_panic(expected = "every input got the same answer")]
fn a_target_that_tells_nothing_apart_is_no_test() {
    Campaign::new("blind").examples(["x"]).run(|_| "seen".to_owned());
}

#[test]
#[should_panic(expected = "unexpected")]
fn recorded_failures_are_replayed() {
    Campaign::new("regression")
        .examples([[1, b'M']])
        .once_failed("03 4d4e ff")
        .run(fragile);
}

#[test]
fn numbers_and_quotations_do_not_make_an_answer_new() {
    let report = Campaign::new("plain")
        .examples(["12", "9", "x"])
        .slower_by(1_000)
        .run(|input| {
            let text = String::from_utf8_lossy(input).replace('"', "");
            match text.parse::<u64>() {
                Ok(number) => format!("number {number}"),
                Err(_) => format!("not one: \"{text}\""),
            }
        });
    assert_eq!(report.answers.len(), 2, "{report:?}");
}
