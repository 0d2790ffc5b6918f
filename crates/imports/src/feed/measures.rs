//! Numbers other than prices: pieces, weights, tax rates. None of them goes through floating point.

use types::TaxRate;

use super::limits::{MAX_QUANTITY, MAX_WEIGHT_GRAMS};

/// A decimal number: all its digits, and how many of them stand after the point or comma.
struct Decimal {
    digits: i128,
    scale: u32,
}

/// Reads digits with at most one point or comma, which is always decimal here: nobody groups weights.
fn decimal(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let all = [whole, fraction].into_iter().flat_map(str::bytes);
    if whole.is_empty() || whole.len() + fraction.len() > 18 {
        return None;
    }
    let mut digits = 0;
    for byte in all {
        if !byte.is_ascii_digit() {
            return None;
        }
        digits = digits * 10 + i128::from(byte - b'0');
    }
    Some(Decimal { digits, scale: u32::try_from(fraction.len()).ok()? })
}

/// What a column of quantities says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pieces {
    Some(u32),
    /// Fewer than none, as stock ledgers write it after selling too much: there is nothing to sell.
    Negative,
    Bad,
}

/// A number of pieces: `12`, `12.0`, `-3`.
pub(crate) fn pieces(text: &str) -> Pieces {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let Some(number) = decimal(text) else { return Pieces::Bad };
    let one = 10_i128.pow(number.scale);
    if number.digits % one != 0 {
        return Pieces::Bad;
    }
    match u32::try_from(number.digits / one) {
        Ok(0) => Pieces::Some(0),
        Ok(_) if negative => Pieces::Negative,
        Ok(count) if count <= MAX_QUANTITY => Pieces::Some(count),
        _ => Pieces::Bad,
    }
}

/// A weight in grams, rounded half up: `0.5 kg`, `19.8 lb`, `17,6oz`. `None` without a unit that is known.
pub(crate) fn grams(text: &str) -> Option<u32> {
    let unit_at = text.find(|c: char| c.is_alphabetic())?;
    let number = decimal(text[..unit_at].trim())?;
    // Nanograms of one unit; pound and ounce are exact by definition (0.45359237 kg).
    let nanograms: i128 = match text[unit_at..].trim().trim_end_matches('.').to_lowercase().as_str() {
        "g" | "gr" | "gramm" | "gram" | "grams" | "gramme" | "grammes" => 1_000_000_000,
        "kg" | "kgs" | "kilo" | "kilogramm" | "kilogram" | "kilograms" | "kilogramme" => 1_000_000_000_000,
        "lb" | "lbs" | "pound" | "pounds" => 453_592_370_000,
        "oz" | "ounce" | "ounces" => 28_349_523_125,
        "mg" => 1_000_000,
        _ => return None,
    };
    let one = 1_000_000_000 * 10_i128.pow(number.scale);
    let rounded = (2 * number.digits * nanograms + one) / (2 * one);
    u32::try_from(rounded).ok().filter(|grams| *grams <= MAX_WEIGHT_GRAMS)
}

/// A VAT rate in percent: `17`, `19 %`, `5.5`. `None` below 1 but not 0 (a fraction of one, most likely), above 100,
/// or with more than two decimals.
pub(crate) fn tax_rate(text: &str) -> Option<TaxRate> {
    let number = decimal(text.strip_suffix('%').unwrap_or(text).trim())?;
    let one = 10_i128.pow(number.scale);
    let hundredths = number.digits * 100;
    if hundredths % one != 0 || (number.digits > 0 && number.digits < one) {
        return None;
    }
    TaxRate::new(i32::try_from(hundredths / one).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole() {
        assert_eq!(pieces("12"), Pieces::Some(12));
        assert_eq!(pieces("12,00"), Pieces::Some(12));
        assert_eq!(pieces("-0"), Pieces::Some(0));
        assert_eq!(pieces("-3"), Pieces::Negative);
        for text in ["", "1.5", "10+", ">5", "1e3", "999999999", "99999999999999999999", "--1", "."] {
            assert_eq!(pieces(text), Pieces::Bad, "{text}");
        }
    }

    #[test]
    fn weights_become_grams() {
        for (text, weight) in [
            ("19.8 lb", Some(8_981)),
            ("17,6oz", Some(499)),
            ("0.5 kg", Some(500)),
            ("1.234 kg", Some(1_234)),
            ("250 Gramm", Some(250)),
            ("0.4 g", Some(0)),
            ("500 mg", Some(1)),
            ("5", None),
            ("5 stones", None),
            ("kg", None),
            ("-5 kg", None),
            ("999999 kg", None),
        ] {
            assert_eq!(grams(text), weight, "{text}");
        }
    }

    #[test]
    fn tax_rates_are_percentages() {
        for (text, points) in
            [("17", 1_700), ("19 %", 1_900), ("5,5", 550), ("0", 0), ("19.0000", 1_900), ("100", 10_000)]
        {
            assert_eq!(tax_rate(text).map(TaxRate::basis_points), Some(points), "{text}");
        }
        for text in ["0.19", "101", "5.555", "-1", "reduced", ""] {
            assert_eq!(tax_rate(text), None, "{text}");
        }
    }
}
