//! Permissions and roles in words: the keys of `locales/*/permissions.ftl`.

use identity::permission::{Permission, Permission as P, Role};

use crate::i18n::Texts;

/// The key of what a permission lets one do.
pub const fn permission_key(permission: Permission) -> &'static str {
    match permission {
        P::ViewAnalytics => "permission-analytics-view",
        P::ViewProducts => "permission-products-view",
        P::CreateProducts => "permission-products-create",
        P::EditProducts => "permission-products-edit",
        P::ViewImports => "permission-imports-view",
        P::TriggerImports => "permission-imports-trigger",
        P::ConfigureImports => "permission-imports-configure",
        P::ViewOrders => "permission-orders-view",
        P::CreateOrders => "permission-orders-create",
        P::EditOrders => "permission-orders-edit",
        P::ViewShipments => "permission-shipments-view",
        P::EditShipments => "permission-shipments-edit",
        P::CreateManifests => "permission-manifests-create",
        P::ViewReturns => "permission-returns-view",
        P::EditReturns => "permission-returns-edit",
        P::ViewPayouts => "permission-payouts-view",
        P::ViewReconciliation => "permission-reconciliation-view",
        P::EditReconciliation => "permission-reconciliation-edit",
        P::ViewClaims => "permission-claims-view",
        P::ResolveClaims => "permission-claims-resolve",
        P::CreateExports => "permission-exports-create",
        P::ViewTeam => "permission-team-view",
        P::InviteMembers => "permission-team-invite",
        P::EditTeam => "permission-team-edit",
        P::TransferOwnership => "permission-team-transfer",
        P::ViewShop => "permission-shop-view",
        P::EditShop => "permission-shop-edit",
        P::ViewKeys => "permission-api-keys-view",
        P::ManageKeys => "permission-api-keys-manage",
        P::ViewAuditLog => "permission-audit-view",
        P::EditSecurity => "permission-security-edit",
        P::ManageBilling => "permission-billing-manage",
        P::ManagePlan => "permission-plan-manage",
    }
}

/// The key of the heading that a permission stands under.
pub fn group_key(permission: Permission) -> &'static str {
    match permission.group() {
        "analytics" => "permission-group-analytics",
        "products" => "permission-group-products",
        "imports" => "permission-group-imports",
        "orders" => "permission-group-orders",
        "money" => "permission-group-money",
        "team" => "permission-group-team",
        "shop" => "permission-group-shop",
        _ => "permission-group-billing",
    }
}

/// Something made of each permission, under the headings of the catalogue and in its order.
pub fn by_group<T>(
    t: Texts,
    permissions: impl IntoIterator<Item = Permission>,
    mut make: impl FnMut(Permission) -> T,
) -> Vec<(String, Vec<T>)> {
    let mut groups: Vec<(&str, String, Vec<T>)> = Vec::new();
    for permission in permissions {
        let made = make(permission);
        if let Some((_, _, list)) = groups.iter_mut().find(|(group, ..)| *group == permission.group()) {
            list.push(made);
        } else {
            groups.push((permission.group(), t.get(group_key(permission)).into_owned(), vec![made]));
        }
    }
    groups.into_iter().map(|(_, title, list)| (title, list)).collect()
}

/// The key of a role's name.
pub const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Owner => "role-owner",
        Role::Admin => "role-admin",
        Role::Manager => "role-manager",
        Role::Editor => "role-editor",
        Role::Operator => "role-operator",
        Role::Finance => "role-finance",
        Role::Viewer => "role-viewer",
        Role::Custom => "role-custom",
    }
}

/// The key of a sentence about a role.
pub const fn role_about_key(role: Role) -> &'static str {
    match role {
        Role::Owner => "role-owner-about",
        Role::Admin => "role-admin-about",
        Role::Manager => "role-manager-about",
        Role::Editor => "role-editor-about",
        Role::Operator => "role-operator-about",
        Role::Finance => "role-finance-about",
        Role::Viewer => "role-viewer-about",
        Role::Custom => "role-custom-about",
    }
}

/// What a role is called: a role that the seller made by its own name.
pub fn role_name(t: Texts, role: Role, own: Option<&str>) -> String {
    match own {
        Some(name) if role == Role::Custom => name.to_owned(),
        _ => t.get(role_key(role)).into_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use std::collections::BTreeSet;

    use types::Language;

    use super::*;

    #[test]
    fn every_permission_and_role_has_words_in_each_language() {
        for language in Language::ALL {
            let t = Texts::of(language);
            let mut said = BTreeSet::new();
            for permission in Permission::ALL {
                let key = permission_key(*permission);
                assert_eq!(key, format!("permission-{}", permission.name().replace(['.', '_'], "-")));
                assert!(t.has(key) && said.insert(t.get(key)), "{language}: {key}");
                let group = group_key(*permission);
                assert_eq!(group, format!("permission-group-{}", permission.group()));
                assert!(t.has(group), "{language}: {group}");
            }
            for role in Role::BUILT_IN.into_iter().chain([Role::Custom]) {
                assert_eq!(role_key(role), format!("role-{}", role.name()));
                assert_eq!(role_about_key(role), format!("role-{}-about", role.name()));
                assert!(t.has(role_key(role)) && t.has(role_about_key(role)), "{language}: {role:?}");
            }
        }
        let t = Texts::of(Language::De);
        assert_eq!(role_name(t, Role::Custom, Some("Lager")), "Lager");
        assert_eq!(role_name(t, Role::Owner, None), "Inhaber");
    }
}
