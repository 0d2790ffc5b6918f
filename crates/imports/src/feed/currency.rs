//! The ways a currency is written beside a price.

use types::Currency;

/// What stands beside a number.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// A currency that Karum knows.
    Known(Currency),
    /// A currency that Karum does not know, or a sign of several of which none is the seller's.
    Unknown,
    /// No currency at all.
    No,
}

/// Signs and words, with the currencies they can mean, the likeliest first.
const SIGNS: &[(&str, &[Currency])] = {
    use Currency::{
        Aud, Brl, Cad, Chf, Cny, Czk, Dkk, Eur, Gbp, Huf, Inr, Isk, Jpy, Krw, Mxn, Nok, Nzd, Pln, Ron, Sek,
    };
    use Currency::{Sgd, Try, Usd, Zar};
    &[
        ("€", &[Eur]),
        ("euro", &[Eur]),
        ("euros", &[Eur]),
        ("£", &[Gbp]),
        ("₹", &[Inr]),
        ("rs", &[Inr]),
        ("rs.", &[Inr]),
        ("$", &[Usd, Cad, Aud, Nzd, Sgd, Mxn]),
        ("us$", &[Usd]),
        ("¥", &[Jpy, Cny]),
        ("fr", &[Chf]),
        ("fr.", &[Chf]),
        ("sfr", &[Chf]),
        ("sfr.", &[Chf]),
        ("zł", &[Pln]),
        ("kč", &[Czk]),
        ("ft", &[Huf]),
        ("lei", &[Ron]),
        ("₺", &[Try]),
        ("₩", &[Krw]),
        ("r$", &[Brl]),
        ("r", &[Zar]),
        ("kr", &[Sek, Nok, Dkk, Isk]),
        ("kr.", &[Dkk, Sek, Nok, Isk]),
    ]
};

/// Signs that do not tell a currency unless the seller's own is among those they can mean.
const VAGUE: [&str; 2] = ["kr", "kr."];

/// The currency that a code, a sign or a word names. Of a sign that several share, the seller's own is meant.
pub(crate) fn currency(text: &str, own: Option<Currency>) -> Named {
    let code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic());
    if let Some(known) = text.parse().ok().filter(|_| code) {
        return Named::Known(known);
    }
    let lower = text.to_lowercase();
    let Some((sign, meant)) = SIGNS.iter().find(|(sign, _)| *sign == lower) else {
        return if code { Named::Unknown } else { Named::No };
    };
    match own.filter(|own| meant.contains(own)) {
        Some(own) => Named::Known(own),
        None if VAGUE.contains(sign) => Named::Unknown,
        None => meant.first().map_or(Named::No, |first| Named::Known(*first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_signs_and_words_are_known() {
        for (text, own, named) in [
            ("EUR", None, Named::Known(Currency::Eur)),
            ("eur", None, Named::Known(Currency::Eur)),
            ("€", Some(Currency::Chf), Named::Known(Currency::Eur)),
            ("$", None, Named::Known(Currency::Usd)),
            ("$", Some(Currency::Cad), Named::Known(Currency::Cad)),
            ("kr", Some(Currency::Dkk), Named::Known(Currency::Dkk)),
            ("kr", Some(Currency::Eur), Named::Unknown),
            ("SFr.", None, Named::Known(Currency::Chf)),
            ("XXX", None, Named::Unknown),
            ("Stück", None, Named::No),
            ("", None, Named::No),
        ] {
            assert_eq!(currency(text, own), named, "{text}");
        }
    }
}
