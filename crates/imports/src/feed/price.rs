//! Prices as people and programs write them, read without floating point and without guessing.
//!
//! The last of two different separators is the decimal one. A single separator before one or two digits is decimal
//! too; before three it could be either (`12.345`), so the price is refused, except in currencies with three decimals.
//! Spaces and apostrophes only group. More decimals than two, or than the currency has, are refused.

use types::{Currency, Money};

use super::currency::{Named, currency};
use super::limits::MAX_PRICE_MINOR;
use super::text::trim;

/// An amount above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Price {
    pub(crate) money: Money,
    /// Whether the text names no currency and the seller's own was taken.
    pub(crate) assumed: bool,
}

/// Why a text is no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPrice {
    Bad(&'static str),
    Negative,
    Zero,
    OutOfRange,
    MissingCurrency,
    UnknownCurrency,
}

/// Reads a price; one without a currency is in the seller's `own`.
pub(crate) fn price(text: &str, own: Option<Currency>) -> Result<Price, NoPrice> {
    let text = trim(text);
    let (Some(first), Some(last)) = (text.find(|c: char| c.is_ascii_digit()), text.rfind(|c: char| c.is_ascii_digit()))
    else {
        return Err(NoPrice::Bad("there is no number in it"));
    };
    let (negative, before) = signed(&text[..first])?;
    let after = without_dash(&text[last + 1..]);
    let named = beside(before, trim(after), own)?;
    let (amount_currency, assumed) = match named {
        Some(Named::Known(currency)) => (Some(currency), false),
        Some(_) => (None, false),
        None => (own, true),
    };
    let minor = amount(&text[first..=last], amount_currency.unwrap_or(Currency::Eur))?;
    let Some(currency) = amount_currency else {
        return Err(if named.is_some() { NoPrice::UnknownCurrency } else { NoPrice::MissingCurrency });
    };
    match minor {
        0 => Err(NoPrice::Zero),
        _ if negative => Err(NoPrice::Negative),
        _ if minor > MAX_PRICE_MINOR => Err(NoPrice::OutOfRange),
        _ => Ok(Price { money: Money::new(minor, currency), assumed }),
    }
}

/// Whether a minus stands before the number, and what stands there besides (`-€5`, `€ -5`).
fn signed(before: &str) -> Result<(bool, &str), NoPrice> {
    let sign = |c: char| matches!(c, '-' | '+' | '\u{2212}');
    let before = trim(before);
    let rest = before.strip_prefix(sign).or_else(|| before.strip_suffix(sign)).unwrap_or(before);
    if rest.contains(sign) {
        return Err(NoPrice::Bad("it has two signs"));
    }
    let negative = rest.len() < before.len() && !before.contains('+');
    Ok((negative, trim(rest)))
}

/// Without the dash that stands for no cents: `12,- €`, `12.–`.
fn without_dash(after: &str) -> &str {
    let Some(rest) = after.strip_prefix([',', '.']) else { return after };
    let bare = rest.trim_start_matches(['-', '\u{2013}', '\u{2014}']);
    if bare.len() < rest.len() { bare } else { after }
}

