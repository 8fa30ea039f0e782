#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;

fn workspaces(entries: Value) -> Result<Workspaces, SettingsError> {
    Workspaces::new(serde_json::from_value(entries).unwrap())
}

fn ids(team: &str, user: &str) -> (TeamId, UserId) {
    (TeamId::new(team).unwrap(), UserId::new(user).unwrap())
}

#[test]
fn a_workspace_acts_for_its_tenant_and_a_stranger_for_none() {
    let known = workspaces(json!([
        {"team_id": "T1", "tenant": "acme"},
        {"team_id": "T2", "tenant": "acme", "users": ["U7"]},
        {"team_id": "T3", "tenant": "other"}
    ]))
    .unwrap();
    let ask = |team: &str, user: &str| {
        let (team, user) = ids(team, user);
        known
            .principal(&team, &user)
            .map(|principal| (principal.tenant.to_string(), principal.name))
    };
    assert_eq!(ask("T1", "U1").unwrap(), ("acme".to_owned(), "slack:T1:U1".to_owned()));
    assert_eq!(ask("T2", "U7").unwrap().1, "slack:T2:U7");
    assert_eq!(ask("T2", "U8"), Err(Refused::User));
    assert_eq!(ask("T4", "U7"), Err(Refused::Workspace));
    let acme = TenantId::new("acme").unwrap();
    assert_eq!(known.teams(&acme).map(TeamId::as_str).collect::<Vec<_>>(), ["T1", "T2"]);
}

#[test]
fn settings_that_nobody_can_mean_are_refused() {
    assert_eq!(workspaces(json!([])).unwrap_err(), SettingsError::None);
    let twice = json!([{"team_id": "T1", "tenant": "a"}, {"team_id": "T1", "tenant": "b"}]);
    assert_eq!(
        workspaces(twice).unwrap_err(),
        SettingsError::Duplicate(ids("T1", "U1").0)
    );
    let nobody = json!([{"team_id": "T1", "tenant": "a", "users": []}]);
    assert!(
        workspaces(nobody)
            .unwrap_err()
            .to_string()
            .contains("leave it out for everybody")
    );
    let many: Vec<Value> = (0..=WORKSPACES_MAX)
        .map(|n| json!({"team_id": format!("T{n}"), "tenant": "a"}))
        .collect();
    assert_eq!(
        workspaces(json!(many)).unwrap_err(),
        SettingsError::TooMany(WORKSPACES_MAX + 1)
    );
    for bad in [
        json!({"team_id": "T1"}),
        json!({"team_id": "T1", "tenant": "a:b"}),
        json!({"team_id": "T1", "tenant": "timer"}),
        json!({"team_id": "T1", "tenant": "a", "user": []}),
        json!({"team_id": "acme", "tenant": "a"}),
    ] {
        assert!(serde_json::from_value::<Workspace>(bad.clone()).is_err(), "{bad}");
    }
}
