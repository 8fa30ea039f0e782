#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const SECOND: i64 = 1_000_000_000;

const RULES: [Rule; 22] = [
    Rule::TimeSpecChoice,
    Rule::Duration,
    Rule::Instant,
    Rule::NameEmpty,
    Rule::NameTwice,
    Rule::NameTooLong,
    Rule::NameCharset,
    Rule::FlagUnknown,
    Rule::FlagTwice,
    Rule::ValueMissing,
    Rule::QuoteOpen,
    Rule::QuoteEnd,
    Rule::LabelForm,
    Rule::LabelDuplicate,
    Rule::LabelCount,
    Rule::LabelSize,
    Rule::Region,
    Rule::Metadata,
    Rule::MetadataTooLarge,
    Rule::IdEmpty,
    Rule::IdCharset,
    Rule::Extra,
];

fn create(text: &str) -> Create {
    match parse(text) {
        Ok(Command::Create(create)) => *create,
        other => panic!("{text}: {other:?}"),
    }
}

fn plain(when: When, name: &str) -> Create {
    Create {
        when,
        name: name.to_owned(),
        region: None,
        labels: BTreeMap::new(),
        metadata: None,
    }
}

fn labels(create: &Create) -> Vec<(&str, &str)> {
    create
        .labels
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect()
}

#[test]
fn the_short_form_is_when_and_what() {
    let after = |seconds| When::After(seconds * SECOND);
    let table = [
        ("25s ship logs", after(25), "ship logs"),
        ("  1h30m   tea  ", after(5_400), "tea"),
        ("PT1H30M tea", after(5_400), "tea"),
        ("1.5h tea", after(5_400), "tea"),
        ("0s now", after(0), "now"),
        (
            "2030-01-02T03:04:05Z happy new year",
            When::At(1_893_553_445 * SECOND),
            "happy new year",
        ),
        ("25s don't forget", after(25), "don't forget"),
        ("25s don’t forget", after(25), "don’t forget"),
        ("25s 'tis the season", after(25), "'tis the season"),
        ("25s 5\" disk", after(25), "5\" disk"),
        ("25s \"ship  logs\"", after(25), "ship  logs"),
        ("25s “ship  logs”", after(25), "ship  logs"),
        ("25s „ship  logs“", after(25), "ship  logs"),
        ("25s ‘don’t  forget’", after(25), "don’t  forget"),
        ("25s \"say \\\"hi\\\" \\\\ a\\b\"", after(25), "say \"hi\" \\ a\\b"),
        ("25s list", after(25), "list"),
        ("25s \"cancel\" it", after(25), "cancel it"),
        ("25s - tea - 5 -3", after(25), "- tea - 5 -3"),
        ("25s “use --force”", after(25), "use --force"),
        ("25s a &amp; b &lt;c&gt;", after(25), "a & b <c>"),
        ("25s ask <@U123|ann> in <#C1|ops>", after(25), "ask @ann in #ops"),
        ("25s see <http://example.com|example.com>", after(25), "see example.com"),
        ("25s tea\nand cake", after(25), "tea and cake"),
        ("25s お茶 🍵", after(25), "お茶 🍵"),
    ];
    for (text, when, name) in table {
        assert_eq!(create(text), plain(when, name), "{text}");
    }
}

#[test]
fn the_flag_form_is_the_same_in_any_order_and_spelling() {
    let expected = create("25s \"ship logs\"");
    for text in [
        "--duration 25s --name \"ship logs\"",
        "-d 25s -n \"ship logs\"",
        "-n \"ship logs\" -d 25s",
        "--name=\"ship logs\" --duration=25s",
        "-d=25s ship logs",
        "—duration 25s —name “ship logs”",
        "–duration 25s –name ‘ship logs’",
        "25s --name 'ship logs'",
        "ship -d 25s logs",
        "-d 25s ship logs",
    ] {
        if text.starts_with("ship") {
            assert_eq!(parse(text).unwrap_err().rule, Rule::TimeSpecChoice, "{text}");
        } else {
            assert_eq!(create(text), expected, "{text}");
        }
    }
    let full = create(
        "-f 2030-01-02T03:04:05.5+01:00 -n x -r eu-west-1 --labels a=1,b=x=y --labels c= --metadata {\"run\": {\"a\": \"}\"}} ",
    );
    assert_eq!(full.when, When::At(1_893_549_845 * SECOND + SECOND / 2));
    assert_eq!(full.region.as_deref(), Some("eu-west-1"));
    assert_eq!(labels(&full), [("a", "1"), ("b", "x=y"), ("c", "")]);
    assert_eq!(full.metadata.unwrap().as_json(), "{\"run\": {\"a\": \"}\"}}");
}

