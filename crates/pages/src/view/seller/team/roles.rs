//! Roles: what each may do, and those that the seller makes.

use askama::Template;
use identity::{
    permission::{Permission, PermissionSet, Role},
    team::CustomRole,
};
use types::RoleId;

use super::super::{Shell, group_key, permission_key, role_about_key, role_key};
use crate::view::{Page, seller::Value};

/// `GET /seller/{seller}/team/roles`: the catalogue of permissions, and who holds what.
#[derive(Debug, Template)]
#[template(path = "seller/team_roles.html")]
pub struct RolesPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// The seller's own roles.
    pub own: Vec<CustomRole>,
}

impl RolesPage {
    fn built_in(&self) -> [Role; 7] {
        Role::BUILT_IN
    }

    fn name(&self, role: &Role) -> String {
        self.page.t.get(role_key(*role)).into_owned()
    }

    fn about(&self, role: &Role) -> String {
        self.page.t.get(role_about_key(*role)).into_owned()
    }

    /// The catalogue by group: heading, then permissions.
    fn groups(&self) -> Vec<(String, Vec<Permission>)> {
        let mut groups: Vec<(&str, Vec<Permission>)> = Vec::new();
        for permission in Permission::ALL {
            match groups.iter_mut().find(|(group, _)| *group == permission.group()) {
                Some((_, list)) => list.push(*permission),
                None => groups.push((permission.group(), vec![*permission])),
            }
        }
        let title = |list: &[Permission]| self.page.t.get(group_key(list[0])).into_owned();
        groups.into_iter().map(|(_, list)| (title(&list), list)).collect()
    }

    fn text(&self, permission: &Permission) -> String {
        self.page.t.get(permission_key(*permission)).into_owned()
    }

    fn holds(&self, role: &Role, permission: &Permission) -> bool {
        role.permissions().has(*permission)
    }

    fn own_holds(&self, role: &CustomRole, permission: &Permission) -> bool {
        role.permissions.has(*permission)
    }

    /// Whether the reader can change the role: nobody changes what holds more than he.
    fn can_change(&self, role: &CustomRole) -> bool {
        self.shell.may(Permission::EditTeam) && self.shell.permissions.covers(role.permissions)
    }
}

/// A permission with a box: the box is called `permission` and its value is the permission's name.
#[derive(Debug)]
pub struct Granting {
    /// The permission's name.
    pub name: &'static str,
    /// What it lets one do, in words.
    pub text: String,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// Boxes under a heading.
#[derive(Debug)]
pub struct PermissionGroup {
    /// The heading.
    pub title: String,
    /// What stands under it.
    pub boxes: Vec<Granting>,
}

impl PermissionGroup {
    /// Those of `offered`, by group, ticked where `ticked` has them.
    pub fn of(page: &Page, offered: PermissionSet, ticked: PermissionSet) -> Vec<Self> {
        let mut groups: Vec<(&str, Self)> = Vec::new();
        for permission in offered.iter() {
            let text = page.t.get(permission_key(permission)).into_owned();
            let one = Granting { name: permission.name(), text, ticked: ticked.has(permission) };
            match groups.iter_mut().find(|(group, _)| *group == permission.group()) {
                Some((_, group)) => group.boxes.push(one),
                None => {
                    let title = page.t.get(group_key(permission)).into_owned();
                    groups.push((permission.group(), Self { title, boxes: vec![one] }));
                }
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

/// `GET /seller/{seller}/team/roles/new` and `/{id}`. The form posts `name` and `permission`, once for each that is ticked.
#[derive(Debug, Template)]
#[template(path = "seller/team_role.html")]
pub struct RolePage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// Which; none: a new one.
    pub id: Option<RoleId>,
    /// How many members have it.
    pub members: u64,
    /// `name`.
    pub name: Value,
    /// What the reader can put into it.
    pub groups: Vec<PermissionGroup>,
    /// What is wrong with the choice.
    pub error: Option<String>,
}
