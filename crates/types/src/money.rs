//! Money: whole minor units and an ISO 4217 currency. No floating point anywhere.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A currency Karum can sell in. Exponents (digits after the point) are those of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Currency {
    Eur,
    Chf,
    Gbp,
    Usd,
    Inr,
    Jpy,
    Sek,
    Nok,
    Dkk,
    Pln,
    Czk,
    Huf,
    Ron,
    Bgn,
    Isk,
    Cad,
    Aud,
    Nzd,
    Sgd,
    Aed,
    Kwd,
    Bhd,
    Try,
    Cny,
    Krw,
    Brl,
    Mxn,
    Zar,
}

/// The text is not a currency that Karum knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown currency \"{0}\": use a three-letter ISO 4217 code such as EUR")]
pub struct CurrencyError(pub String);

impl Currency {
    /// Every currency, in the order of declaration.
    pub const ALL: [Self; 28] = [
        Self::Eur,
        Self::Chf,
        Self::Gbp,
        Self::Usd,
        Self::Inr,
        Self::Jpy,
        Self::Sek,
        Self::Nok,
        Self::Dkk,
        Self::Pln,
        Self::Czk,
        Self::Huf,
        Self::Ron,
        Self::Bgn,
        Self::Isk,
        Self::Cad,
        Self::Aud,
        Self::Nzd,
        Self::Sgd,
        Self::Aed,
        Self::Kwd,
        Self::Bhd,
        Self::Try,
        Self::Cny,
        Self::Krw,
        Self::Brl,
        Self::Mxn,
        Self::Zar,
    ];

    /// The three-letter code, upper case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Chf => "CHF",
            Self::Gbp => "GBP",
            Self::Usd => "USD",
            Self::Inr => "INR",
            Self::Jpy => "JPY",
            Self::Sek => "SEK",
            Self::Nok => "NOK",
            Self::Dkk => "DKK",
            Self::Pln => "PLN",
            Self::Czk => "CZK",
            Self::Huf => "HUF",
            Self::Ron => "RON",
            Self::Bgn => "BGN",
            Self::Isk => "ISK",
            Self::Cad => "CAD",
            Self::Aud => "AUD",
            Self::Nzd => "NZD",
            Self::Sgd => "SGD",
            Self::Aed => "AED",
            Self::Kwd => "KWD",
            Self::Bhd => "BHD",
            Self::Try => "TRY",
            Self::Cny => "CNY",
            Self::Krw => "KRW",
            Self::Brl => "BRL",
            Self::Mxn => "MXN",
            Self::Zar => "ZAR",
        }
    }

    /// Digits after the decimal point (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD.
    pub const fn exponent(self) -> u32 {
        match self {
            Self::Jpy | Self::Krw | Self::Isk => 0,
            Self::Kwd | Self::Bhd => 3,
            _ => 2,
        }
    }
}

impl std::str::FromStr for Currency {
    type Err = CurrencyError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|c| c.code().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| CurrencyError(text.to_owned()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units (cents for EUR) with its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Money {
    /// Minor units: 1999 is 19.99 EUR, 12 is 12 JPY.
    pub minor: i64,
    /// ISO 4217.
    pub currency: Currency,
}

/// Arithmetic that has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Two currencies in one sum.
    #[error("{0} and {1} cannot be added up")]
    Mixed(Currency, Currency),
    /// More than an `i64` of minor units.
    #[error("the amount is out of range")]
    OutOfRange,
    /// More digits after the point than the currency has.
    #[error("{1} has no more than {0} digits after the point")]
    TooPrecise(u32, Currency),
}

impl Money {
    /// The highest price, shipping rate or other amount that anybody may set, minor units. A hundred cart lines of 999
    /// pieces at this price are far below the range of `i64`.
    pub const MAX_PRICE: i64 = 99_999_999_999;

    /// So many minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::OutOfRange)?;
        Ok(Self { minor, ..self })
    }

