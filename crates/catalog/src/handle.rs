//! The last part of a product's address: made once, kept for ever.

use types::Slug;
use uuid::Uuid;

/// Crockford's base 32, lower case: no i, l, o, u.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// So many letters of base 32 from the random end of an id.
pub(crate) fn letters(id: Uuid, count: usize) -> String {
    let mut rest = id.as_u128();
    let mut out = Vec::with_capacity(count);
    for _ in 0..count {
        out.push(char::from(LETTERS[usize::try_from(rest % 32).unwrap_or(0)]));
        rest /= 32;
    }
    out.into_iter().rev().collect()
}

/// The address of a product of this title: the short one, and one for the case that another product has it.
pub(crate) fn handles(title: &str, id: Uuid) -> (String, String) {
    let stem = Slug::of_title(title);
    let with = |count: usize| {
        let ending = letters(id, count);
        let stem = stem.as_ref().map_or("product", Slug::as_str);
        let room = stem.len().min(Slug::MAX - 1 - count);
        format!("{}-{ending}", stem[..room].trim_end_matches('-'))
    };
    (with(6), with(12))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_addresses_and_end_in_the_id() {
        let id = Uuid::parse_str("0192d3a1-0000-7000-8000-0123456789ab").unwrap();
        let (short, long) = handles("Größe 42 – Blau", id);
        assert_eq!((short.as_str(), long.as_str()), ("groesse-42-blau-2pf2db", "groesse-42-blau-00014d2pf2db"));
        for title in ["", "日本", &"lang ".repeat(40), &"x".repeat(200)] {
            let (short, long) = handles(title, id);
            assert!(short.parse::<Slug>().is_ok() && long.parse::<Slug>().is_ok(), "{short} {long}");
        }
    }
}
