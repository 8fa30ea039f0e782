//! Permissions, and the roles that bundle them. No role is given by default.

use minoots_wire::method::Permission::{
    self, ApprovalDecide, AuditRead, CheckpointRead, CheckpointWrite, ClusterAdmin, ClusterRead, EventConsume,
    EventManage, EventRead, EventWrite, LeaseManage, LeaseRead, LeaseWrite, QueueManage, QueueRead, TenantAdmin,
    TimerCancel, TimerManage, TimerRead, TimerWrite, WebhookManage, WebhookRead,
};

/// A role and its permissions.
#[derive(Debug)]
pub struct Role {
    /// Its name in requests.
    pub name: &'static str,
    /// Whether it reaches beyond its tenant. Only a cluster administrator grants such a role.
    pub of_cluster: bool,
    permissions: &'static [Permission],
}

const VIEWER: &[Permission] = &[TimerRead, EventRead, QueueRead, WebhookRead, CheckpointRead, LeaseRead];
const OPERATOR: &[Permission] = &[
    TimerRead,
    EventRead,
    QueueRead,
    WebhookRead,
    TimerCancel,
    TimerManage,
    EventManage,
    QueueManage,
    CheckpointRead,
    LeaseRead,
    LeaseManage,
];
const WRITER: &[Permission] = &[
    TimerRead,
    EventRead,
    QueueRead,
    WebhookRead,
    TimerCancel,
    TimerManage,
    TimerWrite,
    EventConsume,
    EventWrite,
    CheckpointRead,
    CheckpointWrite,
    LeaseRead,
    LeaseWrite,
];
/// A decision, and all that an execution writes in the same entry. No work: it takes no deliveries and holds no leases.
const APPROVER: &[Permission] = &[
    TimerRead,
    EventRead,
    QueueRead,
    WebhookRead,
    TimerCancel,
    TimerWrite,
    EventWrite,
    CheckpointRead,
    CheckpointWrite,
    LeaseRead,
    ApprovalDecide,
];
const ADMIN: &[Permission] = &[
    TimerRead,
    EventRead,
    QueueRead,
    WebhookRead,
    TimerCancel,
    TimerManage,
    TimerWrite,
    EventConsume,
    EventManage,
    EventWrite,
    QueueManage,
    WebhookManage,
    TenantAdmin,
    CheckpointRead,
    CheckpointWrite,
    LeaseRead,
    LeaseWrite,
    LeaseManage,
    ApprovalDecide,
];

/// All roles.
pub const ROLES: [Role; 7] = [
    role("viewer", false, VIEWER),
    role("operator", false, OPERATOR),
    role("writer", false, WRITER),
    role("approver", false, APPROVER),
    role("admin", false, ADMIN),
    role("auditor", false, &[AuditRead]),
    // This role reads no tenant's payloads.
    role("cluster-admin", true, &[ClusterRead, ClusterAdmin]),
];

const fn role(name: &'static str, of_cluster: bool, permissions: &'static [Permission]) -> Role {
    Role {
        name,
        of_cluster,
        permissions,
    }
}

impl Role {
    /// Whether this role contains a permission.
    pub fn gives(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}

/// The role of this name.
pub fn named(name: &str) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.name == name)
}

/// The roles of this list that contain a permission, at least one: if none does, the node has no access control, and
/// the result is the role [`DEV`](super::DEV).
pub fn with(roles: &[String], permission: Permission) -> Vec<&str> {
    let roles = roles.iter().map(String::as_str);
    let found: Vec<&str> = roles
        .filter(|role| Permissions::of([*role]).contains(permission))
        .collect();
    if found.is_empty() { vec![super::DEV] } else { found }
}

/// The names of all roles.
pub fn names() -> Vec<&'static str> {
    ROLES.iter().map(|role| role.name).collect()
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// All permissions.
    pub fn all() -> Permissions {
        Permission::ALL.into_iter().collect()
    }

    /// The union of the permissions of these roles. A role that this version does not know adds none.
    pub fn of<'a>(roles: impl IntoIterator<Item = &'a str>) -> Permissions {
        let known = roles.into_iter().filter_map(named);
        known.flat_map(|role| role.permissions.iter().copied()).collect()
    }

    /// Whether the set contains a permission.
    pub fn contains(self, permission: Permission) -> bool {
        self.0 & 1 << permission as u32 != 0
    }

    /// The names of the permissions in the set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let held = Permission::ALL.into_iter().filter(move |one| self.contains(*one));
        held.map(Permission::name)
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Permissions {
        Permissions(
            permissions
                .into_iter()
                .fold(0, |bits, permission| bits | 1 << permission as u32),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_add_up_and_unknown_ones_give_nothing() {
        let both = Permissions::of(["viewer", "auditor", "emperor"]);
        assert_eq!(
            both.names().collect::<Vec<_>>(),
            [
                "timer.read",
                "event.read",
                "queue.read",
                "webhook.read",
                "lease.read",
                "audit.read",
                "checkpoint.read"
            ]
        );
        assert_eq!(Permissions::of(["*"]), Permissions::default());
        assert_eq!(Permissions::of([""]), Permissions::default());
    }

    #[test]
    fn only_cluster_admins_reach_beyond_a_tenant() {
        for role in &ROLES {
            let has = Permissions::of([role.name]);
            assert_eq!(has.contains(ClusterAdmin), role.of_cluster, "{}", role.name);
            assert!(!(role.of_cluster && has.contains(TimerRead)), "{}", role.name);
        }
        assert_eq!(Permissions::all().names().count(), Permission::ALL.len());
    }
}
