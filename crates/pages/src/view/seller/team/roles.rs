//! Roles: what each may do, and those that the seller makes.

use askama::Template;
use identity::{
    permission::{Permission, PermissionSet, Role},
    team::CustomRole,
};
use types::RoleId;

use super::super::{Shell, by_group, permission_key, role_about_key, role_key};
use crate::view::{Page, seller::Value};

/// A role's column.
#[derive(Debug)]
pub struct Column {
    /// What the role is called.
    pub name: String,
    /// A sentence about it; none of a seller's own.
    pub about: String,
}

/// A permission's row, and which columns hold it.
#[derive(Debug)]
pub struct MatrixRow {
    /// What it lets one do, in words.
    pub text: String,
    /// Its name.
    pub name: &'static str,
    /// A column each.
    pub held: Vec<bool>,
}

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
    /// The built-in roles, then the seller's own.
    pub columns: Vec<Column>,
    /// The catalogue under its headings.
    pub groups: Vec<(String, Vec<MatrixRow>)>,
}

impl RolesPage {
    /// The page with the seller's own roles.
    pub fn new(page: Page, shell: Shell, own: Vec<CustomRole>) -> Self {
        let t = page.t;
        let words = |key| t.get(key).into_owned();
        let built_in =
            Role::BUILT_IN.map(|role| Column { name: words(role_key(role)), about: words(role_about_key(role)) });
        let columns =
            built_in.into_iter().chain(own.iter().map(|r| Column { name: r.name.clone(), about: String::new() }));
        let held = |permission| {
            let built_in = Role::BUILT_IN.iter().map(|role| role.permissions());
            built_in.chain(own.iter().map(|role| role.permissions)).map(|set| set.has(permission)).collect()
        };
        let groups = by_group(t, Permission::ALL.iter().copied(), |permission| MatrixRow {
            text: words(permission_key(permission)),
            name: permission.name(),
            held: held(permission),
        });
        Self { columns: columns.collect(), groups, page, shell, own }
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
        let one = |permission| Granting {
            name: Permission::name(permission),
            text: page.t.get(permission_key(permission)).into_owned(),
            ticked: ticked.has(permission),
        };
        let groups = by_group(page.t, offered.iter(), one).into_iter();
        groups.map(|(title, boxes)| Self { title, boxes }).collect()
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