/// The currency named before or after a number, `None` where nothing stands there.
fn beside(before: &str, after: &str, own: Option<Currency>) -> Result<Option<Named>, NoPrice> {
    let read = |text: &str| match text {
        "" => Ok(None),
        text => match currency(text, own) {
            Named::No => Err(NoPrice::Bad("there is more in it than a number and a currency")),
            named => Ok(Some(named)),
        },
    };
    match (read(before)?, read(after)?) {
        (Some(before), Some(after)) if before != after => Err(NoPrice::Bad("it names two currencies")),
        (before, after) => Ok(before.or(after)),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Dot,
    Comma,
    Space,
    Apostrophe,
}

fn separator(c: char) -> Option<Separator> {
    match c {
        '.' => Some(Separator::Dot),
        ',' => Some(Separator::Comma),
        '\'' | '’' => Some(Separator::Apostrophe),
        c if c.is_whitespace() => Some(Separator::Space),
        _ => None,
    }
}

/// More groups than any amount within the range has.
const MAX_GROUPS: usize = 12;

/// Runs of digits and the separators between them; the first `count` of each are filled.
struct Groups<'a> {
    runs: [&'a str; MAX_GROUPS],
    separators: [Separator; MAX_GROUPS],
    count: usize,
}

fn groups(number: &str) -> Result<Groups<'_>, NoPrice> {
    let mut found = Groups { runs: [""; MAX_GROUPS], separators: [Separator::Dot; MAX_GROUPS], count: 0 };
    let mut from = 0;
    for (at, c) in number.char_indices().filter(|(_, c)| !c.is_ascii_digit()) {
        let separator = separator(c).ok_or(NoPrice::Bad("it is not one number"))?;
        if at == from || found.count == MAX_GROUPS - 1 {
            return Err(NoPrice::Bad("it is not one number"));
        }
        found.runs[found.count] = &number[from..at];
        found.separators[found.count] = separator;
        found.count += 1;
        from = at + c.len_utf8();
    }
    found.runs[found.count] = &number[from..];
    found.count += 1;
    Ok(found)
}

/// The amount in minor units of a text that begins and ends with a digit.
fn amount(number: &str, currency: Currency) -> Result<i64, NoPrice> {
    let found = groups(number)?;
    let runs = &found.runs[..found.count];
    let separators = &found.separators[..found.count - 1];
    let (whole, cents) = match (separators, runs) {
        ([grouping @ .., last @ (Separator::Dot | Separator::Comma)], [whole @ .., cents])
            if !grouping.contains(last) =>
        {
            if grouping.is_empty() {
                check_single(cents.len(), currency)?;
            }
            (whole, *cents)
        }
        _ => (runs, ""),
    };
    check_grouping(whole, &separators[..whole.len() - 1], currency)?;
    minor_units(whole, cents, currency)
}

/// A lone point or comma is decimal, unless the number of digits after it allows of thousands.
fn check_single(digits: usize, currency: Currency) -> Result<(), NoPrice> {
    match digits {
        3 if currency.exponent() != 3 => Err(NoPrice::Bad("it can be read with three decimals or as thousands")),
        0..=3 => Ok(()),
        _ => Err(NoPrice::Bad("it has too many decimals")),
    }
}

/// Groups have three digits, the first up to three, and one kind of separator; in India two before the last three.
fn check_grouping(runs: &[&str], separators: &[Separator], currency: Currency) -> Result<(), NoPrice> {
    let Some((first, rest)) = runs.split_first().filter(|(_, rest)| !rest.is_empty()) else { return Ok(()) };
    let same = separators.iter().all(|separator| *separator == separators[0]);
    let thousands = first.len() <= 3 && rest.iter().all(|run| run.len() == 3);
    let (last, lakhs) = (rest[rest.len() - 1], &rest[..rest.len() - 1]);
    let indian = currency == Currency::Inr
        && separators[0] == Separator::Comma
        && first.len() <= 2
        && last.len() == 3
        && lakhs.iter().all(|run| run.len() == 2);
    if same && !first.starts_with('0') && (thousands || indian) {
        Ok(())
    } else {
        Err(NoPrice::Bad("its digits are not grouped by thousands"))
    }
}

