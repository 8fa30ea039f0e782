//! Trust rules: the conditions for a job to act in a role.
//!
//! Invariants:
//! - Every rule names one issuer, our own audience, one repository and its owner by their numbers, and a ref or an
//!   environment or both.
//! - All fields of a rule must match. A `*` may stand only at the end, for the rest of a text, and never in a number.
//! - Rules are tried in order; the first match determines the role.

use serde::Deserialize;

use crate::Refused;
use crate::claims::{Claims, NumericId};
use crate::issuer::{IssuerName, IssuerNameError, Issuers};
use crate::limits::{ID_DIGITS_MAX, VALUE_BYTES_MAX};

mod pattern;
#[cfg(test)]
mod tests;

pub use pattern::{Pattern, PatternError};

/// Prefix of GitHub's default audience. Every relying party of the owner accepts a token with that audience.
const GITHUB_AUDIENCE: &str = "https://github.com/";
const HEADS: &str = "refs/heads/";
const TAGS: &str = "refs/tags/";
const WORKFLOWS: &str = "/.github/workflows/";

/// An unchecked rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The exact text of `iss`.
    pub issuer: Option<String>,
    /// The exact text of `aud`.
    pub audience: Option<String>,
    /// Decimal digits.
    pub repository_id: Option<String>,
    /// Decimal digits.
    pub repository_owner_id: Option<String>,
    /// For example `refs/heads/main` or `refs/tags/v*`.
    #[serde(rename = "ref")]
    pub git_ref: Option<String>,
    /// For example `production` or `prod-*`.
    pub environment: Option<String>,
    /// For example `octo/flows/.github/workflows/deploy.yml@refs/heads/main`.
    pub job_workflow_ref: Option<String>,
    /// A role of the tenant.
    pub role: Option<String>,
}

/// Why a rule is rejected. Each message names the field, the requirement and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Not an issuer.
    #[error("trust.issuer: {0}")]
    Issuer(IssuerNameError),
    /// An issuer that is not configured.
    #[error("trust.issuer: its keys are not known here; ask who runs the cluster to add it to --oidc-issuer")]
    IssuerUnknown,
    /// Not a valid audience.
    #[error(
        "trust.audience: it must be 1 to {VALUE_BYTES_MAX} visible ASCII characters without *; give the exact text that jobs ask for, such as the URL of this API"
    )]
    Audience,
    /// GitHub's default audience.
    #[error(
        "trust.audience: a URL of github.com is what tokens for any other service have as well; choose an audience of your own, such as the URL of this API"
    )]
    AudienceShared,
    /// The repository is missing or not a number.
    #[error(
        "trust.{0}: it must be a number of 1 to {ID_DIGITS_MAX} digits, without *, so that no other repository can act by this rule; take it from `gh api repos/OWNER/NAME`, {1}"
    )]
    Id(&'static str, &'static str),
    /// Neither ref nor environment is given.
    #[error(
        "trust.ref: neither ref nor environment is given, so any branch could act; give one, such as refs/heads/main"
    )]
    NoRef,
    /// Not a pattern.
    #[error("trust.{0}: {1}")]
    Pattern(&'static str, PatternError),
    /// A ref that is neither a branch nor a tag.
    #[error(
        "trust.ref: it must begin with {HEADS} or {TAGS}; write the whole ref, such as refs/heads/main or refs/tags/v*"
    )]
    RefForm,
    /// A workflow without its full file name.
    #[error(
        "trust.job_workflow_ref: it must name a workflow's file up to the @ and what follows, such as octo/flows{WORKFLOWS}deploy.yml@refs/heads/main"
    )]
    WorkflowForm,
    /// An unknown role.
    #[error("trust.role: it must be one of: {0}")]
    Role(String),
    /// Two rules match the same jobs.
    #[error(
        "trust: rule {later} is for the same jobs as rule {earlier}, which would always be taken; remove one of them"
    )]
    Duplicate {
        /// Position of the earlier rule, from 1.
        earlier: usize,
        /// Position of the later rule, which never matches, from 1.
        later: usize,
    },
}

/// A checked rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustRule {
    selector: Selector,
    role: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Selector {
    issuer: IssuerName,
    audience: String,
    repository_id: NumericId,
    repository_owner_id: NumericId,
    git_ref: Option<Pattern>,
    environment: Option<Pattern>,
    job_workflow_ref: Option<Pattern>,
}

