//! Every method and route, with every role, on the caller's own object, on another tenant's, and on a missing one.
//! `matrix.txt` and `routes.txt` have the results; `UPDATE_GOLDEN=1` rewrites them, and a person must review the
//! difference.

pub(super) mod objects;
pub(super) mod requests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use memchr::memmem;
use minoots_it::raw::{Answer, Raw};
use minoots_wire::FILE_DESCRIPTOR_SET;
use minoots_wire::admin::v1::audit_service_client::AuditServiceClient;
use minoots_wire::admin::v1::{AuditRecord, ListAuditRecordsRequest};
use minoots_wire::credential::{Credential, Showing};
use minoots_wire::error::Details;
use prost::Message;
use prost_types::FileDescriptorSet;
use tonic::transport::Endpoint;
use tonic::{Code, Status};

use super::{Guarded, id_of};
use objects::{Makers, Object};
use requests::About;

const ROLES: [&str; 7] = [
    "viewer",
    "operator",
    "writer",
    "approver",
    "admin",
    "auditor",
    "cluster-admin",
];
/// The callers that administer all tenants, and so may learn which exist.
pub(super) const OF_ALL: [&str; 2] = ["cluster-admin", "root"];
/// A well-formed key that does not exist.
const UNKNOWN: &str = "Bearer mnt_000000000000_0000000000000000000000000000000000000000000_000000";

/// A method of the API.
struct Method {
    path: String,
    streams: bool,
}

fn methods() -> Vec<Method> {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut methods = Vec::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                methods.push(Method {
                    path: format!("{}.{}/{}", file.package(), service.name(), method.name()),
                    streams: method.client_streaming() || method.server_streaming(),
                });
            }
        }
    }
    methods.sort_by(|left, right| left.path.cmp(&right.path));
    methods
}

/// Returns the response of a method. A node makes one backup at a time, and an earlier caller may have closed the
/// connection to one that is still running: a caller with a retry delay tries again.
async fn answer(raw: &Raw, method: &Method, message: &[u8]) -> anyhow::Result<Answer> {
    for _ in 0..60 {
        let answer = raw.beginning(&method.path, message, method.streams).await?;
        let details = Details::of(&answer.status);
        if details.reason_text != "OVERLOADED" {
            return Ok(answer);
        }
        tokio::time::sleep(details.retry_delay.expect("a hint when to come back")).await;
    }
    anyhow::bail!("overloaded for good")
}

fn outcome(refused: &Status) -> String {
    match (refused.code(), Details::of(refused).reason_text) {
        (Code::Ok, _) => "ok".to_owned(),
        (code, reason) if reason.is_empty() => format!("{code:?}"),
        (_, reason) => reason,
    }
}

/// The result of a request.
#[derive(Debug)]
struct Found {
    outcome: String,
    /// The whole refusal, without the name of the object.
    words: String,
    body: Vec<u8>,
}

impl Found {
    fn of(answer: Answer, about: &About, object: &Object) -> Self {
        let mut found = Self {
            outcome: outcome(&answer.status),
            words: String::new(),
            body: answer.body,
        };
        if answer.status.code() != Code::Ok {
            let details = Details::of(&answer.status);
            let words = format!("{:?} {} {details:?}", answer.status.code(), answer.status.message());
            found.words = object.taken_from(&words);
        } else if let Some(told) = about.told {
            let message = found.body.get(5..).unwrap_or_default();
            write!(found.outcome, ", {}", told(message)).unwrap();
        }
        found
    }

    /// Whether it is a refusal because of the caller, which changes nothing.
    fn is_by_who_asks(&self) -> bool {
        self.outcome.starts_with("CREDENTIALS_") || ["ROLE_INSUFFICIENT", "TENANT_FORBIDDEN"].contains(&&*self.outcome)
    }

    fn holds(&self, mark: &str) -> bool {
        memmem::find(&self.body, mark.as_bytes()).is_some()
    }
}

/// A caller: its name in the table, and its credentials.
pub(super) type Caller = (String, Vec<String>);

