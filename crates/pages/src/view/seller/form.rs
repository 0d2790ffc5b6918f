//! What was typed into a field, and what is wrong with it. Labels are the template's business.

use crate::view::{Field, Filled, FormError};

/// A field's value and error, as a handler has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Value {
    /// What the control shows.
    pub value: String,
    /// What is wrong with it, in the reader's language.
    pub error: Option<String>,
}

impl Value {
    /// A value and nothing wrong.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }

    /// A value, and the message about it if there is one.
    pub fn checked(value: impl Into<String>, error: Option<&str>) -> Self {
        Self { value: value.into(), error: error.map(str::to_owned) }
    }

    /// The value and error of this name in what was filled in.
    pub fn of(filled: &Filled, name: &str) -> Self {
        Self { value: filled.values.get(name).cloned().unwrap_or_default(), error: filled.errors.get(name).cloned() }
    }

    /// Whether the value is this one: for selects, radios and switches.
    pub fn is(&self, value: &str) -> bool {
        self.value == value
    }

    /// The labelled one-line control of this name.
    pub(crate) fn field(&self, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::text(name, label).value(self.value.as_str()).error(self.error.clone())
    }

    /// The line of the error summary, if there is an error.
    pub(crate) fn summary(&self, name: &str, label: impl Into<String>) -> Option<FormError> {
        let text = self.error.clone()?;
        Some(FormError { field: name.to_owned(), label: label.into(), text })
    }
}
