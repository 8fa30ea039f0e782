//! Compares the calendar with a naive model that examines every minute of some days, and checks whether the local time
//! matches the rule.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use minoots_calendar::{Calendar, Gap, Limits, Overlap, Rule, Spec, zone::Zone};
use proptest::prelude::*;

const NS: i64 = 1_000_000_000;
const DAY: i64 = 86_400;
const ZONES: [&str; 10] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Nuuk",
    "America/Sao_Paulo",
    "America/Ciudad_Juarez",
    "Asia/Gaza",
    "UTC",
];

/// A field as text, and the values that it matches.
#[derive(Clone, Debug)]
struct Field {
    text: String,
    values: BTreeSet<i64>,
    /// Whether the field has only single values.
    fixed: bool,
    star: bool,
}

fn field(low: i64, high: i64) -> impl Strategy<Value = Field> {
    let list = prop::collection::btree_set(low..=high, 1..4).prop_map(|values| Field {
        text: values.iter().map(i64::to_string).collect::<Vec<_>>().join(","),
        values,
        fixed: true,
        star: false,
    });
    let range = (low..=high, low..=high, 1..5_i64).prop_map(|(a, b, step)| {
        let (from, to) = (a.min(b), a.max(b));
        Field {
            text: format!("{from}-{to}/{step}"),
            values: (from..=to).filter(|value| (value - from) % step == 0).collect(),
            fixed: false,
            star: false,
        }
    });
    let star = (1..7_i64).prop_map(move |step| Field {
        text: if step == 1 { "*".to_owned() } else { format!("*/{step}") },
        values: (low..=high).filter(|value| (value - low) % step == 0).collect(),
        fixed: false,
        star: true,
    });
    prop_oneof![list, range, star]
}

#[derive(Clone, Debug)]
struct Fields {
    minute: Field,
    hour: Field,
    day: Field,
    month: Field,
    weekday: Field,
}

impl Fields {
    fn expression(&self) -> String {
        let fields = [&self.minute, &self.hour, &self.day, &self.month, &self.weekday];
        fields.map(|field| field.text.as_str()).join(" ")
    }

    /// Whether a rule matches a local time.
    fn matches(&self, local: i64) -> bool {
        let date = jiff::civil::date(1970, 1, 1)
            .checked_add(jiff::Span::new().days(local.div_euclid(DAY)))
            .unwrap();
        let day = self.day.values.contains(&i64::from(date.day()));
        let weekday = i64::from(date.weekday().to_sunday_zero_offset());
        let weekday = self.weekday.values.contains(&weekday);
        let date_matches = if self.day.star || self.weekday.star {
            day && weekday
        } else {
            day || weekday
        };
        let time = local.rem_euclid(DAY);
        date_matches
            && self.month.values.contains(&i64::from(date.month()))
            && self.hour.values.contains(&(time / 3_600))
            && self.minute.values.contains(&(time / 60 % 60))
            && time % 60 == 0
    }

    fn is_fixed(&self) -> bool {
        self.minute.fixed && self.hour.fixed
    }
}

prop_compose! {
    fn fields()(minute in field(0, 59), hour in field(0, 23), day in field(1, 31), month in field(1, 12), weekday in field(0, 6))
        -> Fields {
        Fields { minute, hour, day, month, weekday }
    }
}

