//! VAT rates by country and class.
//!
//! Sources: European Commission, Taxes in Europe Database, "VAT rates" (the rates in force in 2026; among the latest
//! changes Slovakia and Finland 2025 and 2026, Estonia 1 July 2025, Romania 1 August 2025, Lithuania 2026, Austria's rate
//! of 4.9 % in 2026); for GB gov.uk "VAT rates"; for CH the Federal Tax Administration (rates since 2024), which hold in
//! LI too; for NO Skatteetaten; for IN the GST rates since 22 September 2025. Compared, all but IN, with the package
//! eu-vat-rates-data 2026.9.29 (https://pypi.org/project/eu-vat-rates-data/), which follows that database; it lacks
//! Ireland's 4.8 % for livestock. Where a country has more reduced rates than there are classes, those for goods are
//! taken; rates of single regions are left out.

use std::{error::Error, fmt};

use bytes::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use serde::{Deserialize, Serialize};
use types::TaxRate;

/// What kind of goods something is for the tax office. The rate follows from it and the seller's country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxClass {
    /// Most goods.
    #[default]
    Standard,
    /// Between standard and reduced, also called the parking rate.
    Intermediate,
    /// Books, food, medicine in most countries.
    Reduced,
    /// Below reduced.
    SuperReduced,
    /// No tax.
    Zero,
}

/// A text that is no tax class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown tax class \"{0}\": use standard, intermediate, reduced, super_reduced or zero")]
pub struct TaxClassError(pub String);

impl TaxClass {
    /// Every class, the highest rate first.
    pub const ALL: [Self; 5] = [Self::Standard, Self::Intermediate, Self::Reduced, Self::SuperReduced, Self::Zero];

    /// Its name in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Intermediate => "intermediate",
            Self::Reduced => "reduced",
            Self::SuperReduced => "super_reduced",
            Self::Zero => "zero",
        }
    }
}

impl std::str::FromStr for TaxClass {
    type Err = TaxClassError;
    fn from_str(text: &str) -> Result<Self, TaxClassError> {
        Self::ALL.into_iter().find(|c| c.code() == text).ok_or_else(|| TaxClassError(text.to_owned()))
    }
}

impl fmt::Display for TaxClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl ToSql for TaxClass {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.code().to_sql(ty, out)
    }
    fn accepts(ty: &Type) -> bool {
        <&str as ToSql>::accepts(ty)
    }
    to_sql_checked!();
}

impl<'a> FromSql<'a> for TaxClass {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(<&str as FromSql>::from_sql(ty, raw)?.parse()?)
    }
    fn accepts(ty: &Type) -> bool {
        <&str as FromSql>::accepts(ty)
    }
}

/// Country; standard, intermediate, reduced and super-reduced rate in basis points, 0 where there is none.
const RATES: &[(&str, [i32; 4])] = &[
    ("AT", [2000, 1300, 1000, 490]),
    ("BE", [2100, 1200, 600, 0]),
    ("BG", [2000, 0, 900, 0]),
    ("CH", [810, 380, 260, 0]),
    ("CY", [1900, 900, 500, 300]),
    ("CZ", [2100, 0, 1200, 0]),
    ("DE", [1900, 0, 700, 0]),
    ("DK", [2500, 0, 0, 0]),
    ("EE", [2400, 1300, 900, 0]),
    ("ES", [2100, 0, 1000, 400]),
    ("FI", [2550, 1350, 1000, 0]),
    ("FR", [2000, 1000, 550, 210]),
    ("GB", [2000, 0, 500, 0]),
    ("GR", [2400, 1300, 600, 0]),
    ("HR", [2500, 1300, 500, 0]),
    ("HU", [2700, 1800, 500, 0]),
    ("IE", [2300, 1350, 900, 480]),
    ("IN", [1800, 0, 500, 0]),
    ("IT", [2200, 1000, 500, 400]),
    ("LI", [810, 380, 260, 0]),
    ("LT", [2100, 1200, 500, 0]),
    ("LU", [1700, 1400, 800, 300]),
    ("LV", [2100, 1200, 500, 0]),
    ("MT", [1800, 1200, 700, 500]),
    ("NL", [2100, 0, 900, 0]),
    ("NO", [2500, 1500, 1200, 0]),
    ("PL", [2300, 800, 500, 0]),
    ("PT", [2300, 1300, 600, 0]),
    ("RO", [2100, 0, 1100, 0]),
    ("SE", [2500, 1200, 600, 0]),
    ("SI", [2200, 950, 500, 0]),
    ("SK", [2300, 1900, 500, 0]),
];

