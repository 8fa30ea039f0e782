//! Checks a phase's rule for its output, and the outputs that it needs.

use serde_json::Value;
use serde_saphyr::Spanned;

use super::super::limits::NEEDS_MAX;
use super::super::problem::{Problem, Rule};
use super::super::source::{self, Text};
use super::super::{Needs, OutputRule, Schema};
use super::{Index, at_most};

/// The end of the names of outputs.
const OUTPUT: &str = ".output";
/// The outputs of all children.
const CHILDREN: &str = "children.*.output";

/// Checks the rule for a phase's output.
pub(super) fn rule(output: Option<&source::Output>) -> Result<OutputRule, Problem> {
    let Some(output) = output else {
        return Ok(OutputRule::default());
    };
    Ok(OutputRule {
        schema: schema(output.schema.as_ref(), "output.schema")?,
        required: output.required,
    })
}

/// Checks the schema in a field.
pub(super) fn schema(written: Option<&Spanned<Value>>, field: &str) -> Result<Option<Schema>, Problem> {
    let checked = written.map(|schema| {
        Schema::of(schema.value.clone())
            .map_err(|rule| Problem::at(Rule::Invalid, schema.referenced, format!("{field}{rule}")))
    });
    checked.transpose()
}

/// Checks the outputs that the attempts of a phase need.
pub(super) fn needs(written: &[Text], has_queue: bool, index: &Index) -> Result<Needs, Problem> {
    at_most(written, NEEDS_MAX, "needs")?;
    if let (Some(first), false) = (written.first(), has_queue) {
        let message =
            "needs: outputs go into the messages of attempts, and there is no queue; add one, or leave needs out";
        return Err(Problem::at(Rule::Invalid, first.referenced, message));
    }
    let mut needs = Needs::default();
    for text in written {
        let is_new = match text.value.strip_suffix(OUTPUT) {
            _ if text.value == CHILDREN => !std::mem::replace(&mut needs.children, true),
            None => {
                let message = format!("needs: {:?} is no output; write PHASE.output or {CHILDREN}", text.value);
                return Err(Problem::at(Rule::Invalid, text.referenced, message));
            }
            Some("children") => {
                let message = "needs: the outputs of children have the name of this phase; give the phase another id";
                return Err(Problem::at(Rule::Invalid, text.referenced, message));
            }
            Some(phase) => {
                let id = Text::new(phase.to_owned(), text.referenced, text.defined);
                let position = index.find(&id, "needs")?;
                let is_new = !needs.phases.contains(&position);
                needs.phases.push(position);
                is_new
            }
        };
        if !is_new {
            let message = format!("needs: {:?} is there twice", text.value);
            return Err(Problem::at(Rule::Duplicate, text.referenced, message));
        }
    }
    Ok(needs)
}
