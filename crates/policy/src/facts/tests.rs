use std::collections::BTreeSet;

use super::Verb;
use crate::schema::schema;

/// The schema and the verbs know the same actions, on the same things.
#[test]
fn verbs_are_the_actions_of_the_schema() {
    let envs = schema().into_iter().flat_map(|schema| schema.request_envs());
    let in_schema: BTreeSet<(String, String)> = envs
        .map(|env| (env.action().id().unescaped().to_owned(), env.resource().to_string()))
        .collect();
    let verbs = Verb::ALL.map(|verb| (verb.name().to_owned(), verb.kind().name().to_owned()));
    assert_eq!(in_schema, BTreeSet::from(verbs));
}