fn known(country: &str) -> Option<&'static [i32; 4]> {
    // The European Union writes EL for Greece and XI for Northern Ireland.
    let country = match country {
        "EL" => "GR",
        "XI" => "GB",
        other => other,
    };
    RATES.iter().find(|(code, _)| *code == country).map(|(_, rates)| rates)
}

/// Whether the rates of a country are known. No shop may sell from another: its prices would hold no tax.
pub fn knows(country: &str) -> bool {
    known(country).is_some()
}

/// Whether this is a country, as people type its code, from which no shop can sell. What is no country at all is for
/// others to refuse.
pub fn lacks_rates(typed: &str) -> bool {
    let code = typed.trim().to_ascii_uppercase();
    types::is_country(&code) && !knows(&code)
}

/// The rate of a class in a country (ISO 3166-1 alpha-2). A class that a country does not have is taxed like the next
/// higher one that it has; where a country is not known there is no tax, and the seller must be told.
pub fn rate(country: &str, class: TaxClass) -> TaxRate {
    let Some(rates) = known(country) else { return TaxRate::ZERO };
    let at = match class {
        TaxClass::Standard => 0,
        TaxClass::Intermediate => 1,
        TaxClass::Reduced => 2,
        TaxClass::SuperReduced => 3,
        TaxClass::Zero => return TaxRate::ZERO,
    };
    let points = rates[..=at].iter().rev().copied().find(|points| *points > 0).unwrap_or(0);
    TaxRate::new(points).unwrap_or(TaxRate::ZERO)
}

/// The class of a rate in a country, if it has such a rate.
pub fn class_for(country: &str, rate: TaxRate) -> Option<TaxClass> {
    classes(country).into_iter().find(|(_, known)| *known == rate).map(|(class, _)| class)
}

/// The classes that a country has, with their rates; the highest first. Empty where the country is not known.
pub fn classes(country: &str) -> Vec<(TaxClass, TaxRate)> {
    let Some(rates) = known(country) else { return Vec::new() };
    let points = rates.iter().copied().chain([0]);
    let all = TaxClass::ALL.into_iter().zip(points);
    all.filter(|(class, points)| *points > 0 || *class == TaxClass::Zero)
        .filter_map(|(class, points)| Some((class, TaxRate::new(points)?)))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    const EU: [&str; 27] = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ];

    #[test]
    fn rates_are_those_of_the_country() {
        for (country, class, points) in [
            ("LU", TaxClass::Standard, 1700),
            ("LU", TaxClass::SuperReduced, 300),
            ("AT", TaxClass::SuperReduced, 490),
            ("LI", TaxClass::Standard, 810),
            ("DE", TaxClass::Reduced, 700),
            ("FR", TaxClass::Reduced, 550),
            ("EL", TaxClass::Standard, 2400),
            ("CH", TaxClass::Standard, 810),
            ("FI", TaxClass::Standard, 2550),
            ("IE", TaxClass::Zero, 0),
            ("DK", TaxClass::Reduced, 2500), // has none: taxed like the next higher
            ("DE", TaxClass::SuperReduced, 700),
            ("US", TaxClass::Standard, 0),
        ] {
            assert_eq!(rate(country, class).basis_points(), points, "{country} {class}");
        }
    }

    #[test]
    fn every_country_of_the_union_is_there_and_every_rate_leads_back_to_its_class() {
        for country in EU.into_iter().chain(["GB", "CH", "LI", "NO", "IN"]) {
            let classes = classes(country);
            assert!(classes.len() >= 2 && classes[0].0 == TaxClass::Standard, "{country}");
            assert!(classes.is_sorted_by(|a, b| a.1 > b.1), "{country}");
            for (class, points) in classes {
                assert_eq!((rate(country, class), class_for(country, points)), (points, Some(class)), "{country}");
            }
        }
        assert_eq!(class_for("DE", TaxRate::new(1600).unwrap()), None);
        assert_eq!(RATES.len(), 32);
        assert!(knows("EL") && !knows("US") && !knows("lu"));
        assert!(RATES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn codes_lead_back() {
        for class in TaxClass::ALL {
            assert_eq!(class.code().parse(), Ok(class));
            assert_eq!(serde_json::to_value(class).unwrap(), class.code());
        }
        assert!("exempt".parse::<TaxClass>().is_err());
    }
}
