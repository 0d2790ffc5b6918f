//! Whom to send to.

use serde::{Deserialize, Serialize};

use crate::OrderError;

/// Characters of a field, at most.
const MAX: usize = 200;

/// A contact as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactInput {
    /// Where the confirmation goes. Needed in a shop, not at a counter.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// For the carrier.
    pub phone: String,
    /// Street and number.
    pub street: String,
    /// A second line: company, floor, c/o.
    pub extra: String,
    /// As the country writes it.
    pub postal_code: String,
    /// The city.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// A checked contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Where the confirmation goes.
    pub email: Option<String>,
    /// First and last name.
    pub name: String,
    /// For the carrier.
    pub phone: Option<String>,
    /// Street and number.
    pub street: String,
    /// A second line.
    pub extra: Option<String>,
    /// As the country writes it.
    pub postal_code: String,
    /// The city.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl ContactInput {
    /// Every fault of the input, by field: what a form shows beside its fields.
    pub fn faults(&self, email_needed: bool) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        let needed =
            [("name", &self.name), ("street", &self.street), ("postal_code", &self.postal_code), ("city", &self.city)];
        for (field, value) in needed {
            if value.trim().is_empty() {
                faults.push((field, "this is needed"));
            }
        }
        let all = [("email", &self.email), ("phone", &self.phone), ("extra", &self.extra)];
        for (field, value) in needed.into_iter().chain(all) {
            if value.chars().count() > MAX || value.chars().any(char::is_control) {
                faults.push((field, "use at most 200 characters on one line"));
            }
        }
        let email = self.email.trim();
        let looks_right = email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !email.contains(char::is_whitespace)
        });
        if (email_needed && email.is_empty()) || (!email.is_empty() && !looks_right) {
            faults.push(("email", "write it like name@example.com"));
        }
        if !types::is_country(&self.country.trim().to_ascii_uppercase()) {
            faults.push(("country", "use a two-letter country code such as LU"));
        }
        faults
    }

    /// The contact, or its first fault.
    pub fn check(&self, email_needed: bool) -> Result<Contact, OrderError> {
        if let Some((field, message)) = self.faults(email_needed).first() {
            return Err(OrderError::invalid(field, message));
        }
        let text = |value: &str| value.trim().to_owned();
        let optional = |value: &str| Some(text(value)).filter(|v| !v.is_empty());
        Ok(Contact {
            email: optional(&self.email),
            name: text(&self.name),
            phone: optional(&self.phone),
            street: text(&self.street),
            extra: optional(&self.extra),
            postal_code: text(&self.postal_code),
            city: text(&self.city),
            country: text(&self.country).to_ascii_uppercase(),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    fn good() -> ContactInput {
        let text = str::to_owned;
        ContactInput {
            email: text("a@example.com"),
            name: text(" Ada "),
            street: text("Street 1"),
            postal_code: text("1000"),
            city: text("Luxembourg"),
            country: text("lu"),
            ..Default::default()
        }
    }

    #[test]
    fn a_good_contact_is_trimmed() {
        let contact = good().check(true).unwrap();
        assert_eq!((contact.name.as_str(), contact.country.as_str(), contact.phone), ("Ada", "LU", None));
    }

    #[test]
    fn every_fault_is_named() {
        let faults = ContactInput {
            email: "x".into(),
            country: "Luxembourg".into(),
            phone: "1".repeat(201),
            ..Default::default()
        }
        .faults(true);
        let fields: Vec<_> = faults.iter().map(|(f, _)| *f).collect();
        assert_eq!(fields, ["name", "street", "postal_code", "city", "phone", "email", "country"]);
        assert!(ContactInput { email: String::new(), ..good() }.check(true).is_err());
        assert!(ContactInput { email: String::new(), ..good() }.check(false).is_ok());
        assert!(ContactInput { name: "a\nb".into(), ..good() }.check(true).is_err());
        assert!(ContactInput { country: "ZZ".into(), ..good() }.check(true).is_err(), "no country");
    }
}
