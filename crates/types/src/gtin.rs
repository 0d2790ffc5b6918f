//! GTINs: the numbers under bar codes, with their check digit (GS1 General Specifications, section 7.9).

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A GTIN-8, -12, -13 or -14 whose check digit is right. ISBN-13 is a GTIN-13; an ISBN-10 becomes one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Gtin(String);

/// Why a number is no GTIN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GtinError {
    /// Something else than digits: a spreadsheet's `4.01E+12` among others.
    #[error("a GTIN has digits only")]
    NotDigits,
    /// Not 8, 12, 13 or 14 digits (10 for an ISBN).
    #[error("a GTIN has 8, 12, 13 or 14 digits, not {0}")]
    Length(usize),
    /// The last digit does not follow from the others.
    #[error("the check digit is wrong")]
    CheckDigit,
}

impl Gtin {
    /// The digits as given, without blanks and hyphens; an ISBN-10 as its ISBN-13.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Fourteen digits: two spellings of one number are equal in this form.
    pub fn gtin14(&self) -> String {
        format!("{:0>14}", self.0)
    }

    fn check_digit(body: &[u8]) -> u8 {
        let sum: u32 =
            body.iter().rev().zip([3, 1].into_iter().cycle()).map(|(d, weight)| u32::from(d - b'0') * weight).sum();
        b'0' + u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
    }

    /// ISBN-10 (weights 10 to 1, sum divisible by 11, `X` is 10) as ISBN-13.
    fn from_isbn10(digits: &str) -> Option<Self> {
        let mut sum = 0;
        for (at, c) in digits.chars().enumerate() {
            let value = if at == 9 && matches!(c, 'X' | 'x') { 10 } else { c.to_digit(10)? };
            sum += value * (10 - u32::try_from(at).ok()?);
        }
        if sum % 11 != 0 {
            return None;
        }
        let mut isbn = format!("978{}", &digits[..9]);
        isbn.push(char::from(Self::check_digit(isbn.as_bytes())));
        Some(Self(isbn))
    }
}

impl std::str::FromStr for Gtin {
    type Err = GtinError;
    fn from_str(text: &str) -> Result<Self, GtinError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if digits.len() == 10 && digits.is_ascii() {
            return Self::from_isbn10(&digits).ok_or(GtinError::CheckDigit);
        }
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(GtinError::NotDigits);
        }
        if !matches!(digits.len(), 8 | 12 | 13 | 14) {
            return Err(GtinError::Length(digits.len()));
        }
        let (body, check) = digits.as_bytes().split_at(digits.len() - 1);
        if Self::check_digit(body) == check[0] { Ok(Self(digits)) } else { Err(GtinError::CheckDigit) }
    }
}

impl TryFrom<String> for Gtin {
    type Error = GtinError;
    fn try_from(text: String) -> Result<Self, GtinError> {
        text.parse()
    }
}

impl From<Gtin> for String {
    fn from(gtin: Gtin) -> Self {
        gtin.0
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn right_numbers_are_taken_in_every_spelling() {
        for (text, gtin) in [
            ("3400949497294", "3400949497294"),
            ("96385074", "96385074"),
            ("036000291452", "036000291452"),
            ("3 400949 497294", "3400949497294"),
            ("0-306-40615-2", "9780306406157"),
            ("0-8044-2957-X", "9780804429573"),
        ] {
            assert_eq!(text.parse::<Gtin>().unwrap().as_str(), gtin, "{text}");
        }
        assert_eq!(
            "3400949497294".parse::<Gtin>().unwrap().gtin14(),
            "03400949497294".parse::<Gtin>().unwrap().gtin14()
        );
    }

    #[test]
    fn wrong_numbers_are_refused_with_the_reason() {
        assert_eq!("3400949497295".parse::<Gtin>(), Err(GtinError::CheckDigit));
        assert_eq!("4.01E+12".parse::<Gtin>(), Err(GtinError::NotDigits));
        assert_eq!("340094949".parse::<Gtin>(), Err(GtinError::Length(9)));
        assert_eq!("".parse::<Gtin>(), Err(GtinError::NotDigits));
        assert_eq!("0306406153".parse::<Gtin>(), Err(GtinError::CheckDigit));
    }
}
