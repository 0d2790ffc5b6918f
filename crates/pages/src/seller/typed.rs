//! Amounts and numbers as people type them, and forms with numbered rows.

use rust_decimal::Decimal;
use types::{Currency, Money};
use web_kit::FormValues;

/// Characters of an amount, at most.
const MAX_AMOUNT: usize = 24;

/// The text is no amount of the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAmount;

/// An amount of major units, with comma or point; `None` where nothing was typed. Never negative.
pub fn money(text: &str, currency: Currency) -> Result<Option<Money>, NoAmount> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let plain = text.len() <= MAX_AMOUNT && text.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.');
    if !plain || !text.contains(|c: char| c.is_ascii_digit()) {
        return Err(NoAmount);
    }
    let decimal: Decimal = with_point(&text).ok_or(NoAmount)?.parse().map_err(|_| NoAmount)?;
    Money::from_decimal(decimal, currency).map(Some).map_err(|_| NoAmount)
}

/// Digits with at most one point: the last sign is the decimal one where there are two kinds, and where there is one
/// once; the same sign more than once parts thousands.
fn with_point(text: &str) -> Option<String> {
    let (commas, points) = (text.matches(',').count(), text.matches('.').count());
    let decimal = match (commas, points) {
        (0 | 2.., 0) | (0, 2..) => None,
        (1, 0) => Some(','),
        (0, 1) => Some('.'),
        _ => text.chars().rev().find(|c| !c.is_ascii_digit()),
    };
    if decimal.is_some_and(|sign| text.matches(sign).count() > 1) {
        return None;
    }
    let keep = |c: char| match c {
        c if Some(c) == decimal => Some('.'),
        c if c.is_ascii_digit() => Some(c),
        _ => None,
    };
    Some(text.chars().filter_map(keep).collect())
}

/// A whole number, not negative.
pub fn whole(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// How many rows a form with fields `NAME.0.PART`, `NAME.1.PART` … has; never more than `max`.
pub fn rows(values: &FormValues, name: &str, parts: &[&str], max: usize) -> usize {
    let has = |at: &usize| parts.iter().any(|part| sent(values, &format!("{name}.{at}.{part}")).is_some());
    (0..max).take_while(has).count()
}

/// What was typed into a field, if the form has it.
pub fn sent<'a>(values: &'a FormValues, name: &str) -> Option<&'a str> {
    values.all(name).next()?;
    Some(values.get(name))
}

/// Whether a box was ticked.
pub fn ticked(values: &FormValues, name: &str) -> bool {
    values.has(name, "on")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_comma_and_point() {
        let minor = |text: &str| money(text, Currency::Eur).map(|money| money.map(|m| m.minor));
        for (text, expected) in [
            ("19.99", 1_999),
            ("19,9", 1_990),
            (" 1 234,50 ", 123_450),
            ("1.234,50", 123_450),
            ("1,234.50", 123_450),
            ("1'234.50", 123_450),
            ("1.234.567", 123_456_700),
            ("0", 0),
            (",5", 50),
            ("7.", 700),
        ] {
            assert_eq!(minor(text), Ok(Some(expected)), "{text}");
        }
        assert_eq!(minor("  "), Ok(None));
        for text in [
            "1.234",
            "-1",
            "1e5",
            "free",
            "1_000",
            ".",
            "1,2,3.4.5",
            "1.2.3,4,5",
            "９9",
            "99999999999999999999",
            "0x1",
            "€5",
        ] {
            assert_eq!(minor(text), Err(NoAmount), "{text}");
        }
        assert_eq!(money("1200", Currency::Jpy).unwrap().unwrap().minor, 1_200);
        assert_eq!(money("12,5", Currency::Jpy), Err(NoAmount));
    }

    #[test]
    fn whole_numbers_are_digits_only() {
        assert_eq!((whole(" 12 "), whole("0")), (Some(12), Some(0)));
        for text in ["", "-1", "+1", "1.5", "4294967296", "1 2"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn rows_are_counted_until_one_lacks() {
        let values = FormValues::new([("line.0.item", ""), ("line.1.quantity", "2"), ("line.3.item", "x")]);
        assert_eq!(rows(&values, "line", &["item", "quantity"], 100), 2);
        assert_eq!(rows(&values, "line", &["item", "quantity"], 1), 1);
        assert_eq!(rows(&values, "variant", &["sku"], 100), 0);
    }
}
