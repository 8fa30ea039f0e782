//! `minoots cluster status`.

use minoots_terminal::cluster_status::{self, Status};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::time::instant;

use crate::client_arguments::ClientArguments;

/// Prints the status.
pub async fn run(client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let status = cluster_status::fetch(&client.connect().await?).await?;
    if output.is_json() {
        return output.json(&status);
    }
    output.table(&table(&status))?;
    match status.leader {
        0 => output.line(&format!("nobody leads (term {})", status.term))?,
        leader => output.line(&format!("node {leader} leads in term {}", status.term))?,
    }
    for member in status.nodes.iter().filter(|member| !member.quarantine.is_empty()) {
        output.line(&format!("node {}: {}", member.node, member.quarantine))?;
    }
    if let Some(until) = status
        .held_until
        .as_ref()
        .and_then(|until| instant::from_proto(until).ok())
    {
        let until = instant::format(until);
        output.line(&format!(
            "HOLD: timers that were due by {until} are held since a restore: minoots cluster release --overdue fire|miss|cancel"
        ))?;
    }
    Ok(())
}

fn table(status: &Status) -> Table {
    let mut table = Table::with_headers(&["NODE", "ROLE", "APPLIED", "ADVERTISE"]);
    for member in &status.nodes {
        table.row([
            member.node.to_string(),
            member.role.to_owned(),
            member.applied_index.to_string(),
            member.advertise.clone(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use minoots_terminal::cluster_status::Member;

    use super::*;

    #[test]
    fn a_person_sees_a_row_for_each_node() {
        let member = |node, role, applied_index| Member {
            node,
            role,
            applied_index,
            advertise: format!("127.0.0.1:{node}"),
            quarantine: String::new(),
            level: 1,
            release: "0.1.0".to_owned(),
        };
        let status = Status {
            leader: 2,
            term: 7,
            epoch: 3,
            held_until: None,
            level: 1,
            nodes: vec![member(1, "unreachable", 0), member(2, "leader", 42)],
        };
        assert_eq!(
            table(&status).render(false),
            "NODE  ROLE         APPLIED  ADVERTISE\n1     unreachable  0        127.0.0.1:1\n2     leader       42       127.0.0.1:2\n"
        );
    }
}
