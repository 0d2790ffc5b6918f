//! One member: his role, what he holds beside it and not, whether he can act.

use askama::Template;
use identity::team::Member;

use super::{super::Shell, initial, role_of, suspended};
use crate::view::{Choice, Page, seller::Value};

/// How a permission is set for a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// As his role has it.
    Role,
    /// Granted beside the role.
    Granted,
    /// Denied though the role has it.
    Denied,
}

/// A permission of the form: its field is called as the permission.
#[derive(Debug)]
pub struct Setting {
    /// The permission's name.
    pub name: &'static str,
    /// What it lets one do, in words.
    pub text: String,
    /// How it is set.
    pub own: Own,
    /// Whether the member holds it now.
    pub held: bool,
    /// Whether the reader can grant it, which takes holding it.
    pub givable: bool,
}

/// Permissions under a heading.
#[derive(Debug)]
pub struct SettingGroup {
    /// The heading.
    pub title: String,
    /// What stands under it.
    pub settings: Vec<Setting>,
}

/// `GET /seller/{seller}/team/members/{id}`. The form posts `role` and a field for each permission: `role`, `grant`, `deny`.
#[derive(Debug, Template)]
#[template(path = "seller/team_member.html")]
pub struct MemberPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// Who.
    pub member: Member,
    /// Whether the reader can change him.
    pub changeable: bool,
    /// Whether the reader, who owns the shop, can hand it over to him.
    pub heir: bool,
    /// The roles to choose from.
    pub roles: Vec<Choice>,
    /// Every permission, by group.
    pub groups: Vec<SettingGroup>,
    /// What is wrong with the whole form.
    pub error: Option<String>,
}

impl MemberPage {
    fn role(&self) -> String {
        role_of(&self.page, self.member.role, self.member.role_name.as_deref())
    }

    fn suspended(&self) -> bool {
        suspended(&self.member)
    }

    fn initial(&self) -> String {
        initial(&self.member.name)
    }

    /// Whether anything is set beside the role.
    fn has_own(&self) -> bool {
        self.groups.iter().flat_map(|group| &group.settings).any(|setting| setting.own != Own::Role)
    }
}

/// The question before a shop changes hands; the form posts `password`.
#[derive(Debug, Template)]
#[template(path = "seller/team_transfer.html")]
pub struct TransferPage {
    /// The context of every page.
    pub page: Page,
    /// The frame of the seller's pages.
    pub shell: Shell,
    /// Who shall own it.
    pub member: Member,
    /// The field.
    pub password: Value,
}
