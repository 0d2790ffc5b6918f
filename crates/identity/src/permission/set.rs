use super::Permission;

/// A set of permissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PermissionSet(u64);

impl PermissionSet {
    /// Every permission.
    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// From names; a name that the catalogue does not have counts for nothing.
    pub fn of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        names.into_iter().filter_map(Permission::parse).collect()
    }

    /// Whether it is among them.
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u64) != 0
    }

    /// Whether all of the others are among them.
    pub const fn covers(self, others: Self) -> bool {
        others.0 & !self.0 == 0
    }

    /// These without the others.
    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// These and the others.
    #[must_use]
    pub const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether nobody can change anything by them.
    pub fn only_looks(self) -> bool {
        self.iter().all(Permission::looks)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each, in the catalogue's order.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.has(*permission))
    }

    /// The names, as the database keeps them.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Permission::name).collect()
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |set, permission| set | 1 << permission as u64))
    }
}

#[cfg(test)]
#[allow(missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_taken_together_and_apart() {
        let look = PermissionSet::of_names(["orders.view", "products.view", "orders.delete"]);
        let work = look.with([Permission::EditOrders].into_iter().collect());
        assert_eq!(look.names(), ["products.view", "orders.view"]);
        assert!(work.covers(look) && !look.covers(work) && look.only_looks() && !work.only_looks());
        assert_eq!(work.without(look).names(), ["orders.edit"]);
        assert!(PermissionSet::all().covers(work) && PermissionSet::default().is_empty());
        assert_eq!(PermissionSet::all().names().len(), Permission::ALL.len());
    }
}
