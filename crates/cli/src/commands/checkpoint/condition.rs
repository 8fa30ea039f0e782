//! Conditions in their command-line form: a JSON Pointer, a comparison, and a JSON value.

use minoots_wire::checkpoint::v1::{self, Comparison};
use std::str::FromStr;

/// A condition on the data of a checkpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition(v1::Condition);

/// Converts conditions into their protobuf form.
pub fn all(conditions: Vec<Condition>) -> Vec<v1::Condition> {
    conditions.into_iter().map(|condition| condition.0).collect()
}

impl FromStr for Condition {
    type Err = String;

    /// Parses a condition. The comparison stands between the first two spaces, so a pointer contains none. `.` is the
    /// whole document.
    fn from_str(text: &str) -> Result<Condition, String> {
        let (pointer, rest) = text.split_once(' ').ok_or("must be POINTER COMPARISON [JSON]")?;
        let (comparison, value) = rest.split_once(' ').unwrap_or((rest, ""));
        let comparison = match comparison {
            "exists" => Comparison::Exists,
            "absent" => Comparison::Absent,
            "==" => Comparison::Equal,
            "!=" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            other => {
                return Err(format!(
                    "{other} is no comparison; there are ==, !=, <, <=, >, >=, exists and absent"
                ));
            }
        };
        let pointer = if pointer == "." { "" } else { pointer };
        Ok(Condition(v1::Condition {
            pointer: pointer.to_owned(),
            comparison: comparison.into(),
            value: value.to_owned(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_a_pointer_a_comparison_and_the_rest() {
        let read = |text: &str| text.parse::<Condition>().map(|condition| condition.0);
        let of = |pointer: &str, comparison: Comparison, value: &str| {
            Ok(v1::Condition {
                pointer: pointer.to_owned(),
                comparison: comparison.into(),
                value: value.to_owned(),
            })
        };
        let cases = [
            ("/step == \"plan b\"", of("/step", Comparison::Equal, "\"plan b\"")),
            ("/step exists", of("/step", Comparison::Exists, "")),
            (". != {}", of("", Comparison::NotEqual, "{}")),
            ("/n >= 3", of("/n", Comparison::GreaterOrEqual, "3")),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
        assert!(read("/step").is_err());
        let wrong = read("/step = 3");
        assert!(wrong.is_err_and(|said| said.contains("no comparison")));
    }
}
