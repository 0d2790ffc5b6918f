//! A page's form: what was typed, and either its value or the messages to show beside the fields.

use std::fmt;

use axum::extract::{FromRequest, Request};
use garde::Validate;
use serde::de::DeserializeOwned;
use types::Language;
use url::form_urlencoded;

use super::{NUL, NUL_MESSAGE, body, read_urlencoded};
use crate::field_errors::validate;
use crate::field_messages::Messages;
use crate::{FormErrors, PreferredLanguage, Problem};

/// A form of a page (`application/x-www-form-urlencoded`), read and checked by its garde rules.
///
/// Wrong input does not refuse the request: the handler shows the page again, with `values` in the fields and the
/// errors beside them, in the reader's language. Only what is no form at all, or too large, is refused.
#[derive(Debug)]
pub struct PageForm<T> {
    /// What was typed, to be shown again, also when a later step refuses it.
    pub values: FormValues,
    /// The value, or what is wrong with which field.
    pub input: Result<T, FormErrors>,
}

impl<T> PageForm<T> {
    /// The value, or what is needed to show the form again.
    pub fn into_result(self) -> Result<T, (FormValues, FormErrors)> {
        self.input.map_err(|errors| (self.values, errors))
    }
}

impl<T, S> FromRequest<S> for PageForm<T>
where
    T: DeserializeOwned + Validate,
    T::Context: Default,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let language = PreferredLanguage::of(&request).language;
        let text = body::read_form(request, state).await?;
        let values = FormValues::parse(&text);
        Ok(Self { values, input: read(&text, language) })
    }
}

fn read<T>(text: &[u8], language: Language) -> Result<T, FormErrors>
where
    T: DeserializeOwned + Validate,
    T::Context: Default,
{
    let value: T = read_urlencoded(text, FormErrors::WHOLE).map_err(|error| {
        let messages = Messages(language);
        let message = if error.message == NUL_MESSAGE { messages.invalid() } else { messages.of_serde(&error.message) };
        // `ids[0]` stands at the field `ids`.
        FormErrors::of(error.field.split('[').next().unwrap_or_default(), message)
    })?;
    let errors = validate(&value, language);
    if errors.is_empty() { Ok(value) } else { Err(errors.into()) }
}

/// The raw fields of a form, as typed. Its `Debug` shows the names only: what people type is not for logs.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormValues(Vec<(String, String)>);

impl FormValues {
    /// Fields and values, such as those a form begins with.
    pub fn new<N: Into<String>, V: Into<String>>(fields: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    fn parse(text: &[u8]) -> Self {
        // A page cannot show U+0000 either.
        Self::new(form_urlencoded::parse(text).map(|(name, value)| (name, value.replace(NUL, ""))))
    }

    /// What was typed into this field, else nothing.
    pub fn get(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// Every value of a field that may be given more than once.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// The field has this value among its values: a checked box, a selected option.
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.all(field).any(|given| given == value)
    }
}

/// For forms whose fields the domain judges, with messages of its own.
impl<S: Send + Sync> FromRequest<S> for FormValues {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Ok(Self::parse(&body::read_form(request, state).await?))
    }
}

impl fmt::Debug for FormValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use axum::Router;
    use axum::http::{StatusCode, header};
    use axum::routing::post;
    use serde::Deserialize;

    use super::*;
    use crate::layers::test_client::{post_form, send, text};

    #[derive(Debug, Deserialize, Validate)]
    struct Account {
        #[garde(email)]
        email: String,
        #[garde(range(min = 18, max = 150))]
        age: u32,
        #[serde(default)]
        #[garde(skip)]
        tags: Vec<u8>,
    }

    async fn shown(body: &str, language: &str) -> String {
        let app = Router::new().route(
            "/",
            post(|form: PageForm<Account>| async move {
                match form.into_result() {
                    Ok(account) => format!("{} {} {:?}", account.email, account.age, account.tags),
                    Err((values, errors)) => {
                        format!("[{}] {:?}", values.get("email"), errors.iter().collect::<Vec<_>>())
                    }
                }
            }),
        );
        let mut request = post_form("/", body);
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, language.parse().unwrap());
        let response = send(app, request).await;
        assert_eq!(response.status(), StatusCode::OK);
        text(response).await
    }

    #[tokio::test]
    async fn right_input_is_the_value() {
        assert_eq!(shown("email=a%40example.org&age=20&tags=1&tags=2", "en").await, "a@example.org 20 [1, 2]");
    }

    #[tokio::test]
    async fn wrong_input_comes_back_with_its_messages() {
        assert_eq!(
            shown("email=Frau+M%C3%BCller&age=17", "de").await,
            "[Frau Müller] [(\"age\", \"Der kleinste erlaubte Wert ist 18.\"), \
             (\"email\", \"Geben Sie eine E-Mail-Adresse ein, etwa name@example.org.\")]"
        );
        for (body, language, expected) in [
            ("email=x", "en", r#"[("age", "This is needed.")]"#),
            ("email=x&age=", "fr", r#"[("age", "Ce champ est obligatoire.")]"#),
            ("email=x&age=old", "de", r#"[("age", "Geben Sie eine Zahl ein.")]"#),
            ("email=x&age=99999999999", "en", r#"[("age", "This number is too large.")]"#),
            ("email=x&age=1&age=2", "en", r#"[("age", "This value cannot be used.")]"#),
            ("email=x%00&age=1", "en", r#"[("email", "This value cannot be used.")]"#),
            ("email=x&age=20&tags=999", "en", r#"[("tags", "This number is too large.")]"#),
        ] {
            assert_eq!(shown(body, language).await, format!("[x] {expected}"), "{body}");
        }
        assert_eq!(shown("", "en").await, r#"[] [("email", "This is needed.")]"#);
    }

    #[tokio::test]
    async fn what_is_no_form_is_refused() {
        let app = Router::new().route("/", post(|_: PageForm<Account>| async {}));
        let request = Request::post("/").header("content-type", "application/json").body("{}".into()).unwrap();
        assert_eq!(send(app, request).await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }

    #[test]
    fn values_are_found_and_not_logged() {
        let values = FormValues::new([("colour", "red"), ("colour", "blue"), ("password", "hunter2")]);
        assert!(values.has("colour", "blue") && !values.has("colour", "green"));
        assert_eq!((values.get("colour"), values.get("none")), ("red", ""));
        assert!(!format!("{values:?}").contains("hunter2"));
    }
}
