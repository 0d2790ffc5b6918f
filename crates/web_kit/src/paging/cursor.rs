//! Where a list goes on: opaque to the client, bytes to us.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::{FieldError, Problem};

/// The first byte of the envelope; a cursor of another version is refused, and the client starts at the first page.
const VERSION: u8 = 1;
const CHECK_BYTES: usize = 4;
/// No key of ours comes near; a longer text is not decoded at all.
const MAX_CHARS: usize = 1024;

/// The key of the last row of a page, such as `(price, id)`.
///
/// As text it is base64url of version, bytes and a short checksum. The checksum finds what was mangled or made up by
/// chance; it is no signature and needs to be none: a cursor is a position in a list, and what the list may hold is
/// decided by the query. So whoever reads a key treats it as input.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, example = "AVs3LCJhIl2qu8zd")]
pub struct Cursor(Vec<u8>);

impl Cursor {
    /// A cursor of these bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// A cursor of a key of plain values, such as a tuple of numbers, texts and ids.
    pub fn of<K: Serialize>(key: &K) -> Self {
        Self(serde_json::to_vec(key).expect("a cursor's key is made of plain values"))
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The key that [`Cursor::of`] was given; a problem naming `cursor` if it is the key of another list.
    pub fn key<K: DeserializeOwned>(&self) -> Result<K, Problem> {
        let value: serde_json::Value = serde_json::from_slice(&self.0).map_err(|_| refused())?;
        if !storable(&value) {
            return Err(refused());
        }
        serde_json::from_value(value).map_err(|_| refused())
    }
}

/// The first year that the database has a time of.
const FIRST_YEAR: i16 = -4712;

/// Whether the database can hold what a key is made of: no NUL in a text, and no time before its first.
fn storable(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => {
            let time: Option<jiff::Timestamp> = text.parse().ok();
            !text.contains('\0') && time.is_none_or(|t| t.to_zoned(jiff::tz::TimeZone::UTC).year() >= FIRST_YEAR)
        }
        serde_json::Value::Array(parts) => parts.iter().all(storable),
        serde_json::Value::Object(fields) => fields.values().all(storable),
        _ => true,
    }
}

/// 400, naming `cursor`.
fn refused() -> Problem {
    let message = "is not a cursor of this list: leave it out to start at the first page";
    Problem::invalid_query(vec![FieldError::new("cursor", message)])
}

fn check(envelope: &[u8]) -> [u8; CHECK_BYTES] {
    let mut check = [0; CHECK_BYTES];
    check.copy_from_slice(&digest(&SHA256, envelope).as_ref()[..CHECK_BYTES]);
    check
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut envelope = vec![VERSION];
        envelope.extend_from_slice(&self.0);
        let check = check(&envelope);
        envelope.extend_from_slice(&check);
        f.write_str(&URL_SAFE_NO_PAD.encode(envelope))
    }
}

impl FromStr for Cursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.len() > MAX_CHARS {
            return Err(refused());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        match bytes.split_last_chunk::<CHECK_BYTES>() {
            Some((envelope @ [VERSION, key @ ..], found)) if check(envelope) == *found => Ok(Self(key.to_vec())),
            _ => Err(refused()),
        }
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_that_no_row_can_have_is_refused() {
        type Key = (jiff::Timestamp, String);
        for (time, text) in [("-009999-01-03T00:00:00Z", "a"), ("2026-01-01T00:00:00Z", "a\0b")] {
            let key: Key = (time.parse().unwrap(), text.to_owned());
            assert_eq!(Cursor::of(&key).key::<Key>().unwrap_err().status, 400, "{time} {text:?}");
        }
        for time in ["-004712-01-02T00:00:00Z", "9999-12-30T00:00:00Z"] {
            let key: Key = (time.parse().unwrap(), "a".to_owned());
            assert_eq!(Cursor::of(&key).key::<Key>().unwrap(), key);
        }
    }

    #[test]
    fn a_key_of_another_list_is_refused() {
        let cursor = Cursor::of(&(1299, "a"));
        assert_eq!(cursor.key::<(i64, String)>().unwrap(), (1299, "a".to_owned()));
        let problem = cursor.key::<(String, i64)>().unwrap_err();
        assert_eq!((problem.status, problem.errors[0].field.as_str()), (400, "cursor"));
    }

    #[test]
    fn another_version_is_refused() {
        let mut envelope = vec![VERSION + 1, 7];
        envelope.extend(check(&envelope));
        assert!(URL_SAFE_NO_PAD.encode(&envelope).parse::<Cursor>().is_err());
        envelope = vec![VERSION, 7];
        envelope.extend(check(&envelope));
        assert_eq!(URL_SAFE_NO_PAD.encode(&envelope).parse::<Cursor>().unwrap(), Cursor::new([7]));
    }

    #[test]
    fn overlong_text_is_refused() {
        assert!(Cursor::new(vec![0; MAX_CHARS]).to_string().parse::<Cursor>().is_err());
    }

    proptest! {
        #[test]
        fn round_trip(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let cursor = Cursor::new(bytes.clone());
            let read: Cursor = cursor.to_string().parse().unwrap();
            prop_assert_eq!(read.bytes(), &bytes[..]);
        }

        #[test]
        fn a_changed_character_is_found(bytes in prop::collection::vec(any::<u8>(), 0..40), at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_-]") {
            let text = Cursor::new(bytes).to_string();
            let at = at.index(text.len());
            let mut changed = text.clone();
            changed.replace_range(at..=at, &to);
            prop_assert_eq!(changed.parse::<Cursor>().is_ok(), changed == text);
        }

        #[test]
        fn any_text_is_refused_with_the_parameter_named(text in "\\PC{0,60}") {
            let problem = text.parse::<Cursor>().unwrap_err();
            prop_assert_eq!(&problem.errors[0].field, "cursor");
        }
    }
}