#[test]
fn labels_and_metadata_survive_keyboards() {
    assert_eq!(
        labels(&create("1s x --labels \"team=a b,env=c\\\\,d\"")),
        [("env", "c,d"), ("team", "a b")]
    );
    for text in [
        "1s x --metadata {“run”: 7} --region eu",
        "1s x --metadata={“run”: 7} --region eu",
        "1s x --metadata '{\"run\": 7}' --region eu",
        "1s x —metadata ‘{“run”: 7}’ --region eu",
        "--metadata {\"run\": 7} -r eu -d 1s x",
    ] {
        let create = create(text);
        assert_eq!(create.metadata.unwrap().as_json(), "{\"run\": 7}", "{text}");
        assert_eq!((create.name.as_str(), create.region.as_deref()), ("x", Some("eu")));
    }
    // The quotes around this string are straight already: a curly quote inside it belongs to the string.
    let kept = create("1s x --metadata {\"a\": \"“b”\"}");
    assert_eq!(kept.metadata.unwrap().as_json(), "{\"a\": \"“b”\"}");
}

#[test]
fn the_other_commands() {
    for text in ["", "  ", "help", "HELP", "help me", "--help", "-h", "—help"] {
        assert_eq!(parse(text), Ok(Command::Help), "{text}");
    }
    for text in ["list", " List "] {
        assert_eq!(parse(text), Ok(Command::List), "{text}");
    }
    for text in ["cancel ship-1", "Cancel  `ship-1` ", "cancel \"ship-1\""] {
        assert_eq!(
            parse(text),
            Ok(Command::Cancel(TargetId::new("ship-1").unwrap())),
            "{text}"
        );
    }
}

