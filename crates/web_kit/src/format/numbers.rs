//! Numbers and money, as CLDR writes them. No floating point: the digits are those of the minor units.

use types::{Currency, Language, Money};

/// Keeps an amount and its currency in one line.
const NO_BREAK_SPACE: char = '\u{a0}';
/// Between groups of digits in French.
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

/// `1,234,567`, French `1 234 567` (narrow no-break spaces), German `1.234.567`.
pub fn format_number(number: i64, language: Language) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string(), language))
}

/// `€1,299.00`, French `1 299,00 €` (a narrow no-break space between groups, a no-break space before the sign),
/// German `1.299,00 €` (a no-break space). A currency whose sign could be mistaken is written by its code.
pub fn format_money(money: Money, language: Language) -> String {
    let exponent = money.currency.exponent() as usize;
    let digits = format!("{:0>width$}", money.minor.unsigned_abs().to_string(), width = exponent + 1);
    let (whole, fraction) = digits.split_at(digits.len() - exponent);
    let mut amount = grouped(whole, language);
    if exponent > 0 {
        amount.push(if language == Language::En { '.' } else { ',' });
        amount.push_str(fraction);
    }
    let sign = if money.minor < 0 { "-" } else { "" };
    match (language, symbol(money.currency)) {
        (Language::En, Some(symbol)) => format!("{sign}{symbol}{amount}"),
        (Language::En, None) => format!("{sign}{}{NO_BREAK_SPACE}{amount}", money.currency),
        (_, symbol) => format!("{sign}{amount}{NO_BREAK_SPACE}{}", symbol.unwrap_or(money.currency.code())),
    }
}

fn grouped(digits: &str, language: Language) -> String {
    let separator = match language {
        Language::En => ',',
        Language::Fr => NARROW_NO_BREAK_SPACE,
        Language::De => '.',
    };
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

fn symbol(currency: Currency) -> Option<&'static str> {
    match currency {
        Currency::Eur => Some("€"),
        Currency::Gbp => Some("£"),
        Currency::Usd => Some("$"),
        Currency::Jpy => Some("¥"),
        Currency::Inr => Some("₹"),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn money_is_written_as_each_language_does() {
        use Language::{De, En, Fr};
        for (minor, currency, language, expected) in [
            (129_900, Currency::Eur, De, "1.299,00\u{a0}€"),
            (129_900, Currency::Eur, Fr, "1\u{202f}299,00\u{a0}€"),
            (129_900, Currency::Eur, En, "€1,299.00"),
            (5, Currency::Eur, De, "0,05\u{a0}€"),
            (-129_900, Currency::Usd, En, "-$1,299.00"),
            (-99_999, Currency::Eur, De, "-999,99\u{a0}€"),
            (1_234_567, Currency::Jpy, En, "¥1,234,567"),
            (0, Currency::Jpy, Fr, "0\u{a0}¥"),
            (1_234, Currency::Kwd, De, "1,234\u{a0}KWD"),
            (129_900, Currency::Chf, En, "CHF\u{a0}1,299.00"),
            (i64::MIN, Currency::Eur, En, "-€92,233,720,368,547,758.08"),
        ] {
            assert_eq!(format_money(Money::new(minor, currency), language), expected);
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(format_number(1_234_567, Language::En), "1,234,567");
        assert_eq!(format_number(-1_234, Language::De), "-1.234");
        assert_eq!(format_number(100_000, Language::Fr), "100\u{202f}000");
        assert_eq!(format_number(999, Language::De), "999");
    }

    proptest! {
        #[test]
        fn digits_and_sign_are_kept(minor in any::<i64>(), currency in 0..Currency::ALL.len(), language in 0..3_usize) {
            let (currency, language) = (Currency::ALL[currency], Language::ALL[language]);
            let text = format_money(Money::new(minor, currency), language);
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(digits.parse::<u64>().unwrap(), minor.unsigned_abs());
            prop_assert_eq!(text.starts_with('-'), minor < 0);
            let decimal = if language == Language::En { '.' } else { ',' };
            let after = text.rsplit_once(decimal).map_or(0, |(_, rest)| rest.chars().filter(char::is_ascii_digit).count());
            // Without minor units the last separator, if any, is one of groups.
            prop_assert!(after == currency.exponent() as usize || (currency.exponent() == 0 && after % 3 == 0));
        }

        #[test]
        fn groups_have_three_digits(number in any::<i64>(), language in 0..3_usize) {
            let text = format_number(number, Language::ALL[language]);
            let groups: Vec<&str> = text.trim_start_matches('-').split(|c: char| !c.is_ascii_digit()).collect();
            prop_assert!((1..=3).contains(&groups[0].len()));
            prop_assert!(groups[1..].iter().all(|group| group.len() == 3));
        }
    }
}
