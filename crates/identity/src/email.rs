use crate::IdentityError;

/// An e-mail address, as written and as compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    written: String,
    key: String,
}

impl Email {
    /// Checks the address: one `@`, a local part, a domain with a dot, no blanks, at most 254 characters (RFC 5321).
    /// Two spellings that differ in case only are one address.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let written = text.trim();
        let (local, domain) = written.rsplit_once('@').ok_or(IdentityError::BadEmail)?;
        let plain =
            |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | ',' | ';' | '(' | ')');
        let label = |l: &str| {
            !l.is_empty()
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let good = (3..=254).contains(&written.len())
            && !local.is_empty()
            && local.len() <= 64
            && !local.contains('@')
            && written.chars().all(plain)
            && domain.contains('.')
            && domain.split('.').all(label);
        if !good {
            return Err(IdentityError::BadEmail);
        }
        Ok(Self { written: written.to_owned(), key: written.to_lowercase() })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The form in which addresses are compared.
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in ["a@example.com", "Ada.Lovelace+x@sub.example.org", " b@example.lu "] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "@example.com",
            "a@",
            "a@b",
            "a b@example.com",
            "a@exa mple.com",
            "a@@example.com",
            "<a@example.com>",
            "a@-x.com",
            "a@x..com",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Email::parse("A@Example.com").unwrap().key(), "a@example.com");
    }
}
