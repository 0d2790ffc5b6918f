//! How each language writes numbers, money and days (Unicode CLDR's common forms).

use std::borrow::Borrow;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use types::{Currency, Language, Money, TaxRate};

use crate::{Count, Locales, Texts};

/// No-break space.
const NBSP: char = '\u{a0}';
/// Narrow no-break space: what French groups thousands with.
const NNBSP: char = '\u{202f}';

const MONTHS: [[&str; 12]; 3] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
];

impl<L: Locales> Texts<L> {
    /// A price: `€1,234.50`, `1 234,50 €`, `1.234,50 €`.
    pub fn money(self, money: impl Borrow<Money>) -> String {
        let money = money.borrow();
        let language = self.language();
        let digits = decimal(language, money.minor.unsigned_abs(), money.currency.exponent());
        let sign = if money.minor < 0 { "−" } else { "" };
        match (language, symbol(money.currency)) {
            (Language::En, Some(symbol)) => format!("{sign}{symbol}{digits}"),
            (Language::En, None) => format!("{sign}{}{NBSP}{digits}", money.currency.code()),
            (_, symbol) => format!("{sign}{digits}{NBSP}{}", symbol.unwrap_or(money.currency.code())),
        }
    }

    /// A whole number with the language's separators.
    pub fn number(self, number: impl Count) -> String {
        whole(self.language(), number.count())
    }

    /// A tax rate: `19%`, `5,5 %`.
    pub fn percent(self, rate: impl Borrow<TaxRate>) -> String {
        let points = u64::from(rate.borrow().basis_points().unsigned_abs());
        let mut digits = decimal(self.language(), points, 2);
        while digits.ends_with('0') {
            digits.pop();
        }
        let digits = digits.trim_end_matches(['.', ',']);
        if self.language() == Language::En { format!("{digits}%") } else { format!("{digits}{NBSP}%") }
    }

    /// The day in a time zone: `3 Nov 2025`, `3 nov. 2025`, `3. Nov. 2025`.
    pub fn day(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        self.date(zone.to_datetime(*at.borrow()).date())
    }

    /// A civil day.
    pub fn date(self, date: impl Borrow<Date>) -> String {
        let date = date.borrow();
        let months = &MONTHS[match self.language() {
            Language::En => 0,
            Language::Fr => 1,
            Language::De => 2,
        }];
        let month = months[usize::from(date.month().unsigned_abs()) - 1];
        let point = if self.language() == Language::De { "." } else { "" };
        format!("{}{point}{NBSP}{month}{NBSP}{}", date.day(), date.year())
    }

    /// Day and time in a time zone: `3 Nov 2025, 14:05`.
    pub fn moment(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        let local = zone.to_datetime(*at.borrow());
        format!("{}, {:02}:{:02}", self.date(local.date()), local.hour(), local.minute())
    }
}

/// The signs that readers know; other currencies are written with their code.
const fn symbol(currency: Currency) -> Option<&'static str> {
    Some(match currency {
        Currency::Eur => "€",
        Currency::Gbp => "£",
        Currency::Usd => "$",
        Currency::Inr => "₹",
        Currency::Jpy => "¥",
        _ => return None,
    })
}

pub(crate) fn whole(language: Language, number: i64) -> String {
    let digits = grouped(language, number.unsigned_abs());
    if number < 0 { format!("−{digits}") } else { digits }
}

fn decimal(language: Language, minor: u64, exponent: u32) -> String {
    let unit = 10_u64.pow(exponent);
    let major = grouped(language, minor / unit);
    if exponent == 0 {
        return major;
    }
    let point = if language == Language::En { '.' } else { ',' };
    format!("{major}{point}{:0width$}", minor % unit, width = exponent as usize)
}

fn grouped(language: Language, number: u64) -> String {
    let separator = match language {
        Language::En => ',',
        Language::Fr => NNBSP,
        Language::De => '.',
    };
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::Bundles;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Few;

    impl Locales for Few {
        fn bundles() -> &'static Bundles {
            static BUNDLES: LazyLock<Bundles> = LazyLock::new(|| {
                let file = |language: &str, text: &str| (format!("{language}/few.ftl"), text.to_owned());
                Bundles::read(&[
                    file("en", "things = { $count ->\n    [one] { $count } thing\n   *[other] { $count } things\n}"),
                    file("fr", "things = { $count ->\n    [one] { $count } chose\n   *[other] { $count } choses\n}"),
                    file("de", "things = { $count ->\n    [one] { $count } Ding\n   *[other] { $count } Dinge\n}"),
                ])
            });
            &BUNDLES
        }
    }

    const ALL: [Texts<Few>; 3] = [Texts::of(Language::En), Texts::of(Language::Fr), Texts::of(Language::De)];

    #[test]
    fn money_is_written_as_each_language_does() {
        let written = |minor, currency| ALL.map(|t| t.money(Money::new(minor, currency)));
        assert_eq!(
            written(123_456_789, Currency::Eur),
            ["€1,234,567.89", "1\u{202f}234\u{202f}567,89\u{a0}€", "1.234.567,89\u{a0}€"]
        );
        assert_eq!(written(-5, Currency::Chf), ["−CHF\u{a0}0.05", "−0,05\u{a0}CHF", "−0,05\u{a0}CHF"]);
        assert_eq!(written(1200, Currency::Jpy), ["¥1,200", "1\u{202f}200\u{a0}¥", "1.200\u{a0}¥"]);
        assert_eq!(written(1234, Currency::Kwd)[0], "KWD\u{a0}1.234");
        assert!(written(i64::MIN, Currency::Eur)[0].starts_with("−€92,233"));
    }

    #[test]
    fn rates_lose_their_idle_zeros() {
        let written = |points| ALL.map(|t| t.percent(TaxRate::new(points).unwrap()));
        assert_eq!(written(1900), ["19%", "19\u{a0}%", "19\u{a0}%"]);
        assert_eq!(written(550), ["5.5%", "5,5\u{a0}%", "5,5\u{a0}%"]);
        assert_eq!(written(210)[1], "2,1\u{a0}%");
        assert_eq!(written(10_000)[0], "100%");
        assert_eq!(written(0)[0], "0%");
    }

    #[test]
    fn days_belong_to_a_zone() {
        let at: Timestamp = "2025-12-31T23:30:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let written = ALL.map(|t| t.moment(at, &zone).replace('\u{a0}', " "));
        assert_eq!(written, ["1 Jan 2026, 00:30", "1 janv. 2026, 00:30", "1. Jan. 2026, 00:30"]);
        assert_eq!(ALL[0].day(at, &zone).replace('\u{a0}', " "), "1 Jan 2026");
        assert_eq!(ALL[0].day(at, &TimeZone::UTC).replace('\u{a0}', " "), "31 Dec 2025");
    }

    #[test]
    fn counts_choose_their_plural_and_are_grouped() {
        let things = |count: u64| ALL.map(|t| t.count("things", count));
        assert_eq!(things(1), ["1 thing", "1 chose", "1 Ding"]);
        assert_eq!(things(0), ["0 things", "0 chose", "0 Dinge"]);
        assert_eq!(things(13_169), ["13,169 things", "13\u{202f}169 choses", "13.169 Dinge"]);
    }

    #[test]
    fn what_no_file_has_is_given_back() {
        assert_eq!(ALL[0].get("nothing"), "nothing");
        assert!(!ALL[0].has("nothing") && ALL[0].has("things"));
    }
}
