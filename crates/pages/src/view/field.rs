//! Form fields: label, control, hint and error belong together, so they are one value. `{{ field }}` shows it.

use std::collections::BTreeMap;

use askama::{Template, filters::HtmlSafe};

/// A labelled control with its value, hint and error.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/field.html")]
pub struct Field {
    /// The form name; also the id, which an error summary links to.
    pub name: String,
    /// What to write here, in the reader's language.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// Why it was refused.
    pub error: Option<String>,
    /// Help below the control.
    pub hint: Option<String>,
    /// The `autocomplete` token (HTML, "Autofill"), or empty.
    pub autocomplete: &'static str,
    /// Without it the form is refused.
    pub required: bool,
    /// The most characters it takes.
    pub max_length: Option<u32>,
    /// Which control.
    pub input: Input,
}

/// Which control a field is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// One line: the HTML `type` (`text`, `email`, `password`, `number`, `search`, `tel`, `url`).
    Line(&'static str),
    /// Several lines: so many rows.
    Area(u32),
    /// A drop-down list.
    Select(Vec<Choice>),
    /// Radio buttons.
    Radio(Vec<Choice>),
    /// A box: ticked where the value is `on`.
    Tick,
    /// A file: what it accepts (`.csv,.tsv`).
    File(&'static str),
}

/// One of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// A line below the label; shown by radio buttons.
    pub hint: Option<String>,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }
}

impl Field {
    /// A required one-line text field.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            value: String::new(),
            error: None,
            hint: None,
            autocomplete: "",
            required: true,
            max_length: Some(200),
            input: Input::Line("text"),
        }
    }

    /// The same as another control.
    #[must_use]
    pub fn input(mut self, input: Input) -> Self {
        self.input = input;
        self
    }

    /// With a value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// With an error, if there is one.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// With help below it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With an autofill token.
    #[must_use]
    pub const fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    /// May stay empty.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// With its own limit of characters.
    #[must_use]
    pub const fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// The line of the error summary, if this field has an error.
    pub fn form_error(&self) -> Option<FormError> {
        let text = self.error.clone()?;
        Some(FormError { field: self.name.clone(), label: self.label.clone(), text })
    }

    /// The ids of hint and error, for `aria-describedby`.
    fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl HtmlSafe for Field {}

/// A line of the error summary at the top of a form, linking to its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormError {
    /// The field's name and id; empty for an error of the whole form.
    pub field: String,
    /// The field's label.
    pub label: String,
    /// What is wrong.
    pub text: String,
}

impl FormError {
    /// An error that belongs to no single field.
    pub fn whole(text: impl Into<String>) -> Self {
        Self { field: String::new(), label: String::new(), text: text.into() }
    }
}

/// What someone filled in, and what was wrong with it. Empty for a fresh form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Values by field name.
    pub values: BTreeMap<String, String>,
    /// Errors by field name, in the reader's language.
    pub errors: BTreeMap<String, String>,
    /// What is wrong with the form as a whole.
    pub whole: Option<String>,
}

impl Filled {
    /// The field with its value and error. A password is never sent back.
    #[must_use]
    pub fn apply(&self, mut field: Field) -> Field {
        if field.input != Input::Line("password")
            && let Some(value) = self.values.get(&field.name)
        {
            field.value.clone_from(value);
        }
        field.error = self.errors.get(&field.name).cloned();
        field
    }

    /// The error summary: the form's own error, then those of the fields in their order.
    pub fn summary(&self, fields: &[&Field]) -> Vec<FormError> {
        let whole = self.whole.iter().map(FormError::whole);
        whole.chain(fields.iter().filter_map(|field| field.form_error())).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn hostile_values_stay_text() {
        let field = Field::text("title", "Title").value("\"><script>alert(1)</script>");
        let html = field.render().unwrap();
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&#34;&#62;&#60;script"), "{html}");
    }

    #[test]
    fn an_error_is_tied_to_its_control() {
        let html = Field::text("email", "E-mail").hint("We write").error(Some("Missing".into())).render().unwrap();
        assert!(html.contains(r#"aria-describedby="email-hint email-error""#), "{html}");
        assert!(html.contains(r#"aria-invalid="true""#) && html.contains(r#"id="email-error""#), "{html}");
        let html = Field::text("email", "E-mail").render().unwrap();
        assert!(!html.contains("aria-invalid") && !html.contains("aria-describedby"), "{html}");
    }

    #[test]
    fn a_refused_form_keeps_what_was_typed_but_for_passwords() {
        let map = |name: &str, text: &str| BTreeMap::from([(name.to_owned(), text.to_owned())]);
        let filled = Filled { values: map("email", "a@b"), errors: map("email", "No such"), whole: Some("No".into()) };
        let field = filled.apply(Field::text("email", "E-mail"));
        assert_eq!((field.value.as_str(), field.error.as_deref()), ("a@b", Some("No such")));
        assert_eq!(filled.summary(&[&field]).iter().map(|e| e.text.as_str()).collect::<Vec<_>>(), ["No", "No such"]);
        let filled = Filled { values: map("password", "secret"), ..Filled::default() };
        assert_eq!(filled.apply(Field::text("password", "P").input(Input::Line("password"))).value, "");
    }

    #[test]
    fn a_select_shows_its_value() {
        let choices = vec![Choice::new("de", "Germany"), Choice::new("fr", "France")];
        let html = Field::text("country", "Country").input(Input::Select(choices)).value("fr").render().unwrap();
        assert!(html.contains(r#"<option value="fr" selected>"#), "{html}");
        assert!(!html.contains(r#"<option value="de" selected>"#), "{html}");
    }
}
