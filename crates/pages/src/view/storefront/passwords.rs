//! The forms for passwords.

use askama::Template;

use super::account::{email, password};
use crate::{
    i18n::Texts,
    view::{Field, Filled, FormError, Input, Page},
};

/// `POST /forgot-password`.
#[derive(Debug, Template)]
#[template(path = "storefront/forgot_password.html")]
pub struct ForgotPage {
    /// The layout's context.
    pub page: Page,
    /// What was refused.
    pub errors: Vec<FormError>,
    /// The field.
    pub email: Field,
    /// The address that was written to, if it has an account.
    pub sent: Option<String>,
}

impl ForgotPage {
    /// With what was filled in.
    pub fn new(page: Page, filled: &Filled, sent: Option<String>) -> Self {
        let email = email(page.t, filled);
        Self { errors: filled.summary(&[&email]), email, sent, page }
    }
}

/// The fields of a new password.
#[derive(Debug)]
pub struct PasswordForm {
    /// What was refused.
    pub errors: Vec<FormError>,
    /// `former`, of who is signed in.
    pub former: Option<Field>,
    /// `password`.
    pub password: Field,
}

impl PasswordForm {
    /// With what was filled in; `signed_in` asks for the former password.
    pub fn new(t: Texts, filled: &Filled, signed_in: bool) -> Self {
        let former = signed_in.then(|| {
            let field = Field::text("former", t.get("password-former")).input(Input::Line("password"));
            filled.apply(field.autocomplete("current-password"))
        });
        let password = password(t, filled, true);
        let fields: Vec<&Field> = former.iter().chain([&password]).collect();
        Self { errors: filled.summary(&fields), former, password }
    }
}

/// `POST /reset-password/{token}` and `POST /account/password`.
#[derive(Debug, Template)]
#[template(path = "storefront/password.html")]
pub struct PasswordPage {
    /// The layout's context.
    pub page: Page,
    /// The fields.
    pub form: PasswordForm,
    /// Where the form goes.
    pub action: String,
    /// Whether the link opens nothing any more.
    pub ended: bool,
}
