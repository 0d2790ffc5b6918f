//! Extractors that answer with a [`Problem`], never with plain text, and that name the field.

pub(crate) mod body;
mod form;
mod json;
mod page_form;
mod path;
mod query;
mod valid;

pub use form::Form;
pub use json::Json;
pub use page_form::{FormValues, PageForm};
pub use path::Path;
pub use query::Query;
pub use valid::{Payload, Valid};

use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::FieldError;

/// PostgreSQL cannot store this character in a text, so no input may hold it.
const NUL: char = '\0';
const NUL_MESSAGE: &str = "must not contain the character U+0000";

/// Reads what is form-urlencoded (a body or a query) into `T`. `whole` names the input when no field can be named.
///
/// A list is given by repeating its field; an empty field is `None` for an optional number or boolean.
fn read_urlencoded<T: DeserializeOwned>(text: &[u8], whole: &str) -> Result<T, FieldError> {
    if let Some((name, _)) =
        form_urlencoded::parse(text).find(|(name, value)| name.contains(NUL) || value.contains(NUL))
    {
        return Err(FieldError::new(name.replace(NUL, ""), NUL_MESSAGE));
    }
    serde_path_to_error::deserialize(serde_html_form::Deserializer::from_bytes(text))
        .map_err(|error| FieldError::from_serde(error.path(), &error.inner().to_string(), whole))
}
