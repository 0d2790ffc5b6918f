//! Language and theme.

use axum::{
    http::header::SET_COOKIE,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use web_kit::{Cookies, Form};

use crate::{context::THEME_COOKIE, links, paths, view::Theme};

/// A choice, and where it was made.
#[derive(Deserialize)]
pub struct Choice {
    #[serde(default)]
    language: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    next: String,
}

impl Choice {
    /// Back to where it was made: not to a language that the address asked for, nor to what was said there once.
    fn back(&self) -> Redirect {
        Redirect::to(&paths::lasting(links::local(&self.next, "/")))
    }
}

/// `POST /language`
pub async fn language(cookies: Cookies, Form(choice): Form<Choice>) -> Response {
    let to = choice.back();
    match choice.language.parse() {
        Ok(language) => (cookies.policy().set_language(language), to).into_response(),
        Err(_) => to.into_response(),
    }
}

/// `POST /theme`
pub async fn theme(cookies: Cookies, Form(choice): Form<Choice>) -> Response {
    let theme = Theme::of_code(&choice.theme).code();
    let secure = if cookies.policy().secure { "; Secure" } else { "" };
    let cookie = format!("{THEME_COOKIE}={theme}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}");
    ([(SET_COOKIE, cookie)], choice.back()).into_response()
}