#[test]
fn every_error_says_where_which_rule_and_what_to_type_instead() {
    let long = format!("25s {}", "x".repeat(256));
    let many: Vec<String> = (0..33).map(|n| format!("k{n}=v")).collect();
    let many = format!("25s x --labels {}", many.join(","));
    let long_key = format!("25s x --labels {}=v", "k".repeat(64));
    let long_value = format!("25s x --labels k={}", "v".repeat(256));
    let large = format!("25s x --metadata {{\"a\":\"{}\"}}", "x".repeat(9_000));
    let deep = format!("25s x --metadata {}{}", "{\"a\":".repeat(200), "}".repeat(200));
    let table = [
        ("ship logs", Rule::TimeSpecChoice, 1, "“ship” is not a duration"),
        ("\"25s\" tea", Rule::TimeSpecChoice, 1, "in quotes"),
        ("25 tea", Rule::Duration, 1, "“25” has no unit"),
        ("-5s tea", Rule::Duration, 1, "is negative"),
        ("  25x tea", Rule::Duration, 3, "“25x” has the unit \"x\""),
        ("P1M tea", Rule::Duration, 1, "years or months"),
        ("300y tea", Rule::Duration, 1, "the unit"),
        ("999999d tea", Rule::Duration, 1, "longer than 292 years"),
        ("2030-02-30T00:00:00Z tea", Rule::Instant, 1, "2030-02-30"),
        ("--name tea", Rule::TimeSpecChoice, 11, "say when"),
        ("25s tea --duration 5s", Rule::TimeSpecChoice, 9, "twice"),
        ("-d 5s -f 2030-01-02T03:04:05Z tea", Rule::TimeSpecChoice, 7, "twice"),
        ("--duration 25 tea", Rule::Duration, 12, "has no unit"),
        ("--fire-at tomorrow tea", Rule::Instant, 11, "“tomorrow”"),
        ("--fire-at 25s tea", Rule::Instant, 11, "“25s”"),
        ("25s", Rule::NameEmpty, 4, "needs a name"),
        ("25s \"\"", Rule::NameEmpty, 5, "needs a name"),
        ("25s tea --name cake", Rule::NameTwice, 5, "“tea”"),
        ("-d 5s --name ship logs", Rule::NameTwice, 19, "“logs” is after --name"),
        (long.as_str(), Rule::NameTooLong, 5, "256 bytes"),
        ("25s \"a\nb\"", Rule::NameCharset, 5, "control"),
        ("25s a\u{202e}b", Rule::NameCharset, 5, "bidirectional"),
        ("25s use --force", Rule::FlagUnknown, 9, "“force”"),
        ("25s use -x", Rule::FlagUnknown, 9, "quotes"),
        ("-d25s tea", Rule::FlagUnknown, 1, "“d25s”"),
        ("-d 5s -n a -n b", Rule::FlagTwice, 12, "--name"),
        ("5s a -r eu -r us", Rule::FlagTwice, 12, "--region"),
        ("5s a --metadata {} --metadata {}", Rule::FlagTwice, 20, "--metadata"),
        ("25s tea --name", Rule::ValueMissing, 15, "--name needs a value"),
        ("--duration --name tea", Rule::ValueMissing, 12, "--duration needs"),
        ("--duration= 25s tea", Rule::ValueMissing, 12, "--duration needs"),
        ("25s “tea", Rule::QuoteOpen, 5, "no end"),
        ("25s &amp; &amp; \"tea", Rule::QuoteOpen, 9, "no end"),
        ("25s \"tea\"cup", Rule::QuoteEnd, 10, "a space here"),
        ("25s x --labels team", Rule::LabelForm, 16, "“team” is none"),
        ("25s x --labels a=1, b=2", Rule::LabelForm, 16, "no spaces"),
        ("25s x --labels =1", Rule::LabelSize, 16, "a key of 1"),
        (long_key.as_str(), Rule::LabelSize, 16, "63"),
        (long_value.as_str(), Rule::LabelSize, 16, "255"),
        (
            "25s x --labels a=1 --labels a=2",
            Rule::LabelDuplicate,
            29,
            "“a” is given twice",
        ),
        (many.as_str(), Rule::LabelCount, 16, "32"),
        ("25s x --region EU", Rule::Region, 16, "“EU” is none"),
        ("25s x --metadata run=7", Rule::Metadata, 18, "JSON object"),
        ("25s x --metadata [1]", Rule::Metadata, 18, "JSON object"),
        ("25s x --metadata {\"a\": 1", Rule::Metadata, 18, "no end"),
        (
            "25s x --metadata {\"a\": 1, \"a\": 2}",
            Rule::Metadata,
            18,
            "duplicate key",
        ),
        ("25s x --metadata {a: 1}", Rule::Metadata, 18, "not valid JSON"),
        (deep.as_str(), Rule::Metadata, 18, "deeper"),
        ("25s x --metadata {\"a\": 1}y", Rule::QuoteEnd, 26, "a space"),
        (large.as_str(), Rule::MetadataTooLarge, 18, "9008 bytes"),
        ("cancel", Rule::IdEmpty, 7, "list shows them"),
        ("cancel --all", Rule::IdEmpty, 8, "list shows them"),
        ("cancel a/b", Rule::IdCharset, 8, "letters, digits"),
        ("cancel a b", Rule::Extra, 10, "one id"),
        ("list all", Rule::Extra, 6, "nothing after"),
    ];
    let broken: BTreeSet<Rule> = table.iter().map(|(_, rule, ..)| *rule).collect();
    assert_eq!(broken, BTreeSet::from(RULES));
    for (text, rule, column, part) in table {
        let error = parse(text).unwrap_err();
        assert_eq!((error.rule, error.column), (rule, column), "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
        assert!(error.to_string().chars().count() < 400, "{error}");
    }
}

#[test]
fn every_example_holds() {
    for rule in RULES {
        assert!(
            parse(rule.example()).is_ok_and(|command| command != Command::Help),
            "{rule:?}"
        );
        assert!(
            rule.as_str()
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        );
    }
}

#[test]
fn a_mark_stands_below_what_is_wrong() {
    let error = parse("25s use --force").unwrap_err();
    assert_eq!(error.pointer(), "25s use --force\n        ^");
    let error = parse("25s a name that is long enough to be cut when it is shown --force now").unwrap_err();
    let pointer = error.pointer();
    let (text, mark) = pointer.split_once('\n').unwrap();
    let under: String = text.chars().skip(mark.len() - 1).collect();
    assert!(text.starts_with('…') && under.starts_with("--force"), "{pointer}");
}

/// The durations in the page of the command line: both parsers accept the same ones.
#[test]
fn durations_are_those_of_the_documented_command_line() {
    let page = include_str!("../../../../docs/cli.md");
    let row = page.lines().find(|line| line.contains("**Durations**")).unwrap();
    let (accepted, refused) = row.split_once("; ").unwrap();
    let examples: Vec<&str> = accepted.split('`').skip(1).step_by(2).collect();
    assert!(
        examples.len() >= 7 && refused.contains("without a unit is refused"),
        "{row}"
    );
    for example in examples {
        let expected = When::After(duration::parse(example).unwrap());
        assert_eq!(create(&format!("{example} tea")).when, expected);
        assert_eq!(create(&format!("-d {example} tea")).when, expected);
    }
    assert_eq!(parse("1500 tea").unwrap_err().rule, Rule::Duration);
}

fn names() -> impl Strategy<Value = String> {
    "([a-z \"“”'’\\\\,=&<>@#-]|\\PC){1,40}".prop_filter("as the API has names", |name| {
        let is_hidden = |c: char| {
            c.is_control()
                || "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}"
                    .contains(c)
        };
        name.len() <= 255 && !name.chars().any(is_hidden)
    })
}

fn creates() -> impl Strategy<Value = Create> {
    let when = prop_oneof![
        (0..=i64::MAX).prop_map(When::After),
        (0..=1_000_000_i64).prop_map(|tenths| When::After(tenths * SECOND / 10)),
        any::<i64>().prop_map(When::At)
    ];
    let labels = prop::collection::btree_map("[a-z,=\\\\“]{1,8}", "([a-z,=\\\\\" ]|\\PC){0,12}", 0..5);
    let labels = labels.prop_map(|map| {
        map.into_iter()
            .map(|(key, value)| (key.replace(['=', ',', '\\'], "_"), value))
            .collect()
    });
    let metadata = prop::option::of(prop::collection::btree_map(
        "\\PC{0,6}",
        "([\"“”{}\\\\]|\\PC){0,12}",
        0..4,
    ));
    let metadata = metadata.prop_map(|map| {
        let json = map.map(|map| serde_json::to_string(&map).unwrap());
        json.map(|json| {
            create(&format!(
                "1s x --metadata {}",
                markup::escape(&words::quoted(&json), usize::MAX)
            ))
            .metadata
            .unwrap()
        })
    });
    (
        when,
        names(),
        prop::option::of("[a-z][a-z0-9-]{0,10}"),
        labels,
        metadata,
    )
        .prop_map(|(when, name, region, labels, metadata)| Create {
            when,
            name,
            region,
            labels,
            metadata,
        })
}

proptest! {
    #[test]
    fn a_printed_command_reads_as_itself(create in creates()) {
        let command = Command::Create(Box::new(create));
        let sent = markup::escape(&command.to_string(), usize::MAX);
        prop_assert_eq!(parse(&sent), Ok(command), "{}", sent);
    }

    #[test]
    fn no_text_panics_and_every_error_is_within_it(text in "(25s |list |cancel |-[-dfnr]{1,2}|—|(duration|name|labels|metadata|region)[ =]|[\"“”'‘{}\\\\=,:<>&|@]|&lt;|&amp;|[0-9smhPT.]|\\PC|\\s){0,20}") {
        match parse(&text) {
            Ok(command) => {
                let sent = markup::escape(&command.to_string(), usize::MAX);
                prop_assert_eq!(parse(&sent), Ok(command));
            }
            Err(error) => {
                prop_assert!((1..=markup::decode(&text).chars().count() + 1).contains(&error.column));
                prop_assert!(error.pointer().lines().count() <= 2);
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = parse(&String::from_utf8_lossy(&bytes));
    }
}