    /// So many of it.
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(i64::from(quantity)).ok_or(MoneyError::OutOfRange)?;
        Ok(Self { minor, ..self })
    }

    /// From a decimal number of major units; refuses digits the currency has not.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let exponent = currency.exponent();
        let scaled = amount.checked_mul(Decimal::from(10_i64.pow(exponent))).ok_or(MoneyError::OutOfRange)?;
        if scaled.fract() != Decimal::ZERO {
            return Err(MoneyError::TooPrecise(exponent, currency));
        }
        let minor = i64::try_from(scaled.trunc().mantissa() / 10_i128.pow(scaled.trunc().scale()))
            .map_err(|_| MoneyError::OutOfRange)?;
        Ok(Self { minor, currency })
    }

    /// Major units, exact.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// The VAT contained in a VAT-inclusive amount, rounded half up (away from zero below it).
    pub fn tax_included(self, rate: TaxRate) -> Self {
        let (amount, points) = (i128::from(self.minor), i128::from(rate.basis_points()));
        let whole = 10_000 + points;
        let tax = (2 * amount.abs() * points + whole) / (2 * whole);
        let minor = i64::try_from(tax * amount.signum()).unwrap_or(self.minor);
        Self { minor, ..self }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

/// A VAT rate in basis points: 1900 is 19 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct TaxRate(i32);

impl TaxRate {
    /// No tax.
    pub const ZERO: Self = Self(0);

    /// A rate of so many basis points, 0 to 10,000.
    pub const fn new(basis_points: i32) -> Option<Self> {
        if 0 <= basis_points && basis_points <= 10_000 { Some(Self(basis_points)) } else { None }
    }

    /// Hundredths of a percent.
    pub const fn basis_points(self) -> i32 {
        self.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimal_and_minor_units_agree() {
        for (text, currency, minor) in [
            ("19.99", Currency::Eur, 1999),
            ("12", Currency::Jpy, 12),
            ("1.234", Currency::Kwd, 1234),
            ("-0.5", Currency::Eur, -50),
        ] {
            let money = Money::from_decimal(text.parse().unwrap(), currency).unwrap();
            assert_eq!(money.minor, minor, "{text} {currency}");
        }
        assert_eq!(
            Money::from_decimal("12.345".parse().unwrap(), Currency::Eur),
            Err(MoneyError::TooPrecise(2, Currency::Eur))
        );
        assert_eq!(Money::from_decimal(Decimal::MAX, Currency::Eur), Err(MoneyError::OutOfRange));
        assert_eq!(Money::new(123_456, Currency::Eur).to_string(), "1234.56 EUR");
    }

    #[test]
    fn currencies_do_not_mix() {
        let sum = Money::new(1, Currency::Eur).plus(Money::new(1, Currency::Chf));
        assert_eq!(sum, Err(MoneyError::Mixed(Currency::Eur, Currency::Chf)));
    }

    #[test]
    fn contained_tax_is_rounded_half_up() {
        let tax = |minor, points| Money::new(minor, Currency::Eur).tax_included(TaxRate::new(points).unwrap()).minor;
        assert_eq!(tax(11_900, 1_900), 1_900);
        assert_eq!(tax(1_999, 1_900), 319); // 319.168…
        assert_eq!(tax(3, 10_000), 2); // 1.5 up
        assert_eq!(tax(-3, 10_000), -2);
        assert_eq!(tax(1_999, 0), 0);
    }

    proptest! {
        #[test]
        fn decimal_round_trips(minor in any::<i64>(), which in 0..Currency::ALL.len()) {
            let money = Money::new(minor, Currency::ALL[which]);
            prop_assert_eq!(Money::from_decimal(money.decimal(), money.currency).unwrap(), money);
        }

        #[test]
        fn contained_tax_is_within_the_price(minor in 0..1_000_000_000_i64, points in 0..=10_000) {
            let tax = Money::new(minor, Currency::Eur).tax_included(TaxRate::new(points).unwrap()).minor;
            prop_assert!((0..=minor).contains(&tax));
            // net × (1 + rate) is the gross again, within half a cent's worth
            let (net, points) = (i128::from(minor - tax), i128::from(points));
            prop_assert!((net * (10_000 + points) - i128::from(minor) * 10_000).abs() <= 10_000 + points);
        }
    }
}
