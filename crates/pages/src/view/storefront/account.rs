//! Signing in and signing up.

use askama::Template;

use crate::{
    i18n::Texts,
    view::{Choice, Field, FormError, Input, Page, field::Filled, seller::SessionRow},
};

/// `POST /sign-in`.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/sign_in.html")]
pub struct SignInPage {
    /// The layout's context.
    pub page: Page,
    /// The fields.
    pub form: SignInForm,
    /// Where to go afterwards: a path of this site, sent along as `next`.
    pub next: String,
}

/// The fields `email` and `password`.
#[derive(Debug, Clone)]
pub struct SignInForm {
    /// What was refused.
    pub errors: Vec<FormError>,
    /// The account.
    pub email: Field,
    /// Its password.
    pub password: Field,
}

impl SignInForm {
    /// The form as it was filled in.
    pub fn new(t: Texts, filled: &Filled) -> Self {
        let mut form = Self { errors: Vec::new(), email: email(t, filled), password: password(t, filled, false) };
        form.errors = filled.summary(&[&form.email, &form.password]);
        form
    }
}

/// `POST /sign-up`: a buyer's account.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/sign_up.html")]
pub struct SignUpPage {
    /// The layout's context.
    pub page: Page,
    /// The fields.
    pub form: SignUpForm,
    /// Where to go afterwards.
    pub next: String,
}

/// The fields `name`, `email` and `password`.
#[derive(Debug, Clone)]
pub struct SignUpForm {
    /// What was refused.
    pub errors: Vec<FormError>,
    /// The person.
    pub name: Field,
    /// The account.
    pub email: Field,
    /// Its password.
    pub password: Field,
}

impl SignUpForm {
    /// The form as it was filled in.
    pub fn new(t: Texts, filled: &Filled) -> Self {
        let mut form = Self {
            errors: Vec::new(),
            name: filled.apply(Field::text("name", t.get("field-your-name"))).autocomplete("name"),
            email: email(t, filled),
            password: password(t, filled, true),
        };
        form.errors = filled.summary(&[&form.name, &form.email, &form.password]);
        form
    }
}

/// `POST /sell`: a seller with its owner.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/sell.html")]
pub struct SellPage {
    /// The layout's context.
    pub page: Page,
    /// The fields.
    pub form: ShopForm,
}

/// The fields `shop_name`, `slug`, `country` and `currency`; of who has no account yet also `name`, `email` and
/// `password`.
#[derive(Debug, Clone)]
pub struct ShopForm {
    /// Whether somebody is signed in, whose the shop will be.
    pub signed_in: bool,
    /// What was refused.
    pub errors: Vec<FormError>,
    /// The shop's name.
    pub shop_name: Field,
    /// Its address: `/s/{slug}`.
    pub slug: Field,
    /// Where it sells from.
    pub country: Field,
    /// What its prices are in.
    pub currency: Field,
    /// The owner.
    pub name: Field,
    /// The owner's account.
    pub email: Field,
    /// Its password.
    pub password: Field,
}

impl ShopForm {
    /// The form as it was filled in. `countries` are codes and names; `currencies` codes.
    pub fn new(t: Texts, filled: &Filled, countries: Vec<Choice>, currencies: Vec<Choice>, signed_in: bool) -> Self {
        let text = |name, key| filled.apply(Field::text(name, t.get(key)));
        let mut form = Self {
            signed_in,
            errors: Vec::new(),
            shop_name: text("shop_name", "field-shop-name").autocomplete("organization").max_length(80),
            slug: text("slug", "field-slug").max_length(63).hint(t.get("field-slug-hint")),
            country: text("country", "field-shop-country").input(Input::Select(countries)).autocomplete("country"),
            currency: text("currency", "field-currency").input(Input::Select(currencies)),
            name: text("name", "field-your-name").autocomplete("name"),
            email: email(t, filled),
            password: password(t, filled, true),
        };
        let fields =
            [&form.shop_name, &form.slug, &form.country, &form.currency, &form.name, &form.email, &form.password];
        form.errors = filled.summary(&fields);
        form
    }
}

pub(super) fn email(t: Texts, filled: &Filled) -> Field {
    filled.apply(Field::text("email", t.get("field-email"))).input(Input::Line("email")).autocomplete("email")
}

pub(super) fn password(t: Texts, filled: &Filled, new: bool) -> Field {
    let field = Field::text("password", t.get("field-password")).input(Input::Line("password")).max_length(256);
    let field = filled.apply(field);
    if new {
        field.autocomplete("new-password").hint(t.get("field-password-hint"))
    } else {
        field.autocomplete("current-password")
    }
}

/// The browsers that are signed in to an account.
#[derive(Debug, Clone, Template)]
#[template(path = "storefront/sessions.html")]
pub struct SessionsPage {
    /// The layout's context.
    pub page: Page,
    /// This one first, then the last active.
    pub sessions: Vec<SessionRow>,
}
