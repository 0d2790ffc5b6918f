//! Words with a fixed meaning, in English, German and French. A word that is not here is never guessed.

use super::row::{AgeGroup, Availability, Condition, Gender};

/// Lower case, with single spaces for blanks, underscores and hyphens.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_whitespace() || matches!(c, '_' | '-') {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// In stock or not, as Google, schema.org and people write it; yes and no count as well.
pub(crate) fn availability(text: &str) -> Option<Availability> {
    match text {
        "in stock" | "in_stock" => return Some(Availability::InStock),
        "out of stock" | "out_of_stock" => return Some(Availability::OutOfStock),
        _ => {}
    }
    let folded = fold(text);
    let word = folded.strip_prefix("https://schema.org/").or_else(|| folded.strip_prefix("http://schema.org/"));
    Some(match word.unwrap_or(&folded) {
        "in stock"
        | "instock"
        | "available"
        | "limited availability"
        | "limitedavailability"
        | "onlineonly"
        | "auf lager"
        | "lagernd"
        | "ab lager"
        | "lieferbar"
        | "sofort lieferbar"
        | "verfügbar"
        | "verfuegbar"
        | "vorrätig"
        | "en stock"
        | "disponible" => Availability::InStock,
        "out of stock"
        | "outofstock"
        | "not in stock"
        | "unavailable"
        | "not available"
        | "sold out"
        | "soldout"
        | "discontinued"
        | "nicht auf lager"
        | "nicht lieferbar"
        | "nicht verfügbar"
        | "nicht verfuegbar"
        | "nicht vorrätig"
        | "ausverkauft"
        | "vergriffen"
        | "épuisé"
        | "epuise"
        | "indisponible"
        | "non disponible"
        | "pas en stock"
        | "hors stock"
        | "rupture de stock"
        | "en rupture"
        | "en rupture de stock" => Availability::OutOfStock,
        "preorder" | "pre order" | "presale" | "backorder" | "back order" | "vorbestellung" | "vorbestellbar"
        | "précommande" | "precommande" | "sur commande" => Availability::Preorder,
        other => {
            if boolean(other)? {
                Availability::InStock
            } else {
                Availability::OutOfStock
            }
        }
    })
}

/// Yes and no as Letzshop accepts them, in any case.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "true" | "yes" | "ja" | "wahr" | "oui" | "vrai" | "1" => Some(true),
        "false" | "no" | "nein" | "falsch" | "non" | "faux" | "0" => Some(false),
        _ => None,
    }
}

/// New, used or refurbished.
pub(crate) fn condition(text: &str) -> Option<Condition> {
    if text == "new" {
        return Some(Condition::New);
    }
    match fold(text).as_str() {
        "new" | "neu" | "neuf" | "nouveau" => Some(Condition::New),
        "used" | "gebraucht" | "occasion" | "usagé" => Some(Condition::Used),
        "refurbished" | "generalüberholt" | "überholt" | "reconditionné" => Some(Condition::Refurbished),
        _ => None,
    }
}

/// For whom.
pub(crate) fn gender(text: &str) -> Option<Gender> {
    match fold(text).as_str() {
        "female" | "women" | "weiblich" | "damen" | "frauen" | "femme" | "femmes" | "féminin" => Some(Gender::Female),
        "male" | "men" | "männlich" | "herren" | "männer" | "homme" | "hommes" | "masculin" => Some(Gender::Male),
        "unisex" | "unisexe" | "mixte" => Some(Gender::Unisex),
        _ => None,
    }
}

/// For which age.
pub(crate) fn age_group(text: &str) -> Option<AgeGroup> {
    match fold(text).as_str() {
        "adult" | "adults" | "erwachsene" | "adulte" | "adultes" => Some(AgeGroup::Adult),
        "kids" | "kid" | "children" | "kinder" | "enfant" | "enfants" => Some(AgeGroup::Kids),
        "toddler" | "kleinkind" | "kleinkinder" | "tout petit" => Some(AgeGroup::Toddler),
        "infant" | "säugling" | "nourrisson" => Some(AgeGroup::Infant),
        "newborn" | "neugeborene" | "nouveau né" => Some(AgeGroup::Newborn),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case_and_never_guessed() {
        use Availability::{InStock, OutOfStock, Preorder};
        for (text, known) in [
            ("IN_STOCK", Some(InStock)),
            ("https://schema.org/InStock", Some(InStock)),
            ("Auf Lager", Some(InStock)),
            ("ÉPUISÉ", Some(OutOfStock)),
            ("Nein", Some(OutOfStock)),
            ("non", Some(OutOfStock)),
            ("0", Some(OutOfStock)),
            ("1", Some(InStock)),
            ("pre-order", Some(Preorder)),
            ("vielleicht", None),
            ("", None),
            ("2", None),
        ] {
            assert_eq!(availability(text), known, "{text}");
        }
        assert_eq!((boolean("VRAI"), boolean("Falsch"), boolean("maybe")), (Some(true), Some(false), None));
        assert_eq!(condition("Neu"), Some(Condition::New));
        assert_eq!(gender("Damen"), Some(Gender::Female));
        assert_eq!(age_group("nouveau-né"), Some(AgeGroup::Newborn));
    }
}