impl TrustRule {
    /// Checks a rule against the configured issuers and the existing roles.
    ///
    /// # Errors
    /// The first violated requirement.
    pub fn check(draft: &Draft, issuers: &Issuers, roles: &[&str]) -> Result<Self, RuleError> {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let issuer = IssuerName::parse(&text(&draft.issuer)).map_err(RuleError::Issuer)?;
        if !issuers.contains(&issuer) {
            return Err(RuleError::IssuerUnknown);
        }
        let selector = Selector {
            issuer,
            audience: audience(text(&draft.audience))?,
            repository_id: id("repository_id", "as id", draft.repository_id.as_deref())?,
            repository_owner_id: id(
                "repository_owner_id",
                "as owner.id",
                draft.repository_owner_id.as_deref(),
            )?,
            git_ref: pattern("ref", draft.git_ref.as_deref())?,
            environment: pattern("environment", draft.environment.as_deref())?,
            job_workflow_ref: pattern("job_workflow_ref", draft.job_workflow_ref.as_deref())?,
        };
        selector.check()?;
        let role = text(&draft.role);
        if !roles.contains(&role.as_str()) {
            return Err(RuleError::Role(roles.join(", ")));
        }
        Ok(Self { selector, role })
    }

    /// The role that the rule grants.
    #[must_use]
    pub fn role(&self) -> &str {
        &self.role
    }

    fn matches(&self, issuer: &str, claims: &Claims) -> bool {
        let rule = &self.selector;
        let fits = |pattern: &Option<Pattern>, claim: &Option<String>| match (pattern, claim) {
            (None, _) => true,
            (Some(pattern), Some(claim)) => pattern.matches(claim),
            (Some(_), None) => false,
        };
        rule.issuer.as_str() == issuer
            && rule.audience == claims.audience
            && claims.repository_id.as_ref() == Some(&rule.repository_id)
            && claims.repository_owner_id.as_ref() == Some(&rule.repository_owner_id)
            && fits(&rule.git_ref, &claims.git_ref)
            && fits(&rule.environment, &claims.environment)
            && fits(&rule.job_workflow_ref, &claims.job_workflow_ref)
    }
}

impl Selector {
    fn check(&self) -> Result<(), RuleError> {
        if self.git_ref.is_none() && self.environment.is_none() {
            return Err(RuleError::NoRef);
        }
        if let Some(git_ref) = &self.git_ref {
            let text = git_ref.text();
            let name = text.strip_prefix(HEADS).or_else(|| text.strip_prefix(TAGS));
            if name.is_none_or(|name| name.is_empty() && !git_ref.is_prefix()) {
                return Err(RuleError::RefForm);
            }
        }
        if let Some(workflow) = &self.job_workflow_ref {
            let file = workflow.text().split_once(WORKFLOWS).map(|(_, file)| file);
            let is_whole = file.and_then(|file| file.split_once('@'));
            let is_named = |(file, at): (&str, &str)| !file.is_empty() && (workflow.is_prefix() || !at.is_empty());
            if !is_whole.is_some_and(is_named) {
                return Err(RuleError::WorkflowForm);
            }
        }
        Ok(())
    }
}

/// The rules of one tenant, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules(Vec<TrustRule>);

impl Rules {
    /// Checks the rules together. The code that stores rules limits their number.
    ///
    /// # Errors
    /// Two rules match the same jobs.
    pub fn new(rules: Vec<TrustRule>) -> Result<Self, RuleError> {
        for (index, rule) in rules.iter().enumerate() {
            let earlier = rules[..index].iter().position(|other| other.selector == rule.selector);
            if let Some(earlier) = earlier {
                return Err(RuleError::Duplicate {
                    earlier: earlier + 1,
                    later: index + 1,
                });
            }
        }
        Ok(Self(rules))
    }

    /// The first rule that matches these claims of this issuer.
    ///
    /// # Errors
    /// No rule matches.
    pub fn find(&self, issuer: &str, claims: &Claims) -> Result<&TrustRule, Refused> {
        let found = self.0.iter().find(|rule| rule.matches(issuer, claims));
        found.ok_or(Refused::NoRoleMapping)
    }
}

fn audience(text: String) -> Result<String, RuleError> {
    let is_visible = |byte: u8| byte.is_ascii_graphic() && byte != b'*';
    if !(1..=VALUE_BYTES_MAX).contains(&text.len()) || !text.bytes().all(is_visible) {
        return Err(RuleError::Audience);
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with(GITHUB_AUDIENCE) || lower == GITHUB_AUDIENCE.trim_end_matches('/') {
        return Err(RuleError::AudienceShared);
    }
    Ok(text)
}

fn id(field: &'static str, place: &'static str, text: Option<&str>) -> Result<NumericId, RuleError> {
    text.and_then(NumericId::parse).ok_or(RuleError::Id(field, place))
}

fn pattern(field: &'static str, text: Option<&str>) -> Result<Option<Pattern>, RuleError> {
    let pattern = text.map(|text| Pattern::parse(text).map_err(|error| RuleError::Pattern(field, error)));
    pattern.transpose()
}
