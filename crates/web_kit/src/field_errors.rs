//! What is wrong with which field: for programs as a list, for a page as messages beside the fields.

use std::collections::BTreeMap;

use garde::Validate;
use serde::Serialize;
use types::Language;
use utoipa::ToSchema;

use crate::field_messages::Messages;

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's path, such as `lines[2].quantity`.
    #[schema(example = "lines[2].quantity")]
    pub field: String,
    /// What is wrong, for people.
    #[schema(example = "must be at least 1")]
    pub message: String,
}

impl FieldError {
    /// This field, and what is wrong with it.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// From a serde error at a path. serde reports a missing or unknown field at the object that lacks or has it, so
    /// the field's name is taken from the message. `whole` names the input when no field can be named.
    pub(crate) fn from_serde(path: &serde_path_to_error::Path, message: &str, whole: &str) -> Self {
        let path = path.to_string();
        let path = if path == "." { "" } else { path.as_str() };
        let named = ["missing field `", "unknown field `"].iter().find_map(|prefix| message.strip_prefix(prefix));
        let field = match named.and_then(|rest| rest.split('`').next()) {
            Some(name) if path.is_empty() => name.to_owned(),
            Some(name) if path.rsplit('.').next() != Some(name) => format!("{path}.{name}"),
            _ if path.is_empty() => whole.to_owned(),
            _ => path.to_owned(),
        };
        Self { field, message: message.to_owned() }
    }
}

/// What garde finds wrong, in this language; empty when all is well.
pub(crate) fn validate<T>(value: &T, language: Language) -> Vec<FieldError>
where
    T: Validate,
    T::Context: Default,
{
    match garde::i18n::with_i18n(Messages(language), || value.validate()) {
        Ok(()) => Vec::new(),
        Err(report) => report.iter().map(|(path, error)| FieldError::new(path.to_string(), error.message())).collect(),
    }
}

/// The messages of a form that is shown again: one a field, the first that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors(BTreeMap<String, String>);

impl FormErrors {
    /// The name under which a message about the whole form stands.
    pub const WHOLE: &'static str = "";

    /// No messages.
    pub fn new() -> Self {
        Self::default()
    }

    /// One message.
    pub fn of(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut errors = Self::new();
        errors.add(field, message);
        errors
    }

    /// Adds a message; a field that has one keeps it.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.entry(field.into()).or_insert_with(|| message.into());
    }

    /// The message beside this field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// The message about the whole form.
    pub fn whole(&self) -> Option<&str> {
        self.get(Self::WHOLE)
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every field with its message, by name: for a summary above the form.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, message)| (field.as_str(), message.as_str()))
    }
}

impl From<Vec<FieldError>> for FormErrors {
    fn from(errors: Vec<FieldError>) -> Self {
        let mut form = Self::new();
        for error in errors {
            form.add(error.field, error.message);
        }
        form
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Line {
        quantity: u32,
    }

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Order {
        lines: Vec<Line>,
    }

    #[test]
    fn serde_errors_name_the_field() {
        for (json, field) in [
            (r#"{"lines":[{"quantity":1},{"quantity":"x"}]}"#, "lines[1].quantity"),
            (r#"{"lines":[{"quantity":1},{}]}"#, "lines[1].quantity"),
            (r#"{"lines":[{"quantity":1,"colour":2}]}"#, "lines[0].colour"),
            ("{}", "lines"),
            ("[]", "body"),
            ("7", "body"),
        ] {
            let error: serde_path_to_error::Error<_> =
                serde_path_to_error::deserialize::<_, Order>(&mut serde_json::Deserializer::from_str(json))
                    .unwrap_err();
            assert_eq!(FieldError::from_serde(error.path(), &error.inner().to_string(), "body").field, field, "{json}");
        }
    }

    #[test]
    fn a_field_keeps_its_first_message() {
        let mut errors = FormErrors::of("name", "is required");
        errors.add("name", "is too short");
        errors.add(FormErrors::WHOLE, "try again");
        assert_eq!((errors.get("name"), errors.whole()), (Some("is required"), Some("try again")));
        assert_eq!(errors.iter().count(), 2);
    }
}