fn minor_units(whole: &[&str], cents: &str, currency: Currency) -> Result<i64, NoPrice> {
    let exponent = currency.exponent() as usize;
    if cents.len() > exponent.max(2) {
        return Err(NoPrice::Bad("it has too many decimals"));
    }
    let (kept, beyond) = cents.split_at(cents.len().min(exponent));
    if beyond.bytes().any(|b| b != b'0') {
        return Err(NoPrice::Bad("the currency has not so many decimals"));
    }
    let zeros = "000".get(..exponent - kept.len()).unwrap_or_default();
    let mut minor: i64 = 0;
    for digit in whole.iter().copied().chain([kept, zeros]).flat_map(str::bytes) {
        let next = minor.checked_mul(10).and_then(|minor| minor.checked_add(i64::from(digit - b'0')));
        minor = next.ok_or(NoPrice::OutOfRange)?;
    }
    Ok(minor)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prices_are_read_in_every_spelling() {
        for (text, minor, currency) in [
            ("1.299,00 €", 129_900, Currency::Eur),
            ("1\u{a0}299,00 €", 129_900, Currency::Eur),
            ("1\u{202f}299,5 EUR", 129_950, Currency::Eur),
            ("1'299.00 CHF", 129_900, Currency::Chf),
            ("1,299,000.50 usd", 129_900_050, Currency::Usd),
            ("1.299.000 €", 129_900_000, Currency::Eur),
            ("EUR 5,49", 549, Currency::Eur),
            ("€19.99", 1_999, Currency::Eur),
            ("19.99EUR", 1_999, Currency::Eur),
            ("€ 7 EUR", 700, Currency::Eur),
            ("12,- €", 1_200, Currency::Eur),
            ("+12 €", 1_200, Currency::Eur),
            ("12.00 JPY", 12, Currency::Jpy),
            ("1.234 KWD", 1_234, Currency::Kwd),
            ("₹1,23,456.00", 12_345_600, Currency::Inr),
        ] {
            assert_eq!(price(text, None).map(|price| price.money), Ok(Money::new(minor, currency)), "{text}");
        }
        assert_eq!(
            price("12", Some(Currency::Chf)),
            Ok(Price { money: Money::new(1_200, Currency::Chf), assumed: true })
        );
    }

    #[test]
    fn what_is_no_price_is_refused_with_the_reason() {
        for (text, expected) in [
            ("-5.00 EUR", NoPrice::Negative),
            ("-€5", NoPrice::Negative),
            ("€ \u{2212}5", NoPrice::Negative),
            ("0,00 EUR", NoPrice::Zero),
            ("12.34", NoPrice::MissingCurrency),
            ("12.34 XXX", NoPrice::UnknownCurrency),
            ("99999999999999999999.00 EUR", NoPrice::OutOfRange),
            ("1000000000 EUR", NoPrice::OutOfRange),
            ("1000000000000000000000000000005.00 EUR", NoPrice::OutOfRange),
            ("1000000000000.05 EUR", NoPrice::OutOfRange),
            ("12.345 EUR", NoPrice::Bad("it can be read with three decimals or as thousands")),
            ("12.3456 EUR", NoPrice::Bad("it has too many decimals")),
        ] {
            assert_eq!(price(text, None), Err(expected), "{text}");
        }
        for text in [
            "",
            "auf Anfrage",
            "12.345 EUR",
            "12,345",
            "10 EUR 20",
            "1e3 EUR",
            "NaN EUR",
            "１２.00 EUR",
            "--5.00 EUR",
            "-5-",
            "5.00- EUR",
            "1.2.3 EUR",
            "1,299,00 EUR",
            "0.299.000 EUR",
            "1 29 EUR",
            "12.345,678 EUR",
            "0..0 EUR",
            "1'299 000.50 EUR",
            "12½ EUR",
            "1,2345,678.00 INR",
            "12.5 JPY",
            "1.299,00,50 EUR",
            "5 % EUR",
            "EUR 5 USD",
            "12 Stück",
            "1.23.456 EUR",
            "1.2345 KWD",
            "12,34,567 EUR",
        ] {
            assert!(matches!(price(text, None), Err(NoPrice::Bad(_))), "{text}: {:?}", price(text, None));
        }
    }

    proptest! {
        #[test]
        fn every_amount_survives_being_written(minor in 1..=MAX_PRICE_MINOR, which in 0..Currency::ALL.len()) {
            let money = Money::new(minor, Currency::ALL[which]);
            let text = money.to_string();
            // One or two decimals, or none; three are ambiguous but for currencies that have them.
            prop_assert_eq!(price(&text, None).map(|price| price.money), Ok(money));
        }

        #[test]
        fn any_text_is_a_price_or_none(text in "[-+0-9., '€EUR]{0,16}") {
            if let Ok(price) = price(&text, Some(Currency::Eur)) {
                prop_assert!(price.money.minor > 0 && price.money.minor <= MAX_PRICE_MINOR);
            }
        }
    }
}