/// The model's result for a window of a zone.
fn model(fields: &Fields, zone: &Zone, gap: Gap, overlap: Overlap, window: std::ops::Range<i64>) -> Vec<i64> {
    let around = window.start - 3 * DAY..window.end + 3 * DAY;
    let wall = |at: i64| at + zone.offset_at(at);
    let shown: Vec<(i64, i64)> = around.clone().step_by(60).map(|at| (wall(at), at)).collect();
    let mut found = BTreeSet::new();
    for (index, &(local, at)) in shown.iter().enumerate() {
        // The local seconds of other passes within two days.
        let mut passes = shown[index.saturating_sub(2_880)..(index + 2_880).min(shown.len())]
            .iter()
            .filter(|(other, _)| *other == local)
            .map(|(_, at)| *at);
        let counts = !fields.is_fixed()
            || match overlap {
                Overlap::First => passes.next() == Some(at),
                Overlap::Second => passes.next_back() == Some(at),
                Overlap::Both => true,
            };
        if fields.matches(local) && counts {
            found.insert(at);
        }
    }
    if fields.is_fixed() && gap == Gap::After {
        for change in zone.changes(around) {
            let (before, after) = (wall(change - 1) + 1, wall(change));
            let dates = [(before - 1).div_euclid(DAY), after.div_euclid(DAY)];
            if (before..after).any(|local| dates.contains(&local.div_euclid(DAY)) && fields.matches(local)) {
                found.insert(change);
            }
        }
    }
    found.into_iter().filter(|at| window.contains(at)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn occurrences_are_those_of_a_minute_by_minute_model(
        fields in fields(),
        zone in prop::sample::select(&ZONES[..]),
        change in any::<prop::sample::Index>(),
        gap in prop::sample::select(&[Gap::After, Gap::Skip][..]),
        overlap in prop::sample::select(&[Overlap::First, Overlap::Second, Overlap::Both][..]),
        before in 0..3 * DAY,
    ) {
        let named = Zone::named(zone).unwrap();
        // Not before 1972: some zones had offsets with seconds, and the model uses minutes.
        let mut changes: Vec<i64> = named.changes(63_072_000..2_145_916_800).collect();
        changes.push(1_700_000_000);
        let from = (changes[change.index(changes.len())] - before).div_euclid(60) * 60;
        let window = from..from + 4 * DAY;
        let rule = Rule::Cron { expression: fields.expression(), seconds: false };
        let spec = Spec { gap, overlap, ..Spec::new(rule, zone) };
        match Calendar::new(&spec, &Limits::default()) {
            Ok(calendar) => {
                let found: Vec<i64> = calendar.occurrences(window.start * NS..window.end * NS).map(|one| one.instant_ns / NS).collect();
                prop_assert_eq!(&found, &model(&fields, &named, gap, overlap, window.clone()), "{}", fields.expression());
                let mut at = window.start * NS - 1;
                for one in found {
                    at = calendar.next_after(at).unwrap().instant_ns;
                    prop_assert_eq!(at, one * NS);
                }
            }
            Err(errors) => {
                prop_assert_eq!(errors[0].reason.as_str(), "CRON_NEVER_MATCHES");
                prop_assert_eq!(model(&fields, &named, gap, overlap, window), Vec::<i64>::new());
            }
        }
    }

    #[test]
    fn no_text_panics(cron in "[-*/,?#LWa-zA-Z0-9 @\u{e9}\t]{0,30}", rrule in "(RRULE:)?([A-Z]{1,8}=[-+A-Z0-9,TZ]{0,12};?){0,4}", zone in ".{0,12}", dtstart in "[-:TZ0-9\u{e9}]{0,20}") {
        for seconds in [false, true] {
            let spec = Spec::new(Rule::Cron { expression: cron.clone(), seconds }, &zone);
            prop_assert!(Calendar::new(&spec, &Limits::default()).is_err() || !cron.is_empty());
        }
        let dtstart = if dtstart.len() % 2 == 0 { "2026-01-31T02:30:00".to_owned() } else { dtstart };
        if let Ok(calendar) = Calendar::new(&Spec::new(Rule::Rrule { rule: rrule, dtstart }, "Europe/Berlin"), &Limits::default()) {
            let found: Vec<i64> = calendar.occurrences(i64::MIN..i64::MAX).take(5).map(|one| one.instant_ns).collect();
            prop_assert!(found.is_sorted_by(|one, next| one < next), "{found:?}");
        }
    }
}
