//! An invitation to a seller's team.

use askama::Template;

use super::account::password;
use crate::{
    i18n::Texts,
    links,
    view::{Field, Filled, FormError, Page},
};

/// What can be done with an invitation.
#[derive(Debug)]
pub enum Answer {
    /// Join, as whoever is signed in.
    Accept {
        /// Who that is.
        name: String,
    },
    /// Sign in first: the address has an account.
    SignIn,
    /// Open an account.
    Open(Box<InvitationForm>),
    /// Nothing: it has ended.
    Ended,
    /// Sign in as another: it was sent to another address.
    Another,
    /// Nothing: whoever is signed in is in the team.
    InTeam,
}

/// The form of who has no account.
#[derive(Debug)]
pub struct InvitationForm {
    /// `name`.
    pub name: Field,
    /// `password`.
    pub password: Field,
    /// What is wrong, for the summary.
    pub errors: Vec<FormError>,
}

impl InvitationForm {
    /// With what was filled in, and what is wrong with it.
    pub fn new(t: Texts, filled: &Filled) -> Self {
        let name = filled.apply(Field::text("name", t.get("field-your-name"))).autocomplete("name");
        let password = password(t, filled, true);
        let errors = filled.summary(&[&name, &password]);
        Self { name, password, errors }
    }
}

/// `GET /invitations/{token}`; the form posts to the same address.
#[derive(Debug, Template)]
#[template(path = "storefront/invitation.html")]
pub struct InvitationPage {
    /// The layout's context.
    pub page: Page,
    /// The shop's name.
    pub shop: String,
    /// Who invites.
    pub inviter: String,
    /// Who is invited.
    pub email: String,
    /// To what, in words.
    pub role: String,
    /// Where the form goes.
    pub action: String,
    /// What can be done.
    pub answer: Answer,
}

impl InvitationPage {
    /// The sign-in, which leads back here.
    fn sign_in(&self) -> String {
        links::with_query("/sign-in", [("next", self.action.as_str())])
    }
}
