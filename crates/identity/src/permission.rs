//! What a member may do. A handler names the permission in its signature; roles grant them.

use serde::{Deserialize, Serialize};

/// A member's role in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything.
    Owner,
    /// Everything but the shop itself.
    Admin,
    /// The daily work.
    Operator,
    /// Money.
    Finance,
    /// Looking only.
    Viewer,
}

impl Role {
    /// From its name in the database.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "owner" => Self::Owner,
            "admin" => Self::Admin,
            "operator" => Self::Operator,
            "finance" => Self::Finance,
            "viewer" => Self::Viewer,
            _ => return None,
        })
    }
}

/// Something that a role may or may not do.
pub trait Permission: Send + Sync + 'static {
    /// Its name, as errors and documentation say it.
    const NAME: &'static str;
    /// The roles that hold it. An owner holds all.
    const ROLES: &'static [Role];

    /// Whether `role` holds it.
    fn granted(role: Role) -> bool {
        role == Role::Owner || Self::ROLES.contains(&role)
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal: $($role:ident),*;)*) => {
        $($(#[$doc])* #[derive(Debug, Clone, Copy)] pub struct $name;
        impl Permission for $name {
            const NAME: &'static str = $text;
            const ROLES: &'static [Role] = &[$(Role::$role),*];
        })*
        /// The names of all permissions.
        pub const ALL: &[&str] = &[$($text),*];
    };
}

permissions! {
    /// See the dashboard.
    SeeDashboard = "dashboard.read": Admin, Operator, Finance, Viewer;
    /// See products, staged products and imports.
    SeeCatalog = "catalog.read": Admin, Operator, Viewer;
    /// Change, publish and unpublish products.
    EditCatalog = "catalog.write": Admin, Operator;
    /// Configure feeds and run imports.
    RunImports = "imports.write": Admin, Operator;
    /// See orders and their contacts.
    SeeOrders = "orders.read": Admin, Operator, Finance, Viewer;
    /// Move, cancel and enter orders.
    EditOrders = "orders.write": Admin, Operator;
    /// Change the shop.
    EditShop = "shop.write": Admin;
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_holds_all_and_a_viewer_only_looks() {
        assert!(EditShop::granted(Role::Owner) && RunImports::granted(Role::Owner));
        assert!(
            SeeOrders::granted(Role::Viewer)
                && !EditOrders::granted(Role::Viewer)
                && !EditCatalog::granted(Role::Viewer)
        );
        assert!(ALL.iter().filter(|n| n.contains(".write")).count() == 4);
    }
}
