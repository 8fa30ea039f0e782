//! A checked policy text.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use cedar_policy::{Authorizer, Effect, PolicyId, PolicySet, ValidationMode, ValidationWarning, Validator};
use miette::Diagnostic;

use crate::error::{Kind, Place, PolicyError};
use crate::limits::{ERRORS_MAX, MESSAGE_BYTES_MAX, RULE_ID_BYTES_MAX, STACK_BYTES};
use crate::schema::schema;
use crate::text::{self, Span};

const ID: &str = "id";
const MESSAGE: &str = "message";
/// Permits every request that no rule refuses. No rule of a text can have this name.
const DEFAULT: &str = "permit(principal, action, resource);";
const DEFAULT_ID: &str = "(default)";

/// The rules of one tenant, in one version.
pub struct Policy {
    version: u64,
    pub(crate) rules: Vec<Rule>,
    pub(crate) places: HashMap<PolicyId, usize>,
    pub(crate) set: PolicySet,
    pub(crate) authorizer: Authorizer,
}

/// The annotations of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) message: String,
}

impl Policy {
    /// Checks a text. A text without rules is a policy that refuses nothing.
    ///
    /// # Errors
    /// The errors in the order of the text, at most [`ERRORS_MAX`].
    pub fn check(version: u64, text: &str) -> Result<Self, Vec<PolicyError>> {
        stacker::maybe_grow(STACK_BYTES, 2 * STACK_BYTES, || Self::check_here(version, text))
    }

    fn check_here(version: u64, text: &str) -> Result<Self, Vec<PolicyError>> {
        let at = |(offset, kind)| PolicyError {
            place: Place::at(text, offset),
            kind,
        };
        let spans = text::rules(text).map_err(|error| vec![at(error)])?;
        let (policies, errors) = parse(text, &spans);
        let sorted = |mut errors: Vec<(usize, Kind)>| {
            errors.sort_by_key(|(offset, _)| *offset);
            errors.truncate(ERRORS_MAX);
            errors.into_iter().map(at).collect::<Vec<_>>()
        };
        if !errors.is_empty() {
            return Err(sorted(errors));
        }
        let mut rules = Vec::new();
        let mut places = HashMap::new();
        for (index, (policy, _)) in policies.iter().enumerate() {
            places.insert(policy.id().clone(), index);
            rules.push(Rule {
                id: policy.annotation(ID).unwrap_or_default().to_owned(),
                message: policy.annotation(MESSAGE).unwrap_or_default().to_owned(),
            });
        }
        let starts: Vec<usize> = policies.iter().map(|(_, span)| span.start).collect();
        let syntax = |error: &dyn fmt::Display| vec![at((0, Kind::Syntax(error.to_string())))];
        let set = PolicySet::from_policies(policies.into_iter().map(|(policy, _)| policy));
        let mut set = set.map_err(|error| syntax(&error))?;
        let errors = validate(&set, |id| {
            places
                .get(id)
                .and_then(|index| starts.get(*index))
                .copied()
                .unwrap_or_default()
        });
        if !errors.is_empty() {
            return Err(sorted(errors));
        }
        let default = cedar_policy::Policy::parse(Some(PolicyId::new(DEFAULT_ID)), DEFAULT);
        let default = default.map_err(|error| syntax(&error))?;
        set.add(default).map_err(|error| syntax(&error))?;
        Ok(Self {
            version,
            rules,
            places,
            set,
            authorizer: Authorizer::new(),
        })
    }

    /// The version of the tenant's text.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The names of the rules, in the order of the text.
    pub fn rule_ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.id.as_str())
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Policy(version {}, {} rules)",
            self.version,
            self.rules.len()
        )
    }
}

type Parsed = (cedar_policy::Policy, Span);

/// Returns the rules that parse, and the errors of all rules.
fn parse(text: &str, spans: &[Span]) -> (Vec<Parsed>, Vec<(usize, Kind)>) {
    let mut policies = Vec::new();
    let mut errors = Vec::new();
    let mut ids = BTreeSet::new();
    for (index, span) in spans.iter().enumerate() {
        let id = PolicyId::new(format!("rule{index}"));
        match cedar_policy::Policy::parse(Some(id), &text[span.clone()]) {
            Err(found) => {
                let found = found
                    .iter()
                    .map(|error| (span.start + offset(error), Kind::Syntax(words(error))));
                errors.extend(found);
            }
            Ok(policy) => {
                let own = check_rule(&policy).map(|kind| (span.start, kind));
                let is_new = policy.annotation(ID).is_none_or(|id| ids.insert(id.to_owned()));
                errors.extend(own.chain((!is_new).then_some((span.start, Kind::IdTwice))));
                policies.push((policy, span.clone()));
            }
        }
    }
    (policies, errors)
}

fn check_rule(policy: &cedar_policy::Policy) -> impl Iterator<Item = Kind> {
    let permits = (policy.effect() == Effect::Permit).then_some(Kind::Permit);
    let is_id = |id: &str| {
        let is_of_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=RULE_ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(is_of_id)
    };
    let is_message = |text: &str| {
        (1..=MESSAGE_BYTES_MAX).contains(&text.len()) && !text.chars().any(char::is_control) && !text.trim().is_empty()
    };
    let id = (!policy.annotation(ID).is_some_and(is_id)).then_some(Kind::Id);
    let message = (!policy.annotation(MESSAGE).is_some_and(is_message)).then_some(Kind::Message);
    let mut others: Vec<&str> = policy.annotations().map(|(name, _)| name).collect();
    others.retain(|name| ![ID, MESSAGE].contains(name));
    others.sort_unstable();
    let other = others.first().map(|name| Kind::Annotation((*name).to_owned()));
    [permits, id, message, other].into_iter().flatten()
}

/// Returns the schema violations. `start` gives the offset of a rule in the text.
fn validate(set: &PolicySet, start: impl Fn(&PolicyId) -> usize) -> Vec<(usize, Kind)> {
    let Some(schema) = schema() else {
        return vec![(0, Kind::Type("there is no schema to check it against".to_owned()))];
    };
    let result = Validator::new(schema.clone()).validate(set, ValidationMode::Strict);
    let mut faulty = BTreeSet::new();
    let mut errors = Vec::new();
    for error in result.validation_errors() {
        faulty.insert(error.policy_id().clone());
        errors.push((start(error.policy_id()) + offset(error), Kind::Type(words(error))));
    }
    for warning in result.validation_warnings() {
        let is_useless = matches!(
            warning,
            ValidationWarning::ImpossiblePolicy(_) | ValidationWarning::InvalidActionApplication(_)
        );
        // A rule with an error also gets the warning that it never applies. Skip that warning.
        if is_useless && !faulty.contains(warning.policy_id()) {
            errors.push((start(warning.policy_id()), Kind::Useless(words(warning))));
        }
    }
    errors
}

/// The offset of an error within its rule.
fn offset(error: &(impl Diagnostic + ?Sized)) -> usize {
    let first = error.labels().and_then(|mut labels| labels.next());
    first.map_or(0, |label| label.offset())
}

/// The message of a diagnostic with its help, without the internal name of the rule.
fn words(error: &(impl Diagnostic + ?Sized)) -> String {
    let said = error.to_string();
    let said = match said.split_once("`, ") {
        Some((front, rest)) if front.starts_with("for policy `") => rest.to_owned(),
        _ => said,
    };
    match error.help() {
        Some(help) => format!("{said} ({help})"),
        None => said,
    }
}
