//! The catalogue: every permission, by the name that the database, errors and the API use.

use serde::{Serialize, Serializer};

/// One or more permissions that a handler asks for in its signature. All of them are needed.
pub trait Needs: Send + Sync + 'static {
    /// Which.
    const ALL: &'static [Permission];
}

/// To be in the team is enough.
#[derive(Debug, Clone, Copy)]
pub struct Membership;

impl Needs for Membership {
    const ALL: &'static [Permission] = &[];
}

/// A single permission, as a type.
pub trait One: Send + Sync + 'static {
    /// Which.
    const PERMISSION: Permission;
}

impl<A: One, B: One> Needs for (A, B) {
    const ALL: &'static [Permission] = &[A::PERMISSION, B::PERMISSION];
}

macro_rules! catalogue {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal, $group:literal;)*) => {
        /// A permission. Names are `THING.ACT`; what only looks ends in `.view`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($(#[doc = $doc])* $name,)* }

        impl Permission {
            /// All of them, in the order in which people read them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As the database, errors and the API write it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// What it is about: the heading that it stands under.
            pub const fn group(self) -> &'static str {
                match self { $(Self::$name => $group),* }
            }

            /// What it lets one do, in a sentence.
            pub fn purpose(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*).trim(),)* }
            }
        }

        $($(#[doc = $doc])* #[derive(Debug, Clone, Copy)] pub struct $name;
        impl One for $name { const PERMISSION: Permission = Permission::$name; }
        impl Needs for $name { const ALL: &'static [Permission] = &[Permission::$name]; })*
    };
}

catalogue! {
    /// See revenue, best sellers and other figures.
    ViewAnalytics = "analytics.view", "analytics";
    /// See products, their overrides and stock.
    ViewProducts = "products.view", "products";
    /// Make products, by hand or from what was imported.
    CreateProducts = "products.create", "products";
    /// Change products and stock, publish and unpublish.
    EditProducts = "products.edit", "products";
    /// See feeds, import runs and what they staged.
    ViewImports = "imports.view", "imports";
    /// Start, cancel and decide import runs.
    TriggerImports = "imports.trigger", "imports";
    /// Set up feeds: source, mapping, rules.
    ConfigureImports = "imports.configure", "imports";
    /// See orders with their contacts.
    ViewOrders = "orders.view", "orders";
    /// Enter orders by hand.
    CreateOrders = "orders.create", "orders";
    /// Move and cancel orders, write notes.
    EditOrders = "orders.edit", "orders";
    /// See shipments.
    ViewShipments = "shipments.view", "orders";
    /// Ship, and hand over to carriers.
    EditShipments = "shipments.edit", "orders";
    /// Make manifests for carriers.
    CreateManifests = "manifests.create", "orders";
    /// See returns.
    ViewReturns = "returns.view", "orders";
    /// Take returns back and settle them.
    EditReturns = "returns.edit", "orders";
    /// See payouts.
    ViewPayouts = "payouts.view", "money";
    /// See how payouts match orders.
    ViewReconciliation = "reconciliation.view", "money";
    /// Match payouts and orders, and book what differs.
    EditReconciliation = "reconciliation.edit", "money";
    /// See claims.
    ViewClaims = "claims.view", "money";
    /// Resolve claims.
    ResolveClaims = "claims.resolve", "money";
    /// Take lists out as files.
    CreateExports = "exports.create", "money";
    /// See who is in the team, invitations and roles.
    ViewTeam = "team.view", "team";
    /// Invite people, with no more power than one has.
    InviteMembers = "team.invite", "team";
    /// Change roles, suspend and remove members.
    EditTeam = "team.edit", "team";
    /// Make somebody else an owner.
    TransferOwnership = "team.transfer", "team";
    /// See the shop's settings.
    ViewShop = "shop.view", "shop";
    /// Change the shop's settings, open and close it.
    EditShop = "shop.edit", "shop";
    /// See API keys, but for their secrets.
    ViewKeys = "api_keys.view", "shop";
    /// Make and revoke API keys.
    ManageKeys = "api_keys.manage", "shop";
    /// Read the audit log, and what the marketplace's staff looked at.
    ViewAuditLog = "audit.view", "shop";
    /// Say who needs a second factor, and when staff may look.
    EditSecurity = "security.edit", "shop";
    /// Manage invoices and means of payment of the marketplace's fees.
    ManageBilling = "billing.manage", "billing";
    /// Change the plan.
    ManagePlan = "plan.manage", "billing";
}

impl Permission {
    /// From its name; none where the catalogue has no such permission (any more).
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.name() == name)
    }

    /// Whether it only looks.
    pub fn looks(self) -> bool {
        self.name().split_once('.').is_some_and(|(_, act)| act == "view")
    }

    /// Whether owners alone hold it: no role of a seller's own has it, and nobody is granted it.
    pub const fn owners_alone(self) -> bool {
        matches!(self, Self::TransferOwnership)
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_their_permission_and_no_two_share_one() {
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.name()), Some(*permission));
            let (thing, act) = permission.name().split_once('.').unwrap();
            assert!(!thing.is_empty() && !act.is_empty() && permission.purpose().ends_with('.'), "{permission:?}");
        }
        assert_eq!(Permission::parse("orders.delete"), None);
        assert!(Permission::ALL.len() <= 64, "a set holds 64");
    }

    #[test]
    fn a_pair_needs_both() {
        assert_eq!(<(ViewOrders, CreateExports)>::ALL, [Permission::ViewOrders, Permission::CreateExports]);
        assert!(Membership::ALL.is_empty());
    }
}