pub(super) async fn callers(node: &Guarded) -> Vec<Caller> {
    let mut callers = vec![
        ("nobody".to_owned(), Vec::new()),
        ("unknown".to_owned(), vec![UNKNOWN.to_owned()]),
        ("two".to_owned(), vec![UNKNOWN.to_owned(); 2]),
    ];
    for role in ROLES {
        let key = node.key("acme", &[role]).await;
        callers.push((role.to_owned(), vec![format!("Bearer {key}")]));
    }
    callers.push(("root".to_owned(), vec![format!("Bearer {}", node.root)]));
    callers
}

pub(super) fn write_rows(table: &mut String, what: &str, outcomes: &[(String, String)]) {
    let mut by_outcome: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (caller, outcome) in outcomes {
        by_outcome.entry(outcome).or_default().push(caller);
    }
    writeln!(table, "{what}").unwrap();
    for (outcome, callers) in by_outcome {
        writeln!(table, "  {outcome}: {}", callers.join(", ")).unwrap();
    }
}

pub(super) fn compare(name: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/access").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, table).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(known, table, "{name} says otherwise");
}

/// Returns all audit records of a tenant's events.
async fn audit(node: &Guarded, tenant: &str) -> Vec<AuditRecord> {
    let key = node.key(tenant, &["auditor"]).await;
    let channel = Endpoint::from_shared(node.server.endpoint().to_owned()).unwrap();
    let credential = Credential::bearer(&key).unwrap();
    let shown = Showing::new(channel.connect().await.unwrap(), Some(credential));
    let mut service = AuditServiceClient::new(shown);
    let (mut records, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListAuditRecordsRequest {
            page_token,
            ..ListAuditRecordsRequest::default()
        };
        let page = service.list_audit_records(request).await.unwrap().into_inner();
        records.extend(page.records);
        if page.next_page_token.is_empty() {
            return records;
        }
        page_token = page.next_page_token;
    }
}

/// Returns how the responses reveal another tenant's object, if they do.
fn leak(about: &About, caller: &str, [_, foreign, absent]: &[Found; 3]) -> Option<String> {
    if about.kind.names_a_tenant() && OF_ALL.contains(&caller) {
        return None;
    }
    let is_alike = (&foreign.outcome, &foreign.words) == (&absent.outcome, &absent.words);
    if is_alike && !foreign.holds(&objects::mark("rival")) {
        return None;
    }
    let (name, body) = (about.name(), String::from_utf8_lossy(&foreign.body));
    Some(format!(
        "{name} tells {caller}: {foreign:?} {body}, of what is not there {absent:?}"
    ))
}

/// Opens a connection with a caller's credentials.
async fn connection(node: &Guarded, (_, shown): &Caller) -> Raw {
    let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
    Raw::connect(node.server.address()).await.unwrap().showing(&shown)
}

/// Makes a request about three objects.
async fn ask_for_three(
    node: &Guarded,
    caller: &Caller,
    method: &Method,
    about: &About,
    objects: &[Object; 3],
) -> [Found; 3] {
    let raw = connection(node, caller).await;
    let mut found = Vec::new();
    for object in objects {
        let answered = answer(&raw, method, &(about.request)(object).bytes).await;
        let answered = answered.unwrap_or_else(|error| panic!("{} as {}: {error:#}", about.name(), caller.0));
        found.push(Found::of(answered, about, object));
    }
    found.try_into().unwrap()
}

/// The number of nodes that run in parallel: each response waits for an entry, and there are thousands.
const NODES: usize = 4;

/// The results of some of the methods, from one node.
struct Part {
    /// The rows of the table, by method.
    rows: BTreeMap<String, String>,
    leaks: Vec<String>,
    in_vain: Vec<String>,
    /// The roles whose callers changed something in their own tenant.
    changed: BTreeSet<String>,
}

