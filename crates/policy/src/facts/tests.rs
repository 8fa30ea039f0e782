use std::collections::BTreeSet;

use super::Verb;
use crate::schema::schema;

/// The schema and the verbs have the same actions, on the same resource types.
#[test]
fn verbs_are_the_actions_of_the_schema() {
    let envs = schema().into_iter().flat_map(|schema| schema.request_envs());
    let in_schema: BTreeSet<(String, String)> = envs
        .map(|env| (env.action().id().unescaped().to_owned(), env.resource().to_string()))
        .collect();
    let verbs = Verb::ALL.into_iter().flat_map(|verb| {
        let of = move |kind: &super::ResourceKind| (verb.name().to_owned(), kind.name().to_owned());
        verb.kinds().iter().map(of)
    });
    assert_eq!(in_schema, verbs.collect());
}
