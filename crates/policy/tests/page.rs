//! Checks that `docs/policy.md` matches the code: its text is accepted, its answers are returned, and its numbers are
//! the limits.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use minoots_policy::facts::{Facts, Verb};
use minoots_policy::{Policy, limits};

const PAGE: &str = include_str!("../../../docs/policy.md");

fn block(language: &str) -> &'static str {
    let start = format!("```{language}\n");
    PAGE.split_once(&start).unwrap().1.split("```").next().unwrap()
}

#[test]
fn the_text_is_taken_and_refuses_in_the_words_of_the_page() {
    let policy = Policy::check(7, block("cedar")).unwrap();
    let ids: Vec<&str> = policy.rule_ids().collect();
    assert_eq!(ids, ["prod-by-operators", "a-year-at-most", "no-purge"]);
    let purge = Facts {
        principal: "ann".to_owned(),
        role: "operator".to_owned(),
        verb: Verb::Purge,
        kind: Verb::Purge.kind(),
        id: "jobs".to_owned(),
        queue: None,
        labels: BTreeMap::new(),
        due_in_seconds: None,
        payload_bytes: None,
    };
    let denial = policy.evaluate(&purge).unwrap().enforce().unwrap_err();
    assert!(PAGE.contains(&format!("`{denial}`")), "{denial}");
}

#[test]
fn every_text_of_the_page_is_taken() {
    let blocks: Vec<&str> = PAGE.split("```cedar\n").skip(1).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let text = block.split("```").next().unwrap();
        assert!(Policy::check(1, text).is_ok(), "{text}");
    }
}

#[test]
fn the_error_is_the_one_on_the_page() {
    let text = "@id(\"a\")\n@message(\"m\")\nforbid(principal, action, resource is Timr);";
    let errors = Policy::check(1, text).unwrap_err();
    assert_eq!(errors[0].to_string(), block("text").trim_end());
}

#[test]
fn actions_and_numbers_are_those_of_the_code() {
    for verb in Verb::ALL {
        assert!(PAGE.contains(&format!("`{}`", verb.name())), "{}", verb.name());
    }
    for (words, holds) in [
        (
            "At most 64 KiB and 128 rules",
            limits::TEXT_BYTES_MAX == 64 << 10 && limits::RULES_MAX == 128,
        ),
        (
            "at most 256 words and brackets 16 deep",
            limits::WORDS_MAX == 256 && limits::DEPTH_MAX == 16,
        ),
        ("1 to 63 of", limits::RULE_ID_BYTES_MAX == 63),
        ("up to 256 bytes on one line", limits::MESSAGE_BYTES_MAX == 256),
        ("up to 20 at a time", limits::ERRORS_MAX == 20),
    ] {
        assert!(holds && PAGE.contains(words), "{words}");
    }
}