impl Part {
    async fn of(methods: Vec<Method>) -> Self {
        let node = Guarded::start().await;
        let callers = callers(&node).await;
        let mut makers = Makers::new(&node).await;
        let mut part = Self {
            rows: BTreeMap::new(),
            leaks: Vec::new(),
            in_vain: Vec::new(),
            changed: BTreeSet::new(),
        };
        for method in methods {
            let mut table = String::new();
            let abouts = requests::all();
            for about in abouts.iter().filter(|about| about.of(&method.path)) {
                part.ask_about(&node, &callers, &mut makers, (&method, about), &mut table)
                    .await;
            }
            if let Some(plain) = requests::none().iter().find(|plain| plain.of(&method.path)) {
                let mut outcomes = Vec::new();
                for caller in &callers {
                    let raw = connection(&node, caller).await;
                    let answered = answer(&raw, &method, &(plain.request)().bytes).await;
                    let answered =
                        answered.unwrap_or_else(|error| panic!("{} as {}: {error:#}", method.path, caller.0));
                    outcomes.push((caller.0.clone(), outcome(&answered.status)));
                }
                write_rows(&mut table, &method.path, &outcomes);
            }
            part.rows.insert(method.path, table);
        }
        part.changed = callers_that_changed_something(&node, &callers).await;
        part
    }

    /// Every caller makes the same request about its own object, another tenant's, and a missing one.
    async fn ask_about(
        &mut self,
        node: &Guarded,
        callers: &[Caller],
        makers: &mut Makers,
        (method, about): (&Method, &About),
        table: &mut String,
    ) {
        let mut rows = ["own", "foreign", "absent"].map(|whose| (whose, Vec::new()));
        let mut is_told_apart = false;
        let mut objects = makers.three(about.kind).await;
        for caller in callers {
            let found = ask_for_three(node, caller, method, about, &objects).await;
            if !found.iter().all(Found::is_by_who_asks) {
                objects = makers.three(about.kind).await;
            }
            self.leaks.extend(leak(about, &caller.0, &found));
            is_told_apart |= found[0].outcome != found[2].outcome;
            for (row, found) in rows.iter_mut().zip(found) {
                row.1.push((caller.0.clone(), found.outcome));
            }
        }
        let name = about.name();
        if is_told_apart == about.same.is_some() {
            self.in_vain.push(name.clone());
        }
        for (whose, outcomes) in rows {
            write_rows(table, &format!("{name} {whose}"), &outcomes);
        }
    }
}

#[tokio::test]
async fn g18_every_method_answers_every_role_as_the_table_says() {
    let described: BTreeSet<String> = methods().into_iter().map(|method| method.path).collect();
    assert_eq!(
        requests::methods(),
        described,
        "what each is asked for stands in requests.rs"
    );
    let mut parts: [Vec<Method>; NODES] = Default::default();
    for (index, method) in methods().into_iter().enumerate() {
        parts[index % NODES].push(method);
    }
    let [first, second, third, fourth] = parts.map(Part::of);
    let parts = tokio::join!(first, second, third, fourth);
    let (mut rows, mut changed) = (BTreeMap::new(), BTreeSet::new());
    for part in <[Part; NODES]>::from(parts) {
        assert_eq!(
            part.leaks,
            Vec::<String>::new(),
            "what is another tenant's is as what is not there"
        );
        assert_eq!(
            part.in_vain,
            Vec::<String>::new(),
            "whether there is one makes a difference, or requests.rs says why not"
        );
        rows.extend(part.rows);
        changed.extend(part.changed);
    }
    assert_eq!(
        changed,
        ["admin", "approver", "operator", "writer"].map(str::to_owned).into()
    );
    let table: Vec<String> = rows.into_values().collect();
    compare("matrix.txt", &table.concat());
}

/// Requires that every change is in the audit of its own tenant only. Returns the callers that changed something.
async fn callers_that_changed_something(node: &Guarded, callers: &[Caller]) -> BTreeSet<String> {
    let (ours, theirs) = (audit(node, "acme").await, audit(node, "rival").await);
    let mut changed = BTreeSet::new();
    for (caller, shown) in callers {
        if !ROLES.contains(&caller.as_str()) || OF_ALL.contains(&caller.as_str()) {
            continue;
        }
        let id = id_of(&shown[0]);
        let did = |record: &&AuditRecord| record.actor.contains(id) || record.credential.contains(id);
        assert_eq!(
            theirs.iter().find(did),
            None,
            "{caller} changed something of another tenant"
        );
        if ours.iter().any(|record| did(&record)) {
            changed.insert(caller.clone());
        }
    }
    changed
}
