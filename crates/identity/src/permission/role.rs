use Permission as P;
use serde::{Deserialize, Serialize};

use super::{Permission, PermissionSet};

/// A member's role in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything, with billing, plan and who owns the shop.
    Owner,
    /// Everything but billing, plan and ownership.
    Admin,
    /// The daily work: orders, shipments, returns, manifests, imports.
    Operator,
    /// Payouts, reconciliation, resolving claims, exports.
    Finance,
    /// Looks at everything and changes nothing.
    Viewer,
    /// Runs the shop: products, orders, imports, figures, and invites others.
    Manager,
    /// Keeps products and orders.
    Editor,
    /// One that the seller made: its permissions stand in the table `roles`.
    Custom,
}

impl Role {
    /// The roles that every seller has.
    pub const BUILT_IN: [Self; 7] =
        [Self::Owner, Self::Admin, Self::Manager, Self::Editor, Self::Operator, Self::Finance, Self::Viewer];

    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Operator => "operator",
            Self::Finance => "finance",
            Self::Viewer => "viewer",
            Self::Manager => "manager",
            Self::Editor => "editor",
            Self::Custom => "custom",
        }
    }

    /// From its name in the database.
    pub fn parse(text: &str) -> Option<Self> {
        Self::BUILT_IN.into_iter().chain([Self::Custom]).find(|role| role.name() == text)
    }

    /// What it holds; a custom role holds what its row says.
    pub fn permissions(self) -> PermissionSet {
        let of = |permissions: &[Permission]| permissions.iter().copied().collect::<PermissionSet>();
        match self {
            Self::Owner => PermissionSet::all(),
            Self::Admin => PermissionSet::all().without(of(&[P::ManageBilling, P::ManagePlan, P::TransferOwnership])),
            Self::Operator => of(&[
                P::ViewProducts,
                P::ViewImports,
                P::TriggerImports,
                P::ConfigureImports,
                P::ViewOrders,
                P::CreateOrders,
                P::EditOrders,
                P::ViewShipments,
                P::EditShipments,
                P::CreateManifests,
                P::ViewReturns,
                P::EditReturns,
                P::ViewClaims,
            ]),
            Self::Finance => of(&[
                P::ViewPayouts,
                P::ViewReconciliation,
                P::EditReconciliation,
                P::ViewClaims,
                P::ResolveClaims,
                P::CreateExports,
            ]),
            Self::Viewer => Permission::ALL.iter().copied().filter(|permission| permission.looks()).collect(),
            Self::Manager => of(&[
                P::ViewAnalytics,
                P::ViewProducts,
                P::CreateProducts,
                P::EditProducts,
                P::ViewImports,
                P::TriggerImports,
                P::ViewOrders,
                P::CreateOrders,
                P::EditOrders,
                P::ViewTeam,
                P::InviteMembers,
            ]),
            Self::Editor => {
                of(&[P::ViewProducts, P::CreateProducts, P::EditProducts, P::ViewImports, P::ViewOrders, P::EditOrders])
            }
            Self::Custom => PermissionSet::default(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_of_the_built_in_roles() {
        let has = |role: Role, name: &str| role.permissions().has(Permission::parse(name).unwrap());
        assert_eq!(Role::Owner.permissions(), PermissionSet::all());
        let kept = PermissionSet::all().without(Role::Admin.permissions());
        assert_eq!(kept.names(), ["team.transfer", "billing.manage", "plan.manage"]);
        for name in ["orders.edit", "shipments.edit", "returns.edit", "manifests.create", "imports.trigger"] {
            assert!(has(Role::Operator, name), "{name}");
        }
        for name in ["claims.resolve", "products.edit", "team.invite", "payouts.view", "exports.create"] {
            assert!(!has(Role::Operator, name), "{name}");
        }
        for name in ["payouts.view", "reconciliation.edit", "claims.resolve", "exports.create"] {
            assert!(has(Role::Finance, name), "{name}");
        }
        assert!(!has(Role::Finance, "orders.view") && !has(Role::Finance, "products.view"));
        assert!(Role::Viewer.permissions().only_looks());
        assert!(Permission::ALL.iter().all(|p| !p.looks() || Role::Viewer.permissions().has(*p)));
    }

    #[test]
    fn nobody_but_an_owner_makes_owners() {
        for role in Role::BUILT_IN {
            assert_eq!(role.permissions().has(Permission::TransferOwnership), role == Role::Owner, "{role:?}");
            assert_eq!(Role::parse(role.name()), Some(role));
        }
    }
}
